internal import Crypto
internal import NudgeCore

extension Signatures {
    /// A clock may be wrong by so much, both ways.
    private static let huaweiWindow = Milliseconds.minutes(15)
    private static let algorithm = "SDK-HMAC-SHA256"

    /// A canonical request signed with HMAC-SHA256, as Huawei's SDK makes it.
    ///
    /// A `/` is added to the path. The body counts by its digest, or, where the header
    /// `X-Sdk-Content-Sha256` says `UNSIGNED-PAYLOAD`, not at all.
    static func huawei(
        _ input: CallbackInput,
        _ appKey: String,
        _ secrets: [String],
        _ path: String,
        _ now: Instant
    ) throws(CallbackError) {
        guard let date = input.headers["x-sdk-date"] else { throw .missing("x-sdk-date") }
        guard let header = input.headers["authorization"] else { throw .missing("authorization") }
        guard let fields = huaweiFields(header), fields["Access"] == appKey,
            let names = fields["SignedHeaders"], let given = fields["Signature"]
        else { throw .wrongSignature }
        let signed = names.split(separator: ";").map(String.init)
        // What is not signed says nothing about when it was.
        guard signed.contains("x-sdk-date"), let made = huaweiDate(date) else { throw .wrongTime }
        let lines = signed.map { "\($0):\((input.headers[$0] ?? "").trimmedBlanks)\n" }.joined()
        let payload =
            input.headers["x-sdk-content-sha256"] == "UNSIGNED-PAYLOAD"
                && signed.contains("x-sdk-content-sha256")
            ? "UNSIGNED-PAYLOAD" : HexDigits.encode(SHA256.hash(data: input.body))
        let canonical = [
            input.method, path.hasSuffix("/") ? path : path + "/", canonicalQuery(input.query),
            lines, names, payload,
        ].joined(separator: "\n")
        let digest = HexDigits.encode(SHA256.hash(data: Array(canonical.utf8)))
        let text = Array("\(algorithm)\n\(date)\n\(digest)".utf8)
        let isBelieved = secrets.map { secret in
            let key = SymmetricKey(data: Array(secret.utf8))
            let code = HMAC<SHA256>.authenticationCode(for: text, using: key)
            return isSame(given, HexDigits.encode(code))
        }
        guard isBelieved.contains(true) else { throw .wrongSignature }
        guard abs((now - made).count) <= huaweiWindow.count else { throw .wrongTime }
    }

    /// `Access=…, SignedHeaders=…, Signature=…`, with or without blanks.
    private static func huaweiFields(_ header: String) -> [String: String]? {
        guard header.hasPrefix(algorithm + " ") else { return nil }
        var fields: [String: String] = [:]
        for part in header.dropFirst(algorithm.count + 1).split(separator: ",") {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let name = String(part[..<equals].drop { $0 == " " })
            fields[name] = String(part[part.index(after: equals)...])
        }
        return fields
    }

    /// `20261120T080000Z`.
    private static func huaweiDate(_ text: String) -> Instant? {
        let digits = Array(text)
        guard digits.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let day = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        let time = "\(part(9..<11)):\(part(11..<13)):\(part(13..<15))"
        return Instant(parsing: "\(day)\(part(8..<9))\(time)\(part(15..<16))")
    }

    /// Pairs as they were sent, sorted.
    private static func canonicalQuery(_ query: String) -> String {
        query.split(separator: "&").map { $0.contains("=") ? String($0) : $0 + "=" }
            .sorted().joined(separator: "&")
    }
}

extension String {
    fileprivate var trimmedBlanks: String {
        var text = self[...].drop { $0 == " " }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
