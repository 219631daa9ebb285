/// One JSON object a line.
///
/// Only the values on the wanted paths are kept, as the text that stands in the file: a number is
/// never read as a binary fraction, so that amounts stay exact. `customer.name` names a key of an
/// object inside, `phones.0` the first of a list.
final class NDJSONRecords: RecordSource {
    let window: TextWindow
    private let lines: LineReader
    private var parser: JSONLineParser

    init(window: TextWindow, paths: [String]) {
        self.window = window
        lines = LineReader(window: window)
        parser = JSONLineParser(paths: paths)
    }

    func next(into cells: inout Cells) throws(ImportFault) -> RecordOutcome {
        while true {
            switch try lines.next(into: &cells) {
            case .end: return .end
            case .tooLong: return .malformed(reason: RecordLimits.tooLong)
            case .line: break
            }
            if cells.bytes.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
            let isForeign = cells.bytes.contains { $0 >= 0x80 }
            if isForeign && !isText(cells.bytes.span) {
                return .malformed(reason: RecordLimits.notText)
            }
            do {
                try parser.parse(&cells)
                return .record
            } catch {
                return .malformed(reason: "is no JSON object: \(error.reason)")
            }
        }
    }
}
