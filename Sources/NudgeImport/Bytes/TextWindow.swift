/// The part of a file that is being read: decoded bytes from `start` on, more on demand.
///
/// Holds one record and one chunk at most, so that memory does not grow with the file. Records are
/// cut from decoded text because trail bytes of GB18030 may be `|` or a quote's neighbour; only
/// fixed-width records, whose columns are counted in original bytes, ask for `raw`.
final class TextWindow {
    /// A read of this size costs little against the parsing of what it brings.
    static let chunkSize = 1024 * 1024

    /// UTF-8, or original bytes where the window is raw.
    private(set) var bytes: [UInt8] = []
    /// Where the unread part of `bytes` begins.
    private(set) var start = 0
    /// The line in which `start` stands, counted from 1.
    private(set) var line = 1
    /// `nil` while all that was read is ASCII.
    private(set) var encoding: TextEncoding?
    /// Bytes taken from the source.
    private(set) var bytesRead: Int64 = 0

    private let source: any ByteSource
    private let isRaw: Bool
    private var chunk: [UInt8]
    /// Read, but not yet decoded.
    private var pending: [UInt8] = []
    private var transcoder: Transcoder?
    private var isSourceAtEnd = false
    private var isAtFileStart = true
    private var hasCheckedMark = false

    init(
        _ source: any ByteSource,
        encoding: TextEncoding? = nil,
        isRaw: Bool = false,
        chunkSize: Int = TextWindow.chunkSize
    ) throws(ImportFault) {
        self.source = source
        self.isRaw = isRaw
        chunk = [UInt8](repeating: 0, count: chunkSize)
        if let encoding { try decide(encoding) }
    }

    /// True when nothing follows what `bytes` holds.
    var isAtEnd: Bool { isSourceAtEnd && pending.isEmpty && hasCheckedMark }

    var available: Int { bytes.count - start }

    /// Brings more bytes; returns false when there are none.
    func fill() throws(ImportFault) -> Bool {
        if start > 0 {
            bytes.removeSubrange(..<start)
            start = 0
        }
        let before = bytes.count
        while !isAtEnd {
            try readChunk()
            try decodePending()
            // A byte-order mark has three bytes in UTF-8; it is dropped once, at the very start.
            if !hasCheckedMark && (bytes.count >= 3 || (isSourceAtEnd && pending.isEmpty)) {
                hasCheckedMark = true
                if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeSubrange(..<3) }
            }
            if hasCheckedMark && bytes.count > before { return true }
        }
        return bytes.count > before
    }

    /// Gives up the bytes before `position`, which hold `lines` line breaks.
    func advance(to position: Int, lines: Int) {
        start = position
        line += lines
    }

    /// Skips what is left of the line at `start`, whatever it holds and however long it is.
    ///
    /// Appends the line's text to `text`, `lengthMax` bytes of it at most.
    func skipLine(into text: inout [UInt8], lengthMax: Int) throws(ImportFault) {
        let textStart = text.count
        while true {
            let index = breakPosition(from: start)
            let room = lengthMax - (text.count - textStart)
            text.append(contentsOf: bytes[start..<min(index, start + max(room, 0))])
            start = index
            let needsMore = index == bytes.count || (bytes[index] == 13 && index + 1 == bytes.count)
            if needsMore, try fill() { continue }
            guard start < bytes.count else { return }
            let isPair = bytes[start] == 13 && start + 1 < bytes.count && bytes[start + 1] == 10
            advance(to: start + (isPair ? 2 : 1), lines: 1)
            return
        }
    }

    /// Where the next LF or CR stands, or the end of what the window holds.
    func breakPosition(from position: Int) -> Int {
        let bytes = bytes
        var index = position
        while index < bytes.count && bytes[index] != 10 && bytes[index] != 13 { index += 1 }
        return index
    }

    private func readChunk() throws(ImportFault) {
        guard !isSourceAtEnd else { return }
        let count = try source.read(into: &chunk)
        bytesRead += Int64(count)
        isSourceAtEnd = count == 0
        pending.append(contentsOf: chunk[..<count])
    }

    private func decodePending() throws(ImportFault) {
        if encoding == nil {
            let firstForeign = pending.firstIndex { $0 >= 0x80 } ?? pending.count
            if firstForeign > 0 {
                bytes.append(contentsOf: pending[..<firstForeign])
                pending.removeSubrange(..<firstForeign)
                isAtFileStart = false
            }
            guard !pending.isEmpty,
                pending.count >= TextEncoding.sampleSize || isSourceAtEnd
            else { return }
            try decide(detected())
        }
        if let transcoder {
            transcoder.convert(&pending, isLast: isSourceAtEnd, into: &bytes)
        } else {
            bytes.append(contentsOf: pending)
            pending.removeAll(keepingCapacity: true)
        }
    }

    private func detected() -> TextEncoding {
        let isComplete = isSourceAtEnd && pending.count <= TextEncoding.sampleSize
        let sample = Array(pending.prefix(TextEncoding.sampleSize))
        return TextEncoding.detect(
            sample.span,
            isFileStart: isAtFileStart,
            isComplete: isComplete
        )
    }

    private func decide(_ encoding: TextEncoding) throws(ImportFault) {
        self.encoding = encoding
        if encoding != .utf8 && !isRaw { transcoder = try Transcoder(from: encoding) }
    }
}
