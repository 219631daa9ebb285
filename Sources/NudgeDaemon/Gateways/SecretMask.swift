internal import Curl
internal import Foundation

/// Hides secrets in what is shown of a request.
struct SecretMask {
    static let mark = "‹secret›"

    /// The forms in which they may stand, the longest first.
    private var forms: [String] = []

    init(_ secrets: [String]) {
        for secret in secrets { add(secret) }
    }

    mutating func add(_ secret: String) {
        guard !secret.isEmpty else { return }
        let unreserved = CharacterSet(charactersIn: "-._~").union(.alphanumerics)
        let escaped = secret.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "\"", with: "\\\"")
        forms += [
            secret, Data(secret.utf8).base64EncodedString(), escaped,
            secret.addingPercentEncoding(withAllowedCharacters: unreserved) ?? secret,
        ]
        forms.sort { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    func masked(_ text: String) -> String {
        var text = text
        for form in forms { text = text.replacingOccurrences(of: form, with: SecretMask.mark) }
        return text
    }

    /// A header's value; what a scheme of `Authorization` merely encodes is hidden whole.
    func masked(header name: String, _ value: String) -> String {
        guard name.lowercased().hasSuffix("authorization"), let blank = value.firstIndex(of: " "),
            let decoded = Data(base64Encoded: String(value[value.index(after: blank)...])),
            let text = String(bytes: decoded, encoding: .utf8), masked(text) != text
        else { return masked(value) }
        return value[...blank] + SecretMask.mark
    }

    /// A request as it goes on the wire.
    ///
    /// `body`: Its body, for a person to read.
    func text(of request: CurlRequest, body: String) -> String {
        var lines = ["\(request.method.rawValue) \(masked(request.url))"]
        for header in request.headers {
            let sides = header.split(separator: ":", maxSplits: 1)
            let name = String(sides[0])
            let value = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : ""
            lines.append("\(name): \(masked(header: name, value))")
        }
        if !body.isEmpty { lines += ["", masked(body)] }
        return lines.joined(separator: "\n")
    }
}
