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

    package init(
        contactWireID: String?,
        vendorID: String?,
        fate: ContactEvent.Receipt,
        detail: String,
        at: Instant
    ) {
        precondition(contactWireID != nil || vendorID != nil)
        self.contactWireID = contactWireID
        self.vendorID = vendorID
        self.fate = fate
        self.detail = detail
        self.at = at
    }
}

/// Words that came from an address.
package struct InboundReply: Hashable, Sendable {
    package var channel: Channel
    /// As the gateway writes it; not normalised.
    package var address: String
    package var text: String
    package var at: Instant

    package init(channel: Channel, address: String, text: String, at: Instant) {
        self.channel = channel
        self.address = address
        self.text = text
        self.at = at
    }

    package var addressKind: AddressKind { channel.addressKind }
}
