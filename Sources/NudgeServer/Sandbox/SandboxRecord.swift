package import NudgeCore

/// One message that the sandbox received, and what it answered.
package struct SandboxRecord: Hashable, Sendable {
    /// 1 for the first message of the ledger, without gaps.
    package var sequence: Int
    /// Its place among all that came to sandboxes which count together.
    package var arrival: Int
    package var at: Instant
    package var message: SandboxMessage
    /// 1 for the first time that the id was seen.
    package var attempt: Int
    /// The sandbox's own id of this attempt: `sb-` + hash of the id + `-` + attempt.
    package var sandboxID: String
    /// The sandbox's id of the first message of the same request: its own where it came alone.
    package var requestID: String
    /// `accepted`, `bad_recipient`, `rate_limited`, `closed`…: `SandboxReaction.answerName`.
    package var answer: String
    /// Whether a person would have received it.
    package var isTaken: Bool
    /// What its receipts say, and when each is due; in their order.
    package var receipts: [Receipt] = []

    package struct Receipt: Hashable, Sendable {
        package var at: Instant
        package var receipt: ContactEvent.Receipt
    }

    /// What was known at an instant of a message that was taken; `nil`: nothing but that.
    package func fate(at now: Instant) -> ContactEvent.Receipt? {
        receipts.filter { $0.at <= now }.max { $0.at < $1.at }?.receipt
    }

    static func sandboxID(of id: String, attempt: Int) -> String {
        "sb-" + String(SandboxGenerator.hash(id), radix: 16) + "-\(attempt)"
    }
}

/// The ledger's sums since its beginning, whatever has been forgotten of the single messages.
package struct SandboxTotals: Hashable, Sendable, Encodable {
    /// Messages read, whatever was answered.
    package var received = 0
    /// Different ids among them.
    package var distinct = 0
    /// Messages that a person would have received.
    package var taken = 0
    /// Ids that were taken more than once: a person would have received them twice.
    package var takenTwice = 0
    /// Requests whose signature was wrong.
    package var unauthenticated = 0
    /// Requests that were no message.
    package var malformed = 0
    /// Events that were posted and accepted.
    package var eventsPosted = 0
    /// Events that nobody accepted after all tries.
    package var eventsGivenUp = 0
    /// Messages that are only in the sums any more.
    package var forgotten = 0

    package init() {}

    package var duplicates: Int { received - distinct }
}
