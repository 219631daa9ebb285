/// Cuts a window into lines; they end with LF, CRLF or CR.
struct LineReader {
    let window: TextWindow

    enum Outcome {
        case line
        case tooLong
        case end
    }

    /// Copies the next line, without its end, into `cells`.
    func next(into cells: inout Cells) throws(ImportFault) -> Outcome {
        cells.clear(line: window.line)
        var searched = 0
        while true {
            let index = window.breakPosition(from: window.start + searched)
            searched = index - window.start
            if searched > RecordLimits.lengthMax {
                try window.skipLine(into: &cells.bytes, lengthMax: RecordLimits.shownMax)
                cells.originalCount = cells.bytes.count
                return .tooLong
            }
            let end = window.bytes.count
            let isPairOpen = index + 1 == end && window.bytes[index] == 13
            if (index == end || isPairOpen) && !window.isAtEnd {
                _ = try window.fill()
                continue
            }
            if index == end && searched == 0 { return .end }
            cells.bytes.append(contentsOf: window.bytes[window.start..<index])
            cells.originalCount = searched
            let hasEnd = index < end
            let isPair =
                index + 1 < end && window.bytes[index] == 13 && window.bytes[index + 1] == 10
            window.advance(to: index + (isPair ? 2 : hasEnd ? 1 : 0), lines: hasEnd ? 1 : 0)
            return .line
        }
    }
}
