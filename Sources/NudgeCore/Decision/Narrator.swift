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
        lines(RecordedTrace(trace, facts: facts, rules: rules))
    }

    /// The same of a trace that was kept; it needs neither the facts nor the rules of its time.
    package func lines(_ trace: RecordedTrace) -> [String] {
        trace.verdicts.map { line($0) }
    }

    /// What the decision comes to, in one sentence.
    package func conclusion(_ action: Decision.Action) -> String {
        switch action {
        case .contact(let proposal):
            return "Send now: \(what(proposal))."
        case .handOff(let handOff):
            return "Open a case now: \(what(handOff))."
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
        zone.clock(instant)
    }

    /// A contact in one line: tier, step, channel, gateway, template, how many debts, class.
    package func what(_ proposal: Proposal) -> String {
        let tier = rules.strategy.tiers[proposal.tier]
        let step = tier.steps[proposal.step]
        let template = step.channels[proposal.stepChannel].template
        let debts = proposal.debts.count == 1 ? "1 debt" : "\(proposal.debts.count) debts"
        let gateway = rules.gateways[proposal.gateway].name
        return "tier \(tier.name), step \(step.name), \(proposal.channel.name) through \(gateway),"
            + " template \(template), \(debts), \(proposal.messageClass.name)"
    }

    private func what(_ handOff: HandOff) -> String {
        let tier = rules.strategy.tiers[handOff.tier]
        let why = tier.signal.map { ", since \($0.words)" } ?? ""
        return "\(handOff.kind.name) for team \(handOff.team), tier \(tier.name),"
            + " step \(tier.steps[handOff.step].name)\(why)"
    }

    private func line(_ verdict: RecordedTrace.Verdict) -> String {
        let mark =
            switch verdict.entry.verdict {
            case .pass: "pass"
            case .hold: "hold"
            case .drop: "drop"
            }
        let debt = verdict.debt.isEmpty ? "" : "[…\(verdict.debt)] "
        return "\(mark)  \(stageName(verdict.entry.stage)): \(debt)\(words(verdict))"
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

    private func words(_ verdict: RecordedTrace.Verdict) -> String {
        let entry = verdict.entry
        let until = entry.until.map { " until \(local($0))" } ?? ""
        switch (entry.stage, entry.verdict) {
        case (.owed, .pass):
            return "\(amount(verdict)) owed"
        case (.tier, .pass) where entry.reason == .signalArose:
            return "early warning \(verdict.subject), day \(signed(entry.value)) of its signal"
        case (.tier, .pass) where entry.reason == .repliedTo:
            return "\(verdict.subject): the customer wrote, and is answered"
        case (.step, .pass) where entry.reason == .repliedTo:
            return "his words have not been answered yet"
        case (.tier, .pass):
            return "\(verdict.subject), day \(signed(entry.value))"
        case (.step, .pass) where entry.reason == .handedOff:
            return "the step of day \(signed(entry.value)) asks for people"
        case (.step, .pass) where entry.reason == .contactRepair:
            return "every address has failed: people must mend one"
        case (.tier, .hold) where entry.reason == .outsideRamp:
            return
                "\(entry.reason.name): \(verdict.subject) reaches \(entry.value) % of the customers,"
                + " and this one is not among them"
        case (.step, .pass):
            return "the step of day \(signed(entry.value)) has not been said yet"
        case (.point, .pass):
            return "\(verdict.subject) can be used"
        case (.caps, _):
            let cap = verdict.subject.isEmpty ? "a more important reminder" : verdict.subject
            return "\(entry.reason.name): \(cap)\(until)"
        case (.window, _):
            let window =
                verdict.subject.isEmpty ? "the step's preferred hours" : verdict.subject
            return "\(entry.reason.name): \(window)\(until)"
        case (.holds, .hold) where entry.reason == .onHold:
            return "\(verdict.subject)\(until)"
        case (.point, _):
            return "\(verdict.subject) \(entry.reason.name)"
        case (.contact, _):
            let from = entry.until.map { ", not before \(local($0))" } ?? ""
            let channel = Channel(rawValue: UInt8(truncatingIfNeeded: entry.subject))?.name ?? ""
            return "\(channel)\(from)"
        default:
            return "\(entry.reason.name)\(until)"
        }
    }

    private func amount(_ verdict: RecordedTrace.Verdict) -> String {
        "\(Money.decimal(verdict.entry.value)) \(verdict.currency)"
    }

    private func signed(_ days: Int64) -> String {
        days > 0 ? "+\(days)" : "\(days)"
    }
}

extension ZoneRules {
    /// An instant as clocks there show it: `2026-11-22 09:30:00 Asia/Shanghai`.
    package func clock(_ instant: Instant) -> String {
        let (date, clock) = local(instant)
        let minute = twoDigits(clock / 60_000 % 60)
        let second = twoDigits(clock / 1000 % 60)
        return "\(date) \(twoDigits(clock / 3_600_000)):\(minute):\(second) \(name)"
    }
}
