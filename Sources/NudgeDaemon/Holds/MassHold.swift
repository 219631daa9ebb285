package import NudgeCore
package import NudgeStore

/// A hold that an operator places on many customers at once: first shown, then placed, and lifted
/// together.
///
/// Each customer, or each debt where a product was named, gets a hold of his own whose number begins
/// with the operator's: `flood-2026/C1000`. Facts come from the source `operator`.
package struct MassHold: Sendable {
    private let store: any ForesightStore
    private let rules: Ruleset
    private let conditions: Conditions
    private let now: Instant

    /// Customers read, and written, at once.
    private static let pageSize: Int64 = 1000
    /// How far ahead the preview counts the contacts that would be held.
    package static let foresight = Milliseconds.days(7)
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

    /// Whom a hold would touch, before it takes effect.
    package struct Preview: Hashable, Sendable {
        package var customers = 0
        package var debts = 0
        /// What is owed on these debts today, by currency, in minor units.
        package var owed: [Currency: Int64] = [:]
        /// Debts by the tier in which they are now; empty text: in none.
        package var tiers: [String: Int] = [:]
        /// Contacts of the next seven days that it would hold.
        package var contacts = 0
        /// Numbers that were named and that no customer has, in order.
        package var unknown: [String] = []
    }

    // MARK: Showing

    package func preview(
        _ selection: HoldSelection,
        until: Instant?
    ) throws(StoreError) -> Preview {
        var preview = Preview()
        var seen: Set<String> = []
        try forEachPage { page throws(StoreError) in
            for facts in page {
                guard let debts = selection.debts(of: facts) else { continue }
                seen.insert(facts.reference)
                add(facts, debts, until, to: &preview)
            }
        }
        preview.unknown = (selection.customers ?? []).subtracting(seen).sorted()
        return preview
    }

    private func add(
        _ facts: CustomerFacts,
        _ debts: [Int],
        _ until: Instant?,
        to preview: inout Preview
    ) {
        preview.customers += 1
        preview.debts += debts.count
        let today = rules.zone(of: facts).localDate(now)
        let decision = decide(facts, rules: rules, conditions: conditions, at: now)
        for index in debts {
            let debt = facts.debts[index]
            switch debt.standing(on: today) {
            case .nothing: break
            case .due(let amount), .overdue(let amount, _):
                preview.owed[debt.currency, default: 0] += amount
            }
            let tier = decision.trace.entries.first { $0.stage == .tier && $0.debt == index }
            let name = tier.map { rules.strategy.tiers[Int($0.subject)].name } ?? ""
            preview.tiers[name, default: 0] += 1
        }
        let end = min(until ?? .distantFuture, now + MassHold.foresight)
        let entries = Forecast(rules: rules, conditions: conditions)
            .run(facts, from: now, until: end)
        preview.contacts += entries.count { entry in
            entry.proposal.debts.contains(where: debts.contains)
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
        try store.append(
            JournalEntry(
                at: now,
                actor: actor,
                kind: "hold",
                detail: "\(order.reference) (\(order.reason.name)) placed \(placed) times: \(why)"
            )
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
        try store.append(
            JournalEntry(
                at: now,
                actor: actor,
                kind: "hold",
                detail: "\(reference) lifted \(lifted) times: \(why)"
            )
        )
        return lifted
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
