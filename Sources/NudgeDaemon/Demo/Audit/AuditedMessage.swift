package import NudgeCore

/// A message as it arrived at the gateway, seen from outside.
package struct AuditedMessage: Hashable, Sendable {
    package var wireID: String
    package var channel: Channel
    package var address: String
    package var text: String
    package var messageClass: MessageClass
    package var arrivedAt: Instant
    /// False when the gateway surely refused it: the person never saw it, and it may come again.
    package var isTaken: Bool
    /// The bank's numbers of the debts that it is about; empty: found by the account tails in the
    /// text.
    package var debts: [String]

    package init(
        wireID: String,
        channel: Channel,
        address: String,
        text: String,
        messageClass: MessageClass,
        arrivedAt: Instant,
        isTaken: Bool = true,
        debts: [String] = []
    ) {
        self.wireID = wireID
        self.channel = channel
        self.address = address
        self.text = text
        self.messageClass = messageClass
        self.arrivedAt = arrivedAt
        self.isTaken = isTaken
        self.debts = debts
    }
}

/// A reply as the gateway handed it over.
package struct AuditedReply: Hashable, Sendable {
    package var address: String
    package var channel: Channel
    package var text: String
    /// When it was handed to the daemon.
    package var at: Instant
    /// The class of the message that it answers; `nil`: of the last one before it to that address.
    package var messageClass: MessageClass?

    package init(
        address: String,
        channel: Channel,
        text: String,
        at: Instant,
        messageClass: MessageClass? = nil
    ) {
        self.address = address
        self.channel = channel
        self.text = text
        self.at = at
        self.messageClass = messageClass
    }
}

/// What is true of the portfolio, whatever the daemon made of it.
package struct AuditTruth: Hashable, Sendable {
    /// What was told at the start.
    package var start: Instant
    package var initialFacts: [Fact]
    package var events: [TimedFact]
    /// Which days are worked, for windows that ask; a day that is not listed opens no such window.
    package var workingDays: [CivilDate: Bool]

    package init(
        start: Instant,
        initialFacts: [Fact],
        events: [TimedFact],
        workingDays: [CivilDate: Bool] = [:]
    ) {
        self.start = start
        self.initialFacts = initialFacts
        self.events = events
        self.workingDays = workingDays
    }

    package init(_ portfolio: DemoPortfolio) {
        self.init(
            start: portfolio.beginsAt,
            initialFacts: portfolio.initialFacts,
            events: portfolio.events
        )
    }
}
