import NudgeCore

/// Reads one entry under `columns:` of a mapping file.
struct ColumnNode {
    let field: ImportField
    let format: ImportFormat
    let mapping: ImportMapping

    private static let keys = [
        "column", "number", "bytes", "constant", "unit", "region", "values",
    ]

    func read(_ value: MappingNode) throws(MappingFault) -> ColumnMapping {
        if value.isScalar {
            return ColumnMapping(field, try source(bare: value))
        }
        var source: ColumnSource?
        var column = ColumnMapping(field, .constant(""))
        for (key, entry) in try value.entries() {
            let name = try key.text()
            switch name {
            case "unit":
                guard field.isAmount else { throw key.fault("\(field.name) is no amount") }
                column.unit = try entry.word(AmountUnit.self, "unit")
            case "region":
                guard field.isPhone else { throw key.fault("\(field.name) is no phone number") }
                let codes = PhoneRegion.allCases.map(\.code)
                column.region = try entry.word("region", among: codes) { PhoneRegion(code: $0) }
            case "values":
                column.values = try values(entry)
            case "column", "number", "bytes", "constant":
                guard source == nil else {
                    throw key.fault("a field comes from one place: \(name) is the second")
                }
                source = try self.source(name, entry)
            default:
                throw key.unknownKey(name, among: ColumnNode.keys)
            }
        }
        guard let source else {
            throw value.fault("say where \(field.name) comes from: column, number, bytes, constant")
        }
        column.source = source
        return column
    }

    /// A bare value: the form of source that the file's format has.
    private func source(bare value: MappingNode) throws(MappingFault) -> ColumnSource {
        switch format {
        case .fixed: try source("bytes", value)
        case .csv where !mapping.hasHeader: try source("number", value)
        case .csv, .ndjson: try source("column", value)
        }
    }

    private func source(
        _ key: String,
        _ value: MappingNode
    ) throws(MappingFault) -> ColumnSource {
        switch key {
        case "constant":
            return .constant(try value.text())
        case "bytes":
            guard format == .fixed else { throw value.fault("bytes are for format: fixed") }
            return .bytes(try byteRange(value))
        case "number":
            guard format == .csv else { throw value.fault("column numbers are for format: csv") }
            return .numbered(try value.number(1...RecordLimits.fieldsMax))
        default:
            guard format == .ndjson || format == .csv && mapping.hasHeader else {
                throw value.fault("a file without a header has no column names")
            }
            let name = try value.text()
            guard !name.isEmpty else { throw value.fault("the column's name is empty") }
            return .named(name)
        }
    }

    /// `11-30`: bytes from 1, both included; one byte may be written as `11`.
    private func byteRange(_ value: MappingNode) throws(MappingFault) -> Range<Int> {
        let parts = try value.text().split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first.flatMap({ Int($0) }), parts.count <= 2,
            let last = parts.count == 2 ? Int(parts[1]) : first,
            first >= 1, last >= first, last <= RecordLimits.lengthMax
        else { throw value.fault("write bytes such as 11-30, counted from 1, both included") }
        return first - 1..<last
    }

    private func values(_ node: MappingNode) throws(MappingFault) -> [ValueMapping] {
        var values: [ValueMapping] = []
        for (key, value) in try node.entries() {
            let meaning = try value.text()
            if let words = field.words?.map(\.word), !words.contains(meaning) {
                throw value.unknownMeaning(meaning, of: field.name, among: words)
            }
            values.append(ValueMapping(try key.text(), meaning))
        }
        return values
    }
}

extension MappingNode {
    fileprivate func unknownMeaning(
        _ meaning: String,
        of field: String,
        among words: [String]
    ) -> MappingFault {
        fault(
            "“\(meaning)” is no value of \(field)",
            hint: "one of " + words.joined(separator: ", ")
        )
    }
}
