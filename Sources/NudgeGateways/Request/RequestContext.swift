package import NudgeCore

/// Everything that has a place in a request.
package struct RequestContext: Sendable {
    /// Of one request: one, or a batch; none for a token's.
    package var messages: [OutgoingMessage]
    package var now: Instant
    /// 32 hexadecimal digits, new for each attempt.
    package var nonce: String
    /// The instant after which the messages must not leave or be shown; `nil`: none.
    package var expires: Instant?
    /// What the gateway's `token` fetched.
    package var token: String?
    /// Signed for the request that fetches a token.
    package var assertion: String?
    /// When the message that is asked about was made.
    package var at: Instant?
    /// The public address of the gateway's callbacks.
    package var callback: String?
    /// Of the page of receipts that is acknowledged.
    var mark: WireValue?
    /// The file's own.
    package var values: [WireField]
    /// The file's own, by name; never walked through.
    package var secrets: [String: String]
    /// What else has a place, and goes before all others: in what a vendor writes.
    var places: [String: WireValue] = [:]

    package init(
        messages: [OutgoingMessage],
        now: Instant,
        nonce: String,
        expires: Instant? = nil,
        token: String? = nil,
        assertion: String? = nil,
        callback: String? = nil,
        values: [WireField] = [],
        secrets: [String: String] = [:]
    ) {
        self.messages = messages
        self.now = now
        self.nonce = nonce
        self.expires = expires
        self.token = token
        self.assertion = assertion
        self.callback = callback
        self.values = values
        self.secrets = secrets
    }
}
