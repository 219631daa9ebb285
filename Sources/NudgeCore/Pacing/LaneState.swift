/// Whether a lane may send now: the breaker of one gateway.
///
///                 ┌──────── answered ────────┐
///                 ▼                          │
///     ┌──▶ running ──failed, doubted──▶ backingOff(until) ──later failure: longer──┐
///     │     │   │                            ▲                                    │
///     │     │   │                            └────────────────────────────────────┘
///     │     │   └──rateLimited──▶ paused(until)   any answer but a longer wait leaves it
///     │     └──stopped──▶ stopped(reason)         from every phase; only `resume()` ends it
///     └─────────── resume() ──────────┘
///
/// Once `until` has come, one message probes; its answer decides.
package struct LaneState: Hashable, Sendable {
    package private(set) var phase = Phase.running
    /// Pauses in a row that no answer ended; sets how long the next one is.
    package private(set) var failures = 0
    /// Requests in doubt in a row, with no readable answer between.
    package private(set) var doubts = 0

    package enum Phase: Hashable, Sendable {
        case running
        /// The lane keeps away by itself.
        case backingOff(until: Instant)
        /// The gateway asked for it.
        case paused(until: Instant)
        case stopped(StopReason)
    }

    package enum StopReason: UInt8, Hashable, CaseIterable, Sendable {
        /// The gateway refused our key or signature.
        case authentication
        /// The account has no money.
        case balance
        case byOperator

        package var name: String {
            switch self {
            case .authentication: "authentication"
            case .balance: "balance"
            case .byOperator: "operator"
            }
        }
    }

    /// Lost answers in a row that are taken for a failing gateway, not for bad luck.
    package static let doubtsMax = 3
    /// The base of the shortest and of the longest pause; half as much again is drawn on top, so
    /// that pauses are 1 s to 60 s.
    private static let baseMin = Milliseconds.seconds(1)
    private static let baseMax = Milliseconds.seconds(40)
    /// Bounds what a gateway may ask for; a lane that is paused for longer needs a person.
    package static let pauseMax = Milliseconds.hours(1)

    package init() {}

    /// A lane as it was when it was last written down.
    package init(phase: Phase, failures: Int) {
        self.phase = phase
        self.failures = max(0, failures)
    }

    // MARK: - What may leave

    /// How many more may start, with so many under way of at most `limit`.
    package func room(inFlight: Int, limit: Int, now: Instant) -> Int {
        precondition(inFlight >= 0 && limit >= 1)
        switch phase {
        case .running: return max(0, limit - inFlight)
        case .backingOff(let until), .paused(let until):
            return now >= until && inFlight == 0 ? 1 : 0
        case .stopped: return 0
        }
    }

    /// When to look again; `nil`: only an answer or a person changes anything.
    package func opening(now: Instant) -> Instant? {
        switch phase {
        case .running: now
        case .backingOff(let until), .paused(let until): max(until, now)
        case .stopped: nil
        }
    }

    // MARK: - What happens

    package mutating func apply(
        _ event: LaneEvent,
        now: Instant,
        using chance: inout some RandomNumberGenerator
    ) {
        switch event {
        case .answered: answered(now: now)
        case .failed: failed(now: now, using: &chance)
        case .doubted: doubted(now: now, using: &chance)
        case .rateLimited(let wait): rateLimited(after: wait, now: now, using: &chance)
        case .stopped(let reason): stop(reason)
        }
    }

    /// From every phase; the first reason stays.
    package mutating func stop(_ reason: StopReason) {
        if case .stopped = phase { return }
        phase = .stopped(reason)
    }

    /// By a person; the lane begins afresh.
    package mutating func resume() {
        self = LaneState()
    }

    private mutating func answered(now: Instant) {
        doubts = 0
        switch phase {
        case .running, .backingOff:
            failures = 0
            phase = .running
        case .paused(let until):
            // An answer to what left before the pause does not shorten it.
            guard now >= until else { return }
            failures = 0
            phase = .running
        case .stopped: break
        }
    }

    private mutating func failed(now: Instant, using chance: inout some RandomNumberGenerator) {
        switch phase {
        case .running: backOff(now: now, using: &chance)
        case .backingOff(let until), .paused(let until):
            // Those that left together fail together: that is one failure, not one each.
            if now >= until { backOff(now: now, using: &chance) }
        case .stopped: break
        }
    }

    private mutating func doubted(now: Instant, using chance: inout some RandomNumberGenerator) {
        doubts += 1
        if doubts >= LaneState.doubtsMax || phase != .running {
            failed(now: now, using: &chance)
        }
    }

    private mutating func rateLimited(
        after wait: Milliseconds?,
        now: Instant,
        using chance: inout some RandomNumberGenerator
    ) {
        doubts = 0
        let asked = wait.map { min(max($0, LaneState.baseMin), LaneState.pauseMax) }
        let until: Instant
        switch phase {
        case .running:
            until = now + (asked ?? nextPause(using: &chance))
        case .backingOff(let earlier), .paused(let earlier):
            if now >= earlier {
                until = now + (asked ?? nextPause(using: &chance))
            } else {
                until = max(earlier, now + (asked ?? .zero))
            }
        case .stopped: return
        }
        phase = .paused(until: until)
    }

    private mutating func backOff(now: Instant, using chance: inout some RandomNumberGenerator) {
        phase = .backingOff(until: now + nextPause(using: &chance))
    }

    private mutating func nextPause(
        using chance: inout some RandomNumberGenerator
    ) -> Milliseconds {
        // 2^6 s is already above the longest pause.
        let base = min(LaneState.baseMin * (1 << min(failures, 6)), LaneState.baseMax)
        failures += 1
        return base + Milliseconds(Int64.random(in: 0...base.count / 2, using: &chance))
    }
}
