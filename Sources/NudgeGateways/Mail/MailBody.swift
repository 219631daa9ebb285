/// How the text of a mail's part is written: in lines that every server carries.
///
/// Lines end with CR and LF and have at most 76 characters; none holds anything but ASCII.
struct MailBody {
    let encoding: String
    let bytes: [UInt8]

    /// RFC 2045, section 6.
    static let lineMax = 76

    /// Quoted-printable where most of it can be read so, base 64 elsewhere.
    init(_ text: String) {
        let lines = MailBody.canonical(text)
        let plain = lines.count { $0 < 128 }
        if plain * 6 >= lines.count * 5 {
            encoding = "quoted-printable"
            bytes = MailBody.quoted(lines)
        } else {
            encoding = "base64"
            bytes = MailBody.wrapped(lines)
        }
    }

    /// With line ends as a mail has them.
    private static func canonical(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 16)
        var last: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 10:
                if last != 13 { result.append(13) }
                result.append(10)
            default:
                if last == 13 { result.append(10) }
                result.append(byte)
            }
            last = byte
        }
        if last == 13 { result.append(10) }
        return result
    }

    private static func wrapped(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 57) {
            let part = bytes[start..<min(start + 57, bytes.count)]
            result.append(contentsOf: Base64.encode(part).utf8)
            result.append(contentsOf: [13, 10])
        }
        return result
    }

    /// RFC 2045, section 6.7; dots and `From ` at the beginning of a line are encoded, too.
    private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var column = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 13 {
                result.append(contentsOf: [13, 10])
                column = 0
                index += 2
                continue
            }
            let isLast = index + 1 == bytes.count || bytes[index + 1] == 13
            let isPlain =
                (33...126).contains(byte) && byte != UInt8(ascii: "=")
                || (byte == 32 || byte == 9) && !isLast
            let isMasked = column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
            let width = isPlain && !isMasked ? 1 : 3
            // The last place of a line is for the sign that it goes on.
            if column + width > lineMax - 1 {
                result.append(contentsOf: Array("=\r\n".utf8))
                column = 0
                continue
            }
            if width == 1 {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result.append(UInt8(ascii: "="))
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
            column += width
            index += 1
        }
        if column > 0 { result.append(contentsOf: [13, 10]) }
        return result
    }
}
