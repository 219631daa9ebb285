package import NudgeCore

extension Gateway {
    /// Bounds a callback: a thousand receipts of 200 bytes.
    package static let callbackBytesMax = 262_144
    /// Bounds what one callback can make the store do in one transaction.
    package static let callbackEventsMax = 1_000
    /// An opt-out is a few characters; a long reply is kept by its beginning.
    private static let replyCharactersMax = 2_000

    /// Believes and reads what came to the callback address of this gateway.
    ///
    /// The body is one event or an array of them:
    ///
    ///     {"type":"message.delivered","timestamp":"2026-11-22T04:05:06Z",
    ///      "data":{"id":"s1-4f","vendor_id":"v-9","detail":"DELIVRD"}}
    ///     {"type":"message.undelivered", …}
    ///     {"type":"message.reply","timestamp":"…",
    ///      "data":{"channel":"sms","from":"+8613800138000","text":"TD"}}
    ///
    /// `timestamp` may be left out, and is never later than now. A receipt needs `id` or
    /// `vendor_id`. Other types are passed over: a newer gateway must not be refused.
    ///
    /// - Parameters:
    ///   - header: The value of a header by its name in small letters.
    ///   - body: As it came, byte for byte.
    ///   - now: This machine's clock.
    /// - Returns: The sender's id of the callback, for recognising repeats, and the events.
    /// - Throws: `CallbackError`; nothing of the callback must be used then.
    package func callback(
        header: (String) -> String?,
        body: [UInt8],
        now: Instant
    ) throws(CallbackError) -> GatewayCallback {
        guard body.count <= Gateway.callbackBytesMax else { throw .tooLarge(body.count) }
        guard !callbackSecrets.isEmpty else { throw .noSecret }
        let id = header("webhook-id")
        do throws(WebhookVerificationError) {
            try WebhookSecret.verify(
                id: id,
                timestamp: header("webhook-timestamp"),
                signatures: header("webhook-signature"),
                body: body,
                secrets: callbackSecrets,
                now: now
            )
        } catch {
            throw .notBelieved(error)
        }
        guard let json = JSONReader.read(body) else { throw .unreadable("the body is not JSON") }
        let items = if case .array(let items) = json { items } else { [json] }
        guard items.count <= Gateway.callbackEventsMax else {
            throw .unreadable("more than \(Gateway.callbackEventsMax) events")
        }
        var events: [InboundEvent] = []
        for (index, item) in items.enumerated() {
            if let event = try Gateway.event(item, index: index, now: now) { events.append(event) }
        }
        return GatewayCallback(id: id ?? "", events: events)
    }

    /// `nil` for a type that we do not know.
    private static func event(
        _ item: JSONValue,
        index: Int,
        now: Instant
    ) throws(CallbackError) -> InboundEvent? {
        guard let type = item["type"]?.text else { throw .unreadable("event \(index): no type") }
        let at = try instant(item["timestamp"], index: index, now: now)
        let data = item["data"] ?? .null
        switch type {
        case "message.delivered":
            return .receipt(try receipt(data, .delivered, index: index, at: at))
        case "message.undelivered":
            return .receipt(try receipt(data, .undelivered, index: index, at: at))
        case "message.reply":
            return .reply(try reply(data, index: index, at: at))
        default: return nil
        }
    }

    private static func receipt(
        _ data: JSONValue,
        _ fate: ContactEvent.Receipt,
        index: Int,
        at: Instant
    ) throws(CallbackError) -> InboundReceipt {
        let id = data["id"]?.identifier
        let vendorID = data["vendor_id"]?.identifier
        guard id != nil || vendorID != nil else {
            throw .unreadable("event \(index): neither id nor vendor_id")
        }
        return InboundReceipt(
            contactWireID: id,
            vendorID: vendorID,
            fate: fate,
            detail: Masked.text(data["detail"]?.identifier ?? ""),
            at: at
        )
    }

    private static func reply(
        _ data: JSONValue,
        index: Int,
        at: Instant
    ) throws(CallbackError) -> InboundReply {
        let name = data["channel"]?.text ?? Channel.sms.name
        guard let channel = Channel(name: name) else {
            throw .unreadable("event \(index): unknown channel")
        }
        guard let address = data["from"]?.identifier, let text = data["text"]?.text else {
            throw .unreadable("event \(index): a reply needs from and text")
        }
        return InboundReply(
            channel: channel,
            address: address,
            text: String(text.prefix(replyCharactersMax)),
            at: at
        )
    }

    /// A sender whose clock is ahead must not write into our future.
    private static func instant(
        _ value: JSONValue?,
        index: Int,
        now: Instant
    ) throws(CallbackError) -> Instant {
        guard let value, value != .null else { return now }
        guard let text = value.text, let instant = Instant(parsing: text) else {
            throw .unreadable("event \(index): timestamp is not as 2026-11-22T04:05:06Z")
        }
        return min(instant, now)
    }
}
