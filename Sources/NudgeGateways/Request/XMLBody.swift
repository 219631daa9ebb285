internal import NudgeCore

/// Writes one element and what is in it as XML 1.0.
///
/// Keys that begin with `@` are attributes, lists several elements of one name.
struct XMLBody {
    private(set) var text: String

    /// - Throws: `RequestFault` for a character that XML cannot hold at all, such as NUL.
    init(
        _ root: WireField,
        charset: WireCharset,
        _ evaluator: WireEvaluator
    ) throws(RequestFault) {
        text = "<?xml version=\"1.0\" encoding=\"\(charset.name.uppercased())\"?>\n"
        try element(root.name, root.node, evaluator)
    }

    private mutating func element(
        _ name: String,
        _ node: WireNode,
        _ evaluator: WireEvaluator
    ) throws(RequestFault) {
        switch node {
        case .object(let fields): try element(name, fields, evaluator)
        case .list(let nodes):
            for node in nodes { try element(name, node, evaluator) }
        case .each(let node, nil):
            for evaluator in evaluator.forEach { try element(name, node, evaluator) }
        default:
            if let value = try evaluator.json(node) { try element(name, value) }
        }
    }

    private mutating func element(
        _ name: String,
        _ fields: [WireField],
        _ evaluator: WireEvaluator
    ) throws(RequestFault) {
        text += "<" + name
        for field in fields where field.name.hasPrefix("@") {
            guard let value = try evaluator.json(field.node), value != .null else { continue }
            text += " \(field.name.dropFirst())=\""
            try append(value.plainText, of: name, isAttribute: true)
            text += "\""
        }
        text += ">"
        for field in fields where !field.name.hasPrefix("@") {
            if field.name == WireXML.text {
                try append(evaluator.json(field.node)?.plainText ?? "", of: name)
            } else {
                try element(field.name, field.node, evaluator)
            }
        }
        text += "</\(name)>"
    }

    /// A value that a place brought: a list becomes several elements, an object's members children.
    private mutating func element(_ name: String, _ value: JSONValue) throws(RequestFault) {
        switch value {
        case .array(let values):
            for value in values { try element(name, value) }
        case .object(let members):
            text += "<\(name)>"
            for member in members {
                guard XMLBody.isName(member.name) else {
                    throw .unfit(place: name, reason: "a member's name cannot be an element's")
                }
                try element(member.name, member.value)
            }
            text += "</\(name)>"
        case .string, .number, .bool, .null:
            text += "<\(name)>"
            try append(value.plainText, of: name)
            text += "</\(name)>"
        }
    }

    private mutating func append(
        _ value: String,
        of name: String,
        isAttribute: Bool = false
    ) throws(RequestFault) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            // A reader turns a bare CR into LF, and both into blanks within attributes.
            case "\r": text += "&#13;"
            case "\n" where isAttribute: text += "&#10;"
            case "\t" where isAttribute: text += "&#9;"
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
                let code = String(scalar.value, radix: 16, uppercase: true)
                throw .unfit(place: name, reason: "XML cannot hold the character U+\(code)")
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_-.".unicodeScalars.contains(scalar)
        }
    }
}
