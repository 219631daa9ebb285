import Yams

/// A value in a file, with its place and the list that its problems go to.
///
/// Each reading method gives `nil` when the value is not what was asked for, and has then already
/// said so: callers go on with the next key.
package struct YAMLValue {
    private let node: Node
    /// The key under which it stands, for messages; empty at the top.
    package let name: String
    private let problems: ConfigProblemList

    init(node: Node, name: String, problems: ConfigProblemList) {
        self.node = node
        self.name = name
        self.problems = problems
    }

    package var file: String { problems.file }

    /// How many problems the file has so far.
    var problemCount: Int { problems.count }

    package var line: Int { node.mark?.line ?? 1 }
    package var column: Int { node.mark?.column ?? 1 }

    /// `columnOffset` points behind the value's first character, on its own line.
    package func fail(_ message: String, hint: String = "", columnOffset: Int = 0) {
        add(.error, message, hint: hint, columnOffset: columnOffset)
    }

    package func warn(_ message: String, hint: String = "") {
        add(.warning, message, hint: hint)
    }

    private func add(
        _ severity: ConfigProblem.Severity,
        _ message: String,
        hint: String,
        columnOffset: Int = 0
    ) {
        problems.add(
            ConfigProblem(
                severity: severity,
                file: problems.file,
                line: line,
                column: column + columnOffset,
                message: message,
                hint: hint
            )
        )
    }

    package var isScalar: Bool { node.scalar != nil }
    package var isList: Bool { node.sequence != nil }
    package var isMapping: Bool { node.mapping != nil }

    /// Whether it is a scalar without quotation marks, and no block of text.
    package var isPlain: Bool { node.scalar?.style == .plain || node.scalar?.style == .any }

    /// The text under a key, without a word where there is none: for what decides how to read on.
    package func peek(_ key: String) -> String? {
        node.mapping?.first { $0.key.scalar?.string == key }?.value.scalar?.string
    }

    private var label: String { name.isEmpty ? "this" : "'\(name)'" }

    // MARK: Lists and mappings

    /// The elements of a list; a single scalar or mapping is not taken for a list of one.
    package func list() -> [YAMLValue]? {
        guard let sequence = node.sequence else {
            fail("\(label) must be a list", hint: "write [a, b], or one '- …' line for each")
            return nil
        }
        return sequence.map { YAMLValue(node: $0, name: name, problems: problems) }
    }

    /// A mapping of which only these keys are known; every other is a problem at its place.
    package func mapping(_ keys: [String]) -> YAMLMapping? {
        guard let entries = entries() else { return nil }
        return YAMLMapping(owner: self, entries: entries, known: keys)
    }

    /// The keys and values of a mapping whose keys are names that the writer chose; `keyName` says
    /// what they name, for messages.
    package func entries(
        keyName: String = "key"
    ) -> [(key: YAMLValue, value: YAMLValue)]? {
        guard let mapping = node.mapping else {
            fail("\(label) must be a mapping", hint: "write 'key: value' lines")
            return nil
        }
        var result: [(key: YAMLValue, value: YAMLValue)] = []
        for (key, value) in mapping {
            let keyValue = YAMLValue(node: key, name: keyName, problems: problems)
            guard let text = key.scalar?.string else {
                keyValue.fail("a key must be a word")
                continue
            }
            if DuplicateKey.isMasked(text) { continue }
            result.append((keyValue, YAMLValue(node: value, name: text, problems: problems)))
        }
        return result
    }

    // MARK: Scalars

    /// The text as it stands, trimmed by YAML alone.
    package var rawText: String? { node.scalar?.string }

    /// A text that says something.
    package func text() -> String? {
        guard let scalar = node.scalar else {
            fail("\(label) must be a text, not a \(node.sequence == nil ? "mapping" : "list")")
            return nil
        }
        guard !scalar.string.isEmpty else {
            fail("\(label) has no value")
            return nil
        }
        return scalar.string
    }

    /// A text that `read` understands; `what` describes it with an example: `a length such as 24h`.
    package func parsed<Value>(_ what: String, _ read: (String) -> Value?) -> Value? {
        guard let text = text() else { return nil }
        guard let value = read(text) else {
            fail("'\(text)' is not \(what)")
            return nil
        }
        return value
    }

    /// A decimal integer: no sign but `-`, no grouping, no other base.
    package func integer(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        guard let value = YAMLValue.integer(text) else {
            fail("\(label) must be a whole number, not '\(text)'")
            return nil
        }
        guard range.contains(value) else {
            fail("\(label) must lie in \(range.lowerBound)…\(range.upperBound), not \(value)")
            return nil
        }
        return value
    }

    /// Digits with an optional minus; `nil` for anything else that YAML or Swift would read.
    package static func integer(_ text: some StringProtocol) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// Exactly `true` or `false`.
    package func flag() -> Bool? {
        guard let text = text() else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            fail("\(label) must be true or false, not '\(text)'")
            return nil
        }
    }

    /// One word of a closed list.
    package func word<Value>(of choices: [Value], named name: (Value) -> String) -> Value? {
        guard let text = text() else { return nil }
        if let match = choices.first(where: { name($0) == text }) { return match }
        fail(
            "'\(text)' is not a known value of \(label)",
            hint: NearestWord.hint(for: text, in: choices.map(name), plural: "values")
        )
        return nil
    }

    /// Words of a closed list, each at most once, in the order of the file.
    package func words<Value: Hashable>(
        of choices: [Value],
        named name: (Value) -> String
    ) -> [Value]? {
        guard let elements = list() else { return nil }
        var result: [Value] = []
        for element in elements {
            guard let value = element.word(of: choices, named: name) else { continue }
            if result.contains(value) {
                element.fail("'\(name(value))' is given twice")
            } else {
                result.append(value)
            }
        }
        if elements.isEmpty { fail("\(label) is empty", hint: "leave it out, or name some") }
        return result
    }

    /// Free words, each at most once, in the order of the file.
    package func texts() -> [String]? {
        guard let elements = list() else { return nil }
        var result: [String] = []
        for element in elements {
            guard let text = element.text() else { continue }
            if result.contains(text) {
                element.fail("'\(text)' is given twice")
            } else {
                result.append(text)
            }
        }
        if elements.isEmpty { fail("\(label) is empty", hint: "leave it out, or name some") }
        return result
    }
}
