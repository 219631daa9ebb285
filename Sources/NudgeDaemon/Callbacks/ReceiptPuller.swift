internal import Curl
package import Logging
package import NudgeCore
package import NudgeGateways
internal import ServiceLifecycle

/// Pulls the receipts of one entry of a gateway's `pull`: page after page until one is empty, each
/// durable before it is acknowledged.
///
/// It runs beside the engine, on a curl client of its own: a slow vendor delays no sending, and
/// nothing of another gateway's. What was pulled and not acknowledged comes again, and is harmless.
package actor ReceiptPuller {
    private let source: PullSource
    private let fetcher: PullFetcher
    private let lane: Int32
    private let clock: any EngineClock
    private let tokens: TokenBoard
    private let keep: Keep
    private let log: Logger
    private var generator = SystemRandomNumberGenerator()
    /// Failed rounds in a row.
    private var failures = 0
    /// Whether the token was refused, and nothing was answered well since.
    private var hasRefused = false
    /// Since when there is no token for it; `nil`: there is one, or none is needed.
    private var withoutTokenSince: Instant?
    /// A vendor that hands out the same again has nothing more for this round.
    private var lastPage: CallbackReading?

    /// Makes what was pulled durable, or throws.
    package typealias Keep =
        @Sendable (_ events: [InboundEvent], _ gateway: String, Instant) async throws -> Void

    /// Bounds a round: what is left comes with the next.
    package static let pagesMax = 200
    /// A vendor that is down is asked ever less.
    private static let longestWait = Milliseconds.minutes(15)
    /// Most tokens come at once: a start is no failure.
    private static let tokenPatience = Milliseconds.seconds(30)
    private static let tokenWait = Milliseconds.seconds(1)

    /// What one round came to.
    package struct Round: Hashable, Sendable {
        package var pages = 0
        package var events = 0
        package var isFailed = false
        /// Why, in one line.
        package var failure: String?
        /// Events that could not be read.
        package var faults: [String] = []
    }

    package init(
        _ source: PullSource,
        fetcher: PullFetcher,
        lane: Int32,
        clock: any EngineClock,
        tokens: TokenBoard = TokenBoard(),
        log: Logger,
        keep: @escaping Keep
    ) {
        self.tokens = tokens
        self.source = source
        self.fetcher = fetcher
        self.lane = lane
        self.clock = clock
        self.log = log
        self.keep = keep
    }

    /// How long to wait for the next round: `every`, doubled for each failure in a row, up to a
    /// quarter of an hour.
    package var wait: Milliseconds {
        if awaitsToken { return ReceiptPuller.tokenWait }
        guard failures > 0 else { return source.form.every }
        let doubled = source.form.every * (1 << Int64(min(failures, 10)))
        return max(source.form.every, min(doubled, ReceiptPuller.longestWait))
    }

    /// Asks until a page is empty, or something fails: that is said when it begins and when it ends.
    package func round() async -> Round {
        var round = Round()
        lastPage = nil
        for _ in 0..<ReceiptPuller.pagesMax {
            do throws(Failure) {
                guard let events = try await page(&round) else { break }
                round.pages += 1
                round.events += events
            } catch {
                round.isFailed = true
                round.failure = error.reason
                if !awaitsToken { failed(error) }
                return round
            }
        }
        if failures > 0 {
            failures = 0
            log.notice("receipts can be pulled again", metadata: place)
        }
        return round
    }

    private struct Failure: Error {
        var reason: String
    }

    /// How many events a page had; `nil`: it was empty.
    private func page(_ round: inout Round) async throws(Failure) -> Int? {
        let outcome: CurlOutcome
        let held = try token()
        do throws(RequestFault) {
            outcome = await fetcher.fetch(try source.request(question(held)))
        } catch {
            throw Failure(reason: "the request cannot be made: \(error)")
        }
        let now = clock.now()
        switch source.read(outcome, now: now) {
        case .empty:
            hasRefused = false
            return nil
        case .failed(let reason): throw Failure(reason: reason)
        case .tokenRefused(let reason):
            // One new token for a row of refusals: what is refused again is refused for another
            // reason, and sending must not suffer from it.
            if let held, !hasRefused { tokens.refuse(held.generation, of: source.gateway) }
            hasRefused = true
            throw Failure(reason: "the token is refused: \(reason)")
        case .some(let reading, _) where reading == lastPage: return nil
        case .some(let reading, let mark):
            lastPage = reading
            hasRefused = false
            round.faults += reading.faults
            if !reading.faults.isEmpty {
                log.warning(
                    "pulled events could not be read",
                    metadata: place.merging(
                        ["faults": "\(reading.faults.joined(separator: "; "))"]
                    ) { $1 }
                )
            }
            do {
                try await keep(reading.events, source.gateway, now)
            } catch {
                throw Failure(reason: "not stored: \(error)")
            }
            if let mark {
                try await acknowledge(mark)
            } else if source.form.acknowledgement != nil {
                throw Failure(reason: "the page has nothing to acknowledge it by")
            }
            return reading.events.count
        }
    }

    /// Only after the page is durable.
    private func acknowledge(_ mark: PullSource.Mark) async throws(Failure) {
        let outcome: CurlOutcome
        let held = try token()
        do throws(RequestFault) {
            outcome = await fetcher.fetch(try source.acknowledgement(of: mark, question(held)))
        } catch {
            throw Failure(reason: "the acknowledgement cannot be made: \(error)")
        }
        guard source.isTaken(outcome) else {
            throw Failure(reason: "the acknowledgement was not taken")
        }
    }

    /// The engine's own; a second fetch would end the first one at some vendors.
    private func token() throws(Failure) -> TokenDesk.Held? {
        guard source.needsToken else { return nil }
        guard let held = tokens.held(source.gateway, at: clock.now()) else {
            withoutTokenSince = withoutTokenSince ?? clock.now()
            throw Failure(reason: "there is no token")
        }
        withoutTokenSince = nil
        return held
    }

    /// Whether its token has been missing for a moment only.
    private var awaitsToken: Bool {
        withoutTokenSince.map { clock.now() - $0 < ReceiptPuller.tokenPatience } ?? false
    }

    private func question(_ held: TokenDesk.Held?) -> PullSource.Question {
        PullSource.Question(
            id: 0,
            lane: lane,
            now: clock.now(),
            nonce: RequestNonce.text(using: &generator),
            token: held?.token.text
        )
    }

    private func failed(_ failure: Failure) {
        failures += 1
        // Once, until it works again.
        guard failures == 1, !Task.isCancelled else { return }
        log.warning(
            "receipts cannot be pulled; it is tried again, and said when it works",
            metadata: place.merging(["reason": "\(failure.reason)"]) { $1 }
        )
    }

    private var place: Logger.Metadata {
        ["gateway": "\(source.gateway)", "pull": "\(source.form.name)"]
    }
}

/// All pullers of the daemon as one service: each goes its own round.
struct ReceiptPullers: Service {
    let pullers: [ReceiptPuller]
    let fetcher: PullFetcher

    func run() async throws {
        await withDiscardingTaskGroup { group in
            for puller in pullers {
                group.addTask {
                    while !Task.isCancelled {
                        _ = await puller.round()
                        let wait = await puller.wait
                        do {
                            try await Task.sleep(for: .milliseconds(wait.count))
                        } catch {
                            return
                        }
                    }
                }
            }
            try? await gracefulShutdown()
            group.cancelAll()
            // Ends what is under way, so that no round waits for a vendor that hangs.
            fetcher.shutdown()
        }
    }
}
