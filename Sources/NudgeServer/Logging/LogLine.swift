import Logging
import NudgeCore

/// The parts that both log handlers share: metadata merged, masked and in a fixed order.
struct LogLine: Sendable {
    var message: String
    /// Sorted by key: nothing may depend on a dictionary's order.
    var fields: [(key: String, value: String)]

    init(_ event: LogEvent, handlerMetadata: Logger.Metadata, provided: Logger.Metadata) {
        var merged = handlerMetadata
        merged.merge(provided) { $1 }
        merged.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { merged["error"] = "\(error)" }
        message = Redactor.redact(event.message.description)
        fields = merged.map { ($0.key, Redactor.redact($0.value.description)) }
            .sorted { $0.key < $1.key }
    }

    /// `message key=value key="two words"`, always one line.
    var text: String {
        fields.reduce(into: LogLine.oneLine(message)) { line, field in
            line += " \(field.key)=\(LogLine.quoted(field.value))"
        }
    }

    /// Control characters escaped, so that a text from outside cannot forge a line of the log.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isControl($0) }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isControl(scalar): result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func quoted(_ value: String) -> String {
        let line = oneLine(value)
        guard line.isEmpty || line.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else {
            return line
        }
        return "\"" + line.replacing("\"", with: "\\\"") + "\""
    }

    /// C0, DEL, C1 and the two Unicode line separators.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || scalar.value == 0x2028 || scalar.value == 0x2029
    }
}
