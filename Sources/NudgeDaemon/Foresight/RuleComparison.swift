package import NudgeCore
package import NudgeStore

/// What other rules would change: the daemon's own decision over the same facts, under the rules before
/// and after.
///
/// It writes nothing.
package struct RuleComparison: Sendable {
    let store: any ForesightStore
    let before: Side
    let after: Side
    let start: Instant
    let end: Instant
    /// Of so many customers; `nil`: of all.
    let sample: StableSample?

    /// One of the two rule sets.
    struct Side: Sendable {
        var rules: RulesInForce
        var forecast: Forecast
    }

    package init(
        store: any ForesightStore,
        before: RulesInForce,
        after: RulesInForce,
        conditions: Conditions,
        from start: Instant,
        until end: Instant,
        customers: Int? = nil
    ) throws(StoreError) {
        self.store = store
        self.before = Side(
            rules: before,
            forecast: Forecast(rules: before.ruleset, conditions: conditions)
        )
        self.after = Side(
            rules: after,
            forecast: Forecast(rules: after.ruleset, conditions: conditions)
        )
        self.start = start
        self.end = end
        guard let customers else {
            sample = nil
            return
        }
        sample = StableSample(customers, of: try store.status().customers)
    }

    /// What came out.
    package struct Result: Sendable {
        package var customers = 0
        package var before = ContactTally()
        package var after = ContactTally()
        /// By customer, in the order of time.
        package var changes: [ContactChange] = []
    }

    /// Plays everybody twice; with `detailed`, changes are listed customer by customer.
    package func run(detailed: Bool = false) throws(StoreError) -> Result {
        let parts = try CustomerGroups(store: store).map { groups throws(StoreError) in
            try self.part(groups, detailed: detailed)
        }
        var result = Result()
        for part in parts {
            result.customers += part.customers
            result.before += part.before
            result.after += part.after
            result.changes += part.changes
        }
        result.changes.sort { ($0.customer, $0.instant) < ($1.customer, $1.instant) }
        return result
    }

    private func part(
        _ groups: [[ForecastMember]],
        detailed: Bool
    ) throws(StoreError) -> Result {
        var result = Result()
        for group in groups {
            let chosen = Set(
                group.filter { sample?.holds($0.facts.reference) ?? true }.map(\.facts.id)
            )
            guard !chosen.isEmpty else { continue }
            result.customers += chosen.count
            let old = result.before.play(group, before, of: chosen, from: start, until: end)
            let new = result.after.play(group, after, of: chosen, from: start, until: end)
            if detailed { result.changes += ContactChange.between(old, new) }
        }
        for index in result.changes.indices {
            result.changes[index].debts = try store.debtReferences(result.changes[index].debtIDs)
        }
        return result
    }
}

/// A part of the customers that is the same in every run: by a hash of the bank's number.
struct StableSample: Sendable {
    private let limit: UInt64?

    /// About so many of the total.
    init(_ count: Int, of total: Int) {
        limit = count >= total ? nil : UInt64.max / UInt64(max(total, 1)) * UInt64(count)
    }

    func holds(_ reference: String) -> Bool {
        guard let limit else { return true }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in reference.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        // FNV leaves the upper bits of like texts alike: the finaliser of SplitMix64 spreads them.
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31) <= limit
    }
}
