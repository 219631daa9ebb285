internal import Crypto
internal import CryptoExtras
internal import NudgeCore

/// The encrypted form in which WeCom, and WeChat in its safe mode, post.
///
/// AES-256 in CBC mode under a key of 43 signs of base 64; the first 16 bytes of the key are the
/// vector; padding is that of PKCS #7 to 32 bytes. Inside: 16 random bytes, the length in four, the
/// message, and for whom it is.
struct WeChatEnvelope: Sendable {
    private let token: String
    private let key: [UInt8]
    private let receiver: String

    private static let blockSize = 32

    /// `nil` when the key has not 43 signs of base 64.
    init?(token: String, key: String, receiver: String) {
        guard key.utf8.count == 43, let bytes = Base64.decode(key + "="), bytes.count == 32 else {
            return nil
        }
        self.token = token
        self.key = bytes
        self.receiver = receiver
    }

    /// The message; its signature stands in the query as `msg_signature`.
    func open(
        _ sealed: String,
        parameters: [String: String]
    ) throws(CallbackError) -> [UInt8] {
        guard let given = parameters["msg_signature"], let timestamp = parameters["timestamp"],
            let nonce = parameters["nonce"]
        else { throw .missing("msg_signature, timestamp or nonce in the query") }
        let expected = Signatures.sortedDigest([token, timestamp, nonce, sealed])
        guard Signatures.isSame(given, expected) else { throw .wrongSignature }
        guard let bytes = Base64.decode(sealed), !bytes.isEmpty, bytes.count % 16 == 0,
            let iv = try? AES._CBC.IV(ivBytes: Array(key[..<16])),
            let data = try? AES._CBC.decrypt(
                bytes,
                using: SymmetricKey(data: key),
                iv: iv,
                noPadding: true
            )
        else { throw .unreadable("it cannot be decrypted") }
        return try message(Array(data))
    }

    private func message(_ bytes: [UInt8]) throws(CallbackError) -> [UInt8] {
        let padding = Int(bytes.last ?? 0)
        guard (1...WeChatEnvelope.blockSize).contains(padding), bytes.count >= 20 + padding else {
            throw .unreadable("its padding is wrong")
        }
        let plain = bytes.dropLast(padding)
        let length = plain[16..<20].reduce(0) { $0 << 8 | Int($1) }
        guard length <= plain.count - 20 else { throw .unreadable("its length is wrong") }
        let owner = String(decoding: plain[(20 + length)...], as: UTF8.self)
        guard owner == receiver else { throw .wrongReceiver }
        return Array(plain[20..<20 + length])
    }
}
