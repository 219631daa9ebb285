package import NudgeCore

/// Finds the zone in which a customer's promised day ends.
package struct ZoneLookup: Sendable {
    private let named: @Sendable (String) -> ZoneRules?
    /// For customers whose zone is unknown, to them or to the lookup.
    private let fallback: ZoneRules

    package init(
        fallback: ZoneRules,
        named: @escaping @Sendable (String) -> ZoneRules? = { _ in nil }
    ) {
        self.fallback = fallback
        self.named = named
    }

    func zone(_ name: String) -> ZoneRules {
        name.isEmpty ? fallback : named(name) ?? fallback
    }
}
