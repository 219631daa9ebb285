/// One record cut into fields, in buffers that are used again for the next one.
struct Cells {
    /// The record as it was read, then whatever had to be unescaped or decoded.
    var bytes: [UInt8] = []
    /// How many of `bytes` are the record itself.
    var originalCount = 0
    /// Where in `bytes` each field stands.
    var fields: [Field] = []
    /// The line on which the record begins, counted from 1.
    var line = 0

    struct Field {
        var start: Int32
        var end: Int32

        /// A field that the record does not have.
        static let absent = Field(start: -1, end: -1)

        init(start: Int32, end: Int32) {
            self.start = start
            self.end = end
        }

        init(_ start: Int, _ end: Int) {
            self.start = Int32(truncatingIfNeeded: start)
            self.end = Int32(truncatingIfNeeded: end)
        }

        var isAbsent: Bool { start < 0 }
        var range: Range<Int> { Int(start)..<Int(end) }
    }

    mutating func clear(line: Int) {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        originalCount = 0
        self.line = line
    }

    func text(_ index: Int) -> String {
        String(decoding: bytes[fields[index].range], as: UTF8.self)
    }
}

/// Cuts a file into records; one for each form of file.
protocol RecordSource: AnyObject {
    var window: TextWindow { get }
    /// Reads the next record that is not blank.
    func next(into cells: inout Cells) throws(ImportFault) -> RecordOutcome
    /// The record in `cells` as text, for the file of rejected rows.
    func originalText(of cells: Cells) -> String
}

extension RecordSource {
    func originalText(of cells: Cells) -> String {
        String(decoding: cells.bytes[..<cells.originalCount], as: UTF8.self)
    }
}

enum RecordOutcome {
    case record
    /// Something stands there that is no record; reading goes on with the next line.
    case malformed(reason: String)
    case end
}

enum RecordLimits {
    /// The longest record: more than any bank's row, less than what would hurt.
    static let lengthMax = 1024 * 1024
    /// How much of a record that is too long the file of rejected rows shows.
    static let shownMax = 4096
    /// The most fields of one record.
    static let fieldsMax = 4096

    static let tooLong = "the record is longer than 1 MiB: is a quote left open?"
    static let notText = "holds bytes that are no text in the file's encoding"
}

/// Whether the bytes are UTF-8.
func isText(_ bytes: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes)) != nil
}
