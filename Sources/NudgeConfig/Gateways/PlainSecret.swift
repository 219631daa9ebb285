internal import NudgeCore

/// Recognises a secret that stands in a gateway's file itself, where only a reference to it may.
///
/// By its name, or by its look. It errs on the side of refusing: whoever is refused wrongly moves a
/// text to where secrets are kept, and nothing is lost.
enum PlainSecret {
    /// Words of a name whose value is a secret, whatever it looks like.
    private static let surely = [
        "secret", "secrets", "password", "passwd", "passphrase", "pwd", "token", "credential",
        "credentials",
    ]
    /// Words of a name whose value is one when it looks like it: `app_key` may only identify.
    private static let perhaps = ["key", "apikey", "sign", "signature", "auth", "authorization"]
    /// Last words that make a name harmless: `secret_id`, `token_type`.
    private static let harmless = [
        "id", "ids", "name", "type", "version", "url", "code", "alias", "header", "field", "ttl",
        "method", "mode", "index", "lifetime",
    ]
    /// Before `key`: vendors call the public name of an account so.
    private static let identifying = ["app", "public", "partner", "idempotency", "collapse"]
    /// What secrets of well-known makers begin with.
    private static let beginnings = [
        "whsec_", "whsk_", "sk_live_", "sk_test_", "SG.", "-----BEGIN", "eyJhbGciOi", "xoxb-",
        "ghp_", "key-",
    ]
    /// Shorter ones are words.
    private static let keyLengthMin = 16

    /// Whether a constant text under this name is evidently a secret.
    static func isEvident(name: String, text: String) -> Bool {
        guard !text.isEmpty else { return false }
        if beginnings.contains(where: text.hasPrefix) && text.utf8.count >= keyLengthMin {
            return true
        }
        let words = words(of: name)
        guard let last = words.last, !harmless.contains(last) else { return false }
        if words.contains(where: surely.contains) { return true }
        guard let index = words.firstIndex(where: perhaps.contains) else { return false }
        if index > 0 && identifying.contains(words[index - 1]) { return false }
        return text.utf8.count >= keyLengthMin && text.utf8.allSatisfy(isKeySign)
    }

    private static func isKeySign(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
            || "+/=_-.".utf8.contains(byte)
    }

    /// `AppSecret`, `app_secret` and `X-App-Secret` all hold `app` and `secret`.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name {
            guard character.isLetter || character.isNumber else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if character.isUppercase && wasSmall && !word.isEmpty {
                words.append(word)
                word = ""
            }
            wasSmall = character.isLowercase || character.isNumber
            word += character.lowercased()
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
