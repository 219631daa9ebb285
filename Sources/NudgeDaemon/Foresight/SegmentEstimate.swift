internal import NudgeCore

/// How many segments a foreseen text message takes: its template with all that is known of the
/// customer, and a name of three characters, since names are sealed.
struct SegmentEstimate {
    let rules: RulesInForce

    private static let name = "王小明"

    /// 1 for other channels, and where the message cannot be put into words.
    func segments(_ facts: CustomerFacts, _ proposal: Proposal, at now: Instant) -> Int {
        guard proposal.channel == .sms else { return 1 }
        let step = rules.ruleset.strategy.tiers[proposal.tier].steps[proposal.step]
        let name = step.channels[proposal.stepChannel].template
        guard let template = rules.template(name, proposal.channel) else { return 1 }
        let today = rules.ruleset.zone(of: facts).localDate(now)
        let leading = facts.debts[proposal.debts[0]]
        let values = MessageValues(
            name: SegmentEstimate.name,
            creditor: rules.creditor,
            debts: DebtValues.of(facts, proposal.debts, on: today),
            autopay: leading.autopay,
            role: leading.role
        )
        guard let text = try? template.render(values) else { return 1 }
        return SMSLength.segments(of: rules.signature.signing(text.body), rule: .mainland)
    }
}
