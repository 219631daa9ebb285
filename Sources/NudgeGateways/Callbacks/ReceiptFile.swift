package import NudgeCore

/// Receipts and replies in a file, as platforms hand them over that post nothing: delimited text
/// whose first line names the columns.
///
/// A column's name is the path by which the gateway's file reads it.
package struct ReceiptFile: Sendable {
    private let form: CallbackForm

    /// Bounds a file: a million receipts of sixty bytes.
    package static let bytesMax = 64 << 20
    private static let columnsMax = 200
    private static let delimiters = [",", "\t", "|", ";"].map { UInt8(ascii: $0) }

    package init(_ form: CallbackForm) {
        self.form = form
    }

    /// Readings of at most `CallbackDoor.eventsMax` rows each, in the order of the file.
    package func read(
        _ bytes: [UInt8],
        now: Instant
    ) throws(CallbackError) -> [CallbackReading] {
        guard bytes.count <= ReceiptFile.bytesMax else { throw .tooLarge(bytes.count) }
        guard var text = WireTree.utf8(bytes, form.charset),
            String(validating: text, as: UTF8.self) != nil
        else { throw .unreadable("the file is not \(form.charset.name)") }
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        var rows = try ReceiptFile.rows(text)
        guard !rows.isEmpty else { throw .unreadable("the file is empty") }
        let names = rows.removeFirst()
        guard names.count <= ReceiptFile.columnsMax, Set(names).count == names.count else {
            throw .unreadable("the first line names a column twice, or too many")
        }
        var readings: [CallbackReading] = []
        for start in stride(from: 0, to: rows.count, by: CallbackDoor.eventsMax) {
            let chunk = rows[start..<min(start + CallbackDoor.eventsMax, rows.count)]
            let items = chunk.map { ReceiptFile.item(names, $0) }
            readings.append(try CallbackReader(form).read(.array(items), now: now))
        }
        return readings
    }

    private static func item(_ names: [String], _ cells: [String]) -> JSONValue {
        .object(
            zip(names, cells).map { JSONMember(name: $0, value: .string($1)) }
        )
    }

    /// Cells may stand in quotation marks, doubled inside; empty lines are passed over.
    private static func rows(_ text: [UInt8]) throws(CallbackError) -> [[String]] {
        let first = text.prefix { $0 != 0x0A }
        let delimiter =
            delimiters.max { left, right in
                first.count { $0 == left } < first.count { $0 == right }
            } ?? UInt8(ascii: ",")
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var index = 0
        func endRow() {
            row.append(String(decoding: cell, as: UTF8.self))
            if row != [""] { rows.append(row) }
            row = []
            cell = []
        }
        while index < text.count {
            let byte = text[index]
            index += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    cell.append(byte)
                    continue
                }
                if index < text.count, text[index] == byte {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), cell.isEmpty {
                isQuoted = true
            } else if byte == delimiter {
                row.append(String(decoding: cell, as: UTF8.self))
                cell = []
            } else if byte == 0x0A {
                endRow()
            } else if byte != 0x0D {
                cell.append(byte)
            }
        }
        guard !isQuoted else { throw .unreadable("a quotation mark is not closed") }
        endRow()
        return rows
    }
}
