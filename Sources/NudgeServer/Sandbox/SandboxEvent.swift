import FoundationEssentials
package import NudgeCore

/// A receipt or a reply that is due at an instant, to be posted to the callback URL.
package struct SandboxEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case receipt(ContactEvent.Receipt)
        case reply(String)
    }

    /// Which event it is: the sandbox's id of the message, and its number among the message's events.
    package struct Key: Hashable, Sendable {
        package var sandboxID: String
        package var number: Int
    }

    package var key: Key
    package var kind: Kind
    /// The contact's id, as it was sent to the sandbox.
    package var contact: String
    package var channel: Channel
    /// The address that the message went to: the sender of a reply.
    package var address: String
    /// When it happened, by the sandbox's clock; it may be posted later.
    package var at: Instant
    /// Times that it was posted in vain.
    package var failures = 0

    /// An id for the webhook signature, the same whenever this event is posted again.
    package var webhookID: String { "\(key.sandboxID)-e\(key.number)" }

    /// The callback's JSON, keys in a fixed order.
    ///
    /// `{"at":…,"contact":…,"id":…,"status":"delivered","type":"receipt"}` or
    /// `{"at":…,"channel":"sms","from":"+86…","text":"TD","type":"reply"}`.
    package var body: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding strings cannot fail; an empty body would be refused by the callback and show.
        return (try? encoder.encode(wire)).map { Array($0) } ?? []
    }

    private var wire: Wire {
        switch kind {
        case .receipt(let receipt):
            Wire(
                type: "receipt",
                at: at.description,
                contact: contact,
                id: key.sandboxID,
                status: receipt == .delivered ? "delivered" : "undelivered"
            )
        case .reply(let text):
            Wire(
                type: "reply",
                at: at.description,
                channel: channel.name,
                from: address,
                text: text
            )
        }
    }

    /// Absent keys are left out.
    private struct Wire: Encodable {
        var type: String
        var at: String
        var contact: String?
        var id: String?
        var status: String?
        var channel: String?
        var from: String?
        var text: String?
    }
}
