/// Numbers that identify a person and have no place in a message: identity card, bank card and
/// mobile numbers (category L13; facts: PIPL articles 6 and 28).
enum SensitiveNumbers {
    private struct Group {
        var digits: [UInt8]
        var offset: Int
        /// Whether just one blank or hyphen lies between the group before and this one.
        var isJoined: Bool
        /// Whether an `X` follows, the eleventh check digit of identity numbers.
        var endsInX = false
    }

    static func hits(in text: String) -> [LintHit] {
        let groups = groups(in: text)
        var hits: [LintHit] = []
        for index in groups.indices {
            let found =
                kind(of: groups[index].digits, endsInX: groups[index].endsInX)
                ?? kind(ofGroupsFrom: index, groups)
            guard let found else { continue }
            hits.append(LintHit(phrase: found, category: "L13", offset: groups[index].offset))
        }
        return hits
    }

    private static func kind(of digits: [UInt8], endsInX: Bool) -> String? {
        if digits.count + (endsInX ? 1 : 0) == 18, hasBirthday(digits) { return "identity number" }
        if endsInX { return nil }
        if isMobile(digits[...]) { return "mobile number" }
        if (13...19).contains(digits.count) {
            if digits.starts(with: [8, 6]), isMobile(digits.dropFirst(2)) {
                return "mobile number"
            }
            if isLuhn(digits) { return "card number" }
        }
        return nil
    }

    /// Numbers written in the groups that people use: cards by four, mobiles 3-4-4, identity
    /// numbers 6-8-4.
    private static func kind(ofGroupsFrom first: Int, _ groups: [Group]) -> String? {
        for shape in [[4, 4, 4, 4, 3], [4, 4, 4, 4], [3, 4, 4], [6, 8, 4], [6, 8, 3]] {
            guard first + shape.count <= groups.count else { continue }
            let run = groups[first..<first + shape.count]
            guard run.map(\.digits.count) == shape, run.dropFirst().allSatisfy(\.isJoined) else {
                continue
            }
            let digits = run.flatMap(\.digits)
            if let found = kind(of: digits, endsInX: run.last?.endsInX ?? false) { return found }
        }
        return nil
    }

    private static func groups(in text: String) -> [Group] {
        var groups: [Group] = []
        var lastDigit = -2
        var hasSingleSeparator = false
        var offset = 0
        for original in text.unicodeScalars {
            let scalar = FoldedText.fold(original)
            if ("0"..."9").contains(scalar) {
                let digit = UInt8(scalar.value - 48)
                if offset == lastDigit + 1, !groups.isEmpty {
                    groups[groups.count - 1].digits.append(digit)
                } else {
                    let isJoined = hasSingleSeparator && offset == lastDigit + 2
                    groups.append(Group(digits: [digit], offset: offset, isJoined: isJoined))
                }
                lastDigit = offset
            } else if scalar == "x" && offset == lastDigit + 1 && !groups.isEmpty {
                groups[groups.count - 1].endsInX = true
            } else if offset == lastDigit + 1 {
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
    private static func hasBirthday(_ digits: [UInt8]) -> Bool {
        let number = { (range: Range<Int>) in digits[range].reduce(0) { $0 * 10 + Int($1) } }
        let year = number(6..<10)
        return (1900...2099).contains(year)
            && CivilDate(year: year, month: number(10..<12), day: number(12..<14)) != nil
    }

    /// The check of card numbers: ISO/IEC 7812-1, annex B.
    static func isLuhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = place % 2 == 0 ? Int(digit) : Int(digit) * 2
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }
}

/// Signs that mainland SMS providers refuse in a body (category L14; facts: Tencent, Huawei,
/// Qiniu template rules), and characters that nobody sees.
enum ProviderSigns {
    static func hits(in text: String) -> [LintHit] {
        var hits: [LintHit] = []
        for (offset, scalar) in text.unicodeScalars.enumerated() {
            switch scalar {
            case "【", "】", "¥", "￥", "★", "※", "&", "√", "→", "●", "☞", "✓", "^":
                hits.append(LintHit(phrase: String(scalar), category: "L14", offset: offset))
            case "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}", "\u{0}"..."\u{9}",
                "\u{B}"..."\u{1F}", "\u{7F}":
                hits.append(
                    LintHit(phrase: "invisible character", category: "L14", offset: offset)
                )
            default: break
            }
        }
        return hits
    }
}

/// Words that must not show on a locked screen or in a list of mails (category L19): they block in
/// a push title, and warn in a subject.
enum SubjectWords {
    private static let words: [[Unicode.Scalar]] = ["逾期", "催收", "欠款"].map {
        Array($0.unicodeScalars)
    }

    static func hits(in text: FoldedText, channel: Channel) -> [LintHit] {
        text.items.indices.flatMap { index in
            words.filter { FoldedSearch.matches([$0], text.items, at: index, gapMax: 0) }.map {
                LintHit(
                    phrase: String(String.UnicodeScalarView($0)),
                    category: "L19",
                    offset: text.items[index].offset,
                    severity: channel == .push ? .block : .warn
                )
            }
        }
    }
}
