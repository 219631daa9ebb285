/// Records whose fields stand at fixed bytes of each line, counted in the file's own encoding.
///
/// A Chinese character is two bytes of GB18030 and three of UTF-8, so the line is cut first and
/// decoded afterwards. A line that ends before a field leaves it empty; a line that ends inside one
/// is refused, unless the field is free text whose blanks were cut off.
final class FixedRecords: RecordSource {
    /// Where a field stands: bytes from 0, half-open.
    struct Column: Hashable {
        var bytes: Range<Int>
        var isFreeText: Bool
        var name: String
    }

    let window: TextWindow
    private let columns: [Column]
    private let lines: LineReader
    private var transcoder: Transcoder?
    private var piece: [UInt8] = []

    /// The window must be raw.
    init(window: TextWindow, columns: [Column], linesSkipped: Int) throws(ImportFault) {
        self.window = window
        self.columns = columns
        lines = LineReader(window: window)
        var skipped: [UInt8] = []
        for _ in 0..<linesSkipped { try window.skipLine(into: &skipped, lengthMax: 0) }
    }

    func next(into cells: inout Cells) throws(ImportFault) -> RecordOutcome {
        while true {
            switch try lines.next(into: &cells) {
            case .end: return .end
            case .tooLong: return .malformed(reason: RecordLimits.tooLong)
            case .line: break
            }
            // 26 is the end-of-file mark that old systems write.
            if cells.bytes.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 26 }) { continue }
            return try cut(&cells)
        }
    }

    private func cut(_ cells: inout Cells) throws(ImportFault) -> RecordOutcome {
        let length = cells.originalCount
        for column in columns {
            let range = column.bytes
            guard range.lowerBound < length else {
                cells.fields.append(.absent)
                continue
            }
            if range.upperBound > length && !column.isFreeText {
                return .malformed(
                    reason: "the line ends inside \(column.name), after \(length) bytes"
                )
            }
            let end = min(range.upperBound, length)
            guard cells.bytes[range.lowerBound..<end].contains(where: { $0 >= 0x80 }) else {
                cells.fields.append(Cells.Field(range.lowerBound, end))
                continue
            }
            let start = cells.bytes.count
            try decode(range.lowerBound..<end, of: &cells)
            let decodedEnd = cells.bytes.count
            guard isText(cells.bytes.span.extracting(start..<decodedEnd)) else {
                return .malformed(reason: "\(column.name) \(RecordLimits.notText)")
            }
            cells.fields.append(Cells.Field(start, decodedEnd))
        }
        return .record
    }

    /// Appends the decoded bytes to the cells.
    private func decode(_ range: Range<Int>, of cells: inout Cells) throws(ImportFault) {
        piece.removeAll(keepingCapacity: true)
        piece.append(contentsOf: cells.bytes[range])
        guard let encoding = window.encoding, encoding != .utf8 else {
            cells.bytes.append(contentsOf: piece)
            return
        }
        if transcoder == nil { transcoder = try Transcoder(from: encoding) }
        transcoder?.convert(&piece, isLast: true, into: &cells.bytes)
    }

    func originalText(of cells: Cells) -> String {
        var input = Array(cells.bytes[..<cells.originalCount])
        guard let transcoder else { return String(decoding: input, as: UTF8.self) }
        var text: [UInt8] = []
        transcoder.convert(&input, isLast: true, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
