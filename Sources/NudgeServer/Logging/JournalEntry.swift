/// One entry in journald's native encoding.
///
/// `FIELD=value` and a line feed; or, for a value that has line feeds itself, the field's name, a
/// line feed, the length as 64 bits little-endian, the value, and a line feed.
/// Source: <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>.
struct JournalEntry {
    private(set) var bytes: [UInt8] = []

    /// A field longer than this is cut: the whole entry must fit one datagram, which a Unix socket
    /// takes up to about 200 KiB by default.
    static let valueBytesMax = 16 * 1024
    /// Fields beyond this many bytes in sum are left out, for the same reason.
    static let entryBytesMax = 128 * 1024

    mutating func add(_ name: String, _ value: String) {
        let valueBytes = JournalEntry.cut(Array(value.utf8))
        guard bytes.count + valueBytes.count <= JournalEntry.entryBytesMax else { return }
        bytes += Array(name.utf8)
        if valueBytes.contains(UInt8(ascii: "\n")) {
            bytes.append(UInt8(ascii: "\n"))
            let length = UInt64(valueBytes.count)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += valueBytes
        bytes.append(UInt8(ascii: "\n"))
    }

    /// At most `valueBytesMax` bytes, cut between two characters.
    private static func cut(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > valueBytesMax else { return bytes }
        var end = valueBytesMax
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(bytes[..<end])
    }

    /// Upper-case ASCII letters, digits and underscores, 50 characters at most: what journald allows
    /// (64 in all), after the prefix.
    static func fieldName(_ key: String) -> String {
        String(
            key.uppercased().prefix(50).map {
                $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_"
            }
        )
    }
}
