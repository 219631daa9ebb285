/// What became of one file.
package struct ImportSummary: Hashable, Sendable {
    /// What the file was taken for.
    package var kind: ImportKind
    /// The header's columns that were not read; without a mapping, some may be misspelt.
    package var columnsUnread: [String]
    /// Rows of any kind, without the header and blank lines.
    package var rowsRead: Int
    package var rowsGood: Int
    package var rowsRejected: Int
    /// The first rejected rows, at most `reasonsMax`; without anybody's data.
    package var firstRejects: [RejectedRow]
    package var statistics: ImportStatistics
    /// What the file was read as; `nil` when all of it is ASCII.
    package var encoding: TextEncoding?
    /// The file of rejected rows, when there are any.
    package var rejectsPath: String?

    /// As many as a person reads before opening the file of rejected rows.
    package static let reasonsMax = 10
}

/// One row that was not taken.
package struct RejectedRow: Hashable, Sendable, CustomStringConvertible {
    package var row: Int
    package var line: Int
    package var fault: RowFault

    package var description: String {
        let field = fault.field.isEmpty ? "" : "\(fault.field) "
        return "row \(row), line \(line): \(field)\(fault.reason)"
    }
}

/// How far an import has come.
package struct ImportProgress: Hashable, Sendable {
    package var rows: Int
    package var rowsRejected: Int
    package var bytesRead: Int64
    /// 0 when not known.
    package var bytesTotal: Int64

    package init(rows: Int, rowsRejected: Int = 0, bytesRead: Int64, bytesTotal: Int64) {
        self.rows = rows
        self.rowsRejected = rowsRejected
        self.bytesRead = bytesRead
        self.bytesTotal = bytesTotal
    }
}
