package import NudgeCore

/// Reads `Config/calendars/NAME.csv`: a head `date,kind,name`, then a day a line.
///
/// `holiday` is a day off that is not, or not only, a weekend; `workday` a weekend day that is
/// worked. All other days are what their weekday says.
package enum CalendarReader {
    static let head = "date,kind,name"

    package static func read(text: String, problems: ConfigProblemList) -> BusinessCalendar? {
        guard let days = days(text: text, problems: problems) else { return nil }
        return calendar(days, problems: problems)
    }

    /// The lines of the file as they stand; `nil` when one cannot be read.
    static func days(text: String, problems: ConfigProblemList) -> [CalendarDay]? {
        var seen: Set<CivilDate> = []
        var days: [CalendarDay] = []
        var lines = Lines(text)
        guard let first = lines.next(), first.text == head else {
            problems.add(
                ConfigProblem(
                    file: problems.file,
                    line: 1,
                    column: 1,
                    message: "a calendar begins with the line '\(head)'"
                )
            )
            return nil
        }
        while let (number, line) = lines.next() {
            guard !line.isEmpty else { continue }
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            func fail(_ field: Int, _ message: String, hint: String = "") {
                // One for the comma after each field.
                let column = fields.prefix(field).reduce(1) { $0 + $1.unicodeScalars.count + 1 }
                problems.add(
                    ConfigProblem(
                        file: problems.file,
                        line: number,
                        column: column,
                        message: message,
                        hint: hint
                    )
                )
            }
            guard fields.count == 3 else {
                fail(0, "a line has three fields, not \(fields.count)", hint: head)
                continue
            }
            guard let date = CivilDate(parsing: fields[0]) else {
                fail(0, "'\(fields[0])' is not a day such as 2026-10-01")
                continue
            }
            guard let kind = CalendarDay.Kind(rawValue: String(fields[1])) else {
                fail(1, "'\(fields[1])' is not a kind of day", hint: "write holiday or workday")
                continue
            }
            if !seen.insert(date).inserted { fail(0, "\(date) is given twice") }
            days.append(
                CalendarDay(date: date, kind: kind, name: String(fields[2]), line: number)
            )
        }
        return problems.hasErrors ? nil : days
    }

    static func calendar(
        _ days: [CalendarDay],
        problems: ConfigProblemList
    ) -> BusinessCalendar? {
        let kinds = Dictionary(
            days.map { ($0.date, $0.kind == .holiday) },
            uniquingKeysWith: { first, _ in first }
        )
        let cover = cover(kinds, problems: problems)
        guard !problems.hasErrors else { return nil }
        let holidays = days.filter { $0.kind == .holiday }
        return BusinessCalendar(
            cover: cover,
            holidays: Set(holidays.map(\.date)),
            makeUpDays: Set(days.filter { $0.kind == .workday }.map(\.date)),
            names: Dictionary(
                holidays.map { ($0.date, $0.name) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    /// The years that are known: those with holidays in both halves.
    ///
    /// A year's holidays are announced together. The first and last days of a file may belong to a
    /// neighbouring year's notice (a day worked in December for a day off in January): such a year
    /// is not covered by them.
    private static func cover(
        _ kinds: [CivilDate: Bool],
        problems: ConfigProblemList
    ) -> ClosedRange<CivilDate>? {
        var halves: [Int: (first: Bool, second: Bool)] = [:]
        for (date, isHoliday) in kinds where isHoliday {
            let (year, month, _) = date.components
            var known = halves[year] ?? (false, false)
            if month <= 6 { known.first = true } else { known.second = true }
            halves[year] = known
        }
        let years = halves.filter { $0.value.first && $0.value.second }.keys.sorted()
        guard let first = years.first, let last = years.last,
            let start = CivilDate(year: first, month: 1, day: 1),
            let end = CivilDate(year: last, month: 12, day: 31)
        else {
            if !problems.hasErrors {
                problems.add(
                    ConfigProblem(
                        file: problems.file,
                        message: "the calendar covers no whole year",
                        hint: "a year is covered when it has holidays in both of its halves"
                    )
                )
            }
            return nil
        }
        if let gap = (first...last).first(where: { !years.contains($0) }) {
            problems.add(
                ConfigProblem(
                    file: problems.file,
                    message: "the calendar has no holidays of \(gap), but of \(first) and \(last)",
                    hint: "add the days of \(gap)"
                )
            )
        }
        return start...end
    }

    /// Lines with their numbers, without their ends.
    private struct Lines {
        private var rest: Substring.UnicodeScalarView?
        private var number = 0

        init(_ text: String) {
            rest = text[...].unicodeScalars
        }

        mutating func next() -> (number: Int, text: Substring)? {
            guard let scalars = rest else { return nil }
            number += 1
            let end = scalars.firstIndex(of: "\n")
            rest = end.map { scalars[scalars.index(after: $0)...] }
            var line = Substring(scalars[..<(end ?? scalars.endIndex)])
            if line.unicodeScalars.last == "\r" { line.unicodeScalars.removeLast() }
            return (number, line)
        }
    }
}
