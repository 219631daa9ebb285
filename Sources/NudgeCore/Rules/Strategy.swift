/// What a lender asks for: tiers in order, each with its cadence.
///
/// It can only ask.
package struct Strategy: Sendable {
    package var name: String
    package var title: String
    /// Highest first: the first tier that matches a debt is its tier.
    package var tiers: [Tier]
    /// How old a source's facts may be before what depends on them is held; by source name.
    package var staleAfter: [String: Milliseconds]

    package init(
        name: String,
        title: String = "",
        tiers: [Tier],
        staleAfter: [String: Milliseconds] = [:]
    ) {
        self.name = name
        self.title = title
        self.tiers = tiers
        self.staleAfter = staleAfter
    }
}

/// A class of debts, and what is said to whom when.
package struct Tier: Sendable {
    package var name: String
    package var title: String
    package var match: TierMatch
    package var steps: [Step]

    package init(name: String, title: String = "", match: TierMatch, steps: [Step]) {
        self.name = name
        self.title = title
        self.match = match
        self.steps = steps
    }
}
