internal import NudgeCore
internal import NudgeStore

/// Why we did not send what they did.
extension ShadowComparison {
    /// A contact of theirs for which there is none of ours.
    func onlyTheirs(_ fact: ContactFact) throws(StoreError) -> Row {
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
        let past = customer.facts.rewound(to: fact.at)
        row.outside = outside(fact, past.facts)
        if let ours = try otherContact(of: customer.facts.id, than: fact),
            let trace = TraceCodec.decode(ours.trace)
        {
            explain(&row, by: ours, trace, Narrator(facts: customer.facts, rules: rules))
        } else {
            row.ground = past.isWhole ? .then : .now
            try explain(&row, past.facts, customer.sharedHistory, at: fact.at)
        }
        return row
    }

    private var rules: Ruleset { installation.rules.ruleset }

    /// Our contact of the day by another channel: with it stands why it was not theirs.
    private func otherContact(
        of customer: CustomerID,
        than fact: ContactFact
    ) throws(StoreError) -> ContactRecord? {
        let contacts = try installation.store.contacts(
            of: customer,
            limit: CustomerFacts.historyMax
        )
        let ours = contacts.filter { contact in
            from <= contact.at && contact.at < to && !contact.id.isImported
                && contact.channel != fact.channel && contact.state.countsAgainstCaps
        }
        return ours.min { $0.at < $1.at }
    }

    /// What kept us from their channel, if anything did; else that ours was said by another one.
    private func explain(
        _ row: inout Row,
        by ours: ContactRecord,
        _ trace: RecordedTrace,
        _ narrator: Narrator
    ) {
        row.ground = .recorded
        row.tier = ours.tier
        let verdict = trace.verdicts.last { verdict in
            verdict.entry.stage == .point && verdict.entry.verdict != .pass
                && verdict.subject == row.channel.name
        }
        row.reason = (verdict?.entry.reason ?? .alreadySaid).name
        row.detail = "ours left by \(ours.channel.name) at \(narrator.local(ours.at))"
    }

    private func explain(
        _ row: inout Row,
        _ facts: CustomerFacts,
        _ shared: [PastContact],
        at instant: Instant
    ) throws(StoreError) {
        let decision = decide(
            facts,
            sharedHistory: shared.filter { $0.at < instant },
            rules: rules,
            conditions: try installation.conditions(),
            at: instant
        )
        let entries = decision.trace.entries
        if let tier = entries.first(where: { $0.stage == .tier }), tier.subject >= 0 {
            row.tier = rules.strategy.tiers[Int(tier.subject)].name
        }
        let last = entries.last { $0.verdict != .pass } ?? entries.last
        row.reason = reason(decision.action, last)
        row.detail = detail(decision, facts)
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
        let narrator = Narrator(facts: facts, rules: rules)
        if case .rest = decision.action {
            return narrator.lines(decision.trace).last ?? ""
        }
        return narrator.conclusion(decision.action)
    }

    /// The rule that was closed when they sent.
    func outside(_ fact: ContactFact, _ facts: CustomerFacts) -> String {
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
