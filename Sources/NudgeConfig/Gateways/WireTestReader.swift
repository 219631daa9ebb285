internal import NudgeCore

/// Reads conditions on answers and callbacks, and the words and places that they share.
struct WireTestReader {
    /// Tables of codes are long; more than this is a file of another kind.
    private static let wordsMax = 500

    // MARK: - Conditions

    /// `{Code: OK, "errors.0.code": {prefix: isv.}, …}`: paths and what is asked of each.
    func fields(_ value: YAMLValue) -> [PathTest] {
        var tests: [PathTest] = []
        let entries = value.entries(keyName: "path")
        for (key, value) in entries ?? [] {
            guard let path = path(value.name, key), let test = test(value) else { continue }
            tests.append(PathTest(path, test))
        }
        if let entries, entries.isEmpty {
            value.fail("'\(value.name)' asks for nothing", hint: "leave it out")
        }
        return tests
    }

    /// The names of headers and what is asked of each.
    func headers(_ value: YAMLValue) -> [HeaderTest] {
        var tests: [HeaderTest] = []
        for (key, value) in value.entries(keyName: "header") ?? [] {
            guard let name = header(value.name, key), let test = test(value) else { continue }
            tests.append(HeaderTest(name, test))
        }
        return tests
    }

    /// A word, a list of words, or `{prefix:}`, `{contains:}`, `{matches:}`, `{present:}`.
    func test(_ value: YAMLValue) -> WireTest? {
        guard value.isMapping else { return words(value).map { .isOne(of: $0) } }
        let keys = ["prefix", "contains", "matches", "present", "is"]
        guard let map = value.mapping(keys) else { return nil }
        let given = keys.filter(map.has)
        guard given.count == 1, let key = given.first, let inner = map.optional(key) else {
            map.fail(
                "a condition asks one thing",
                hint: "keep one of: \(keys.joined(separator: ", "))"
            )
            return nil
        }
        switch key {
        case "prefix": return words(inner).map { .hasPrefix(oneOf: $0) }
        case "contains": return words(inner).map { .contains(oneOf: $0) }
        case "is": return words(inner).map { .isOne(of: $0) }
        case "present": return inner.flag().map { .isPresent($0) }
        default: return inner.text().flatMap { pattern($0, inner) }
        }
    }

    private func pattern(_ text: String, _ value: YAMLValue) -> WireTest? {
        do {
            _ = try Regex(text)
            return .matches(text)
        } catch {
            value.fail(
                "'\(text)' is not a regular expression",
                hint: "\(error)".split(separator: "\n").first.map(String.init) ?? ""
            )
            return nil
        }
    }

    /// One word, or a list of them; an empty text is a word, too.
    func words(_ value: YAMLValue) -> [String]? {
        if value.isScalar { return value.rawText.map { [$0] } }
        guard let elements = value.list() else { return nil }
        if elements.isEmpty { value.fail("'\(value.name)' is empty", hint: "leave it out") }
        if elements.count > WireTestReader.wordsMax {
            value.fail("more than \(WireTestReader.wordsMax) words")
        }
        var words: [String] = []
        for element in elements {
            guard element.isScalar, let word = element.rawText else {
                element.fail("a word is expected here")
                continue
            }
            if words.contains(word) { element.fail("'\(word)' is given twice") }
            words.append(word)
        }
        return words
    }

    // MARK: - Places

    /// A path such as `Response.SendStatusSet`; an empty text is all of it.
    func path(_ value: YAMLValue) -> WirePath? {
        guard value.isScalar, let text = value.rawText else {
            value.fail("'\(value.name)' must be a path such as Response.Error.Code")
            return nil
        }
        return path(text, value)
    }

    func path(_ text: String, _ value: YAMLValue) -> WirePath? {
        if let path = WirePath(parsing: text) { return path }
        value.fail(
            "'\(text)' is not a path",
            hint: "divide names by single dots; write a name that holds a dot in quotation marks"
        )
        return nil
    }

    /// One path, or a list of them.
    func paths(_ value: YAMLValue) -> [WirePath] {
        if value.isScalar { return path(value).map { [$0] } ?? [] }
        return (value.list() ?? []).compactMap(path)
    }

    /// The name of a header, in small letters.
    func header(_ text: String, _ value: YAMLValue) -> String? {
        let isToken = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
                || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
        guard isToken, !text.isEmpty else {
            value.fail("'\(text)' is not the name of a header")
            return nil
        }
        return text.lowercased()
    }

    /// A path, or `{path: …}`, `{header: …}` or `{key_of: …}` with `strip`, `before`,
    /// `zeros: drop`, `base: 16`.
    func identifier(_ value: YAMLValue) -> WireIdentifier? {
        guard value.isMapping else { return path(value).map { WireIdentifier(.path($0)) } }
        let places = ["path", "header", "key_of"]
        guard let map = value.mapping(places + ["strip", "before", "zeros", "base"]) else {
            return nil
        }
        var place: WireIdentifier.Place?
        if let inner = map.optional("path") { place = path(inner).map { .path($0) } }
        if let inner = map.optional("header"), let text = inner.text() {
            place = header(text, inner).map { .header($0) }
        }
        if let inner = map.optional("key_of") { place = path(inner).map { .key(of: $0) } }
        if places.filter(map.has).count != 1 {
            map.fail("an id stands in one place", hint: "say 'path', 'header' or 'key_of'")
            return nil
        }
        let zeros = map.optional("zeros")?.word(of: ["keep", "drop"], named: { $0 })
        let base = map.optional("base")?.word(of: ["10", "16"], named: { $0 })
        guard let place else { return nil }
        return WireIdentifier(
            place,
            strip: map.optional("strip")?.text() ?? "",
            before: map.optional("before")?.text() ?? "",
            dropsZeros: zeros == "drop",
            isHexadecimal: base == "16"
        )
    }

    // MARK: - Time

    /// The zone that a value names.
    func zone(_ value: YAMLValue, _ zones: ZoneStore) -> ZoneRules? {
        guard let name = value.text() else { return nil }
        do throws(ZoneStore.ZoneError) {
            return try zones.rules(for: name)
        } catch {
            value.fail("\(error)")
            return nil
        }
    }

    // MARK: - Whole bodies

    func format(_ value: YAMLValue?) -> WireFormat? {
        guard let value else { return .json }
        return value.word(of: WireFormat.allCases, named: \.name)
    }

    func charset(_ value: YAMLValue?) -> WireCharset {
        value?.word(of: WireCharset.allCases, named: \.name) ?? .utf8
    }
}
