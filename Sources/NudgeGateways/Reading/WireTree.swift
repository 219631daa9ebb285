internal import NudgeCore

/// Bytes of others as one kind of tree, whatever format they came in.
///
/// XML becomes objects, lists and texts: an element with nothing but text is that text; elements of
/// one name beside each other are a list; an attribute is a member that begins with `@`. A form
/// becomes an object of texts.
enum WireTree {
    /// `nil` when the bytes are not one whole and sound text of the format.
    static func read(_ bytes: [UInt8], as format: WireFormat, in charset: WireCharset) -> JSONValue?
    {
        switch format {
        case .json: utf8(bytes, charset).flatMap(JSONReader.read)
        case .jsonLines: utf8(bytes, charset).flatMap(lines)
        case .xml: utf8(bytes, charset).flatMap(XMLReader.read)
        case .form: FormReader.read(bytes, in: charset).flatMap(object)
        case .text:
            utf8(bytes, charset).flatMap { String(validating: $0, as: UTF8.self) }
                .map { .string($0) }
        }
    }

    static func utf8(_ bytes: [UInt8], _ charset: WireCharset) -> [UInt8]? {
        switch charset {
        case .utf8: bytes
        case .gb18030: GB18030.decode(bytes)
        }
    }

    private static func lines(_ bytes: [UInt8]) -> JSONValue? {
        var values: [JSONValue] = []
        let blanks: [UInt8] = [0x20, 0x09, 0x0D]
        for line in bytes.split(separator: 0x0A) where !line.allSatisfy(blanks.contains) {
            guard let value = JSONReader.read(Array(line)) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    /// Names that come twice make a form ambiguous.
    private static func object(_ pairs: [WirePair]) -> JSONValue? {
        guard Set(pairs.map(\.name)).count == pairs.count else { return nil }
        return .object(pairs.map { JSONMember(name: $0.name, value: .string($0.value)) })
    }
}

extension JSONValue {
    /// What stands at a path; `null` is nothing.
    ///
    /// An element of what is no list is the value itself when it is the first: XML does not tell a
    /// list of one from none.
    func value(at path: WirePath) -> JSONValue? {
        var value = self
        for step in path.steps {
            guard let next = value.value(at: step) else { return nil }
            value = next
        }
        return value == .null ? nil : value
    }

    private func value(at step: WirePath.Step) -> JSONValue? {
        switch (step, self) {
        case (.name(let name), _): self[name]
        case (.element(let index), .array(let values)):
            values.indices.contains(index) ? values[index] : nil
        case (.element(let index), .object): self[String(index)] ?? (index == 0 ? self : nil)
        case (.element(let index), _): index == 0 ? self : nil
        case (.any, .object(let members)): members.first?.value
        case (.any, .array(let values)): values.first
        case (.any, _): nil
        }
    }

    /// The text of a string, a number as it was written, `true` or `false`.
    var scalar: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The scalar at a path.
    func text(at path: WirePath) -> String? {
        value(at: path)?.scalar
    }

    /// The elements of a list, or the one that stands instead of it; `nil`: nothing is there.
    func elements(at path: WirePath) -> [JSONValue]? {
        switch value(at: path) {
        case nil: nil
        case .array(let values)?: values
        case let value?: [value]
        }
    }

    func passes(_ test: PathTest) -> Bool {
        let found = value(at: test.path)
        return test.test.holds(isThere: found != nil, text: found?.scalar)
    }

    /// The id at a place in the body, in its one form.
    func identifier(_ form: WireIdentifier) -> String? {
        switch form.place {
        case .path(let path): return text(at: path).flatMap(form.canonical)
        case .key(let path):
            guard case .object(let members)? = value(at: path) else { return nil }
            return members.first.flatMap { form.canonical($0.name) }
        case .header: return nil
        }
    }

    /// The same tree with `value` in the place of what stands there; `nil` when nothing does.
    func replacing(_ steps: ArraySlice<WirePath.Step>, with value: JSONValue) -> JSONValue? {
        guard let step = steps.first else { return value }
        guard case .name(let name) = step, case .object(var members) = self,
            let index = members.firstIndex(where: { $0.name == name }),
            let inner = members[index].value.replacing(steps.dropFirst(), with: value)
        else { return nil }
        members[index].value = inner
        return .object(members)
    }
}
