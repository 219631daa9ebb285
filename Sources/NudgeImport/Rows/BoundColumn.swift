import NudgeCore

/// A mapped column, bound to its place in one file's records.
///
/// A class only so that looking one up copies no arrays, a dozen times a row.
final class BoundColumn: Sendable {
    let field: ImportField
    /// The file's name of the column, for the file of rejected rows.
    let label: String
    /// Which field of a record; meaningless for a constant.
    let cell: Int
    let constant: [UInt8]?
    let unit: AmountUnit
    let region: PhoneRegion
    /// The file's words, then Nudge's own, with the codes of the closed list.
    private let words: [(text: [UInt8], code: UInt8)]
    /// The file's words and what to read instead, for fields that are no closed list.
    private let replacements: [(text: [UInt8], meaning: [UInt8])]

    init(_ column: ColumnMapping, cell: Int, mapping: ImportMapping) {
        field = column.field
        self.cell = cell
        unit = column.unit ?? mapping.unit
        region = column.region ?? mapping.region
        switch column.source {
        case .named(let name): label = name
        case .numbered(let number): label = "column \(number)"
        case .bytes(let range): label = "bytes \(range.lowerBound + 1)-\(range.upperBound)"
        case .constant: label = column.field.name
        }
        if case .constant(let text) = column.source {
            constant = Array(text.utf8)
        } else {
            constant = nil
        }
        let known = column.field.words ?? []
        let mapped = column.values.compactMap { value in
            known.first { $0.word == value.meaning }.map { (Array(value.word.utf8), $0.code) }
        }
        words = mapped + known.map { (Array($0.word.utf8), $0.code) }
        replacements =
            known.isEmpty
            ? column.values.map { (Array($0.word.utf8), Array($0.meaning.utf8)) } : []
    }

    /// The code of a word of the field's closed list.
    func code(_ bytes: Span<UInt8>) throws(FieldFault) -> UInt8 {
        for word in words where areEqual(bytes, word.text) { return word.code }
        let own = field.words?.map(\.word).joined(separator: ", ") ?? ""
        throw FieldFault("is none of the words known for \(field.name): map it, or use \(own)")
    }

    /// What to read instead of the text, where the mapping says so.
    func replacement(_ bytes: Span<UInt8>) -> [UInt8]? {
        for entry in replacements where areEqual(bytes, entry.text) { return entry.meaning }
        return nil
    }
}

func areEqual(_ bytes: Span<UInt8>, _ other: [UInt8]) -> Bool {
    guard bytes.count == other.count else { return false }
    for index in bytes.indices where bytes[index] != other[index] { return false }
    return true
}
