package import NudgeCore
package import NudgeStore

/// Sets what another system sent on a day beside what this store's contacts of the day are.
package struct ShadowComparison {
    private let installation: Installation
    private let from: Instant
    private let to: Instant

    /// Contacts read from the store at once.
    private static let pageSize = 5000

    /// Compares a day of the first rulebook's zone.
    package init(installation: Installation, day: CivilDate) {
        self.installation = installation
        let zone = installation.rules.ruleset.defaultZone
        from = zone.startOfDay(day)
        to = zone.startOfDay(day + 1)
    }

    /// One contact of ours, of theirs, or of both.
    package struct Row: Hashable, Sendable {
        package var customer: String
        package var channel: Channel
        /// Ours, or for theirs alone the tier that its debt is in; empty when there is none.
        package var tier: String
        package var ours: Instant?
        package var theirs: Instant?
        package var ourTemplate = ""
        package var theirTemplate = ""
        /// For theirs alone: why we would not have sent at that instant; the name of a `Reason`.
        package var reason = ""
        package var detail = ""
        /// The window of ours that was closed when they sent, with its rulebook; empty: none was.
        package var outside = ""

        package enum Side: String, CaseIterable, Sendable {
            case both
            case onlyOurs = "only-ours"
            case onlyTheirs = "only-theirs"
        }

        package var side: Side {
            ours == nil ? .onlyTheirs : theirs == nil ? .onlyOurs : .both
        }
    }

    private struct Key: Hashable {
        var customer: String
        var channel: Channel
    }

    /// The rows in the order of customers, channels and instants; `sent` of other days is left out.
    package func rows(_ sent: [ContactFact]) throws(StoreError) -> [Row] {
        var theirs = Dictionary(
            grouping: sent.filter { from <= $0.at && $0.at < to }.sorted { $0.at < $1.at },
            by: { Key(customer: $0.customer, channel: $0.channel) }
        )
        var rows: [Row] = []
        for contact in try made() {
            var row = Row(
                customer: contact.customer,
                channel: contact.channel,
                tier: contact.tier,
                ours: contact.at,
                ourTemplate: contact.template
            )
            let key = Key(customer: contact.customer, channel: contact.channel)
            if var left = theirs[key], !left.isEmpty {
                let match = left.removeFirst()
                theirs[key] = left
                row.theirs = match.at
                row.theirTemplate = match.template
                if let customer = try installation.store.customer(reference: row.customer) {
                    row.outside = outside(match, customer.facts)
                }
            }
            rows.append(row)
        }
        for fact in theirs.values.joined() { rows.append(try onlyTheirs(fact)) }
        return rows.sorted {
            ($0.customer, $0.channel.rawValue, $0.ours ?? $0.theirs ?? from)
                < ($1.customer, $1.channel.rawValue, $1.ours ?? $1.theirs ?? from)
        }
    }

    /// Our contacts of the day that left, or would have.
    private func made() throws(StoreError) -> [ContactMade] {
        var contacts: [ContactMade] = []
        var after: ContactID?
        while true {
            let page = try installation.store.contactsMade(
                from: from,
                to: to,
                after: after,
                limit: ShadowComparison.pageSize
            )
            contacts += page.filter(\.state.countsAgainstCaps)
            guard page.count == ShadowComparison.pageSize else { return contacts }
            after = page.last?.id
        }
    }

    // MARK: Theirs alone

    private func onlyTheirs(_ fact: ContactFact) throws(StoreError) -> Row {
        var row = Row(
            customer: fact.customer,
            channel: fact.channel,
            tier: "",
            theirs: fact.at,
            theirTemplate: fact.template
        )
        guard let customer = try installation.store.customer(reference: fact.customer) else {
            row.reason = "unknown-customer"
            return row
        }
        let rules = installation.rules.ruleset
        var facts = customer.facts
        // What came later that day had not happened yet.
        facts.history.removeAll { $0.at >= fact.at }
        let decision = decide(
            facts,
            sharedHistory: customer.sharedHistory.filter { $0.at < fact.at },
            rules: rules,
            conditions: try installation.conditions(),
            at: fact.at
        )
        let entries = decision.trace.entries
        if let tier = entries.first(where: { $0.stage == .tier }), tier.subject >= 0 {
            row.tier = rules.strategy.tiers[Int(tier.subject)].name
        }
        row.outside = outside(fact, facts)
        let last = entries.last { $0.verdict != .pass } ?? entries.last
        row.reason = reason(decision.action, last)
        row.detail = detail(decision, facts)
        return row
    }

    private func reason(_ action: Decision.Action, _ last: Trace.Entry?) -> String {
        switch action {
        case .contact: Reason.passed.name
        case .handOff: Reason.handedOff.name
        case .wait(_, let foreseen?):
            foreseen.heldBy == .passed ? Reason.stepNotYetDue.name : foreseen.heldBy.name
        case .wait, .rest: last?.reason.name ?? Reason.noStepLeft.name
        }
    }

    private func detail(_ decision: Decision, _ facts: CustomerFacts) -> String {
        let narrator = Narrator(facts: facts, rules: installation.rules.ruleset)
        if case .rest = decision.action {
            return narrator.lines(decision.trace).last ?? ""
        }
        return narrator.conclusion(decision.action)
    }

    /// The rule that was closed when they sent.
    private func outside(_ fact: ContactFact, _ facts: CustomerFacts) -> String {
        let rules = installation.rules.ruleset
        let zone = rules.zone(of: facts)
        let day = zone.localDate(fact.at)
        let isLate = facts.debts.contains { debt in
            if case .overdue = debt.standing(on: day) { true } else { false }
        }
        let question = WindowQuestion(
            rules: rules,
            zone: zone,
            channel: fact.channel,
            messageClass: fact.messageClass ?? (isLate ? .collection : .notice),
            agreements: rules.agreements(of: facts)
        )
        guard let closed = question.closedBy(at: fact.at) else { return "" }
        let rulebook = rules.rulebooks[Int(closed.rulebook)]
        return "\(rulebook.name)/\(rulebook.closings[Int(closed.rule)].name)"
    }
}
