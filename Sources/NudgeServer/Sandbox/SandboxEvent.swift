import FoundationEssentials
package import NudgeCore

/// A receipt or a reply that is due at an instant, to be posted to the callback URL.
package struct SandboxEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case receipt(ContactEvent.Receipt)
        /// A receipt that names only the sandbox's id: the sender must know it by our answer.
        case receiptByVendorID(ContactEvent.Receipt)
        case reply(String)
    }

    /// Which event it is: the sandbox's id of the message, and its number among the message's events.
    package struct Key: Hashable, Sendable {
        package var sandboxID: String
        package var number: Int

        package init(sandboxID: String, number: Int) {
            self.sandboxID = sandboxID
            self.number = number
        }
    }

    package var key: Key
    package var kind: Kind
    /// The contact's id, as it was sent to the sandbox.
    package var contact: String
    /// The sandbox's id of the first message of the request that brought the message.
    package var requestID: String
    /// Our id as the request told it; `nil` where it told none.
    package var reference: String?
    package var channel: Channel
    /// The address that the message went to: the sender of a reply.
    package var address: String
    /// When it happened, by the sandbox's clock; it may be posted later.
    package var at: Instant
    /// Times that it was posted in vain.
    package var failures = 0

    /// An id for the webhook signature, the same whenever this event is posted again.
    package var webhookID: String { "\(key.sandboxID)-e\(key.number)" }

    package init(
        key: Key,
        kind: Kind,
        contact: String,
        requestID: String? = nil,
        reference: String? = nil,
        channel: Channel,
        address: String,
        at: Instant
    ) {
        self.key = key
        self.kind = kind
        self.contact = contact
        self.requestID = requestID ?? key.sandboxID
        self.reference = reference
        self.channel = channel
        self.address = address
        self.at = at
    }

    /// The callback's JSON, keys in a fixed order; docs/callbacks.md has the form.
    package var body: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding strings cannot fail; an empty body would be refused by the callback and show.
        return (try? encoder.encode(wire)).map { Array($0) } ?? []
    }

    private var wire: Wire {
        switch kind {
        case .receipt(let receipt): wire(receipt, id: contact)
        case .receiptByVendorID(let receipt): wire(receipt, id: nil)
        case .reply(let text):
            Wire(
                type: "message.reply",
                timestamp: at.description,
                data: Content(channel: channel.name, from: address, text: text)
            )
        }
    }

    private func wire(_ receipt: ContactEvent.Receipt, id: String?) -> Wire {
        let isDelivered = receipt == .delivered
        return Wire(
            type: isDelivered ? "message.delivered" : "message.undelivered",
            timestamp: at.description,
            data: Content(
                id: id,
                vendorID: key.sandboxID,
                detail: isDelivered ? "DELIVRD" : "UNDELIV"
            )
        )
    }

    private struct Wire: Encodable {
        var type: String
        var timestamp: String
        var data: Content
    }

    /// Absent keys are left out.
    private struct Content: Encodable {
        var id: String?
        var vendorID: String?
        var detail: String?
        var channel: String?
        var from: String?
        var text: String?

        private enum CodingKeys: String, CodingKey {
            case id
            case vendorID = "vendor_id"
            case detail
            case channel
            case from
            case text
        }
    }
}
