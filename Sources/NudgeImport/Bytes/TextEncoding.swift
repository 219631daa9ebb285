/// How a file writes characters as bytes.
package enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    /// The mainland's standard; also reads files that call themselves GBK, GB2312 or CP936.
    case gb18030
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"

    /// Reads the name in a mapping file, in any case; `GBK`, `GB2312` and `CP936` are GB18030.
    package init?(name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "gb18030", "gbk", "gb2312", "cp936": self = .gb18030
        case "utf-16le": self = .utf16LittleEndian
        case "utf-16be": self = .utf16BigEndian
        default: return nil
        }
    }

    /// The name that iconv knows.
    var iconvName: String { rawValue.uppercased() }

    /// How much text detection looks at, from the first byte on that is not ASCII.
    static let sampleSize = 64 * 1024

    /// The encoding of a sample that begins with its first byte outside ASCII.
    ///
    /// A byte-order mark decides. Else the sample is read as UTF-8 and as GB18030; the reading with
    /// fewer faults wins, UTF-8 where they are equal: real GB18030 text is never valid UTF-8 for
    /// long. A character cut off by the end of a sample that goes on is no fault.
    static func detect(_ sample: Span<UInt8>, isFileStart: Bool, isComplete: Bool) -> TextEncoding {
        if isFileStart && sample.count >= 2 {
            if sample[0] == 0xFF && sample[1] == 0xFE { return .utf16LittleEndian }
            if sample[0] == 0xFE && sample[1] == 0xFF { return .utf16BigEndian }
        }
        let utf8 = faults(in: sample, isComplete: isComplete, length: utf8Length)
        if utf8 == 0 { return .utf8 }
        let gb18030 = faults(in: sample, isComplete: isComplete, length: gb18030Length)
        return gb18030 < utf8 ? .gb18030 : .utf8
    }

    private static func faults(
        in sample: Span<UInt8>,
        isComplete: Bool,
        length: (Span<UInt8>, Int) -> Int
    ) -> Int {
        var faults = 0
        var index = 0
        while index < sample.count {
            let taken = length(sample, index)
            if taken == cutOff {
                return isComplete ? faults + 1 : faults
            }
            if taken == 0 { faults += 1 }
            index += max(taken, 1)
        }
        return faults
    }

    /// What the two functions below return when the sample ends inside a character.
    private static let cutOff = -1

    private static func utf8Length(_ sample: Span<UInt8>, at index: Int) -> Int {
        let first = sample[index]
        let length: Int
        switch first {
        case ..<0x80: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return 0
        }
        for offset in 1..<length {
            guard index + offset < sample.count else { return cutOff }
            let byte = sample[index + offset]
            guard byte & 0xC0 == 0x80 else { return 0 }
            guard offset == 1 else { continue }
            // Overlong forms, surrogates, and what lies beyond U+10FFFF.
            if first == 0xE0 && byte < 0xA0 || first == 0xED && byte > 0x9F { return 0 }
            if first == 0xF0 && byte < 0x90 || first == 0xF4 && byte > 0x8F { return 0 }
        }
        return length
    }

    /// Two bytes 81–FE, 40–7E or 80–FE; or four: 81–FE, 30–39, 81–FE, 30–39.
    private static func gb18030Length(_ sample: Span<UInt8>, at index: Int) -> Int {
        let first = sample[index]
        if first < 0x80 { return 1 }
        guard (0x81...0xFE).contains(first) else { return 0 }
        guard index + 1 < sample.count else { return cutOff }
        let second = sample[index + 1]
        if (0x40...0xFE).contains(second) && second != 0x7F { return 2 }
        guard (0x30...0x39).contains(second) else { return 0 }
        guard index + 3 < sample.count else { return cutOff }
        return (0x81...0xFE).contains(sample[index + 2])
            && (0x30...0x39).contains(sample[index + 3]) ? 4 : 0
    }
}
