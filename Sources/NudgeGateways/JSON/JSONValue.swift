/// A JSON text as it was read: numbers stay as they were written.
///
/// Gateways number messages with 64-bit integers above 2^53, which a `Double` would change.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as they came.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; no name twice.
    case object([JSONMember])

    /// A member of an object by its name; `nil` also for what is no object.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string or the digits of a number; an id may be either.
    var identifier: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let digits): digits
        default: nil
        }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

/// One member of a JSON object.
struct JSONMember: Hashable, Sendable {
    var name: String
    var value: JSONValue
}
