/// How the bytes of an answer or a callback are read.
package enum WireFormat: UInt8, CaseIterable, Sendable {
    case json
    /// One JSON text to a line; together they are a list.
    case jsonLines
    /// The root's own name does not count: a path begins below it.
    case xml
    /// `application/x-www-form-urlencoded`.
    case form
    /// As one text, which has no parts.
    case text

    package var name: String {
        switch self {
        case .json: "json"
        case .jsonLines: "json-lines"
        case .xml: "xml"
        case .form: "form"
        case .text: "text"
        }
    }
}
