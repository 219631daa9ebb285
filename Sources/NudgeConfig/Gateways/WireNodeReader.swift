internal import NudgeCore

/// Reads the parts of a request: texts with places, numbers, lists, objects, instructions.
///
/// Quotes matter here, and only here: `"1"` is a text, and `1` a number of the JSON.
struct WireNodeReader {
    /// What may stand in a place.
    var names: [String]
    /// What may differ from one message of a request to the next, and so stands under `$each`
    /// alone; empty without a batch.
    var differing: [String] = []
    /// Whether the instructions and lists that need a batch or a body are allowed here.
    var allowsEach = true

    /// Deeper is no request of any vendor's.
    private static let depthMax = 16
    private static let instructions =
        ["$each", "$join", "$parameters", "$json", "$base64"]
        + WireDigest.allCases.map { "$\($0.name)" }

    // MARK: Texts

    func template(_ value: YAMLValue) -> WireTemplate? {
        guard let text = value.rawText else {
            _ = value.text()
            return nil
        }
        return template(text, value)
    }

    /// The same of a part of a value; problems stand at the value's place.
    func template(_ text: String, _ value: YAMLValue) -> WireTemplate? {
        do throws(WireTemplateError) {
            let template = try WireTemplate(parsing: text, names: names)
            if let constant = template.constant,
                PlainSecret.isEvident(name: value.name, text: constant)
            {
                failPlainSecret(value)
                return nil
            }
            check(template.names, value)
            return template
        } catch {
            value.fail(error.message, hint: hint(for: error, in: text))
            return nil
        }
    }

    func failPlainSecret(_ value: YAMLValue) {
        value.fail(
            "a secret may not stand in a configuration file",
            hint: "name it under 'secrets' and write ${secrets.NAME}; if this was a real one,"
                + " replace it"
        )
    }

    /// A secret in a place that has none deserves more than a list of names.
    private func hint(for error: WireTemplateError, in text: String) -> String {
        guard text.contains("${\(WireNames.secrets)"),
            !names.contains(where: { $0.hasPrefix(WireNames.secrets) })
        else { return error.hint }
        return "this is written to logs on its way: put the secret into a header or the body"
    }

    private func check(_ used: [String], _ value: YAMLValue) {
        for name in used where differing.contains(name) {
            value.fail(
                "'${\(name)}' stands here for every recipient of a batch alike",
                hint: name == "to"
                    ? "write {$each: \"${to}\"}, or {$each: \"${to}\", $join: \",\"}"
                    : "put it under $each, or add \(name) to batch.same"
            )
        }
    }

    // MARK: Nodes

    func node(_ value: YAMLValue, depth: Int = 0) -> WireNode? {
        guard depth < WireNodeReader.depthMax else {
            value.fail("more than \(WireNodeReader.depthMax) levels deep")
            return nil
        }
        if value.isList {
            return (value.list() ?? []).reduce(into: [WireNode]?.some([])) { nodes, element in
                guard let node = node(element, depth: depth + 1) else { return nodes = nil }
                nodes?.append(node)
            }
            .map { .list($0) }
        }
        guard value.isMapping else { return scalar(value) }
        guard let entries = value.entries() else { return nil }
        if entries.contains(where: { $0.value.name.hasPrefix("$") }) {
            return instruction(value, depth: depth)
        }
        var fields: [WireField] = []
        for (_, member) in entries {
            guard let node = node(member, depth: depth + 1) else { continue }
            fields.append(WireField(member.name, node))
        }
        return .object(fields)
    }

    private func scalar(_ value: YAMLValue) -> WireNode? {
        guard value.isPlain, let text = value.rawText else {
            return template(value).map { .template($0) }
        }
        switch text {
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "null", "~", "": return .null
        default:
            guard WireNodeReader.isNumber(text) else {
                return template(value).map { .template($0) }
            }
            guard !PlainSecret.isEvident(name: value.name, text: text) else {
                failPlainSecret(value)
                return nil
            }
            return .number(text)
        }
    }

    private func instruction(_ value: YAMLValue, depth: Int) -> WireNode? {
        guard let map = value.mapping(WireNodeReader.instructions) else { return nil }
        let kinds = WireNodeReader.instructions.filter { $0 != "$join" && map.has($0) }
        guard kinds.count == 1, let kind = kinds.first, let inner = map.optional(kind) else {
            // An unknown one has been told.
            guard kinds.count > 1 || map.has("$join") else { return nil }
            value.fail(
                kinds.isEmpty ? "'$join' needs '$each'" : "one instruction at a time, not both",
                hint: "write {$each: …}, {$each: …, $join: \",\"}, {$json: …} or {$base64: …}"
            )
            return nil
        }
        if kind != "$each", let join = map.key("$join") {
            join.fail("only what stands under '$each' is joined")
        }
        switch kind {
        case "$each": return each(inner, map, depth: depth)
        case "$parameters": return parameters(inner, value, depth: depth)
        case "$json": return node(inner, depth: depth + 1).map { .json($0) }
        case "$base64": return node(inner, depth: depth + 1).map { .base64($0) }
        default:
            guard let digest = WireDigest.allCases.first(where: { "$\($0.name)" == kind }) else {
                return nil
            }
            return node(inner, depth: depth + 1).map { .digest(digest, $0) }
        }
    }

    private func parameters(_ inner: YAMLValue, _ value: YAMLValue, depth: Int) -> WireNode? {
        guard names.contains("parameters") else {
            value.fail("there are no parameters here", hint: "name the vendor's under 'templates'")
            return nil
        }
        check(["parameters"], value)
        var reader = self
        reader.names.append(WireNames.parameter)
        return reader.node(inner, depth: depth + 1).map { .parameters($0) }
    }

    private func each(_ inner: YAMLValue, _ map: YAMLMapping, depth: Int) -> WireNode? {
        guard allowsEach else {
            inner.fail("'$each' has no place here", hint: "write it into the body or the query")
            return nil
        }
        var reader = self
        reader.differing = []
        reader.allowsEach = false
        let join = map.optional("$join").flatMap(\.rawText)
        guard let node = reader.node(inner, depth: depth + 1) else { return nil }
        return .each(node, join: join)
    }

    /// The grammar of JSON: RFC 8259, section 6.
    static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        func digits() -> Bool {
            let count = rest.prefix { (48...57).contains($0) }.count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == UInt8(ascii: "0") {
            rest = rest.dropFirst()
        } else if !digits() {
            return false
        }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() else { return false }
        }
        if let sign = rest.first, sign | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                rest = rest.dropFirst()
            }
            guard digits() else { return false }
        }
        return rest.isEmpty
    }

    // MARK: Fields

    /// Named fields whose values become texts: of a query, a form, a multipart body.
    func fields(_ value: YAMLValue) -> [WireField] {
        var fields: [WireField] = []
        for (key, value) in value.entries(keyName: "field") ?? [] {
            guard !value.name.isEmpty else {
                key.fail("a field needs a name")
                continue
            }
            guard let node = node(value) else { continue }
            if case .object = node {
                value.fail(
                    "a field holds a text, not a mapping",
                    hint: "write {$json: {…}} to send its JSON as text"
                )
                continue
            }
            fields.append(WireField(value.name, node))
        }
        return fields
    }
}
