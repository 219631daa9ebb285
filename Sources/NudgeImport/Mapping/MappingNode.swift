import Yams

/// A node of a mapping file, read strictly: each fault names its file, line and column.
struct MappingNode {
    let node: Node
    let file: String

    func fault(_ message: String, hint: String? = nil) -> MappingFault {
        MappingFault(
            file: file,
            line: node.mark?.line ?? 0,
            column: node.mark?.column ?? 0,
            message: message,
            hint: hint
        )
    }

    /// The keys and values in the file's order.
    func entries() throws(MappingFault) -> [(key: MappingNode, value: MappingNode)] {
        guard let mapping = node.mapping else {
            throw fault("keys and values are wanted here")
        }
        return mapping.map {
            (MappingNode(node: $0, file: file), MappingNode(node: $1, file: file))
        }
    }

    func items() throws(MappingFault) -> [MappingNode] {
        guard let sequence = node.sequence else { throw fault("a list is wanted here") }
        return sequence.map { MappingNode(node: $0, file: file) }
    }

    /// The text as it stands in the file: `Y`, `08:00` and `007` are no other types.
    func text() throws(MappingFault) -> String {
        guard let scalar = node.scalar else { throw fault("one value is wanted here") }
        return scalar.string
    }

    var isScalar: Bool { node.scalar != nil }

    func word<Word: RawRepresentable & CaseIterable>(
        _ type: Word.Type,
        _ what: String
    ) throws(MappingFault) -> Word where Word.RawValue == String {
        try word(what, among: Word.allCases.map(\.rawValue)) { Word(rawValue: $0) }
    }

    /// One of a closed list.
    func word<Word>(
        _ what: String,
        among names: [String],
        _ make: (String) -> Word?
    ) throws(MappingFault) -> Word {
        let text = try text()
        guard let word = make(text) else {
            throw fault("“\(text)” is no \(what)", hint: MappingNode.hint(text, names))
        }
        return word
    }

    func flag() throws(MappingFault) -> Bool {
        switch try text() {
        case "yes", "true": return true
        case "no", "false": return false
        default: throw fault("write yes or no")
        }
    }

    func number(_ range: ClosedRange<Int>) throws(MappingFault) -> Int {
        guard let number = Int(try text()), range.contains(number) else {
            throw fault("a number from \(range.lowerBound) to \(range.upperBound) is wanted here")
        }
        return number
    }

    func unknownKey(_ key: String, among names: [String]) -> MappingFault {
        fault("unknown key “\(key)”", hint: MappingNode.hint(key, names))
    }

    private static func hint(_ text: String, _ names: [String]) -> String {
        if let nearest = NearestName.to(text, among: names) { return "did you mean \(nearest)?" }
        return "one of " + names.joined(separator: ", ")
    }
}
