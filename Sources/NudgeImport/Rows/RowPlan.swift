/// A mapping bound to one file: for each field, where in a record it stands.
struct RowPlan {
    let mapping: ImportMapping
    /// By the field's raw value; `nil` for fields that the file does not tell.
    private var columns: [BoundColumn?]
    /// How many fields each record must have; `nil` where the file has no header.
    let fieldsExpected: Int?
    /// The header's columns that no field is read from, in the file's order.
    let columnsUnread: [String]
    private let nullWords: [[UInt8]]

    /// Binds a mapping to a CSV file's header; `nil` for a file without one, whose columns are
    /// numbered.
    init(
        _ mapping: ImportMapping,
        header: [String]?,
        file: String,
        line: Int
    ) throws(ImportFault) {
        self.mapping = mapping
        nullWords = mapping.nullWords.map { Array($0.utf8) }
        columns = ImportField.allCases.map { _ in nil }
        fieldsExpected = header?.count
        columnsUnread = (header ?? []).enumerated().filter { index, name in
            !mapping.columns.contains {
                $0.source == .named(name) || $0.source == .numbered(index + 1)
            }
        }.map(\.element)
        var position = 0
        for column in mapping.columns {
            var cell = 0
            switch column.source {
            case .constant: break
            case .numbered(let number): cell = number - 1
            case .named(let name) where header != nil:
                cell = try RowPlan.place(of: name, column, in: header ?? [], file, line)
            case .named, .bytes:
                // Fixed and NDJSON records hold just the mapped fields, in the mapping's order.
                cell = position
                position += 1
            }
            columns[Int(column.field.rawValue)] = BoundColumn(
                column,
                cell: cell,
                mapping: mapping
            )
        }
    }

    func column(_ field: ImportField) -> BoundColumn? {
        columns[Int(field.rawValue)]
    }

    func isNull(_ bytes: Span<UInt8>) -> Bool {
        for word in nullWords where areEqual(bytes, word) { return true }
        return false
    }

    private static func place(
        of name: String,
        _ column: ColumnMapping,
        in header: [String],
        _ file: String,
        _ line: Int
    ) throws(ImportFault) -> Int {
        guard let first = header.firstIndex(of: name) else {
            throw .columnMissing(
                file: file,
                line: line,
                column: name,
                field: column.field.name,
                nearest: NearestName.to(name, among: header)
            )
        }
        guard header.lastIndex(of: name) == first else {
            throw .columnTwice(file: file, line: line, column: name)
        }
        return first
    }
}
