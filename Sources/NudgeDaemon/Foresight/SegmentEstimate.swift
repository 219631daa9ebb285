internal import NudgeCore

/// How many segments a foreseen text message takes: its template with all that is known of the
/// customer, and a name of three characters, since names are sealed.
struct SegmentEstimate {
    let rules: RulesInForce

    private static let name = "王小明"

    /// 1 for other channels, and where the message cannot be put into words.
    func segments(_ facts: CustomerFacts, _ proposal: Proposal, at now: Instant) -> Int {
        guard proposal.channel == .sms, let words = rules.words(of: proposal) else { return 1 }
        let values = Composer.values(facts, proposal, SegmentEstimate.name, rules, at: now)
        guard let text = try? words.template.render(values, signed: rules.signature) else {
            return 1
        }
        return SMSLength.segments(of: text.body, rule: .mainland)
    }
}
