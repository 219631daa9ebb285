/// A mobile number in E.164, checked against the numbering plan of its region.
///
/// Only mobile numbers pass, since they alone take an SMS. The patterns are those of libphonenumber
/// 9.0.43; the popular `1[3-9]` followed by nine digits lets 140, 154, 164, 174 and others pass,
/// which no carrier has.
package struct PhoneNumber: Hashable, Sendable {
    package var region: PhoneRegion
    /// Plus sign, country code, national number: `+8613800001234`.
    package var e164: String

    /// Reads a number as people and systems write it.
    ///
    /// Takes `+86`, `0086`, `86` or no country code, a trunk `0`, blanks, dashes, dots, brackets
    /// and full-width characters. A number without a country code is of `region`; one that does
    /// not fit there but begins with another region's code and fits that one is taken as such.
    package init(parsing text: some StringProtocol, region: PhoneRegion) throws(Fault) {
        let bytes = Array(text.utf8)
        try self.init(parsing: bytes.span, region: region)
    }

    /// The same, from UTF-8.
    package init(parsing utf8: Span<UInt8>, region: PhoneRegion) throws(Fault) {
        var digits = try PhoneDigits(utf8)
        guard digits.count > 0 else { throw .notANumber }
        if digits.isInternational {
            guard let named = digits.takeCountryCode() else { throw .unknownCountryCode }
            self = try PhoneNumber(national: digits, region: named)
            return
        }
        do {
            self = try PhoneNumber(national: digits, region: region)
        } catch {
            // Bare digits that begin with a country code: `86138…`, `8525…`.
            guard let named = digits.takeCountryCode(),
                let number = try? PhoneNumber(national: digits, region: named)
            else { throw error }
            self = number
        }
    }

    private init(national: PhoneDigits, region: PhoneRegion) throws(Fault) {
        var digits = national
        if region.hasTrunkZero && digits.count == region.mobileLength + 1 && digits[0] == 0 {
            var withoutTrunk = digits
            withoutTrunk.removeFirst(1)
            if region.isMobile(withoutTrunk) { digits = withoutTrunk }
        }
        guard region.isMobile(digits) else { throw region.fault(of: digits) }
        self.region = region
        e164 = digits.text(after: region.countryCode)
    }

    /// Why a text is not the number of a mobile phone.
    ///
    /// Never holds the number itself.
    package enum Fault: Error, Hashable, CustomStringConvertible {
        /// Holds something that is no digit and no separator.
        case notANumber
        case unknownCountryCode
        case wrongLength(PhoneRegion, expected: Int, found: Int)
        case landline(PhoneRegion)
        /// The right length, but a prefix that no carrier has.
        case unassigned(PhoneRegion)

        package var description: String {
            switch self {
            case .notANumber: "is not a telephone number"
            case .unknownCountryCode:
                "has a country code that is none of +86, +852, +853, +886, +65"
            case .wrongLength(let region, let expected, let found):
                "has \(found) digits; a mobile number of \(region.code) has \(expected)"
            case .landline(let region):
                "is a landline or service number of \(region.code): it takes no SMS"
            case .unassigned(let region):
                "begins with digits that no mobile network of \(region.code) has"
            }
        }
    }
}

/// A region whose mobile numbering plan is known.
package enum PhoneRegion: UInt8, CaseIterable, Sendable {
    case mainland
    case hongKong
    case macao
    case taiwan
    case singapore

    /// The ISO 3166 code, as mapping files write it.
    package var code: String {
        switch self {
        case .mainland: "CN"
        case .hongKong: "HK"
        case .macao: "MO"
        case .taiwan: "TW"
        case .singapore: "SG"
        }
    }

    package init?(code: String) {
        guard let match = PhoneRegion.allCases.first(where: { $0.code == code }) else { return nil }
        self = match
    }

    package var countryCode: StaticString {
        switch self {
        case .mainland: "86"
        case .hongKong: "852"
        case .macao: "853"
        case .taiwan: "886"
        case .singapore: "65"
        }
    }

    /// PhoneDigits of a national mobile number.
    fileprivate var mobileLength: Int {
        switch self {
        case .mainland: 11
        case .taiwan: 9
        case .hongKong, .macao, .singapore: 8
        }
    }

    /// Whether a `0` may stand before a national number.
    fileprivate var hasTrunkZero: Bool { self == .mainland || self == .taiwan }

    fileprivate func isMobile(_ digits: PhoneDigits) -> Bool {
        guard digits.count == mobileLength else { return false }
        switch self {
        case .mainland: return isMainlandMobile(digits)
        case .hongKong:
            // 4 to 7 and 9 are mobile, of 8 only 84; 999 is the emergency number.
            switch digits[0] {
            case 4, 5, 6, 7: return true
            case 8: return digits[1] == 4
            case 9: return !(digits[1] == 9 && digits[2] == 9)
            default: return false
            }
        case .macao: return digits[0] == 6
        case .taiwan: return digits[0] == 9 && digits[1] <= 8
        case .singapore:
            return digits[0] == 8 && (digits[1] > 0 || digits[2] > 0)
                || digits[0] == 9 && digits[1] <= 8
        }
    }

    /// 1(?:610\d|740[0-5])\d{6} or
    /// 1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8}.
    private func isMainlandMobile(_ digits: PhoneDigits) -> Bool {
        guard digits[0] == 1 else { return false }
        let third = digits[2]
        switch digits[1] {
        case 3, 8: return true
        case 4: return third == 5 || third == 7
        case 5, 9: return third != 4
        case 6:
            return third == 2 || (5...7).contains(third) || third == 1 && digits[3] == 0
        case 7:
            if third == 4 { return digits[3] == 0 && digits[4] <= 5 }
            return third <= 3 || (5...8).contains(third)
        default: return false
        }
    }

    fileprivate func fault(of digits: PhoneDigits) -> PhoneNumber.Fault {
        if isLandline(digits) { return .landline(self) }
        guard digits.count == mobileLength else {
            return .wrongLength(self, expected: mobileLength, found: digits.count)
        }
        return .unassigned(self)
    }

    private func isLandline(_ digits: PhoneDigits) -> Bool {
        let first = digits[0]
        switch self {
        case .mainland:
            // With an area code 10 to 12 digits, without it 7 or 8; 400, 800 and 95xxx services.
            if first == 0 {
                let isAreaCode = digits[1] > 1 || digits[1] == 1 && digits[2] == 0
                return isAreaCode && (10...12).contains(digits.count)
            }
            // An area code that lost its zero, as after +86.
            if (9...11).contains(digits.count) { return first != 1 || digits[1] == 0 }
            return (7...8).contains(digits.count) && (2...8).contains(first)
                || digits.count == 5 && first == 9 && digits[1] == 5
        case .hongKong: return digits.count == 8 && (first == 2 || first == 3)
        case .macao: return digits.count == 8 && (first == 2 || first == 8)
        case .taiwan:
            return (8...10).contains(digits.count) && (first == 0 ? digits[1] != 9 : first != 9)
        case .singapore: return digits.count == 8 && first == 6
        }
    }
}

/// The digits of a number, at most fifteen (E.164) and an international prefix.
private struct PhoneDigits {
    /// Fifteen digits by E.164, and `00` before them.
    private static let countMax = 17

    private(set) var count = 0
    /// True after a plus or `00`.
    private(set) var isInternational = false
    /// The digits, four bits each, the first one lowest.
    private var packed: (UInt64, UInt64) = (0, 0)

    init(_ utf8: Span<UInt8>) throws(PhoneNumber.Fault) {
        var index = 0
        while index < utf8.count {
            let (character, length) = PhoneDigits.folded(utf8, at: index)
            index += length
            switch character {
            case 48...57:
                guard count < PhoneDigits.countMax else { throw .notANumber }
                append(character - 48)
            case UInt8(ascii: "+"):
                guard count == 0 && !isInternational else { throw .notANumber }
                isInternational = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("),
                UInt8(ascii: ")"), 9:
                continue
            default: throw .notANumber
            }
        }
        if !isInternational && count > 2 && self[0] == 0 && self[1] == 0 {
            removeFirst(2)
            isInternational = true
        }
    }

    subscript(index: Int) -> UInt8 {
        guard index < count else { return 0 }
        let half = index < 16 ? packed.0 : packed.1
        return UInt8(truncatingIfNeeded: half >> UInt64((index & 15) * 4)) & 15
    }

    /// Plus sign, country code, digits; made in one piece, since each row of a file has one.
    func text(after countryCode: StaticString) -> String {
        let codeCount = countryCode.utf8CodeUnitCount
        return String(unsafeUninitializedCapacity: 1 + codeCount + count) { text in
            text[0] = UInt8(ascii: "+")
            for index in 0..<codeCount { text[1 + index] = countryCode.utf8Start[index] }
            for index in 0..<count { text[1 + codeCount + index] = 48 + self[index] }
            return 1 + codeCount + count
        }
    }

    /// Removes the country code of a known region.
    mutating func takeCountryCode() -> PhoneRegion? {
        for region in PhoneRegion.allCases {
            let code = region.countryCode
            guard count > code.utf8CodeUnitCount,
                (0..<code.utf8CodeUnitCount).allSatisfy({ code.utf8Start[$0] - 48 == self[$0] })
            else { continue }
            removeFirst(code.utf8CodeUnitCount)
            return region
        }
        return nil
    }

    mutating func removeFirst(_ digits: Int) {
        for index in 0..<count - digits { set(self[index + digits], at: index) }
        count -= digits
    }

    private mutating func append(_ digit: UInt8) {
        count += 1
        set(digit, at: count - 1)
    }

    private mutating func set(_ digit: UInt8, at index: Int) {
        let shift = UInt64((index & 15) * 4)
        let mask = ~(UInt64(15) << shift)
        if index < 16 {
            packed.0 = packed.0 & mask | UInt64(digit) << shift
        } else {
            packed.1 = packed.1 & mask | UInt64(digit) << shift
        }
    }

    /// The ASCII form of the character at `index`, and its bytes; 0 for one that has no such form.
    ///
    /// Full-width forms (U+FF01…U+FF5E), the no-break blank, the ideographic blank and the dashes
    /// U+2010…U+2015 are what typing in Chinese leaves behind.
    private static func folded(_ utf8: Span<UInt8>, at index: Int) -> (UInt8, Int) {
        let first = utf8[index]
        if first < 0x80 { return (first, 1) }
        if first == 0xC2, index + 1 < utf8.count, utf8[index + 1] == 0xA0 { return (32, 2) }
        guard index + 2 < utf8.count else { return (0, 1) }
        let scalar =
            UInt32(first & 15) << 12 | UInt32(utf8[index + 1] & 63) << 6
            | UInt32(utf8[index + 2] & 63)
        guard first & 0xF0 == 0xE0 else { return (0, 1) }
        switch scalar {
        case 0xFF01...0xFF5E: return (UInt8(scalar - 0xFEE0), 3)
        case 0x3000: return (32, 3)
        case 0x2010...0x2015: return (UInt8(ascii: "-"), 3)
        default: return (0, 3)
        }
    }
}
