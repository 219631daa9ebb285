package import NudgeCore
package import NudgeStore

extension MassHold {
    /// How far ahead a preview counts the contacts that would be held.
    package static let foresight = Milliseconds.days(7)

    /// Whom a hold would touch, before it takes effect.
    package struct Preview: Hashable, Sendable {
        package var customers = 0
        package var debts = 0
        /// What is owed on these debts today, by currency, in minor units.
        package var owed: [Currency: Int64] = [:]
        /// Debts by the tier in which they are now; empty text: in none.
        package var tiers: [String: Int] = [:]
        /// Contacts of the next seven days that it would hold, as `nudge plan` foresees them.
        package var contacts = 0
        /// Cases of the next seven days that would not be opened.
        package var cases = 0
        /// Numbers that were named and that no customer has, in order.
        package var unknown: [String] = []
    }

    /// Whom a hold would touch: on all cores, and those who share a contact point played together.
    package func preview(
        _ selection: HoldSelection,
        until: Instant?
    ) throws(StoreError) -> Preview {
        let end = min(until ?? .distantFuture, now + MassHold.foresight)
        let slices = try CustomerGroups(store: store).map { (groups) throws(StoreError) in
            var preview = Preview()
            var seen: [String] = []
            for group in groups {
                let selected = group.map(\.facts).filter { selection.debts(of: $0) != nil }
                guard !selected.isEmpty else { continue }
                for facts in selected { add(facts, selection.debts(of: facts) ?? [], to: &preview) }
                if selection.customers != nil { seen += selected.map(\.reference) }
                play(group, selection, until: end, into: &preview)
            }
            return (preview: preview, seen: seen)
        }
        var preview = Preview()
        for slice in slices { preview.add(slice.preview) }
        preview.unknown = (selection.customers ?? []).subtracting(slices.flatMap(\.seen)).sorted()
        return preview
    }

    private func add(_ facts: CustomerFacts, _ debts: [Int], to preview: inout Preview) {
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
    }

    /// Counts what the selected ones of a group are foreseen to get about their selected debts.
    private func play(
        _ members: [ForecastMember],
        _ selection: HoldSelection,
        until end: Instant,
        into preview: inout Preview
    ) {
        let forecast = Forecast(rules: rules, conditions: conditions)
        var group = ForecastGroup(members, forecast: forecast, from: now)
        var contacts = 0
        var cases = 0
        group.run(until: end) { visit in
            guard let debts = selection.debts(of: visit.facts) else { return }
            if let proposal = visit.contact, proposal.debts.contains(where: debts.contains) {
                contacts += 1
            }
            if case .handOff(let handOff) = visit.decision.action, debts.contains(handOff.debt) {
                cases += 1
            }
        }
        preview.contacts += contacts
        preview.cases += cases
    }
}

extension MassHold.Preview {
    fileprivate mutating func add(_ other: MassHold.Preview) {
        customers += other.customers
        debts += other.debts
        contacts += other.contacts
        cases += other.cases
        owed.merge(other.owed, uniquingKeysWith: +)
        tiers.merge(other.tiers, uniquingKeysWith: +)
    }
}
