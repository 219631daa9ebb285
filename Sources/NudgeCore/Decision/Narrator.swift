/// Puts a trace into plain words, for `explain`, the console and reports.
package struct Narrator {
    private let facts: CustomerFacts
    private let rules: Ruleset
    private let zone: ZoneRules

    package init(facts: CustomerFacts, rules: Ruleset) {
        self.facts = facts
        self.rules = rules
        zone = rules.zone(of: facts)
    }

    /// One line per verdict, in the order of the chain.
    package func lines(_ trace: Trace) -> [String] {
        trace.entries.map { line($0) }
    }

    /// What the decision comes to, in one sentence.
    package func conclusion(_ action: Decision.Action) -> String {
        switch action {
        case .contact(let proposal):
            return "Send now: \(what(proposal))."
        case .wait(let until, let proposal?):
            return "Wait until \(local(until)), then: \(what(proposal))."
        case .wait(let until, nil):
            return "Nothing to send; look again at \(local(until))."
        case .rest:
            return "Nothing to send until facts or rules change."
        }
    }

    /// An instant as clocks at the recipient's show it, with his zone.
    package func local(_ instant: Instant) -> String {
        let (date, clock) = zone.local(instant)
        let minute = twoDigits(clock / 60_000 % 60)
        let second = twoDigits(clock / 1000 % 60)
        return "\(date) \(twoDigits(clock / 3_600_000)):\(minute):\(second) \(zone.name)"
    }

    private func what(_ proposal: Proposal) -> String {
        let tier = rules.strategy.tiers[proposal.tier]
        let step = tier.steps[proposal.step]
        let template = step.channels[proposal.stepChannel].template
        let debts = proposal.debts.count == 1 ? "1 debt" : "\(proposal.debts.count) debts"
        let gateway = rules.gateways[proposal.gateway].name
        return "tier \(tier.name), step \(step.name), \(proposal.channel.name) through \(gateway),"
            + " template \(template), \(debts), \(proposal.messageClass.name)"
    }

    private func line(_ entry: Trace.Entry) -> String {
        let mark =
            switch entry.verdict {
            case .pass: "pass"
            case .hold: "hold"
            case .drop: "drop"
            }
        return "\(mark)  \(stageName(entry.stage)): \(debtName(entry))\(words(entry))"
    }

    private func stageName(_ stage: Trace.Stage) -> String {
        switch stage {
        case .owed: "owed"
        case .holds: "holds"
        case .tier: "tier"
        case .step: "step"
        case .point: "recipient"
        case .caps: "caps"
        case .window: "window"
        case .contact: "contact"
        }
    }

    private func debtName(_ entry: Trace.Entry) -> String {
        guard entry.debt >= 0, facts.debts.count > 1 else { return "" }
        let debt = facts.debts[Int(entry.debt)]
        let tail = debt.accountTail.isEmpty ? "debt \(entry.debt + 1)" : "…\(debt.accountTail)"
        return "[\(tail)] "
    }

    private func words(_ entry: Trace.Entry) -> String {
        let until = entry.until.map { " until \(local($0))" } ?? ""
        switch (entry.stage, entry.verdict) {
        case (.owed, .pass):
            return "\(amount(entry)) owed"
        case (.tier, .pass):
            return "\(rules.strategy.tiers[Int(entry.subject)].name), day \(signed(entry.value))"
        case (.step, .pass):
            return "the step of day \(signed(entry.value)) has not been said yet"
        case (.point, .pass):
            return "\(channel(entry)) can be used"
        case (.caps, _):
            return "\(entry.reason.name): \(capName(entry))\(until)"
        case (.window, _):
            return "\(entry.reason.name): \(windowName(entry))\(until)"
        case (.holds, .hold) where entry.reason == .onHold:
            return "\(facts.holds[Int(entry.subject)].reason.name)\(until)"
        case (.point, _):
            return "\(channel(entry)) \(entry.reason.name)"
        case (.contact, _):
            let from = entry.until.map { ", not before \(local($0))" } ?? ""
            return "\(channel(entry))\(from)"
        default:
            return "\(entry.reason.name)\(until)"
        }
    }

    private func channel(_ entry: Trace.Entry) -> String {
        Channel(rawValue: UInt8(truncatingIfNeeded: entry.subject))?.name ?? "any channel"
    }

    private func amount(_ entry: Trace.Entry) -> String {
        let currency = facts.debts[Int(entry.debt)].currency.code
        let fraction = String(String(100 + entry.value.magnitude % 100).dropFirst())
        return "\(entry.value / 100).\(fraction) \(currency)"
    }

    private func signed(_ days: Int64) -> String {
        days > 0 ? "+\(days)" : "\(days)"
    }

    private func capName(_ entry: Trace.Entry) -> String {
        guard entry.rulebook >= 0, entry.subject >= 0 else { return "a more important reminder" }
        let cap = rules.rulebooks[Int(entry.rulebook)].caps[Int(entry.subject)]
        return "\(cap.name), at most \(cap.most) per \(cap.period.words) and"
            + " \(cap.counts.name) (\(cap.basis.kind.name): \(cap.basis.source))"
    }

    private func windowName(_ entry: Trace.Entry) -> String {
        guard entry.rulebook >= 0, entry.subject >= 0 else { return "the step's preferred hours" }
        let window = rules.rulebooks[Int(entry.rulebook)].windows[Int(entry.subject)]
        return "\(window.name) (\(window.basis.kind.name): \(window.basis.source))"
    }
}

extension CapRule.Period {
    /// `24h`, `day`, `week`, `month`: as in configuration files.
    package var words: String {
        switch self {
        case .rolling(let length): length.description
        case .calendarDay: "day"
        case .calendarWeek: "week"
        case .calendarMonth: "month"
        }
    }
}
