internal import NudgeCore

/// Reads `application/x-www-form-urlencoded`, in bodies and in queries, strictly.
enum FormReader {
    /// Bounds a form: the longest that a vendor sends has some twenty fields.
    private static let pairsMax = 500

    /// In the order of the text; `nil` for a broken escape, characters that are none, or too many.
    static func read(_ bytes: [UInt8], in charset: WireCharset = .utf8) -> [WirePair]? {
        guard !bytes.isEmpty else { return [] }
        let parts = bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
        guard parts.count <= pairsMax else { return nil }
        var pairs: [WirePair] = []
        for part in parts {
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = text(part[..<equals], charset),
                let value = text(part[equals...].dropFirst(), charset), !name.isEmpty
            else { return nil }
            pairs.append(WirePair(name, value))
        }
        return pairs
    }

    private static func text(_ bytes: ArraySlice<UInt8>, _ charset: WireCharset) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "+"): plain.append(0x20)
            case UInt8(ascii: "%"):
                guard index + 2 <= bytes.endIndex, let high = HexDigits.value(of: bytes[index]),
                    let low = HexDigits.value(of: bytes[index + 1])
                else { return nil }
                plain.append(high << 4 | low)
                index += 2
            default: plain.append(byte)
            }
        }
        return WireTree.utf8(plain, charset).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

/// Base 16.
enum HexDigits {
    private static let small = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(small[Int(byte >> 4)])
            text.append(small[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` for an odd number of digits, or what is none.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
