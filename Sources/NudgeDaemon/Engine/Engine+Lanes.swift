internal import Logging
internal import NudgeCore
package import NudgeStore

/// What lanes keep over a restart.
extension Engine {
    /// How often what changes all the time, buckets and shares, is written: seldom enough to cost
    /// nothing.
    private static let saveInterval = Milliseconds.seconds(30)

    /// Before the first turn: lanes go on as they were, and are marked as running.
    func restoreLanes() throws(StoreError) {
        guard !routing.isRestored else { return }
        let now = clock.now()
        for memory in try store.laneMemories() {
            guard let index = lanes.firstIndex(where: { $0.name == memory.gateway }) else {
                continue
            }
            lanes[index].restore(memory, at: now)
        }
        for index in lanes.indices {
            guard let start = lanes[index].quota?.start(of: now) else { continue }
            let used = try store.segments(of: lanes[index].name, since: start)
            lanes[index].quota?.count(used: used, now: now)
        }
        try restoreLedger(at: now)
        // From now on a crash leaves nobody knowing what the buckets held.
        try store.save(memories(at: now, isClean: false))
        routing.lastSave = now
        routing.isRestored = true
    }

    /// After a drain: nothing is under way, and nothing will leave.
    package func keepLanes() throws(StoreError) {
        try store.save(memories(at: clock.now(), isClean: true))
    }

    /// Adds to a turn what lanes and doubts have to write.
    func addNews(to turn: inout Turn) {
        let now = turn.now
        if routing.savesLanes || now - routing.lastSave >= Engine.saveInterval {
            for index in lanes.indices { lanes[index].share.update(now) }
            turn.lanes = memories(at: now, isClean: false)
        }
        turn.stops = routing.stops
        turn.reroutes = routing.goingOn.map(\.reroute)
        turn.doubts = routing.doubts
        turn.budgetStops = routing.budgetStops
        turn.liftedBudgets = routing.liftedBudgets
    }

    /// The turn is durable: what it wrote is news no more.
    func forgetNews(of turn: Turn) {
        if !turn.lanes.isEmpty {
            routing.savesLanes = false
            routing.lastSave = turn.now
        }
        routing.stops.removeAll()
        routing.doubts.removeAll()
        routing.budgetStops.removeAll()
        routing.liftedBudgets.removeAll()
    }

    private func memories(at now: Instant, isClean: Bool) -> [LaneMemory] {
        lanes.map { $0.memory(at: now, isClean: isClean) }
    }
}

extension Lane {
    func memory(at now: Instant, isClean: Bool) -> LaneMemory {
        LaneMemory(
            gateway: name,
            at: now,
            isClean: isClean,
            level: bucket?.level(at: now) ?? 0,
            phase: state.phase,
            failures: state.failures,
            share: share.percent
        )
    }

    /// After a crash the bucket is taken as empty, never as full.
    mutating func restore(_ memory: LaneMemory, at now: Instant) {
        // A stop stands in the store, where a person lifts it.
        if case .stopped = memory.phase {
            state = LaneState()
        } else {
            state = LaneState(phase: memory.phase, failures: memory.failures)
        }
        share = GatewayShare(percent: memory.share)
        guard let rate = settings.ratePerSecond else { return }
        bucket = TokenBucket(
            ratePerSecond: rate,
            burst: settings.burst,
            level: memory.isClean ? memory.level : 0,
            at: memory.isClean ? memory.at : now
        )
    }
}
