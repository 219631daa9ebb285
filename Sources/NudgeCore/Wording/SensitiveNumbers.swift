/// Numbers that identify a person and have no place in a message: identity card, bank card and
/// mobile numbers (category L13; facts: PIPL articles 6 and 28).
enum SensitiveNumbers {
    /// Digits in a row; those of all groups lie in one array, so that a run of groups is one slice.
    private struct Group {
        var start: Int
        var end: Int
        /// In scalars of the text.
        var offset: Int
        /// Whether just one blank or hyphen lies between the group before and this one.
        var isJoined: Bool
        /// Whether an `X` follows, the eleventh check digit of identity numbers.
        var endsInX = false

        var count: Int { end - start }
    }

    /// How people write numbers in groups: cards by four, mobiles 3-4-4, identity numbers 6-8-4.
    private static let shapes = [
        [4, 4, 4, 4, 3], [4, 4, 4, 4], [3, 4, 4], [6, 8, 4], [6, 8, 3],
    ]

    /// The shortest of them.
    private static let digitsMin = 11

    /// Is told a text scalar by scalar, and says whether so many digits stand together that one of
    /// these numbers may be among them.
    ///
    /// Together: in one group, or in several that just one blank or hyphen parts.
    struct Watch {
        private var digits = 0
        /// Scalars since the last digit.
        private var gap = 2
        private var isSeparated = false

        /// Takes a digit; says whether there are still too few.
        @inline(__always)
        mutating func allowsDigit() -> Bool {
            let goesOn = gap == 0 || gap == 1 && isSeparated
            digits = goesOn ? digits &+ 1 : 1
            gap = 0
            return digits < digitsMin
        }

        /// Takes any other scalar, folded.
        @inline(__always)
        mutating func pass(over scalar: UInt32) {
            gap &+= 1
            isSeparated = scalar == 0x20 || scalar == 0x2D
        }
    }

    static func hits(in scalars: [Unicode.Scalar]) -> [LintHit] {
        var count = 0
        // Also full-width ones.
        for scalar in scalars where scalar.value &- 0x30 < 10 || scalar.value &- 0xFF10 < 10 {
            count += 1
        }
        guard count >= digitsMin else { return [] }
        var digits: [UInt8] = []
        let groups = groups(in: scalars, digits: &digits)
        var hits: [LintHit] = []
        for (index, group) in groups.enumerated() {
            let found =
                kind(of: digits[group.start..<group.end], endsInX: group.endsInX)
                ?? kind(ofGroupsFrom: index, groups, digits)
            guard let found else { continue }
            hits.append(LintHit(phrase: found, category: "L13", offset: group.offset))
        }
        return hits
    }

    private static func kind(of digits: ArraySlice<UInt8>, endsInX: Bool) -> String? {
        guard digits.count >= digitsMin else { return nil }
        if digits.count + (endsInX ? 1 : 0) == 18, hasBirthday(digits) { return "identity number" }
        if endsInX { return nil }
        if isMobile(digits) { return "mobile number" }
        guard (13...19).contains(digits.count) else { return nil }
        if digits.starts(with: [8, 6]), isMobile(digits.dropFirst(2)) { return "mobile number" }
        return isLuhn(digits) ? "card number" : nil
    }

    private static func kind(
        ofGroupsFrom first: Int,
        _ groups: [Group],
        _ digits: [UInt8]
    ) -> String? {
        guard first + 1 < groups.count, groups[first + 1].isJoined else { return nil }
        for shape in shapes where first + shape.count <= groups.count {
            let fits = shape.indices.allSatisfy {
                groups[first + $0].count == shape[$0] && ($0 == 0 || groups[first + $0].isJoined)
            }
            guard fits else { continue }
            let last = groups[first + shape.count - 1]
            let run = digits[groups[first].start..<last.end]
            if let found = kind(of: run, endsInX: last.endsInX) { return found }
        }
        return nil
    }

    private static func groups(
        in scalars: [Unicode.Scalar],
        digits: inout [UInt8]
    ) -> [Group] {
        var groups: [Group] = []
        var lastDigit = -2
        var hasSingleSeparator = false
        var offset = 0
        for original in scalars {
            let scalar = FoldedText.fold(original)
            if ("0"..."9").contains(scalar) {
                if offset != lastDigit + 1 {
                    let isJoined = hasSingleSeparator && offset == lastDigit + 2
                    let start = digits.count
                    groups.append(
                        Group(start: start, end: start, offset: offset, isJoined: isJoined)
                    )
                }
                digits.append(UInt8(scalar.value - 48))
                groups[groups.count - 1].end = digits.count
                lastDigit = offset
            } else if offset == lastDigit + 1 {
                groups[groups.count - 1].endsInX = scalar == "x"
                hasSingleSeparator = scalar == " " || scalar == "-"
            }
            offset += 1
        }
        return groups
    }

    /// Any 1[3-9] number of eleven digits: better one too many than one too few.
    private static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 11 && digits.first == 1 && digits[digits.startIndex + 1] >= 3
    }

    /// Whether digits 7 to 14 are a day in 1900 to 2099, as in every identity number.
    private static func hasBirthday(_ digits: ArraySlice<UInt8>) -> Bool {
        let start = digits.startIndex
        let number = { (range: Range<Int>) in
            digits[start + range.lowerBound..<start + range.upperBound]
                .reduce(0) { $0 * 10 + Int($1) }
        }
        let year = number(6..<10)
        return (1900...2099).contains(year)
            && CivilDate(year: year, month: number(10..<12), day: number(12..<14)) != nil
    }

    /// The check of card numbers: ISO/IEC 7812-1, annex B.
    static func isLuhn(_ digits: ArraySlice<UInt8>) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = place % 2 == 0 ? Int(digit) : Int(digit) * 2
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }
}
