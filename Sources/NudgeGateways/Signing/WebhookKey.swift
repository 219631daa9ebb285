internal import Crypto

/// A key of the Standard Webhooks scheme that signs with Ed25519: version `v1a`.
///
/// Source: <https://github.com/standard-webhooks/standard-webhooks>, spec/standard-webhooks.md
package struct WebhookKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// Reads `whsk_` and base 64 of 32 bytes, or of 64 of which the last are the public key.
    package init(parsing text: String) throws(WebhookSecretError) {
        let digits = text.filter { !$0.isWhitespace }.dropFirst(5)
        guard text.hasPrefix("whsk_"), let bytes = Base64.decode(digits) else {
            throw .notBase64
        }
        guard bytes.count == 32 || bytes.count == 64 else { throw .length(bytes.count) }
        do {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32))
        } catch {
            throw .length(bytes.count)
        }
    }

    /// The value of `webhook-signature` for a message; the id holds no dot.
    package func sign(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let text = Array("\(id).\(timestamp).".utf8) + body
        // Fails only when the machine has no memory left; an empty signature is refused.
        let signature = (try? key.signature(for: text)).map(Array.init) ?? []
        return "v1a," + Base64.encode(signature)
    }

    /// `whpk_` and the public key, to be given to whoever checks.
    package var publicKey: String {
        "whpk_" + Base64.encode(key.publicKey.rawRepresentation)
    }
}

/// The other half: checks `v1a` signatures.
package struct WebhookPublicKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    /// Reads `whpk_` and base 64 of 32 bytes.
    package init(parsing text: String) throws(WebhookSecretError) {
        let digits = text.filter { !$0.isWhitespace }.dropFirst(5)
        guard text.hasPrefix("whpk_"), let bytes = Base64.decode(digits) else {
            throw .notBase64
        }
        do {
            key = try Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        } catch {
            throw .length(bytes.count)
        }
    }

    /// Whether one of the header's signatures is this key's; the time is not looked at.
    package func isValid(id: String, timestamp: String, signatures: String, body: [UInt8]) -> Bool {
        let text = Array("\(id).\(timestamp).".utf8) + body
        return signatures.split(separator: " ").prefix(16).contains { signature in
            guard signature.hasPrefix("v1a,"), let bytes = Base64.decode(signature.dropFirst(4))
            else { return false }
            return key.isValidSignature(bytes, for: text)
        }
    }
}
