/// Records with a delimiter between fields, as RFC 4180 has them and banks write them.
///
/// Any delimiter, one character or a short run such as `|@|`; quoted fields may hold delimiters,
/// line breaks and doubled quotes; lines end with LF, CRLF or CR; blank lines are no records. Where
/// quoting is broken, the first line of the record is refused and reading goes on with the next
/// line, so that one stray quote does not swallow the file.
final class CSVRecords: RecordSource {
    let window: TextWindow
    private let delimiter: [UInt8]
    private let quote: UInt8?
    private var scan: CSVScan

    /// Without a delimiter the file is looked at: `DelimiterGuess`.
    init(
        window: TextWindow,
        delimiter: [UInt8]?,
        quote: UInt8? = UInt8(ascii: "\""),
        linesSkipped: Int = 0
    ) throws(ImportFault) {
        self.window = window
        self.quote = quote
        var skipped: [UInt8] = []
        for _ in 0..<linesSkipped { try window.skipLine(into: &skipped, lengthMax: 0) }
        if let delimiter {
            self.delimiter = delimiter
        } else {
            self.delimiter = [try DelimiterGuess.delimiter(of: window, quote: quote)]
        }
        scan = CSVScan(delimiter: self.delimiter, quote: quote)
    }

    func next(into cells: inout Cells) throws(ImportFault) -> RecordOutcome {
        while true {
            cells.clear(line: window.line)
            switch try scanRecord(into: &cells) {
            case .complete where isBlank(cells):
                continue
            case .complete:
                return finish(&cells)
            case .malformed(let reason):
                cells.clear(line: window.line)
                try window.skipLine(into: &cells.bytes, lengthMax: RecordLimits.shownMax)
                cells.originalCount = cells.bytes.count
                return .malformed(reason: reason)
            case .incomplete:
                return .end
            }
        }
    }

    /// Scans one record, with more bytes where the window ends inside it.
    private func scanRecord(into cells: inout Cells) throws(ImportFault) -> CSVScan.Outcome {
        while true {
            if window.available == 0 {
                guard try window.fill() else { return .incomplete }
            }
            let outcome = scanOnce(into: &cells)
            let length = scan.end - window.start
            if length > RecordLimits.lengthMax { return .malformed(RecordLimits.tooLong) }
            switch outcome {
            case .incomplete:
                // At the end, `isLast` is set now and the same bytes are a record.
                _ = try window.fill()
            case .malformed:
                return outcome
            case .complete:
                cells.bytes.append(contentsOf: window.bytes[window.start..<scan.end])
                cells.originalCount = length
                window.advance(to: scan.next, lines: scan.lines)
                return outcome
            }
        }
    }

    /// A function of its own, so that the window's bytes are held no longer than the scan lasts:
    /// else filling it would copy them.
    private func scanOnce(into cells: inout Cells) -> CSVScan.Outcome {
        let bytes = window.bytes
        return scan.record(
            bytes.span,
            from: window.start,
            isLast: window.isAtEnd,
            fields: &cells.fields
        )
    }

    private func isBlank(_ cells: Cells) -> Bool {
        cells.fields.count == 1 && !scan.isQuoted
            && cells.bytes.allSatisfy { $0 == 32 || $0 == 9 }
    }

    private func finish(_ cells: inout Cells) -> RecordOutcome {
        if scan.highBits & 0x80 != 0 && !isText(cells.bytes.span) {
            return .malformed(reason: RecordLimits.notText)
        }
        for index in scan.doubled { unescape(index, in: &cells) }
        return .record
    }

    /// Writes the field again without its doubled quotes, behind the record.
    private func unescape(_ index: Int, in cells: inout Cells) {
        guard let quote else { return }
        let start = cells.bytes.count
        var wasQuote = false
        for position in cells.fields[index].range {
            let byte = cells.bytes[position]
            if byte == quote && wasQuote {
                wasQuote = false
                continue
            }
            wasQuote = byte == quote
            cells.bytes.append(byte)
        }
        cells.fields[index] = Cells.Field(start, cells.bytes.count)
    }
}

/// One pass over the bytes of one record.
struct CSVScan {
    let delimiter: [UInt8]
    let quote: UInt8?
    private let delimiterFirst: UInt8

    /// Where the record's own bytes end, or how far the scan came.
    private(set) var end = 0
    /// Where the next record begins.
    private(set) var next = 0
    /// Line breaks in the record, its own end included.
    private(set) var lines = 0
    /// All bytes, or-ed: bit 7 says that some are not ASCII.
    private(set) var highBits: UInt8 = 0
    /// Fields that hold doubled quotes.
    private(set) var doubled: [Int] = []
    private(set) var isQuoted = false

    private var index = 0
    private var isLast = false

    enum Outcome {
        case complete
        /// The bytes end inside the record.
        case incomplete
        case malformed(String)
    }

    init(delimiter: [UInt8], quote: UInt8?) {
        precondition(!delimiter.isEmpty, "a delimiter has a byte at least")
        self.delimiter = delimiter
        self.quote = quote
        delimiterFirst = delimiter[0]
    }

    /// Scans the record at `start`; the fields' ranges count from there.
    mutating func record(
        _ bytes: Span<UInt8>,
        from start: Int,
        isLast: Bool,
        fields: inout [Cells.Field]
    ) -> Outcome {
        reset(start, isLast: isLast)
        fields.removeAll(keepingCapacity: true)
        while true {
            let from: Int
            let to: Int
            if index < bytes.count, let quote, bytes[index] == quote {
                from = index + 1
                guard let found = closingQuote(bytes, quote, field: fields.count) else {
                    end = bytes.count
                    return isLast ? .malformed("a quote is opened and never closed") : .incomplete
                }
                to = found
            } else {
                from = index
                passPlain(bytes)
                to = index
            }
            end = index
            guard fields.count < RecordLimits.fieldsMax else {
                return .malformed("the record has more than \(RecordLimits.fieldsMax) fields")
            }
            fields.append(Cells.Field(from - start, to - start))
            switch terminator(bytes) {
            case .delimiter: index += delimiter.count
            case .recordEnd: return .complete
            case .needsMore: return .incomplete
            case .foreign: return .malformed("text follows a closing quote")
            }
        }
    }

    private mutating func reset(_ start: Int, isLast: Bool) {
        index = start
        end = start
        next = start
        lines = 0
        highBits = 0
        doubled.removeAll(keepingCapacity: true)
        isQuoted = false
        self.isLast = isLast
    }

    private enum Terminator {
        case delimiter
        case recordEnd
        case needsMore
        case foreign
    }

    private mutating func terminator(_ bytes: Span<UInt8>) -> Terminator {
        guard index < bytes.count else {
            next = index
            return isLast ? .recordEnd : .needsMore
        }
        switch bytes[index] {
        case 10:
            next = index + 1
        case 13:
            if index + 1 == bytes.count && !isLast { return .needsMore }
            next = index + 1 < bytes.count && bytes[index + 1] == 10 ? index + 2 : index + 1
        default:
            if isDelimiter(bytes, at: index) { return .delimiter }
            let left = bytes.count - index
            return left < delimiter.count && !isLast ? .needsMore : .foreign
        }
        lines += 1
        return .recordEnd
    }

    /// Moves to the delimiter or line break that ends a field without quotes.
    private mutating func passPlain(_ bytes: Span<UInt8>) {
        var position = index
        var bits = highBits
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 10 || byte == 13 { break }
            if byte == delimiterFirst {
                if isDelimiter(bytes, at: position) { break }
                // The rest of a longer delimiter may lie beyond the window.
                if bytes.count - position < delimiter.count && !isLast { break }
            }
            bits |= byte
            position += 1
        }
        highBits = bits
        index = position
    }

    /// Moves behind the quote that closes the field, and any blanks there; returns its place.
    private mutating func closingQuote(
        _ bytes: Span<UInt8>,
        _ quote: UInt8,
        field: Int
    ) -> Int? {
        isQuoted = true
        var hasDoubled = false
        var bits = highBits
        var position = index + 1
        while position < bytes.count {
            let byte = bytes[position]
            bits |= byte
            if byte == quote {
                guard position + 1 < bytes.count, bytes[position + 1] == quote else { break }
                hasDoubled = true
                position += 1
            } else if byte == 10 {
                lines += 1
            } else if byte == 13, position + 1 < bytes.count, bytes[position + 1] != 10 {
                lines += 1
            }
            position += 1
        }
        highBits = bits
        // A quote that is the window's last byte may be the first of two.
        guard position < bytes.count, position + 1 < bytes.count || isLast else { return nil }
        if hasDoubled { doubled.append(field) }
        index = position + 1
        while index < bytes.count, bytes[index] == 32, delimiterFirst != 32 { index += 1 }
        return position
    }

    private func isDelimiter(_ bytes: Span<UInt8>, at position: Int) -> Bool {
        guard bytes[position] == delimiterFirst else { return false }
        guard delimiter.count > 1 else { return true }
        guard position + delimiter.count <= bytes.count else { return false }
        for offset in 1..<delimiter.count where bytes[position + offset] != delimiter[offset] {
            return false
        }
        return true
    }
}
