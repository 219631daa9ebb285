/// A case to open now, for people, in place of a message.
package struct HandOff: Hashable, Sendable {
    package var kind: CaseKind
    package var team: String
    package var occasion: Occasion
    /// Index into `CustomerFacts.debts`.
    package var debt: Int
    /// Indices into the ruleset: `strategy.tiers` and its `steps`.
    package var tier: Int
    package var step: Int

    package init(
        kind: CaseKind,
        team: String,
        occasion: Occasion,
        debt: Int,
        tier: Int,
        step: Int
    ) {
        self.kind = kind
        self.team = team
        self.occasion = occasion
        self.debt = debt
        self.tier = tier
        self.step = step
    }

    /// Why people have it, in plain words; `tier` is the one that it names.
    package func reason(of tier: Tier) -> String {
        if kind == .contactRepair { return "every address of the customer has failed" }
        return tier.signal?.words ?? "the step of day \(occasion.stepDay) asks for people"
    }

    /// As the customer's facts keep it once the case is open.
    package func past(at now: Instant) -> PastHandOff {
        PastHandOff(kind: kind, occasion: occasion, at: now)
    }
}
