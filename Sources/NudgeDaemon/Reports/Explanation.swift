package import NudgeCore
package import NudgeStore

/// Answers "why": what stands of a customer, what would be decided, and what was, in plain words.
///
/// For now it decides; for later it plays the forecast forward to that instant and decides there; for
/// the past it prints the traces that were recorded around that instant.
package struct Explanation {
    private let installation: Installation
    private let now: Instant

    package init(installation: Installation, at now: Instant) {
        self.installation = installation
        self.now = now
    }

    /// The lines of an explanation for an instant; names and addresses are not in it.
    ///
    /// At most `limit` past contacts are shown: the last ones, or those nearest to the instant.
    package func lines(
        _ customer: ClaimedCustomer,
        at instant: Instant,
        contacts limit: Int
    ) throws(StoreError) -> [String] {
        if instant < now { return try past(customer.facts, around: instant, limit: limit) }
        if instant == now {
            let member = ForecastMember(facts: customer.facts, outside: customer.sharedHistory)
            return try present(member, at: now, isForeseen: false)
                + past(customer.facts, limit: limit)
        }
        return try future(customer, at: instant)
    }

    // MARK: Now

    private func present(
        _ member: ForecastMember,
        at instant: Instant,
        isForeseen: Bool
    ) throws(StoreError) -> [String] {
        let facts = member.facts
        let rules = installation.rules.ruleset
        let narrator = Narrator(facts: facts, rules: rules)
        var conditions = try conditions()
        conditions.assumesFreshFacts = isForeseen
        let decision = decide(
            facts,
            sharedHistory: member.outside,
            rules: rules,
            conditions: conditions,
            at: instant
        )
        var lines = ["customer \(facts.reference), as at \(narrator.local(instant))"]
        lines += facts.debts.map { "  \(debt($0, on: rules.zone(of: facts).localDate(instant)))" }
        lines += facts.holds.map { "  hold: \($0.reason.name)\(span($0, narrator))" }
        lines += facts.agreements.map { agreement in
            "  \(agreement.isGiven ? "agreed to" : "refused") \(agreement.name)"
                + " on \(narrator.local(agreement.asOf))"
        }
        lines += facts.points.map { "  \(point($0))" }
        lines += facts.handOffs.map {
            "  case: \($0.kind.name), opened \(narrator.local($0.at))"
        }
        if !facts.quarantine.isEmpty { lines.append("  set aside: \(facts.quarantine)") }
        lines.append("")
        lines += narrator.lines(decision.trace).map { "  \($0)" }
        lines.append("")
        lines.append(narrator.conclusion(decision.action))
        return lines
    }

    private func conditions() throws(StoreError) -> Conditions {
        try installation.conditions()
    }

    // MARK: Later

    /// Those who share a contact point with the customer are played with him.
    private func future(
        _ customer: ClaimedCustomer,
        at instant: Instant
    ) throws(StoreError) -> [String] {
        let rules = installation.rules.ruleset
        let narrator = Narrator(facts: customer.facts, rules: rules)
        var group = ForecastGroup(
            try CustomerGroups(store: installation.store).group(of: customer),
            forecast: Forecast(rules: rules, conditions: try conditions()),
            from: now
        )
        var foreseen: [String] = []
        group.run(until: instant) { visit in
            guard visit.facts.id == customer.facts.id, let proposal = visit.contact else { return }
            foreseen.append("  \(narrator.local(visit.at))  \(narrator.what(proposal))")
        }
        guard let member = group.member(customer.facts.id) else { return [] }
        let heading =
            "foreseen from now on, if nothing happens until \(narrator.local(instant)):"
        let lines = [heading] + (foreseen.isEmpty ? ["  no contact"] : foreseen) + [""]
        return try lines + present(member, at: instant, isForeseen: true)
    }

    // MARK: The past

    private func past(_ facts: CustomerFacts, limit: Int) throws(StoreError) -> [String] {
        let contacts = try installation.store.contacts(of: facts.id, limit: limit)
        guard !contacts.isEmpty else { return [] }
        return ["", "past contacts, newest first:"]
            + contacts.flatMap { lines($0, Narrator(facts: facts, rules: rules)) }
    }

    private var rules: Ruleset { installation.rules.ruleset }

    /// What was recorded at the contacts nearest to an instant: the facts of that time are gone.
    private func past(
        _ facts: CustomerFacts,
        around instant: Instant,
        limit: Int
    ) throws(StoreError) -> [String] {
        let narrator = Narrator(facts: facts, rules: rules)
        let all = try installation.store.contacts(of: facts.id, limit: CustomerFacts.historyMax)
        let nearest = all.sorted { distance($0, instant) < distance($1, instant) }
            .prefix(max(limit, 0)).sorted { $0.at < $1.at }
        let heading = "customer \(facts.reference), around \(narrator.local(instant))"
        guard !nearest.isEmpty else {
            return [
                heading, "",
                "No contact was made, and only contacts are recorded: leave out --at for why not now.",
            ]
        }
        return [heading, "", "recorded at the contacts nearest to it, oldest first:"]
            + nearest.flatMap { lines($0, narrator) }
    }

    private func distance(_ contact: ContactRecord, _ instant: Instant) -> UInt64 {
        (contact.at - instant).count.magnitude
    }

    private func lines(_ contact: ContactRecord, _ narrator: Narrator) -> [String] {
        guard !contact.id.isImported else {
            let words = contact.template.isEmpty ? "" : "  [\(contact.template)]"
            return [
                "  \(narrator.local(contact.at))  \(contact.channel.name),"
                    + " \(contact.messageClass.name): imported, sent by the system before"
                    + " (told by \(contact.gateway))\(words)"
            ]
        }
        let wire = WireID(store: installation.store.identity)
        let reason = contact.reason.map { ", \($0)" } ?? ""
        let line =
            "  \(narrator.local(contact.at))  \(contact.channel.name) through"
            + " \(contact.gateway): \(contact.state.name)\(reason)"
            + "  [\(contact.tier)/\(contact.step), \(contact.template),"
            + " \(wire.text(of: contact.id))]"
        guard let trace = TraceCodec.decode(contact.trace) else { return [line] }
        return [line] + narrator.lines(trace).map { "      \($0)" }
    }

    // MARK: Facts in words

    private func debt(_ debt: Debt, on today: CivilDate) -> String {
        let standing =
            switch debt.standing(on: today) {
            case .nothing(let reason): reason.name
            case .due(let amount): "\(money(amount, debt)) due"
            case .overdue(let amount, let days):
                "\(money(amount, debt)) overdue for \(days) days"
            }
        let tail = debt.accountTail.isEmpty ? "" : " …\(debt.accountTail)"
        let told = "told by \(debt.source) as of \(debt.asOf)"
        return "\(debt.product)\(tail) due \(debt.dueDate): \(standing) (\(told))"
    }

    private func money(_ amount: Int64, _ debt: Debt) -> String {
        Money(minorUnits: amount, currency: debt.currency).plain
    }

    private func span(_ hold: Hold, _ narrator: Narrator) -> String {
        let until = hold.until.map { " until \(narrator.local($0))" } ?? ", until lifted"
        let owner = hold.owner.isEmpty ? "" : ", answered for by \(hold.owner)"
        return " from \(narrator.local(hold.from))\(until)\(owner)"
    }

    private func point(_ point: ContactPoint) -> String {
        var words = "\(point.kind.name): \(point.health.name)"
        if point.isShared { words += ", shared with another customer" }
        let refused = MessageClass.allCases.flatMap { messageClass in
            Channel.allCases.compactMap { channel in
                point.refused.contains(ClassChannelSet(messageClass, channel))
                    ? "\(messageClass.name) by \(channel.name)" : nil
            }
        }
        if !refused.isEmpty { words += ", refuses \(refused.joined(separator: ", "))" }
        return words
    }
}
