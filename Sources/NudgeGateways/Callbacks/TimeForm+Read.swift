internal import NudgeCore

extension TimeForm.Style {
    /// `nil` when the text is not written so, or names a day that does not exist.
    func instant(_ text: String) -> Instant? {
        switch self {
        case .rfc3339: return Instant(parsing: text)
        case .seconds: return number(text).map { Instant(seconds: $0) }
        case .milliseconds: return number(text).map { Instant(milliseconds: $0) }
        case .local(let zone): return local(text, zone)
        }
    }

    /// Whole digits of this age, a fraction dropped.
    private func number(_ text: String) -> Int64? {
        let whole = text.prefix { $0 != "." }
        guard (1...14).contains(whole.utf8.count), whole.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(whole)
    }

    /// The digits of `2026-11-20 16:00:00`, `20261120160000` or `2611201600`.
    private func local(_ text: String, _ zone: ZoneRules) -> Instant? {
        let allowed = " -:/T".utf8
        let clock = text.prefix { $0 != "." }
        guard clock.utf8.allSatisfy({ (48...57).contains($0) || allowed.contains($0) }) else {
            return nil
        }
        var digits = clock.utf8.filter { (48...57).contains($0) }.map { Int($0) - 48 }
        // Carriers write two digits of the year, and no seconds.
        if digits.count == 10 { digits = [2, 0] + digits + [0, 0] }
        if digits.count == 12 { digits += [0, 0] }
        guard digits.count == 14 else { return nil }
        func value(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard let date = CivilDate(year: value(0..<4), month: value(4..<6), day: value(6..<8)),
            value(8..<10) < 24, value(10..<12) < 60, value(12..<14) <= 60
        else { return nil }
        let minute = zone.instant(of: date, minute: value(8..<10) * 60 + value(10..<12))
        return minute + .seconds(value(12..<14))
    }
}
