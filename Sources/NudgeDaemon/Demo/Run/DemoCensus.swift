internal import NudgeCore
internal import NudgeStore

/// Looks through the whole portfolio once a day: who is in which tier, and what keeps whom from
/// being reminded.
struct DemoCensus {
    private var byTier: [Int: Int] = [:]
    private var now: [Reason: Int] = [:]
    private var ever: [Reason: Set<CustomerID>] = [:]

    private static let pageSize = 1000

    mutating func take(_ world: DemoWorld, at instant: Instant) throws(StoreError) {
        byTier = [:]
        now = [:]
        var after: CustomerID?
        while true {
            let page = try world.store.customers(after: after, limit: DemoCensus.pageSize)
            guard let last = page.last else { return }
            for customer in page { count(customer, world, at: instant) }
            after = last.facts.id
        }
    }

    /// Highest tier first.
    func tiers(_ world: DemoWorld) -> [DemoCount] {
        world.rules.ruleset.strategy.tiers.enumerated().map {
            DemoCount($1.name, total: byTier[$0] ?? 0)
        }
    }

    /// How many customers each reason keeps from a message at present.
    var heldNow: [DemoCount] {
        DemoCensus.sorted(now.map { DemoCount($0.name, total: $1) })
    }

    /// How many customers met each reason at least once.
    var heldEver: [DemoCount] {
        DemoCensus.sorted(ever.map { DemoCount($0.name, total: $1.count) })
    }

    private mutating func count(
        _ customer: ClaimedCustomer,
        _ world: DemoWorld,
        at instant: Instant
    ) {
        let decision = decide(
            customer.facts,
            sharedHistory: customer.sharedHistory,
            rules: world.rules.ruleset,
            at: instant
        )
        let entries = decision.trace.entries
        let tiers = entries.filter { $0.stage == .tier && $0.verdict == .pass }
        if let tier = tiers.map(\.subject).min() { byTier[Int(tier), default: 0] += 1 }
        let reasons = Set(
            entries.filter { $0.verdict != .pass && $0.reason != .stepNotYetDue }.map(\.reason)
        )
        for reason in reasons {
            now[reason, default: 0] += 1
            ever[reason, default: []].insert(customer.facts.id)
        }
    }

    private static func sorted(_ counts: [DemoCount]) -> [DemoCount] {
        counts.sorted { ($1.total, $0.name) < ($0.total, $1.name) }
    }
}
