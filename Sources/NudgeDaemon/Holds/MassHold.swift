package import NudgeCore
package import NudgeStore

/// A hold that an operator places on many customers at once: first shown, then placed, and lifted
/// together.
///
/// Each customer, or each debt where a product was named, gets a hold of his own whose number begins
/// with the operator's: `flood-2026/C1000`. Facts come from the source `operator`.
package struct MassHold: Sendable {
    let store: any ForesightStore
    let rules: Ruleset
    let conditions: Conditions
    let now: Instant

    /// Customers read, and written, at once.
    private static let pageSize: Int64 = 1000
    private static let source = "operator"

    package init(
        store: any ForesightStore,
        rules: Ruleset,
        conditions: Conditions,
        at now: Instant
    ) {
        self.store = store
        self.rules = rules
        self.conditions = conditions
        self.now = now
    }

    /// What is to be placed.
    package struct Order: Sendable {
        package var reference: String
        package var reason: HoldReason
        /// Exclusive; `nil`: until lifted.
        package var until: Instant?
        package var owner: String

        package init(reference: String, reason: HoldReason, until: Instant?, owner: String) {
            self.reference = reference
            self.reason = reason
            self.until = until
            self.owner = owner
        }
    }

    // MARK: Placing and lifting

    /// Places it, and notes it in the journal; gives how many customers or debts are held by it.
    package func place(
        _ order: Order,
        on selection: HoldSelection,
        by actor: String,
        why: String
    ) throws(StoreError) -> Int {
        var placed = 0
        try forEachPage { page throws(StoreError) in
            var facts: [Fact] = []
            for customer in page {
                guard let debts = selection.debts(of: customer) else { continue }
                facts += try holds(order, on: customer, selection.product == nil ? nil : debts)
            }
            placed += try apply(facts)
        }
        try note(
            "\(order.reference) (\(order.reason.name)) placed \(placed) times: \(why)",
            by: actor
        )
        return placed
    }

    private func holds(
        _ order: Order,
        on customer: CustomerFacts,
        _ debts: [Int]?
    ) throws(StoreError) -> [Fact] {
        func fact(_ suffix: String, _ debt: String?) -> Fact {
            .hold(
                HoldFact(
                    reference: "\(order.reference)/\(suffix)",
                    customer: customer.reference,
                    debt: debt,
                    reason: order.reason,
                    from: now,
                    until: order.until,
                    owner: order.owner
                )
            )
        }
        guard let debts else { return [fact(customer.reference, nil)] }
        return try store.debtReferences(debts.map { customer.debts[$0].id })
            .map { fact("\(customer.reference)/\($0)", $0) }
    }

    /// Lifts every hold whose number is this one, or begins with it and a slash; everybody
    /// concerned is decided afresh.
    package func lift(
        _ reference: String,
        by actor: String,
        why: String
    ) throws(StoreError) -> Int {
        var lifted = 0
        try forEachPage { page throws(StoreError) in
            let facts = page.flatMap { customer in
                customer.holds.filter { MassHold.belongs($0, to: reference) }.map {
                    Fact.holdLifted(customer: customer.reference, reference: $0.reference)
                }
            }
            lifted += try apply(facts)
        }
        try note("\(reference) lifted \(lifted) times: \(why)", by: actor)
        return lifted
    }

    private func note(_ detail: String, by actor: String) throws(StoreError) {
        try store.append(JournalEntry(at: now, actor: actor, kind: "hold", detail: detail))
    }

    private static func belongs(_ hold: Hold, to reference: String) -> Bool {
        hold.reference == reference || hold.reference.hasPrefix(reference + "/")
    }

    private func apply(_ facts: [Fact]) throws(StoreError) -> Int {
        guard !facts.isEmpty else { return 0 }
        let outcomes = try store.apply(
            FactBatch(source: MassHold.source, asOf: now, now: now, run: 0, facts: facts)
        )
        return outcomes.count { $0 == .changed }
    }

    // MARK: Listing

    /// Holds in force that belong together, by the part of their number before the first slash.
    package struct Group: Hashable, Sendable {
        package var reference: String
        package var reason: HoldReason
        package var owner: String
        package var until: Instant?
        /// How many customers have it.
        package var customers: Int
    }

    /// Every hold in force now, those of one order as one; in the order of their numbers.
    package func list() throws(StoreError) -> [Group] {
        var groups: [Group: Int] = [:]
        try forEachPage { page throws(StoreError) in
            for facts in page {
                let held = facts.holds.filter { $0.isActive(at: now) }.map { hold in
                    Group(
                        reference: String(hold.reference.prefix { $0 != "/" }),
                        reason: hold.reason,
                        owner: hold.owner,
                        until: hold.until,
                        customers: 0
                    )
                }
                for group in Set(held) { groups[group, default: 0] += 1 }
            }
        }
        return groups.map { group, count in
            var group = group
            group.customers = count
            return group
        }
        .sorted {
            ($0.reference, $0.reason.rawValue, $0.owner, $0.until ?? .distantFuture)
                < ($1.reference, $1.reason.rawValue, $1.owner, $1.until ?? .distantFuture)
        }
    }

    private func forEachPage(
        _ body: ([CustomerFacts]) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard let last = try store.lastCustomer()?.value else { return }
        var first: Int64 = 1
        while first <= last {
            try body(try store.facts(in: first..<first + MassHold.pageSize))
            first += MassHold.pageSize
        }
    }
}
