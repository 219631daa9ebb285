internal import NudgeCore

/// Reads the section `request` of a gateway's file.
struct RequestFormReader {
    /// Of the body and the headers: everything that has a value here.
    let names: [String]
    /// What may differ from one message of a request to the next.
    let differing: [String]
    /// Only for the request that fetches a token.
    var allowsSecretQuery = false

    static let keys = [
        "method", "headers", "query", "form", "json", "multipart", "xml", "text", "charset",
        "http2",
    ]
    private static let bodies = ["form", "json", "multipart", "xml", "text"]

    /// Never in a URL: those are written to logs by everybody on the way.
    var urlNames: [String] { names.filter { !$0.hasPrefix(WireNames.secrets) } }
    /// The path is what logs and metrics are sorted by: no token, either.
    var pathNames: [String] { urlNames.filter { $0 != WireNames.token } }

    private var queryNames: [String] { allowsSecretQuery ? names : urlNames }

    var node: WireNodeReader { WireNodeReader(names: names, differing: differing) }
    var query: WireNodeReader { WireNodeReader(names: queryNames, differing: differing) }

    func form(_ value: YAMLValue, url: URLForm) -> RequestForm? {
        value.mapping(RequestFormReader.keys).map { form($0, url: url) }
    }

    func form(_ map: YAMLMapping, url: URLForm) -> RequestForm {
        let method = map.optional("method")?.word(of: RequestMethod.allCases, named: \.name)
        var form = RequestForm(method: method ?? .post, url: url)
        if let fields = map.optional("query").map(query.fields) { form.query = fields }
        if let charset = map.optional("charset")?.word(of: WireCharset.allCases, named: \.name) {
            form.charset = charset
        }
        if let flag = map.optional("http2")?.flag() { form.prefersHTTP2 = flag }
        form.body = body(map) ?? .none
        form.headers = map.optional("headers").map { headers($0, body: form.body) } ?? []
        if form.method == .get && form.body != .none {
            map.fail("a GET has no body", hint: "put the fields into 'query', or use POST")
        }
        return form
    }

    // MARK: Body

    private func body(_ map: YAMLMapping) -> BodyForm? {
        let given = RequestFormReader.bodies.filter(map.has)
        if given.count > 1, let second = map.key(given[1]) {
            second.fail("a request has one body, not '\(given[0])' and '\(given[1])'")
            return nil
        }
        guard let kind = given.first, let value = map.optional(kind) else { return BodyForm.none }
        switch kind {
        case "form": return .form(node.fields(value))
        case "json": return node.node(value).map { .json($0) }
        case "multipart": return .multipart(node.fields(value))
        case "xml": return xml(value)
        default:
            var reader = node
            reader.allowsEach = false
            return reader.template(value).map { .text($0) }
        }
    }

    private func xml(_ value: YAMLValue) -> BodyForm? {
        guard let node = node.node(value) else { return nil }
        guard case .object(let fields) = node, fields.count == 1, let root = fields.first,
            !root.name.hasPrefix("@")
        else {
            value.fail(
                "'xml' holds one element, not several",
                hint: "write 'xml: {Request: {…}}' with all others inside"
            )
            return nil
        }
        switch root.node {
        case .object, .template, .number, .flag: break
        default:
            value.fail("'\(root.name)' is the one element of all: it cannot be a list")
            return nil
        }
        return checkXML(root, value) ? .xml(root) : nil
    }

    /// Whether all names can be names of elements and attributes, and attributes hold texts.
    private func checkXML(_ field: WireField, _ value: YAMLValue) -> Bool {
        guard field.name != WireXML.text else { return true }
        let isAttribute = field.name.hasPrefix("@")
        let name = isAttribute ? String(field.name.dropFirst()) : field.name
        guard RequestFormReader.isXMLName(name) else {
            value.fail(
                "'\(field.name)' cannot be the name of an element",
                hint: "letters, digits, '_', '-', '.' and ':'; an attribute begins with '@'"
            )
            return false
        }
        return checkXML(inside: field.node, isAttribute: isAttribute, field.name, value)
    }

    private func checkXML(
        inside node: WireNode,
        isAttribute: Bool,
        _ name: String,
        _ value: YAMLValue
    ) -> Bool {
        switch node {
        case .object(let fields):
            guard !isAttribute else {
                value.fail("the attribute '\(name)' holds a text, not a mapping")
                return false
            }
            return fields.allSatisfy { checkXML($0, value) }
        case .list(let nodes):
            return nodes.allSatisfy { checkXML(inside: $0, isAttribute: isAttribute, name, value) }
        case .each(let node, _):
            return checkXML(inside: node, isAttribute: isAttribute, name, value)
        default: return true
        }
    }

    /// As much of XML 1.0, section 2.3, as gateways use.
    private static func isXMLName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_-.:".unicodeScalars.contains(scalar)
        }
    }

    // MARK: Headers

    private func headers(_ value: YAMLValue, body: BodyForm) -> [WireField] {
        var reader = node
        reader.allowsEach = false
        var fields: [WireField] = []
        var seen: Set<String> = []
        for (key, value) in value.entries(keyName: "header") ?? [] {
            guard GatewayReader.isToken(value.name), !value.name.isEmpty else {
                key.fail("'\(value.name)' is not the name of a header")
                continue
            }
            let lower = value.name.lowercased()
            guard seen.insert(lower).inserted else {
                key.fail("the header '\(value.name)' is given twice")
                continue
            }
            guard !RequestFormReader.ownHeaders.contains(lower) else {
                key.fail("the header '\(value.name)' is set by Nudge itself", hint: "drop it")
                continue
            }
            if case .multipart = body, lower == "content-type" {
                key.fail(
                    "the header '\(value.name)' is set by Nudge itself",
                    hint: "it names the boundary of the parts; drop it"
                )
                continue
            }
            // An instruction: a digest, or something in base 64.
            let node =
                value.isMapping
                ? reader.node(value) : template(value, lower, reader).map { .template($0) }
            guard let node else { continue }
            if case .object = node {
                value.fail("a header holds a text, not a mapping")
                continue
            }
            fields.append(WireField(value.name, node))
        }
        return fields
    }

    private func template(
        _ value: YAMLValue,
        _ name: String,
        _ reader: WireNodeReader
    ) -> WireTemplate? {
        guard let text = value.text() else { return nil }
        if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            value.fail("a header's value holds no control characters")
            return nil
        }
        guard let template = reader.template(value) else { return nil }
        if RequestFormReader.secretHeaders.contains(name), template.constant != nil {
            reader.failPlainSecret(value)
            return nil
        }
        return template
    }

    private static let secretHeaders = ["authorization", "proxy-authorization", "cookie"]
    private static let ownHeaders = [
        "connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding",
        "upgrade", "user-agent",
    ]
}
