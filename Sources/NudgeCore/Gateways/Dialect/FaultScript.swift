/// What goes wrong in a rehearsal, and when: docs/rehearsal.md.
package struct FaultScript: Hashable, Sendable {
    /// Chooses, with the message's id, who is met where a fault meets a share.
    package var seed: UInt64
    /// In the order of the file: the first that fits a message is what it meets.
    package var faults: [ScriptedFault]
    /// When a person starts a gateway again that was stopped, in the order of the file.
    package var resumptions: [Resumption]

    package init(
        seed: UInt64 = 0,
        faults: [ScriptedFault] = [],
        resumptions: [Resumption] = []
    ) {
        self.seed = seed
        self.faults = faults
        self.resumptions = resumptions
    }

    package struct Resumption: Hashable, Sendable {
        package var gateway: String
        /// So long after the rehearsal's beginning.
        package var at: Milliseconds

        package init(gateway: String, at: Milliseconds) {
            self.gateway = gateway
            self.at = at
        }
    }
}

/// One entry of a script.
package struct ScriptedFault: Hashable, Sendable {
    /// `nil`: every gateway, each counted for itself.
    package var gateway: String?
    package var beginning: Beginning
    /// `nil`: it is never over.
    package var end: End?
    /// Of the messages meanwhile, 1...100.
    package var sharePercent: Int
    package var kind: FaultKind

    package init(
        gateway: String? = nil,
        beginning: Beginning = .after(messages: 0),
        end: End? = nil,
        sharePercent: Int = 100,
        kind: FaultKind
    ) {
        self.gateway = gateway
        self.beginning = beginning
        self.end = end
        self.sharePercent = sharePercent
        self.kind = kind
    }

    package enum Beginning: Hashable, Sendable {
        /// So long after the rehearsal's own beginning.
        case at(Milliseconds)
        /// Once the gateway has seen so many messages.
        case after(messages: Int)
    }

    package enum End: Hashable, Sendable {
        /// So long after it began.
        case length(Milliseconds)
        /// When so many messages have met it.
        case messages(Int)
    }
}

/// What a message meets instead of its ordinary fate.
package enum FaultKind: Hashable, Sendable {
    /// Surely not taken; come again after the wait.
    case rateLimited(waitSeconds: Int)
    case retry
    case badRecipient
    case optedOut
    case misconfigured
    case authentication
    case balance
    /// An answer that leaves doubt; not taken.
    case unknown
    /// Never answered; not taken.
    case hang
    /// Taken, and the connection closed without an answer.
    case close
    /// Taken, and answered with half a body.
    case unreadable
    /// Taken, and answered after the client has given up.
    case late
    case undelivered
    case dropReceipts
    case repeatReceipts
    /// A reply beside what comes back anyway.
    case reply(String)

    /// The words of a script.
    package static let names = [
        "rate-limited", "retry", "bad-recipient", "opted-out", "misconfigured",
        "authentication", "balance", "unknown", "hang", "close", "unreadable", "late",
        "undelivered", "drop-receipts", "repeat-receipts", "reply",
    ]

    /// - Parameters:
    ///   - name: One of `names`.
    ///   - waitSeconds: Of `rate-limited`.
    ///   - text: Of `reply`.
    package init?(name: String, waitSeconds: Int, text: String) {
        switch name {
        case "rate-limited": self = .rateLimited(waitSeconds: waitSeconds)
        case "retry": self = .retry
        case "bad-recipient": self = .badRecipient
        case "opted-out": self = .optedOut
        case "misconfigured": self = .misconfigured
        case "authentication": self = .authentication
        case "balance": self = .balance
        case "unknown": self = .unknown
        case "hang": self = .hang
        case "close": self = .close
        case "unreadable": self = .unreadable
        case "late": self = .late
        case "undelivered": self = .undelivered
        case "drop-receipts": self = .dropReceipts
        case "repeat-receipts": self = .repeatReceipts
        case "reply": self = .reply(text)
        default: return nil
        }
    }
}
