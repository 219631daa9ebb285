/// Full-width characters brought to ASCII, for the fields that are numbers, dates and addresses.
enum PlainText {
    static func isASCII(_ bytes: Span<UInt8>) -> Bool {
        var bits: UInt8 = 0
        for index in bytes.indices { bits |= bytes[index] }
        return bits < 0x80
    }

    /// The bytes with U+FF01…U+FF5E as their ASCII forms, U+3000 and U+00A0 as blanks, `￥` and `¥`
    /// as `$`, `元` as nothing, U+2212 as `-`; other characters stay as they are.
    static func folded(_ bytes: Span<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let length = characterLength(bytes[index])
            guard length > 1, index + length <= bytes.count else {
                folded.append(bytes[index])
                index += 1
                continue
            }
            if let plain = plain(scalar(bytes, at: index, length: length)) {
                if plain != 0 { folded.append(plain) }
            } else {
                for offset in 0..<length { folded.append(bytes[index + offset]) }
            }
            index += length
        }
        return folded
    }

    private static func plain(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0xFF01...0xFF5E: UInt8(scalar - 0xFEE0)
        case 0x3000, 0xA0: UInt8(ascii: " ")
        case 0xFFE5, 0xA5: UInt8(ascii: "$")
        case 0x2212: UInt8(ascii: "-")
        case 0x5143: 0
        default: nil
        }
    }

    private static func characterLength(_ first: UInt8) -> Int {
        switch first {
        case 0xC0...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF7: 4
        default: 1
        }
    }

    private static func scalar(_ bytes: Span<UInt8>, at index: Int, length: Int) -> UInt32 {
        var scalar = UInt32(bytes[index]) & (length == 2 ? 31 : length == 3 ? 15 : 7)
        for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[index + offset] & 63) }
        return scalar
    }

    /// The range without blanks, tabs and ideographic blanks at either end.
    static func trimmed(_ bytes: Span<UInt8>) -> Range<Int> {
        var start = 0
        var end = bytes.count
        while start < end {
            if isBlank(bytes[start]) {
                start += 1
            } else if start + 3 <= end, isWideBlank(bytes, at: start) {
                start += 3
            } else {
                break
            }
        }
        while start < end {
            if isBlank(bytes[end - 1]) {
                end -= 1
            } else if end - start >= 3, isWideBlank(bytes, at: end - 3) {
                end -= 3
            } else {
                break
            }
        }
        return start..<end
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9
    }

    private static func isWideBlank(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        bytes[index] == 0xE3 && bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80
    }
}
