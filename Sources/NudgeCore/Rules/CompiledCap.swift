/// A cap rule at its place in the ruleset.
///
/// Holds no name and no set: it is read many times in each decision.
struct CompiledCap: Sendable {
    let counts: CapRule.Subject
    let period: CapRule.Period
    let most: Int
    let isSameContent: Bool
    let rulebook: Int16
    let rule: Int16
    /// The pairs of class and channel whose contacts ask for a place.
    let binds: UInt16
    /// Those whose contacts are counted.
    let counted: UInt16

    fileprivate init(_ cap: CapRule, rulebook: Int, rule: Int, binds: UInt16) {
        counts = cap.counts
        period = cap.period
        most = cap.most
        isSameContent = cap.isSameContent
        self.binds = binds
        counted = cap.scope.bits
        self.rulebook = Int16(rulebook)
        self.rule = Int16(rule)
    }
}

/// The caps of all rulebooks, laid out for each named tier.
struct CompiledCaps: Sendable {
    private let rules: [Rule]
    /// Those that bind who agreed to nothing and refused nothing, by the tier's number.
    private let standard: [[CompiledCap]]

    private struct Rule {
        var cap: CapRule
        var rulebook: Int
        var rule: Int
        var tierBits: UInt64
        var clause: CompiledClause
    }

    init(_ rulebooks: [Rulebook], _ tiers: TierSlots, _ agreements: AgreementIndex) {
        let rules = rulebooks.enumerated().flatMap { index, rulebook in
            rulebook.caps.enumerated().map { place, cap in
                Rule(
                    cap: cap,
                    rulebook: index,
                    rule: place,
                    tierBits: tiers.bits(cap.scope),
                    clause: agreements.compile(cap.agreement)
                )
            }
        }
        self.rules = rules
        standard = (0..<tiers.count).map { CompiledCaps.bound(rules, slot: $0, .none) }
    }

    /// The caps that bind a customer in the tier with this number.
    func bound(slot: Int, _ state: AgreementState) -> [CompiledCap] {
        state == .none ? standard[slot] : CompiledCaps.bound(rules, slot: slot, state)
    }

    /// A rule that replaces others does so only where it binds itself.
    private static func bound(
        _ rules: [Rule],
        slot: Int,
        _ state: AgreementState
    ) -> [CompiledCap] {
        let binding = rules.filter {
            $0.tierBits & 1 << UInt64(slot) != 0 && $0.clause.binds(state)
        }
        return binding.compactMap { rule in
            var binds = rule.cap.scope.bits
            for other in binding
            where other.rulebook == rule.rulebook && other.cap.replaces.contains(rule.cap.name) {
                binds &= ~other.cap.scope.bits
            }
            guard binds != 0 else { return nil }
            return CompiledCap(rule.cap, rulebook: rule.rulebook, rule: rule.rule, binds: binds)
        }
    }
}
