internal import NudgeCore

/// What the texts of a `SigningForm` stand for: the file's values, and its secrets themselves.
package struct SigningGround: Sendable {
    private let values: [String: String]
    private let secrets: [String: String]

    /// By the names that the file gives them; a secret without white space around it.
    package init(values: [WirePair] = [], secrets: [WirePair] = []) {
        self.values = Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }
        self.secrets = Dictionary(secrets.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// - Throws: `SigningError` when the file names no such secret.
    func secret(_ name: String) throws(SigningError) -> String {
        guard let secret = secrets[name], !secret.isEmpty else {
            throw SigningError("there is no secret '\(name)'", hint: "name it under 'secrets:'")
        }
        return secret
    }

    /// Of `values.NAME` or `secrets.NAME`.
    fileprivate func text(of place: WirePlace) throws(SigningError) -> String {
        guard place.filters.isEmpty else {
            throw SigningError("'\(place.name)' takes no filter here", hint: "drop it")
        }
        if place.name.hasPrefix("values."), let value = values[String(place.name.dropFirst(7))] {
            return value
        }
        if place.name.hasPrefix("secrets.") {
            return try secret(String(place.name.dropFirst(8)))
        }
        throw SigningError("'${\(place.name)}' has no value here", hint: "name it under 'values:'")
    }
}

/// A text of a signing scheme, with everything but the fetched token in its place.
struct SigningText: Sendable {
    /// What stands between the tokens: one more than there are.
    private let parts: [String]

    init(_ template: WireTemplate, _ ground: SigningGround) throws(SigningError) {
        var parts = [""]
        for piece in template.pieces {
            switch piece {
            case .text(let text): parts[parts.count - 1] += text
            case .place(let place) where place.name == "token": parts.append("")
            case .place(let place): parts[parts.count - 1] += try ground.text(of: place)
            }
        }
        self.parts = parts
    }

    func text(token: String) -> String {
        parts.count == 1 ? parts[0] : parts.joined(separator: token)
    }

    /// Of a text that holds no token.
    var fixed: String { parts.joined() }
}

/// Why a gateway's requests cannot be signed.
///
/// Never holds a secret.
package struct SigningError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    package let hint: String

    package init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    package var description: String { hint.isEmpty ? message : "\(message): \(hint)" }
}
