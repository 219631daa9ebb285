internal import NudgeCore

/// Percent-encoding by RFC 3986: all but the unreserved characters.
enum PercentEncoding {
    /// Letters, digits and `-._~` stay; every other byte becomes `%XX` with capital digits.
    static func encode(_ text: String, charset: WireCharset = .utf8) -> String {
        var result: [UInt8] = []
        append(charset.bytes(of: text), to: &result)
        return String(decoding: result, as: UTF8.self)
    }

    /// `a=1&b=2`, in this order.
    static func pairs(_ pairs: [WirePair], charset: WireCharset = .utf8) -> [UInt8] {
        var result: [UInt8] = []
        for pair in pairs {
            if !result.isEmpty { result.append(UInt8(ascii: "&")) }
            append(charset.bytes(of: pair.name), to: &result)
            result.append(UInt8(ascii: "="))
            append(charset.bytes(of: pair.value), to: &result)
        }
        return result
    }

    /// What is not `%XX` stays; a plus sign is no blank here.
    static func decode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            let pair = String(decoding: rest.prefix(2), as: UTF8.self)
            guard byte == UInt8(ascii: "%"), pair.utf8.count == 2,
                let value = UInt8(pair, radix: 16)
            else {
                result.append(byte)
                continue
            }
            result.append(value)
            rest = rest.dropFirst(2)
        }
        return result
    }

    private static func append(_ bytes: [UInt8], to result: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}
