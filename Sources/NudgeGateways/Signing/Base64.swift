internal import Crypto

/// Base 64 with the standard alphabet (RFC 4648, section 4).
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// Padded, without line breaks.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(48)
        var pending: UInt32 = 0
        var count = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] {
                    text.append(alphabet[Int(pending >> shift & 63)])
                }
                pending = 0
                count = 0
            }
        }
        if count == 1 {
            text.append(alphabet[Int(pending >> 2 & 63)])
            text.append(alphabet[Int(pending << 4 & 63)])
            text.append(contentsOf: "==".utf8)
        } else if count == 2 {
            text.append(alphabet[Int(pending >> 10 & 63)])
            text.append(alphabet[Int(pending >> 4 & 63)])
            text.append(alphabet[Int(pending << 2 & 63)])
            text.append(UInt8(ascii: "="))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A digest of SHA-256 behind two texts of ASCII, in one piece.
    static func encode(
        _ digest: SHA256.Digest,
        behind first: StaticString,
        _ second: StaticString
    ) -> String {
        let length = first.utf8CodeUnitCount + second.utf8CodeUnitCount + 44
        return String(unsafeUninitializedCapacity: length) { text in
            var count = 0
            for prefix in [first, second] {
                prefix.withUTF8Buffer { units in
                    for unit in units {
                        text[count] = unit
                        count += 1
                    }
                }
            }
            digest.withUnsafeBytes { bytes in
                alphabet.withUnsafeBufferPointer { alphabet in
                    for place in stride(from: 0, to: 30, by: 3) {
                        let three =
                            Int(bytes[place]) << 16 | Int(bytes[place + 1]) << 8
                            | Int(bytes[place + 2])
                        text[count] = alphabet[three >> 18]
                        text[count + 1] = alphabet[three >> 12 & 63]
                        text[count + 2] = alphabet[three >> 6 & 63]
                        text[count + 3] = alphabet[three & 63]
                        count += 4
                    }
                    let two = Int(bytes[30]) << 10 | Int(bytes[31]) << 2
                    text[count] = alphabet[two >> 12]
                    text[count + 1] = alphabet[two >> 6 & 63]
                    text[count + 2] = alphabet[two & 63]
                    text[count + 3] = UInt8(ascii: "=")
                    count += 4
                }
            }
            return count
        }
    }

    /// `nil` for anything outside the alphabet; the padding may be missing.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var digits = Array(text.utf8)
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        guard digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            pending = pending << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
