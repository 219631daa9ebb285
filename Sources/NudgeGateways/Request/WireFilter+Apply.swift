internal import Crypto
internal import NudgeCore

extension WireFilter {
    /// `nil` when the filter makes no sense of such a value.
    ///
    /// Filters of texts work on each element of a list.
    func applied(to value: WireValue, now: Instant) -> WireValue? {
        switch value {
        case .instant(let instant): applied(to: instant, now: now)
        case .json(let json): applied(to: json).map { .json($0) }
        }
    }

    private func applied(to instant: Instant, now: Instant) -> WireValue? {
        switch self {
        case .seconds: .json(.number(String(WireTime.seconds(instant))))
        case .milliseconds: .json(.number(String(instant.milliseconds)))
        case .iso8601: .text(WireTime.iso8601(instant))
        case .basic: .text(WireTime.basic(instant))
        case .beijing: .text(WireTime.beijing(instant))
        case .rfc2822: .text(MailMessage.date(instant))
        case .remaining:
            .json(.number(String(max(0, WireTime.seconds(instant) - WireTime.seconds(now)))))
        default: applied(to: WireValue.instant(instant).json).map { .json($0) }
        }
    }

    private func applied(to json: JSONValue) -> JSONValue? {
        switch (self, json) {
        case (.json, _): return .string(String(decoding: json.bytes, as: UTF8.self))
        case (.text, .array), (.text, .object): return .string(json.plainText)
        case (_, .array(let elements)):
            var values: [JSONValue] = []
            for element in elements {
                guard let value = applied(to: element) else { return nil }
                values.append(value)
            }
            return .array(values)
        case (_, .object), (_, .null): return nil
        case (.number, .number): return json
        case (.number, _): return JSONValue.isNumber(json.plainText) ? .number(json.plainText) : nil
        default: return applied(to: json.plainText).map { .string($0) }
        }
    }

    private func applied(to text: String) -> String? {
        switch self {
        // A gateway of several channels says it of all its addresses, and only phones have digits.
        case .e164: WireFilter.isPhone(text) ? "+" + WireFilter.digits(text) : text
        case .national: WireFilter.isPhone(text) ? WireFilter.national(text) : text
        case .digits: WireFilter.digits(text)
        case .text: text
        case .base64: Base64.encode(text.utf8)
        case .hex: SigningBytes.hex(text.utf8)
        case .upper: text.uppercased()
        case .lower: text.lowercased()
        case .rfc2047: EncodedWord.text(text)
        case .sha256: WireDigest.sha256.hex(of: Array(text.utf8))
        case .limit(let most): WireFilter.limited(text, to: most)
        case .seconds, .milliseconds, .iso8601, .basic, .beijing, .rfc2822, .remaining: nil
        case .json, .number: nil
        }
    }

    private static func isPhone(_ text: String) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) || "+-() ".utf8.contains($0) }
    }

    private static func digits(_ text: String) -> String {
        String(decoding: text.utf8.filter { (48...57).contains($0) }, as: UTF8.self)
    }

    private static func national(_ text: String) -> String {
        let digits = digits(text)
        guard text.hasPrefix("+") else { return digits }
        return digits.hasPrefix("86") ? String(digits.dropFirst(2)) : "00" + digits
    }

    private static func limited(_ text: String, to most: Int) -> String {
        guard text.utf8.count > most else { return text }
        var count = 0
        return String(
            text.prefix { character in
                count += character.utf8.count
                return count <= most
            }
        )
    }
}

extension WireDigest {
    /// Small hexadecimal digits.
    func hex(of bytes: [UInt8]) -> String {
        switch self {
        case .sha256: SigningBytes.hex(SHA256.hash(data: bytes))
        case .md5: SigningBytes.hex(Insecure.MD5.hash(data: bytes))
        }
    }
}
