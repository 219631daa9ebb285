internal import NudgeCore

/// Text on its way out, in pieces of some 64 KB: a plan has millions of lines.
struct ByteLines: ~Copyable {
    private var bytes: [UInt8] = []
    private let output: ([UInt8]) -> Void

    private static let pieceSize = 1 << 16

    init(_ output: @escaping ([UInt8]) -> Void) {
        self.output = output
        bytes.reserveCapacity(ByteLines.pieceSize + 4096)
    }

    mutating func add(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
    }

    mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// RFC 3339 in UTC, as `Instant.description`.
    mutating func add(_ instant: Instant) {
        guard instant.milliseconds % 1000 == 0, instant.milliseconds >= 0 else {
            return add(instant.description)
        }
        let seconds = Int(instant.milliseconds / 1000)
        let (year, month, day) = CivilDate(daysSinceEpoch: Int32(seconds / 86_400)).components
        add(year / 100)
        add(year % 100)
        byte(UInt8(ascii: "-"))
        add(month)
        byte(UInt8(ascii: "-"))
        add(day)
        byte(UInt8(ascii: "T"))
        add(seconds / 3600 % 24)
        byte(UInt8(ascii: ":"))
        add(seconds / 60 % 60)
        byte(UInt8(ascii: ":"))
        add(seconds % 60)
        byte(UInt8(ascii: "Z"))
    }

    /// Two digits.
    private mutating func add(_ number: Int) {
        bytes.append(UInt8(48 + number / 10))
        bytes.append(UInt8(48 + number % 10))
    }

    /// A field of CSV, quoted where it must be.
    mutating func csv(_ field: some Collection<UInt8>) {
        let isPlain = !field.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard !isPlain else { return add(field) }
        byte(0x22)
        for unit in field {
            if unit == 0x22 { byte(0x22) }
            byte(unit)
        }
        byte(0x22)
    }

    /// A text of JSON, with its quotes.
    mutating func json(_ text: some Collection<UInt8>) {
        byte(0x22)
        for unit in text {
            switch unit {
            case 0x22, 0x5C:
                byte(0x5C)
                byte(unit)
            case 0..<0x20:
                let hex = String(unit, radix: 16)
                add("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
            default: byte(unit)
            }
        }
        byte(0x22)
    }

    mutating func endLine() {
        byte(0x0A)
        if bytes.count >= ByteLines.pieceSize { flush() }
    }

    mutating func flush() {
        if !bytes.isEmpty { output(bytes) }
        bytes.removeAll(keepingCapacity: true)
    }
}

/// Rows of cells in columns as wide as their widest cell, for terminals.
struct TextTable {
    private var lines: [[String]]
    /// Columns whose cells stand at their right end.
    private let rightAligned: Set<Int>

    init(head: [String], rightAligned: Set<Int> = []) {
        lines = [head]
        self.rightAligned = rightAligned
    }

    mutating func add(_ cells: [String]) {
        lines.append(cells)
    }

    var text: String {
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = line.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return rightAligned.contains(column) ? blanks + cell : cell + blanks
            }
            return cells.joined(separator: "  ").trimmingBlanks(atEnd: ()) + "\n"
        }.joined()
    }
}

extension String {
    fileprivate func trimmingBlanks(atEnd: Void) -> String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
