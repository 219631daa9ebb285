package import NudgeCore

/// Everything that the sandbox does about one message: the answer, and what follows.
package struct SandboxReaction: Hashable, Sendable {
    package var answer: Answer
    /// From the request until the answer; also while the client has long given up.
    package var answerAfter: Milliseconds = .zero
    /// The answer waits until the first event has been posted, or given up.
    package var answersAfterFirstEvent = false
    /// In the order of their numbers; times from the request on.
    package var events: [Planned] = []

    package enum Answer: Hashable, Sendable {
        case accepted
        case refused(Refusal)
        case throttled(retryAfterSeconds: Int)
        case failed
        /// 200, and half a JSON text.
        case unreadable
        case closed
        case never
    }

    /// A sure no, and whose fault it is.
    package enum Refusal: String, Hashable, Sendable {
        case badRecipient = "bad_recipient"
        case optedOut = "opted_out"
        case misconfigured = "misconfigured"
        case balance = "balance"
        case authentication = "authentication"
        /// Not taken this time.
        case unavailable = "unavailable"
    }

    /// Something that comes back, so long after the request.
    package struct Planned: Hashable, Sendable {
        package var after: Milliseconds
        package var kind: SandboxEvent.Kind

        package init(after: Milliseconds, kind: SandboxEvent.Kind) {
            self.after = after
            self.kind = kind
        }
    }

    /// Whether the sandbox took the message, whatever it answered: what a person would have received.
    package var isTaken: Bool {
        switch answer {
        case .accepted, .unreadable, .closed: true
        case .refused, .throttled, .failed, .never: false
        }
    }

    static let throttledName = "rate_limited"

    /// As the ledger shows it.
    package var answerName: String {
        switch answer {
        case .accepted: "accepted"
        case .refused(let refusal): refusal.rawValue
        case .throttled: SandboxReaction.throttledName
        case .failed: "failed"
        case .unreadable: "unreadable"
        case .closed: "closed"
        case .never: "never"
        }
    }
}
