package import NudgeCore

/// A fact, and the instant at which the lender's systems tell it.
package struct TimedFact: Hashable, Sendable {
    package var at: Instant
    package var fact: Fact

    package init(at: Instant, fact: Fact) {
        self.at = at
        self.fact = fact
    }
}
