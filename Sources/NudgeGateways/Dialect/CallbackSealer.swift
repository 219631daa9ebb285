internal import Crypto
internal import CryptoExtras
package import NudgeCore

/// Signs a callback as its vendor does: the other side of `CallbackVerifier`.
///
/// Two schemes are signed with keys that nobody but the vendor has. A rehearsal replaces them:
/// `rehearsed(_:)`.
package struct CallbackSealer: Sendable {
    private let form: CallbackForm
    private let secrets: [String: String]

    init(_ form: CallbackForm, secrets: [String: String]) {
        self.form = form
        self.secrets = secrets
    }

    /// The key with which a rehearsal signs instead of SendGrid; known to everybody, it opens
    /// nothing but a rehearsal.
    private static let sendGridKey: P256.Signing.PrivateKey? = try? P256.Signing.PrivateKey(
        rawRepresentation: SHA256.hash(data: Array("nudge rehearsal".utf8)).map { $0 }
    )

    /// The same entry for a rehearsal: believed by the sandbox's own key, or on this machine alone.
    package static func rehearsed(_ form: CallbackForm) -> CallbackForm {
        var form = form
        switch form.check {
        case .sendgrid(_, let within):
            let key = sendGridKey.map { Base64.encode($0.publicKey.derRepresentation) }
            form.check = .sendgrid(publicKeys: [key ?? ""], within: within)
        case .sns: form.check = .none
        default: break
        }
        // Whatever the vendor's addresses are, a rehearsal's is this machine.
        form.sources = []
        return form
    }

    /// What follows the callback's name in its path.
    var pathTail: String {
        form.pathSecret.map { "/" + (secrets[$0] ?? "") } ?? ""
    }

    private func secret(_ names: [String]) -> String { names.first.flatMap { secrets[$0] } ?? "" }

    /// Adds what the scheme adds.
    func seal(_ wire: inout WireRequest, nonce: String, now: Instant) {
        let seconds = String(now.milliseconds / 1000)
        switch form.check {
        case .none, .sns: break
        case .basic(let user, let names):
            let pair = user + ":" + secret(names)
            wire.set("Authorization", "Basic " + Base64.encode(pair.utf8))
        case .header(let name, let names): wire.set(name, secret(names))
        case .hmac(let name, let names):
            let key = SymmetricKey(data: Array(secret(names).utf8))
            let code = HMAC<SHA256>.authenticationCode(for: wire.body, using: key)
            wire.set(name, HexDigits.encode(code))
        case .twilio(let url, let names):
            let signature = CallbackSignature.twilio(
                token: secret(names),
                url: url,
                parameters: wire.form ?? []
            )
            wire.set("X-Twilio-Signature", signature)
        case .sendgrid:
            let signed = Array(seconds.utf8) + wire.body
            let signature = try? CallbackSealer.sendGridKey?.signature(for: signed)
            let text = signature.map { Base64.encode($0.derRepresentation) } ?? ""
            wire.set("X-Twilio-Email-Event-Webhook-Timestamp", seconds)
            wire.set("X-Twilio-Email-Event-Webhook-Signature", text)
        case .mailgun(let names, _): sealMailgun(&wire, secret(names), nonce, seconds)
        case .standardWebhooks(let names):
            guard let key = try? WebhookSecret(parsing: secret(names)) else { return }
            let stamp = now.milliseconds / 1000
            wire.set("webhook-id", "msg_" + nonce)
            wire.set("webhook-timestamp", seconds)
            let signature = key.sign(id: "msg_" + nonce, timestamp: stamp, body: wire.body)
            wire.set("webhook-signature", signature)
        case .sortedSHA1(let names, _):
            let signature = CallbackSignature.sortedSHA1([secret(names), seconds, nonce])
            wire.query += [
                WirePair("signature", signature), WirePair("timestamp", seconds),
                WirePair("nonce", nonce),
            ]
        case .wechatSafe(let token, let key, let receiver):
            let safe = WeChatSafe(secrets[token] ?? "", secrets[key] ?? "", receiver)
            safe.seal(&wire, format: form.format, nonce: nonce, seconds: seconds)
        case .jsms(let appKey, let names, _):
            let milliseconds = String(now.milliseconds)
            let text =
                "appKey=\(appKey)&appMasterSecret=\(secret(names))&nonce=\(nonce)"
                + "&timestamp=\(milliseconds)"
            wire.add([
                WirePair("nonce", nonce), WirePair("timestamp", milliseconds),
                WirePair("signature", CallbackSignature.sha1(text)),
            ])
        case .huaweiSDK(let appKey, let names, let path):
            sealHuawei(&wire, appKey, secret(names), path, now)
        }
    }

    /// `signature` stands in the body itself.
    private func sealMailgun(
        _ wire: inout WireRequest,
        _ key: String,
        _ nonce: String,
        _ seconds: String
    ) {
        guard case .object(var members)? = JSONReader.read(wire.body) else { return }
        members.removeAll { $0.name == "signature" }
        let code = CallbackSignature.mailgun(key: key, timestamp: seconds, token: nonce)
        let signature = JSONValue.object([
            JSONMember(name: "timestamp", value: .string(seconds)),
            JSONMember(name: "token", value: .string(nonce)),
            JSONMember(name: "signature", value: .string(code)),
        ])
        members.insert(JSONMember(name: "signature", value: signature), at: 0)
        wire.body = JSONValue.object(members).bytes
    }

    /// Only the date's header is signed, beside path and body.
    private func sealHuawei(
        _ wire: inout WireRequest,
        _ appKey: String,
        _ secret: String,
        _ path: String,
        _ now: Instant
    ) {
        let date = WireTime.basic(now)
        let query = PercentEncoding.pairs(wire.query.sorted { $0.name < $1.name })
        let canonical = [
            "POST", path.hasSuffix("/") ? path : path + "/",
            String(decoding: query, as: UTF8.self), "x-sdk-date:\(date)\n", "x-sdk-date",
            CallbackSignature.sha256(wire.body),
        ].joined(separator: "\n")
        let digest = CallbackSignature.sha256(Array(canonical.utf8))
        let key = SymmetricKey(data: Array(secret.utf8))
        let text = Array("SDK-HMAC-SHA256\n\(date)\n\(digest)".utf8)
        let code = HexDigits.encode(HMAC<SHA256>.authenticationCode(for: text, using: key))
        wire.set("X-Sdk-Date", date)
        wire.set(
            "Authorization",
            "SDK-HMAC-SHA256 Access=\(appKey), SignedHeaders=x-sdk-date, Signature=\(code)"
        )
    }
}

/// The encrypting side of `WeChatEnvelope`.
private struct WeChatSafe {
    private let token: String
    private let key: [UInt8]
    private let receiver: String

    init(_ token: String, _ key: String, _ receiver: String) {
        self.token = token
        self.key = Base64.decode(key + "=") ?? []
        self.receiver = receiver
    }

    func seal(_ wire: inout WireRequest, format: WireFormat, nonce: String, seconds: String) {
        guard let sealed = sealed(wire.body, nonce) else { return }
        let signature = CallbackSignature.sortedSHA1([token, seconds, nonce, sealed])
        wire.query += [
            WirePair("msg_signature", signature), WirePair("timestamp", seconds),
            WirePair("nonce", nonce),
        ]
        let body =
            format == .json
            ? "{\"Encrypt\":\"\(sealed)\"}"
            : "<xml><ToUserName>\(receiver)</ToUserName><Encrypt>\(sealed)</Encrypt></xml>"
        wire.body = Array(body.utf8)
    }

    private func sealed(_ message: [UInt8], _ nonce: String) -> String? {
        guard key.count == 32, let iv = try? AES._CBC.IV(ivBytes: Array(key[..<16])) else {
            return nil
        }
        let length = (0..<4).map { UInt8(truncatingIfNeeded: message.count >> (24 - $0 * 8)) }
        var plain = Array(nonce.utf8.prefix(16)) + length + message + Array(receiver.utf8)
        let padding = 32 - plain.count % 32
        plain += [UInt8](repeating: UInt8(padding), count: padding)
        let data = try? AES._CBC.encrypt(
            plain,
            using: SymmetricKey(data: key),
            iv: iv,
            noPadding: true
        )
        return data.map { Base64.encode($0) }
    }
}

extension WireRequest {
    /// More fields of a form.
    fileprivate mutating func add(_ pairs: [WirePair]) {
        let all = (form ?? []) + pairs
        form = all
        body = PercentEncoding.pairs(all, charset: charset)
    }
}
