/// What a lender asks for: tiers in order, each with its cadence.
///
/// It can only ask.
package struct Strategy: Sendable {
    package var name: String
    package var title: String
    /// Highest first: the first tier that matches a debt is its tier.
    ///
    /// Early warnings stand behind all others: they bear a signal, and never lead. Behind them
    /// stands the tier of courtesy answers, if replies are answered.
    package var tiers: [Tier]
    /// The team that mends addresses when all of a customer's have failed; `nil`: nobody is told.
    package var contactRepair: String?
    /// How old a source's facts may be before what depends on them is held; by source name.
    package var staleAfter: [String: Milliseconds]

    package init(
        name: String,
        title: String = "",
        tiers: [Tier],
        staleAfter: [String: Milliseconds] = [:],
        contactRepair: String? = nil
    ) {
        self.name = name
        self.title = title
        self.tiers = tiers
        self.staleAfter = staleAfter
        self.contactRepair = contactRepair
    }
}

/// A class of debts, and what is said to whom when; or, with a signal, an early warning.
package struct Tier: Sendable {
    package var name: String
    package var title: String
    package var match: TierMatch
    package var steps: [Step]
    /// What starts an early warning: its days count from the day on which the signal arose.
    ///
    /// `nil`: a tier, whose days count from the due date.
    package var signal: Signal?

    /// Whether a signal starts it that is not the customer's own words.
    package var isWarning: Bool { signal != nil && signal != .reply }

    package init(
        name: String,
        title: String = "",
        match: TierMatch,
        steps: [Step],
        signal: Signal? = nil
    ) {
        self.name = name
        self.title = title
        self.match = match
        self.steps = steps
        self.signal = signal
    }
}
