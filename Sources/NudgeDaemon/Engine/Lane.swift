internal import NudgeCore
internal import NudgeGateways

/// The queue, pace and state of one gateway, as the engine keeps it between turns.
struct Lane {
    let name: String
    let settings: GatewaySettings
    var state = LaneState()
    var share = GatewayShare()
    var bucket: TokenBucket?
    var quota: DayQuota?
    /// Contacts committed as leaving, or about to be, and not answered.
    var leaving = 0
    /// Since when it needs a token and has none; `nil`: it has one, or needs none.
    var withoutTokenSince: Instant?

    /// A pause for longer makes another gateway the better choice; below it, moving costs more.
    static let waitMin = Milliseconds.seconds(10)
    /// What was decided as its token went looks again after so long.
    static let tokenWait = Milliseconds.seconds(1)

    init(_ settings: GatewaySettings, zone: ZoneRules, at now: Instant) {
        name = settings.name
        self.settings = settings
        bucket = settings.ratePerSecond.map {
            TokenBucket(ratePerSecond: $0, burst: settings.burst, now: now)
        }
        quota = settings.pacing.perDay.map {
            DayQuota(most: $0, resetMinute: settings.pacing.resetMinute, zone: zone)
        }
    }

    /// How many contacts it may take now: no more than are free in its window, and than it can
    /// send within its burst, so that nothing waits long between its commit and the wire.
    func room(at now: Instant) -> Int {
        if withoutTokenSince != nil { return 0 }
        var free = state.room(inFlight: leaving, limit: settings.window, now: now)
        if let bucket { free = min(free, bucket.tokens(at: now)) }
        if let quota { free = min(free, quota.room(at: now)) }
        return free
    }

    /// Whether it will take nothing for long, so that another gateway is preferred.
    func isWaiting(at now: Instant) -> Bool {
        // Most come at once: a start moves nothing to another gateway.
        if let since = withoutTokenSince, now - since >= Lane.waitMin { return true }
        if let quota, quota.room(at: now) <= 0 { return true }
        switch state.phase {
        case .running: return false
        case .backingOff(let until), .paused(let until): return until - now >= Lane.waitMin
        case .stopped: return true
        }
    }

    /// Takes the place of a contact that is about to be committed, and a token for each segment.
    ///
    /// False, with nothing taken, when there are too few tokens yet.
    mutating func take(segments: Int, at now: Instant) -> Bool {
        guard quota?.take(segments, now: now) ?? true else { return false }
        guard bucket?.take(segments, now: now) ?? true else {
            quota?.giveBack(segments)
            return false
        }
        leaving += 1
        return true
    }

    /// When there will be tokens for so many segments.
    func opening(segments: Int, after now: Instant) -> Instant {
        max(
            bucket?.opening(for: segments, now: now) ?? now,
            quota?.opening(for: segments, now: now) ?? now
        )
    }

    /// Gives back the place of one that did not leave after all.
    mutating func giveBack(segments: Int) {
        leaving -= 1
        bucket?.giveBack(segments)
        quota?.giveBack(segments)
    }

    /// When a closed lane opens by itself, or its bucket has a token again; `nil`: an answer or a
    /// person must open it.
    func opening(after now: Instant) -> Instant? {
        if leaving >= settings.window || withoutTokenSince != nil { return nil }
        guard let opening = state.opening(now: now) else { return nil }
        return max(opening, self.opening(segments: 1, after: now))
    }

    /// Whether an operator's stops leave nothing for it to send.
    func isStopped(by stops: [Stop]) -> Bool {
        var left = settings.channels
        for stop in stops {
            switch stop.scope {
            case .everything: return true
            case .gateway(let name) where name == self.name: return true
            case .draining(let name) where name == self.name: return true
            case .channel(let channel): left.remove(channel)
            case .gateway, .draining, .tier, .template: break
            }
        }
        return left.isEmpty
    }
}
