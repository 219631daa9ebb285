/// Masks phone numbers and mail addresses in a text, so that a log never holds a full one.
///
/// It errs on the safe side: an eleven-digit amount that begins like a mobile number is masked too.
/// What is left of an address is enough to tell two customers apart when reading, not to call them.
///
/// | found | becomes |
/// | --- | --- |
/// | `13800138000`, `138-0013-8000`, `１３８００１３８０００` | `138****8000` |
/// | `+8613800138000`, `86 138 0013 8000`, `008613800138000` | `+86138****8000` |
/// | any other `+` and 8 to 15 digits (E.164) | `+44****56` |
/// | `zhang.san@example.com` | `z***@example.com` |
package enum Redactor {
    /// The text with every phone number and mail address masked; the same text if there is none.
    package static func redact(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard mayHoldAddress(bytes) else { return text }
        let withoutMails = maskMails(bytes)
        return String(decoding: maskPhones(withoutMails), as: UTF8.self)
    }

    /// Whether there is an at sign, or digits enough for the shortest number.
    private static func mayHoldAddress(_ bytes: [UInt8]) -> Bool {
        var digits = 0
        for byte in bytes {
            if byte == UInt8(ascii: "@") { return true }
            // The last byte of a full-width digit is counted by its lead byte.
            if isDigit(byte) || byte == 0xEF { digits += 1 }
        }
        return digits >= PhoneShape.digitsMin
    }

    // MARK: Mail addresses

    private static func maskMails(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "@")) else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        // Where the word that is being copied began in `output`.
        var wordStart = 0
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == UInt8(ascii: "@"), output.count > wordStart, isDomainByte(next) {
                let keep = scalarLength(output[wordStart])
                output.removeSubrange(min(wordStart + keep, output.count)...)
                output += Array("***@".utf8)
                wordStart = output.count
                continue
            }
            output.append(byte)
            if !isLocalByte(byte) { wordStart = output.count }
        }
        return output
    }

    private static func isLocalByte(_ byte: UInt8) -> Bool {
        isDomainByte(byte) || "!#$%&'*+/?^_`{|}~.-".utf8.contains(byte)
    }

    private static func isDomainByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
            true
        default: false
        }
    }

    private static func scalarLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0xC0...: 2
        default: 1
        }
    }

    // MARK: Phone numbers

    private static func maskPhones(_ bytes: [UInt8]) -> [UInt8] {
        let groups = digitGroups(bytes)
        guard !groups.isEmpty else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var copied = 0
        var index = 0
        while index < groups.count {
            guard let found = phone(in: groups, from: index) else {
                index += 1
                continue
            }
            output += bytes[copied..<groups[index].start]
            output += Array(found.mask.utf8)
            copied = groups[found.last].end
            index = found.last + 1
        }
        output += bytes[copied...]
        return output
    }

    /// A run of digits, ASCII or full-width.
    private struct Group {
        /// Of the first byte; of the `+` when there is one.
        var start: Int
        var end: Int
        var digits: [UInt8]
        var hasPlus: Bool
        /// True when one blank or dash separates it from the group before.
        var isJoined: Bool
    }

    private static func digitGroups(_ bytes: [UInt8]) -> [Group] {
        var groups: [Group] = []
        var index = 0
        while index < bytes.count {
            guard let first = digit(bytes, at: index) else {
                index += 1
                continue
            }
            let plus = index > 0 && bytes[index - 1] == UInt8(ascii: "+")
            let start = plus ? index - 1 : index
            var group = Group(start: start, end: index, digits: [], hasPlus: plus, isJoined: false)
            var current: (value: UInt8, length: Int)? = first
            while let found = current {
                group.digits.append(found.value)
                group.end += found.length
                current = digit(bytes, at: group.end)
            }
            if let last = groups.last, !plus, start == last.end + 1 {
                group.isJoined = bytes[last.end] == 0x20 || bytes[last.end] == UInt8(ascii: "-")
            }
            index = group.end
            groups.append(group)
        }
        return groups
    }

    /// The mask for the number that begins with group `first`, and the last group that it takes.
    private static func phone(in groups: [Group], from first: Int) -> (mask: String, last: Int)? {
        var digits: [UInt8] = []
        var foreign: (mask: String, last: Int)?
        let end = min(groups.count, first + PhoneShape.groupsMax)
        for last in first..<end {
            guard last == first || groups[last].isJoined else { break }
            digits += groups[last].digits
            if let mask = PhoneShape.mainlandMask(digits, hasPlus: groups[first].hasPlus) {
                return (mask, last)
            }
            if groups[first].hasPlus, let mask = PhoneShape.foreignMask(digits) {
                foreign = (mask, last)
            }
        }
        return foreign
    }

    private static func digit(_ bytes: [UInt8], at index: Int) -> (value: UInt8, length: Int)? {
        guard index < bytes.count else { return nil }
        if isDigit(bytes[index]) { return (bytes[index] - UInt8(ascii: "0"), 1) }
        // U+FF10...U+FF19, full-width digits: EF BC 90 ... EF BC 99.
        guard index + 2 < bytes.count, bytes[index] == 0xEF, bytes[index + 1] == 0xBC,
            (0x90...0x99).contains(bytes[index + 2])
        else { return nil }
        return (bytes[index + 2] - 0x90, 3)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
