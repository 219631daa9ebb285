/// The names that may stand in a place of a gateway's file: docs/gateways.md, "Places and filters".
package enum WireNames {
    /// Of one message; they may differ within a batch.
    package static let message = [
        "to", "reference", "subject", "content", html, "code", "parameters", "template", "class",
        "channel", "segments", "currency",
    ]
    /// A mail's HTML part; of a template without one, its words as HTML.
    package static let html = "html"
    /// Of the request as a whole.
    package static let request = ["now", "nonce", "expires", callback]
    /// The public address of the gateway's first callback.
    package static let callback = "callback"
    /// One variable of the vendor's template, under `$parameters` alone.
    package static let parameter = "parameter"
    /// The signed assertion that `token` describes, in the token's own request alone.
    package static let assertion = "assertion"
    /// What marks a page of pulled receipts, in the request that acknowledges it alone.
    package static let mark = "mark"
    /// What the gateway's `token` fetched.
    package static let token = "token"
    /// When the message was made, in the request that asks what became of it alone.
    package static let at = "at"
    /// Of the message that such a request asks about.
    package static let asked = ["to", "reference", "content", "channel"]
    /// Before the name of one of the file's own values.
    package static let values = "values."
    /// Before the name of one of the file's own secrets.
    package static let secrets = "secrets."

    /// What a value or a secret may be called: small letters, digits and `_`, a letter first.
    package static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, (97...122).contains(first) else { return false }
        return bytes.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}
