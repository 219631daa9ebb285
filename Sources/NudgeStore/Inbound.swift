package import NudgeCore

/// Something that came back from a gateway, already verified and parsed.
package enum Inbound: Hashable, Sendable {
    /// A receipt, by our own contact id, or by the vendor's.
    case receipt(
        gateway: String,
        contact: ContactID?,
        vendorID: String?,
        ContactEvent.Receipt,
        detail: String,
        at: Instant,
        about: ReceiptFacts = ReceiptFacts()
    )
    /// Words from an address.
    case reply(
        gateway: String,
        channel: Channel,
        from: Address,
        text: String,
        meaning: ReplyEffect,
        at: Instant,
        about: ReplyFacts = ReplyFacts()
    )
}

/// What a receipt tells beside the fate of its message.
package struct ReceiptFacts: Hashable, Sendable {
    /// Whom the message was sent to; `nil`: it does not say.
    package var address: Address?
    /// What is to be remembered of an address to which nothing arrived.
    package var cause: ReceiptCause?
    /// `nil`: it is about the whole message.
    package var part: ReceiptPart?

    package init(
        address: Address? = nil,
        cause: ReceiptCause? = nil,
        part: ReceiptPart? = nil
    ) {
        self.address = address
        self.cause = cause
        self.part = part
    }
}

/// What a reply brings beside its effect.
package struct ReplyFacts: Hashable, Sendable {
    /// By which the gateway's own repeats are known; `nil`: by words and instant.
    package var id: String?
    /// The case that its words open for everybody at the address, once a day.
    package var opens: ReplyCase?
    /// A machine wrote it, or the gateway itself: it says nothing of when somebody is there.
    package var isAutomatic: Bool
    /// What the house answers such words for; `nil`: nothing.
    package var answers: ReplyMeaning?

    package init(
        id: String? = nil,
        opens: ReplyCase? = nil,
        isAutomatic: Bool = false,
        answers: ReplyMeaning? = nil
    ) {
        self.id = id
        self.opens = opens
        self.isAutomatic = isAutomatic
        self.answers = answers
    }
}

/// A case that a person's words open.
package struct ReplyCase: Hashable, Sendable {
    package var kind: CaseKind
    package var team: String
    /// For the people who take it up.
    package var reason: String

    package init(kind: CaseKind, team: String, reason: String) {
        self.kind = kind
        self.team = team
        self.reason = reason
    }
}

/// What a reply does, as the caller understood its words.
package enum ReplyEffect: Hashable, Sendable {
    /// Refuses these; honoured at once.
    case refuse(ClassChannelSet)
    /// Takes a refusal back.
    case accept(ClassChannelSet)
    case wrongPerson
    /// A hold on everybody at this address, until an instant or until lifted.
    case hold(HoldReason, until: Instant?)
    /// Kept for people to read; changes nothing.
    case none
}

/// What became of something inbound.
package enum InboundOutcome: Hashable, Sendable {
    case applied
    /// Applied: a complaint, and more of them than the limit bears; these stops were placed.
    case stopped([StopRecord])
    /// Known already, or too late to move anything.
    case unchanged
    /// No such contact yet; kept for 72 hours in case it turns up.
    case orphan
    /// No customer has this address.
    case unknownAddress
}
