package import NudgeCore

/// Conditions on dates, as spans and blackouts ask them.
extension YAMLValue {
    /// A range of dates ends within so many days: a longer one is a slip, or a rule of its own.
    private static let rangeDaysMax = 366 * 3

    /// `2026-11-24`.
    package func date() -> CivilDate? {
        guard let text = text() else { return nil }
        return date(text)
    }

    /// One date, or `2026-02-10..2026-02-24`, both ends included.
    package func dateRange() -> ClosedRange<CivilDate>? {
        guard let text = text() else { return nil }
        guard let (from, to) = YAMLValue.ends(of: text) else {
            return date(text).map { $0...$0 }
        }
        guard !from.isEmpty, !to.isEmpty else {
            fail(
                "'\(text)' never \(to.isEmpty ? "ends" : "begins")",
                hint: "write both ends, such as 2026-02-10..2026-02-24; "
                    + "what holds for good is a cap with most: 0"
            )
            return nil
        }
        guard let first = date(from), let last = date(to) else { return nil }
        guard first <= last else {
            fail("'\(text)' ends before it begins", hint: "write \(last)..\(first)")
            return nil
        }
        guard last - first < YAMLValue.rangeDaysMax else {
            fail(
                "'\(text)' lasts \(last - first + 1) days",
                hint: "a range has at most \(YAMLValue.rangeDaysMax) days"
            )
            return nil
        }
        return first...last
    }

    /// A list of dates and ranges of dates; one alone may stand for a list.
    package func dateRanges() -> [ClosedRange<CivilDate>]? {
        if isScalar { return dateRange().map { [$0] } }
        guard let elements = list() else { return nil }
        if elements.isEmpty { fail("'\(name)' is empty", hint: "leave it out, or name some") }
        let ranges = elements.compactMap { $0.dateRange() }
        return ranges.count == elements.count ? ranges : nil
    }

    /// `06-01..08-31`: month and day, both ends included; may cross the year's end.
    package func season() -> Season? {
        guard let text = text() else { return nil }
        guard let (from, to) = YAMLValue.ends(of: text), let first = monthDay(from),
            let last = monthDay(to)
        else {
            if YAMLValue.ends(of: text) == nil {
                fail(
                    "'\(text)' is not a season such as \"06-01..08-31\"",
                    hint: "write the month and the day of both ends"
                )
            }
            return nil
        }
        let season = Season(from: first, to: last)
        guard !season.isWholeYear else {
            fail("'\(text)' is the whole year", hint: "leave 'season' out")
            return nil
        }
        return season
    }

    private static func ends(of text: String) -> (from: String, to: String)? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        return (
            String(text[..<dots.lowerBound].trimmed), String(text[dots.upperBound...].trimmed)
        )
    }

    private func date(_ text: String) -> CivilDate? {
        if let date = CivilDate(parsing: text) { return date }
        fail(
            YAMLValue.isDateShaped(text, parts: [4, 2, 2])
                ? "there is no day '\(text)'" : "'\(text)' is not a day such as 2026-02-10",
            hint: YAMLValue.isDateShaped(text, parts: [4, 2, 2])
                ? "look at the month's length" : "write year, month and day"
        )
        return nil
    }

    private func monthDay(_ text: String) -> MonthDay? {
        if let day = MonthDay(parsing: text) { return day }
        let isShaped = YAMLValue.isDateShaped(text, parts: [2, 2])
        fail(
            isShaped ? "no year has a day '\(text)'" : "'\(text)' is not a day such as 06-01",
            hint: isShaped ? "look at the month's length" : "write month and day"
        )
        return nil
    }

    /// Digits in groups of these lengths, with dashes between.
    private static func isDateShaped(_ text: String, parts: [Int]) -> Bool {
        let found = text.split(separator: "-", omittingEmptySubsequences: false)
        return found.map(\.utf8.count) == parts
            && found.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    /// `mon-fri`, or a list of days.
    package func weekdays() -> Set<Weekday>? {
        guard isScalar else { return words(of: Weekday.allCases, named: \.name).map(Set.init) }
        return parsed("a range of weekdays such as mon-fri, or a list of them") { text in
            let ends = text.split(separator: "-").map { Weekday(name: String($0.trimmed)) }
            guard ends.count == 2, let first = ends[0], let last = ends[1],
                first.rawValue <= last.rawValue
            else { return nil }
            return Set(
                Weekday.allCases.filter {
                    first.rawValue <= $0.rawValue && $0.rawValue <= last.rawValue
                }
            )
        }
    }
}
