internal import NudgeCore

/// Reads an absolute URL with places in its path and its query.
///
/// In the host only the file's own values have a place: where a message goes is not for the message
/// to say.
struct URLFormReader {
    let schemes: [GatewayScheme]
    let values: [WireField]
    /// What may stand in a place of the path.
    let pathNames: [String]
    /// What may stand in a place of the query.
    let query: WireNodeReader

    func form(_ value: YAMLValue) -> URLForm? {
        guard let text = value.text() else { return nil }
        guard let (head, path, query) = URLFormReader.parts(of: text) else {
            value.fail("'\(text)' is not an absolute URL", hint: "write https://host/path")
            return nil
        }
        guard let authority = authority(head, value) else { return nil }
        let skeleton = authority + URLFormReader.withoutPlaces(text.dropFirst(head.count))
        guard let url = GatewayReader.checkedURL(skeleton, value, schemes: schemes) else {
            return nil
        }
        let reader = WireNodeReader(
            names: pathNames,
            differing: self.query.differing,
            allowsEach: false
        )
        guard let pathTemplate = self.path(path, value, reader) else { return nil }
        return URLForm(
            scheme: url.scheme,
            host: String(authority.dropFirst(url.scheme.name.count + 3)),
            path: pathTemplate,
            query: fields(query, value)
        )
    }

    /// Scheme and host, path, and what stands behind `?`.
    private static func parts(of text: String) -> (head: String, path: String, query: String)? {
        guard let colon = text.firstRange(of: "://") else { return nil }
        var isInPlace = false
        var slash: String.Index?
        var mark: String.Index?
        for index in text[colon.upperBound...].indices {
            switch text[index] {
            case "{": isInPlace = true
            case "}": isInPlace = false
            case "/" where !isInPlace && slash == nil && mark == nil: slash = index
            case "?" where !isInPlace && mark == nil: mark = index
            default: break
            }
        }
        let end = mark ?? text.endIndex
        let start = slash ?? end
        let query = mark.map { String(text[text.index(after: $0)...]) } ?? ""
        return (String(text[..<start]), String(text[start..<end]), query)
    }

    private static func withoutPlaces(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound] + "x"
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { return result }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// With the file's values in their places.
    private func authority(_ head: String, _ value: YAMLValue) -> String? {
        guard head.contains("${") else { return head }
        let names = values.map { WireNames.values + $0.name }
        var result = ""
        do throws(WireTemplateError) {
            for piece in try WireTemplate(parsing: head, names: names).pieces {
                switch piece {
                case .text(let text): result += text
                case .place(let place):
                    guard let text = hostText(of: place) else {
                        value.fail(
                            "'${\(place.name)}' cannot stand in a host",
                            hint: "it must be a text of letters, digits, '-' and '.'"
                        )
                        return nil
                    }
                    result += text
                }
            }
            return result
        } catch {
            value.fail(error.message, hint: error.hint)
            return nil
        }
    }

    private func hostText(of place: WirePlace) -> String? {
        let node = values.first { WireNames.values + $0.name == place.name }?.node
        guard place.filters.isEmpty, case .template(let template)? = node,
            let text = template.constant, !text.isEmpty,
            text.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
                    || "-.".utf8.contains(byte)
            })
        else { return nil }
        return text
    }

    private func path(
        _ text: String,
        _ value: YAMLValue,
        _ reader: WireNodeReader
    ) -> WireTemplate? {
        guard !text.isEmpty else { return WireTemplate(pieces: [.text("/")]) }
        return reader.template(text, value)
    }

    private func fields(_ text: String, _ value: YAMLValue) -> [WireField] {
        var fields: [WireField] = []
        for part in text.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = URLFormReader.decoded(String(sides[0]))
            let content = sides.count == 2 ? URLFormReader.decoded(String(sides[1])) : ""
            guard let name, let content else {
                value.fail("'\(sides[0])' of the query is not percent-encoded")
                continue
            }
            guard !PlainSecret.isEvident(name: name, text: content) || content.contains("${")
            else {
                query.failPlainSecret(value)
                continue
            }
            if let template = query.template(content, value) {
                fields.append(WireField(name, .template(template)))
            }
        }
        return fields
    }

    /// `nil` for a `%` without two digits behind it, or bytes that are not UTF-8.
    private static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.first {
            rest = rest.dropFirst()
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = UInt8(String(Substring(rest.prefix(2))), radix: 16),
                rest.count >= 2
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
