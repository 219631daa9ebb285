internal import NudgeCore
internal import NudgeGateways

/// The queue, pace and state of one gateway, as the engine keeps it between turns.
struct Lane {
    let name: String
    let settings: GatewaySettings
    /// Its number at the curl client.
    let curlLane: Int32
    var state: LaneState
    private var bucket: TokenBucket?
    /// Contacts committed as leaving, or about to be, and not answered.
    var leaving = 0

    init(_ settings: GatewaySettings, curlLane: Int32, at now: Instant) {
        name = settings.name
        self.settings = settings
        self.curlLane = curlLane
        state = LaneState()
        bucket = settings.ratePerSecond.map {
            TokenBucket(perSecond: $0, burst: max($0, 1), at: now)
        }
    }

    /// How many contacts it may take now: no more than it can send within about a second.
    mutating func room(at now: Instant) -> Int {
        guard state.isOpen(at: now) else { return 0 }
        let free = max(settings.window - leaving, 0)
        guard bucket != nil else { return free }
        return min(free, bucket?.available(at: now) ?? 0)
    }

    /// Takes the places for contacts that were committed.
    mutating func take(_ count: Int, at now: Instant) {
        _ = bucket?.take(count, at: now)
    }

    /// When a closed lane opens again by itself, or its bucket has a token again.
    func opens(after now: Instant) -> Instant? {
        if !state.isOpen(at: now) { return state.opensAt }
        return bucket?.nextToken(after: now)
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
