package import NudgeCore
package import NudgeStore

/// Answers "why": what stands of a customer, what would be decided, and what was, in plain words.
package struct Explanation {
    private let installation: Installation

    package init(installation: Installation) {
        self.installation = installation
    }

    /// The lines of an explanation as at an instant; names and addresses are not in it.
    package func lines(
        _ customer: ClaimedCustomer,
        at now: Instant,
        contacts limit: Int
    ) throws(StoreError) -> [String] {
        let facts = customer.facts
        let rules = installation.rules.ruleset
        let narrator = Narrator(facts: facts, rules: rules)
        let decision = decide(
            facts,
            sharedHistory: customer.sharedHistory,
            rules: rules,
            conditions: try installation.conditions(),
            at: now
        )
        var lines = ["customer \(facts.reference), as at \(narrator.local(now))"]
        lines += facts.debts.map { "  \(debt($0, on: rules.zone(of: facts).localDate(now)))" }
        lines += facts.holds.map { "  hold: \($0.reason.name)\(span($0, narrator))" }
        lines += facts.points.map { "  \(point($0))" }
        if !facts.quarantine.isEmpty { lines.append("  set aside: \(facts.quarantine)") }
        lines.append("")
        lines += narrator.lines(decision.trace).map { "  \($0)" }
        lines.append("")
        lines.append(narrator.conclusion(decision.action))
        return lines + (try past(facts, narrator, limit: limit))
    }

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
        let fraction = String(String(100 + amount.magnitude % 100).dropFirst())
        return "\(amount / 100).\(fraction) \(debt.currency.code)"
    }

    private func span(_ hold: Hold, _ narrator: Narrator) -> String {
        let until = hold.until.map { " until \(narrator.local($0))" } ?? ", until lifted"
        return " from \(narrator.local(hold.from))\(until)"
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

    private func past(
        _ facts: CustomerFacts,
        _ narrator: Narrator,
        limit: Int
    ) throws(StoreError) -> [String] {
        let contacts = try installation.store.contacts(of: facts.id, limit: limit)
        guard !contacts.isEmpty else { return [] }
        let wire = WireID(store: installation.store.identity)
        var lines = ["", "past contacts, newest first:"]
        for contact in contacts {
            guard !contact.id.isImported else {
                let words = contact.template.isEmpty ? "" : "  [\(contact.template)]"
                lines.append(
                    "  \(narrator.local(contact.at))  \(contact.channel.name),"
                        + " \(contact.messageClass.name): imported, sent by the system before"
                        + " (told by \(contact.gateway))\(words)"
                )
                continue
            }
            let reason = contact.reason.map { ", \($0)" } ?? ""
            lines.append(
                "  \(narrator.local(contact.at))  \(contact.channel.name) through"
                    + " \(contact.gateway): \(contact.state.name)\(reason)"
                    + "  [\(contact.tier)/\(contact.step), \(contact.template),"
                    + " \(wire.text(of: contact.id))]"
            )
            if let trace = TraceCodec.decode(contact.trace) {
                lines += narrator.lines(trace).map { "      \($0)" }
            }
        }
        return lines
    }
}
