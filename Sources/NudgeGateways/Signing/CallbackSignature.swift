internal import Crypto
internal import CryptoExtras

/// The signatures that vendors put on what they send back.
///
/// Each gives what a vendor would have written; compare with `isSame`.
package enum CallbackSignature {
    /// Twilio's `X-Twilio-Signature`: base 64 of HMAC-SHA1 over the public URL and the form.
    ///
    /// Source: Twilio, "Webhooks security". A body of JSON has no parameters here: its digest
    /// stands in the URL, as `bodySHA256`, and is to be compared with `sha256`.
    package static func twilio(
        token: String,
        url: String,
        parameters: [WirePair]
    ) -> String {
        var text = Array(url.utf8)
        let sorted = parameters.sorted { left, right in
            left.name == right.name ? left.value < right.value : left.name < right.name
        }
        for pair in sorted {
            text.append(contentsOf: pair.name.utf8)
            text.append(contentsOf: pair.value.utf8)
        }
        return Base64.encode(SigningKey<Insecure.SHA1>(token.utf8).code(text))
    }

    /// Mailgun's `signature.signature`: hexadecimal HMAC-SHA256 over timestamp and token.
    package static func mailgun(key: String, timestamp: String, token: String) -> String {
        SigningBytes.hex(SigningKey<SHA256>(key.utf8).code(Array((timestamp + token).utf8)))
    }

    /// The SHA-1 of texts, sorted by their bytes and joined: WeChat's and WeCom's `signature`.
    package static func sortedSHA1(_ texts: [String]) -> String {
        let sorted = texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        return sha1(sorted.joined())
    }

    /// The SHA-1 of a text, in small hexadecimal digits, as JSMS signs its callbacks.
    package static func sha1(_ text: String) -> String {
        SigningBytes.hex(Insecure.SHA1.hash(data: Array(text.utf8)))
    }

    /// The SHA-256 of bytes, in small hexadecimal digits.
    package static func sha256(_ bytes: [UInt8]) -> String {
        SigningBytes.hex(SHA256.hash(data: bytes))
    }

    /// SendGrid's signed events: ECDSA P-256 over the timestamp and the body's bytes.
    ///
    /// `key`: Base 64 of the public key in DER.
    /// `signature`: Base 64 of the signature in DER.
    /// `timestamp`: As it stands in its header.
    /// `body`: As it came, its last line end included.
    package static func isSendGrid(
        key: String,
        signature: String,
        timestamp: String,
        body: [UInt8]
    ) -> Bool {
        guard let der = Base64.decode(key), let bytes = Base64.decode(signature),
            let key = try? P256.Signing.PublicKey(derRepresentation: der),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: bytes)
        else { return false }
        return key.isValidSignature(signature, for: Array(timestamp.utf8) + body)
    }

    /// What WeCom encrypts: AES-256-CBC, its padding counted to 32 bytes.
    ///
    /// - Parameters:
    ///   - text: Base 64, the `Encrypt` of the callback.
    ///   - key: The account's `EncodingAESKey`, 43 characters.
    ///   - receiver: The company's id, which must stand at the end.
    /// - Returns: The message; `nil` when it was not made for us with this key.
    package static func weCom(_ text: String, key: String, receiver: String) -> [UInt8]? {
        guard let keyBytes = Base64.decode(key + "="), keyBytes.count == 32,
            let cipher = Base64.decode(text), !cipher.isEmpty, cipher.count % 16 == 0,
            let iv = try? AES._CBC.IV(ivBytes: keyBytes.prefix(16)),
            let data = try? AES._CBC.decrypt(
                cipher,
                using: SymmetricKey(data: keyBytes),
                iv: iv,
                noPadding: true
            )
        else { return nil }
        // 16 bytes of chance, the message's length in 4, the message, the receiver, the padding.
        let plain = Array(data)
        guard let padding = plain.last, (1...32).contains(padding),
            plain.count >= 20 + Int(padding)
        else { return nil }
        let length = plain[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let content = plain[20..<(plain.count - Int(padding))]
        guard length <= content.count, Array(content.dropFirst(length)) == Array(receiver.utf8)
        else { return nil }
        return Array(content.prefix(length))
    }

    /// In a time that does not depend on where they differ.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        let (one, other) = (Array(left.utf8), Array(right.utf8))
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in one.indices { difference |= one[index] ^ other[index] }
        return difference == 0
    }
}
