internal import Crypto
package import NudgeCore

/// A key of the Standard Webhooks scheme, version 1 (HMAC-SHA256).
///
/// Source: <https://github.com/standard-webhooks/standard-webhooks>, spec/standard-webhooks.md
package struct WebhookSecret: Sendable {
    private let code: BegunCode

    /// How far a timestamp may be from now, both ways, this much included.
    ///
    /// The reference libraries take exactly 300 s, and refuse 301.
    package static let tolerance = Milliseconds.seconds(300)

    /// Signatures that are looked at in one header: more is no rotation but an attack on our time.
    private static let signaturesMax = 16

    /// Reads `whsec_` and base 64 of 24 to 64 bytes; the prefix and the padding may be missing.
    package init(parsing text: String) throws(WebhookSecretError) {
        let trimmed = text.filter { !$0.isWhitespace }
        let digits = trimmed.hasPrefix("whsec_") ? trimmed.dropFirst(6) : trimmed[...]
        guard let bytes = Base64.decode(digits) else { throw .notBase64 }
        guard (24...64).contains(bytes.count) else { throw .length(bytes.count) }
        code = BegunCode(key: bytes)
    }

    /// The value of `webhook-signature` for a message.
    ///
    /// The id must hold no dot: it would shift the border between id and timestamp.
    package func sign(id: String, timestamp: Int64, body: [UInt8]) -> String {
        sign(id: id, timestamp: String(timestamp), body: body, behind: "")
    }

    /// The same behind a text of ASCII: the header's name.
    func sign(
        id: String,
        timestamp: String,
        body: [UInt8],
        behind prefix: StaticString
    ) -> String {
        precondition(!id.utf8.contains(UInt8(ascii: ".")), "a dot in a webhook id")
        let digest = digest(id: id, timestamp: timestamp, body: body)
        return Base64.encode(digest, behind: prefix, "v1,")
    }

    /// Whether one of the signatures of the header was made with one of the secrets, lately.
    ///
    /// `body` is what came over the wire, byte for byte. Compared in constant time.
    package static func verify(
        id: String?,
        timestamp: String?,
        signatures: String?,
        body: [UInt8],
        secrets: [WebhookSecret],
        now: Instant
    ) throws(WebhookVerificationError) {
        guard let id, let timestamp, let signatures, !id.isEmpty else { throw .missingHeader }
        // As many digits as 9999-12-31 has, so that no arithmetic overflows.
        guard timestamp.utf8.count <= 12, let seconds = Int64(timestamp), seconds >= 0 else {
            throw .timestamp
        }
        // Whole seconds, as the sender counts them.
        let nowSeconds = (now.milliseconds - (now.milliseconds % 1000 + 1000) % 1000) / 1000
        guard abs(nowSeconds - seconds) * 1000 <= tolerance.count else { throw .tooOldOrTooNew }
        let codes = secrets.map { $0.digest(id: id, timestamp: timestamp, body: body) }
        let candidates = signatures.split(separator: " ").prefix(signaturesMax)
        for candidate in candidates where candidate.hasPrefix("v1,") {
            guard let code = Base64.decode(candidate.dropFirst(3)), code.count == 32 else {
                continue
            }
            // The comparison of codes takes the same time wherever they differ.
            for expected in codes where expected == code { return }
        }
        throw .noMatch
    }

    /// Over id, timestamp and body, with a dot between them.
    private func digest(id: String, timestamp: String, body: [UInt8]) -> SHA256.Digest {
        var head: [UInt8] = []
        head.reserveCapacity(id.utf8.count + timestamp.utf8.count + 2)
        head.append(contentsOf: id.utf8)
        head.append(UInt8(ascii: "."))
        head.append(contentsOf: timestamp.utf8)
        head.append(UInt8(ascii: "."))
        return code.digest(of: head, body)
    }
}

/// Why a text is no webhook secret.
///
/// Never holds the text.
package enum WebhookSecretError: Error, Hashable, Sendable, CustomStringConvertible {
    case notBase64
    case length(Int)

    package var description: String {
        switch self {
        case .notBase64:
            "the secret is not base64: it should read whsec_ and 32 or more characters"
        case .length(let count):
            "the secret has \(count) bytes, and needs 24 to 64: make one with"
                + " `echo whsec_$(openssl rand -base64 32)`"
        }
    }
}

/// Why a signed message is not believed.
package enum WebhookVerificationError: Error, Hashable, Sendable, CustomStringConvertible {
    case missingHeader
    case timestamp
    case tooOldOrTooNew
    case noMatch

    package var description: String {
        switch self {
        case .missingHeader:
            "webhook-id, webhook-timestamp or webhook-signature is missing"
        case .timestamp:
            "webhook-timestamp is not a number of seconds since 1970"
        case .tooOldOrTooNew:
            "webhook-timestamp is more than 300 s from this machine's clock"
        case .noMatch:
            "no v1 signature matches a secret of this gateway: check callbackSecrets"
        }
    }
}
