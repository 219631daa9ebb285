internal import NudgeCore
internal import NudgeGateways

/// The queue, pace and state of one gateway, as the engine keeps it between turns.
struct Lane {
    let name: String
    let settings: GatewaySettings
    var state = LaneState()
    private var bucket: TokenBucket?
    /// Contacts committed as leaving, or about to be, and not answered.
    var leaving = 0

    init(_ settings: GatewaySettings, at now: Instant) {
        name = settings.name
        self.settings = settings
        bucket = settings.ratePerSecond.map {
            TokenBucket(ratePerSecond: $0, burst: settings.burst, now: now)
        }
    }

    /// How many contacts it may take now: no more than are free in its window, and than it can
    /// send within its burst, so that nothing waits long between its commit and the wire.
    func room(at now: Instant) -> Int {
        let free = state.room(inFlight: leaving, limit: settings.window, now: now)
        guard let bucket else { return free }
        return min(free, bucket.tokens(at: now))
    }

    /// Takes the place of a contact that is about to be committed, and a token for each segment.
    ///
    /// False, with nothing taken, when there are too few tokens yet.
    mutating func take(segments: Int, at now: Instant) -> Bool {
        guard bucket?.take(segments, now: now) ?? true else { return false }
        leaving += 1
        return true
    }

    /// When there will be tokens for so many segments.
    func opening(segments: Int, after now: Instant) -> Instant {
        bucket?.opening(for: segments, now: now) ?? now
    }

    /// Gives back the place of one that did not leave after all.
    mutating func giveBack(segments: Int) {
        leaving -= 1
        bucket?.giveBack(segments)
    }

    /// When a closed lane opens by itself, or its bucket has a token again; `nil`: an answer or a
    /// person must open it.
    func opening(after now: Instant) -> Instant? {
        if leaving >= settings.window { return nil }
        guard let opening = state.opening(now: now) else { return nil }
        guard let bucket else { return opening }
        return max(opening, bucket.opening(for: 1, now: now))
    }

    /// Whether an operator's stops leave nothing for it to send.
    func isStopped(by stops: [Stop]) -> Bool {
        var left = settings.channels
        for stop in stops {
            switch stop.scope {
            case .everything: return true
            case .gateway(let name) where name == self.name: return true
            case .channel(let channel): left.remove(channel)
            case .gateway, .tier, .template: break
            }
        }
        return left.isEmpty
    }
}
