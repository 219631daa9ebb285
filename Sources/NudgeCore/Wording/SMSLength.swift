/// How long an SMS is for carriers and for the bill.
package struct SMSLength: Hashable, Sendable {
    package var encoding: Encoding
    /// Septets in GSM-7, UTF-16 code units in UCS-2.
    package var units: Int
    package var segments: Int

    package enum Encoding: UInt8, CaseIterable, Sendable {
        case gsm7
        case ucs2
    }

    /// Who counts.
    package enum Rule: UInt8, CaseIterable, Sendable {
        /// GSM 03.38 and its concatenation: 160 or 153 septets, 70 or 67 UTF-16 units.
        case international
        /// Mainland billing: each character counts one, up to 70 are one segment, more are
        /// segments of 67, plain ASCII too.
        case mainland
    }

    /// The most characters that mainland providers take in one SMS, signature included
    /// (facts: Aliyun, Tencent, Huawei, Qiniu).
    package static let mainlandUnitsMax = 500

    /// The length of a whole text, with signature and opt-out words, as it leaves.
    package static func measure(_ text: String, rule: Rule) -> SMSLength {
        switch rule {
        case .mainland:
            let units = units(of: text)
            return SMSLength(
                encoding: .ucs2,
                units: units,
                segments: mainlandSegments(units: units)
            )
        case .international:
            let parts = SMSParts(text)
            return SMSLength(
                encoding: parts.encoding,
                units: parts.units,
                segments: parts.texts.count
            )
        }
    }

    /// In UTF-16; counted in UTF-8, for a `String` would make itself a table of places first.
    private static func units(of text: String) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var units = 0
            var index = 0
            // Eight at a time: the lowest bit of each byte is what it counts, and multiplying adds
            // them up in the highest byte.
            let ones: UInt64 = 0x0101_0101_0101_0101
            while index + 8 <= raw.count {
                let eight = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let following = eight >> 7 & ~(eight >> 6) & ones
                let long = eight >> 7 & eight >> 6 & eight >> 5 & eight >> 4 & ones
                units &+= 8 &+ Int((long &* ones) >> 56) &- Int((following &* ones) >> 56)
                index &+= 8
            }
            for byte in bytes[index...] {
                // The first byte of a scalar counts, that of a long one twice.
                units &+= byte & 0xC0 != 0x80 ? 1 : 0
                units &+= byte >= 0xF0 ? 1 : 0
            }
            return units
        }
    }

    /// The segments of a whole text; an empty one takes one.
    package static func segments(of text: String, rule: Rule) -> Int {
        measure(text, rule: rule).segments
    }

    /// Segments on a mainland bill for so many UTF-16 units.
    package static func mainlandSegments(units: Int) -> Int {
        units <= 70 ? 1 : (units + 66) / 67
    }
}
