import Crypto
import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// Callbacks as vendors post them, and the doors that take them.
enum CallbackFixture {
    /// 2026-11-25 15:00 in Shanghai.
    static let now = Instant(seconds: 1_795_590_000)
    static let pathSecret = "p4th-Secret-of-16-signs"

    static let secrets = [
        "callback_path": pathSecret,
        "auth_token": "0123456789abcdef0123456789abcdef",
        "callback_key": "whsec_" + String(repeating: "Y2FsbGJh", count: 4),
        "master_secret": "5e987ac6d2e04d95a9d8f0d1",
        "callback_token": "QDG6eK",
        "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
        "signing_key": "key-3ax6xnjp29jd6fds4gc373sgvjxteol0",
        "callback_password": "passw0rd",
    ]

    static func door(
        _ vendor: String,
        _ name: String,
        change: (inout CallbackForm) -> Void = { _ in }
    ) throws -> CallbackDoor {
        var form = try VendorPart.form(vendor, name)
        change(&form)
        return try CallbackDoor(form, secrets: secrets)
    }

    /// As a vendor that signs nothing posts it: the path's secret is known to it.
    static func plain(_ body: String) -> CallbackInput {
        CallbackInput(pathTail: pathSecret, body: Array(body.utf8), remote: "203.0.113.9")
    }

    static func hmacSHA256(_ body: [UInt8], key: String) -> String {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(key.utf8)))
            .map { String(format: "%02x", $0) }.joined()
    }

    static func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    static func sha1(_ text: String) -> String {
        Insecure.SHA1.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    static func twilio(_ url: String, _ fields: [(String, String)], key: String) -> String {
        let text = url + fields.sorted { $0.0 < $1.0 }.map { $0.0 + $0.1 }.joined()
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(text.utf8),
            using: SymmetricKey(data: Data(key.utf8))
        )
        return Data(code).base64EncodedString()
    }

    static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || byte == 46
            return isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }.joined()
    }
}
