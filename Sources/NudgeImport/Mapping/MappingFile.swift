import NudgeCore
import Yams

/// Reads a mapping file; `docs/import.md` has its grammar.
///
/// Strict: an unknown key, a word that is none, a field that the kind does not have, a required
/// field without a column, are faults with their place and a hint.
package struct MappingFile {
    private let file: String
    private var mapping: ImportMapping
    private var seenKeys: [String] = []
    private var columnsNode: MappingNode?

    /// Reads the mapping from YAML; `file` is the name that faults show.
    package static func parse(_ yaml: String, file: String) throws(MappingFault) -> ImportMapping {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw syntaxFault(error, file: file)
        }
        guard let root else {
            throw MappingFault(file: file, line: 1, column: 1, message: "the file is empty")
        }
        var reader = MappingFile(file: file)
        return try reader.read(MappingNode(node: root, file: file))
    }

    private init(file: String) {
        self.file = file
        mapping = ImportMapping(kind: .portfolio, columns: [])
    }

    private static let keys = [
        "kind", "format", "encoding", "delimiter", "quote", "header", "skip_lines", "unit",
        "region", "currency", "offset", "bare_day_time", "nulls", "tag_separator", "columns",
    ]

    private mutating func read(_ root: MappingNode) throws(MappingFault) -> ImportMapping {
        var hasKind = false
        for (key, value) in try root.entries() {
            let name = try key.text()
            guard MappingFile.keys.contains(name) else {
                throw key.unknownKey(name, among: MappingFile.keys)
            }
            seenKeys.append(name)
            switch name {
            case "kind":
                hasKind = true
                mapping.kind = try value.word(ImportKind.self, "kind of file")
            case "columns": columnsNode = value
            case "format": mapping.format = try value.word(ImportFormat.self, "format")
            case "header": mapping.hasHeader = try value.flag()
            case "skip_lines": mapping.linesSkipped = try value.number(0...1000)
            default: try readForm(name, value)
            }
        }
        guard hasKind else {
            throw root.fault("kind is missing", hint: "write kind: portfolio")
        }
        guard let columnsNode else { throw root.fault("columns are missing") }
        if !seenKeys.contains("header") { mapping.hasHeader = mapping.format == .csv }
        try checkFormat(root)
        mapping.columns = try columns(columnsNode)
        return mapping
    }

    /// The keys that tell how values are written.
    private mutating func readForm(
        _ name: String,
        _ value: MappingNode
    ) throws(MappingFault) {
        switch name {
        case "encoding":
            let names = TextEncoding.allCases.map(\.rawValue)
            mapping.encoding = try value.word("encoding", among: names) { TextEncoding(name: $0) }
        case "delimiter": mapping.delimiter = try delimiter(value)
        case "quote":
            let text = try value.text()
            guard text == "none" || (text.utf8.count == 1 && text != "\n") else {
                throw value.fault("write one ASCII character, or none")
            }
            mapping.quote = text == "none" ? nil : text.utf8.first
        case "unit": mapping.unit = try value.word(AmountUnit.self, "unit")
        case "region": mapping.region = try region(value)
        case "currency":
            let codes = Currency.allCases.map(\.code)
            mapping.currency = try value.word("currency", among: codes) { Currency(code: $0) }
        case "offset": mapping.offsetMinutes = try offset(value)
        case "bare_day_time":
            guard let time = TimeOfDay(parsing: try value.text()), time.minutes < 1440 else {
                throw value.fault("write a time of day such as 00:00")
            }
            mapping.bareDayTime = time
        case "nulls":
            for item in try value.items() { mapping.nullWords.append(try item.text()) }
        default:
            guard let byte = try value.text().utf8.first, byte < 0x80 else {
                throw value.fault("write one ASCII character")
            }
            mapping.tagSeparator = byte
        }
    }

    private func checkFormat(_ root: MappingNode) throws(MappingFault) {
        let isWide =
            mapping.encoding == .utf16LittleEndian || mapping.encoding == .utf16BigEndian
        if mapping.format == .fixed && isWide {
            throw root.fault("fixed width is counted in bytes, which UTF-16 files cannot be")
        }
        let csvOnly = ["delimiter", "quote"].first { seenKeys.contains($0) }
        if let csvOnly, mapping.format != .csv {
            throw root.fault("\(csvOnly) says nothing about a file of format \(mapping.format)")
        }
    }

    private func delimiter(_ value: MappingNode) throws(MappingFault) -> [UInt8] {
        let text = try value.text()
        if text == "tab" { return [9] }
        let bytes = Array(text.utf8)
        guard (1...8).contains(bytes.count), !bytes.contains(10), !bytes.contains(13),
            !bytes.contains(34)
        else { throw value.fault("write one character, or tab") }
        return bytes
    }

    private func region(_ value: MappingNode) throws(MappingFault) -> PhoneRegion {
        let codes = PhoneRegion.allCases.map(\.code)
        return try value.word("region", among: codes) { PhoneRegion(code: $0) }
    }

    private func offset(_ value: MappingNode) throws(MappingFault) -> Int {
        let text = try value.text()
        let isWest = text.hasPrefix("-")
        guard isWest || text.hasPrefix("+"), let time = TimeOfDay(parsing: text.dropFirst()),
            time.minutes <= 14 * 60
        else { throw value.fault("write an offset such as \"+08:00\", in quotes") }
        return isWest ? -Int(time.minutes) : Int(time.minutes)
    }

    private func columns(_ node: MappingNode) throws(MappingFault) -> [ColumnMapping] {
        let names = mapping.kind.fields.map(\.name)
        var columns: [ColumnMapping] = []
        for (key, value) in try node.entries() {
            let name = try key.text()
            guard let field = ImportField(name: name), mapping.kind.fields.contains(field) else {
                throw key.unknownKey(name, among: names)
            }
            let reader = ColumnNode(field: field, format: mapping.format, mapping: mapping)
            columns.append(try reader.read(value))
        }
        for field in mapping.kind.required where !columns.contains(where: { $0.field == field }) {
            // A file may tell nothing of some fields; these it must.
            throw node.fault("a file of \(mapping.kind.rawValue) needs a column for \(field.name)")
        }
        return columns.sorted { $0.field.rawValue < $1.field.rawValue }
    }

    private static func syntaxFault(_ error: any Error, file: String) -> MappingFault {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _),
            YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            MappingFault(file: file, line: mark.line, column: mark.column, message: problem)
        default:
            MappingFault(file: file, line: 0, column: 0, message: "is no YAML: \(error)")
        }
    }
}
