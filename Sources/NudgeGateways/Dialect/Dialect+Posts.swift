package import NudgeCore

/// What comes back of one message, in the vendor's terms.
package struct DialectEvent: Hashable, Sendable {
    package var kind: DialectForm.Post.Kind
    package var message: DialectMessage
    /// Of which the vendor's id is made: that of the message, or of its request.
    package var hash: UInt64
    /// The words of a reply.
    package var text: String
    /// When it happened.
    package var at: Instant
    /// Whether the vendor leaves our own id out, though it knows it.
    package var hidesReference: Bool

    package init(
        _ kind: DialectForm.Post.Kind,
        _ message: DialectMessage,
        hash: UInt64,
        text: String = "",
        at: Instant,
        hidesReference: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.hash = hash
        self.text = text
        self.at = at
        self.hidesReference = hidesReference
    }
}

/// A callback as it is posted.
package struct DialectPost: Hashable, Sendable {
    /// The name of the callback's entry in the file.
    package var callback: String
    /// What follows the name in the path, with its slash; or empty.
    package var pathTail: String
    /// With its question mark; or empty.
    package var query: String
    package var headers: [WirePair]
    package var body: [UInt8]
}

extension Dialect {
    /// Whether the vendor tells of such a thing at all.
    package func posts(_ kind: DialectForm.Post.Kind) -> Bool { form.post(kind) != nil }

    /// The callback that tells of an event; `nil` when the vendor tells nothing of its kind.
    ///
    /// `nonce`: 32 hexadecimal digits, new for each try.
    /// `now`: The instant at which it is signed.
    package func post(_ event: DialectEvent, nonce: String, now: Instant) -> DialectPost? {
        guard let post = form.post(event.kind), let sealer = sealers[post.callback] else {
            return nil
        }
        guard var wire = try? unsealed(post, event) else { return nil }
        sealer.seal(&wire, nonce: nonce, now: now)
        let query = PercentEncoding.pairs(wire.query, charset: wire.charset)
        return DialectPost(
            callback: post.callback,
            pathTail: sealer.pathTail,
            query: query.isEmpty ? "" : "?" + String(decoding: query, as: UTF8.self),
            headers: wire.headers,
            body: wire.body
        )
    }

    /// Before it is signed; its method and path are those that a sealer needs.
    func unsealed(
        _ post: DialectForm.Post,
        _ event: DialectEvent
    ) throws(RequestFault) -> WireRequest {
        var message = event.message
        if event.hidesReference { message.reference = nil }
        let context = context(
            [("text", .text(event.text))],
            message: message,
            hash: event.hash,
            now: event.at
        )
        return try written(post.sample, context)
    }
}
