internal import NudgeCore

/// Writes JSON objects as bytes, fast: no tree, no formatter.
struct JSONWriter: ~Copyable {
    private var writer: ByteWriter
    private var needsComma = false

    init(capacity: Int) {
        writer = ByteWriter(capacity: capacity)
    }

    /// What was written so far.
    var bytes: [UInt8] { writer.bytes }

    mutating func beginObject() {
        writer.byte(UInt8(ascii: "{"))
        needsComma = false
    }

    mutating func endObject() {
        writer.byte(UInt8(ascii: "}"))
        needsComma = true
    }

    /// A member's name; our own names only, so nothing is escaped.
    mutating func name(_ name: StaticString) {
        raw(needsComma ? ",\"" : "\"")
        raw(name)
        raw("\":")
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    mutating func member(_ name: StaticString, _ value: Int) {
        self.name(name)
        word(String(value))
    }

    /// A sign of the syntax; the caller minds the commas.
    mutating func byte(_ sign: Unicode.Scalar) {
        writer.byte(UInt8(ascii: sign))
    }

    /// A number's digits, or one of the three words.
    mutating func word(_ word: String) {
        var word = word
        word.withUTF8 { writer.raw(UnsafeRawBufferPointer($0)) }
    }

    /// RFC 8259, section 7: quotation mark, backslash and control characters; the rest is UTF-8.
    mutating func string(_ text: String) {
        writer.byte(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { units in
            let bytes = UnsafeRawBufferPointer(units)
            // Stretches that need nothing are copied whole: nearly always all of it.
            var start = 0
            var index = JSONWriter.firstEscaped(in: bytes, from: 0)
            while index < bytes.count {
                writer.raw(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
                escape(bytes[index])
                start = index + 1
                index = JSONWriter.firstEscaped(in: bytes, from: start)
            }
            writer.raw(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
        writer.byte(UInt8(ascii: "\""))
    }

    /// The index of the first byte that must be escaped; the end if there is none.
    private static func firstEscaped(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        // Eight at a time, where none of them is below 0x20, a quotation mark or a backslash: a
        // byte's top bit is set by taking away one too many, unless it was set before.
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        while index + 8 <= bytes.count {
            let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let quotes = eight ^ ones &* 0x22
            let slashes = eight ^ ones &* 0x5C
            let found =
                (eight &- ones &* 0x20) & ~eight | (quotes &- ones) & ~quotes
                | (slashes &- ones) & ~slashes
            if found & tops != 0 { break }
            index += 8
        }
        while index < bytes.count, !isEscaped(bytes[index]) { index += 1 }
        return index
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { writer.raw(UnsafeRawBufferPointer($0)) }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case 0..<0x20:
            raw("\\u00")
            writer.byte(JSONWriter.hex[Int(byte >> 4)])
            writer.byte(JSONWriter.hex[Int(byte & 15)])
        default:
            writer.byte(UInt8(ascii: "\\"))
            writer.byte(byte)
        }
    }

    private static let hex = Array("0123456789abcdef".utf8)
}
