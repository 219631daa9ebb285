internal import Crypto
internal import CryptoExtras
package import NudgeCore

/// Secrets for a rehearsal where the real ones cannot be had: of the right form, and good for
/// nothing else.
package enum MadeUpSecrets {
    /// 32 bytes in base 64.
    package static func key(of name: String) -> String {
        Base64.encode(SHA256.hash(data: Array("rehearsal of \(name)".utf8)))
    }

    /// A text that can stand for one of the secrets of a gateway's file.
    ///
    /// The same name gives the same text, keys of a pair excepted.
    package static func text(for name: String, in description: HTTPDescription) -> String {
        let digest = Array(SHA256.hash(data: Array("rehearsal of \(name)".utf8)))
        if description.webhookSecrets.contains(name) { return "whsec_" + Base64.encode(digest) }
        if description.wechatKeys.contains(name) {
            return Base64.encode(digest).replacing("=", with: "")
        }
        if case .jwtES256(_, _, let key)? = description.signing, key == name {
            return P256.Signing.PrivateKey().pemRepresentation
        }
        if description.token?.assertion?.key == name { return serviceAccount() }
        return "rehearsal-" + HexDigits.encode(digest.prefix(16))
    }

    /// As Google hands it out.
    private static func serviceAccount() -> String {
        let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
        return String(
            decoding: JSONValue.object([
                JSONMember(name: "private_key_id", value: .string("rehearsal")),
                JSONMember(name: "client_email", value: .string("rehearsal@example.invalid")),
                JSONMember(name: "private_key", value: .string(key?.pemRepresentation ?? "")),
            ]).bytes,
            as: UTF8.self
        )
    }
}

extension HTTPDescription {
    fileprivate var webhookSecrets: [String] {
        var names = callbacks.flatMap { callback in
            if case .standardWebhooks(let keys) = callback.check { keys } else { [String]() }
        }
        if case .standardWebhooks(let key)? = signing { names.append(key) }
        return names
    }

    fileprivate var wechatKeys: [String] {
        callbacks.compactMap { callback in
            if case .wechatSafe(_, let key, _) = callback.check { key } else { nil }
        }
    }
}
