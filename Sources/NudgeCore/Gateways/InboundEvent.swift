/// What a gateway reported back: the fate of a message, or the recipient's words.
package enum InboundEvent: Hashable, Sendable {
    case receipt(InboundReceipt)
    case reply(InboundReply)
}

/// The fate of one message, as its gateway tells it.
///
/// At least one of the two ids is there.
package struct InboundReceipt: Hashable, Sendable {
    /// The id that we sent: the contact's.
    package var contactWireID: String?
    /// The id that the gateway gave.
    package var vendorID: String?
    package var fate: ContactEvent.Receipt
    /// The gateway's own word for it; long numbers are masked.
    package var detail: String
    package var at: Instant
    /// Whom it was sent to, as the gateway writes it; not normalised.
    package var address: String?
    /// What the gateway says of an address to which nothing arrived.
    package var cause: ReceiptCause?
    /// `nil`: of the whole message.
    package var part: ReceiptPart?

    package init(
        contactWireID: String?,
        vendorID: String?,
        fate: ContactEvent.Receipt,
        detail: String,
        at: Instant,
        address: String? = nil,
        cause: ReceiptCause? = nil,
        part: ReceiptPart? = nil
    ) {
        precondition(contactWireID != nil || vendorID != nil)
        self.contactWireID = contactWireID
        self.vendorID = vendorID
        self.fate = fate
        self.detail = detail
        self.at = at
        self.address = address
        self.cause = cause
        self.part = part
    }
}

/// Why an address takes nothing, as a gateway tells it.
package enum ReceiptCause: UInt8, CaseIterable, Sendable {
    /// It will never work.
    case badRecipient
    /// It refuses our messages.
    case optedOut
}

/// Which part of a long message a receipt is about.
package struct ReceiptPart: Hashable, Sendable {
    /// 1...total.
    package var sequence: Int
    /// 2...`totalMax`.
    package var total: Int

    /// An SMS of 2,000 characters has 30 parts.
    package static let totalMax = 64

    /// `nil` for numbers that make no sense, and for a message of one part.
    package init?(sequence: Int, total: Int) {
        guard (2...ReceiptPart.totalMax).contains(total), (1...total).contains(sequence) else {
            return nil
        }
        self.sequence = sequence
        self.total = total
    }
}

/// Words that came from an address.
package struct InboundReply: Hashable, Sendable {
    package var channel: Channel
    /// As the gateway writes it; not normalised.
    package var address: String
    package var text: String
    package var at: Instant
    /// What the gateway itself understood; `nil`: the text says it.
    package var meaning: ReplyMeaning?
    /// By which the gateway's own repeats are known.
    package var id: String?

    package init(
        channel: Channel,
        address: String,
        text: String,
        at: Instant,
        meaning: ReplyMeaning? = nil,
        id: String? = nil
    ) {
        self.channel = channel
        self.address = address
        self.text = text
        self.at = at
        self.meaning = meaning
        self.id = id
    }

    package var addressKind: AddressKind { channel.addressKind }
}
