import NudgeCore

/// What a government announces for a year: its days off, and the weekend days worked for them.
package struct CalendarNotice: Hashable, Sendable {
    package var year: Int
    /// By date.
    package var days: [CalendarDay]

    package init(year: Int, days: [CalendarDay]) {
        self.year = year
        self.days = days
    }

    /// A year has fewer; a longer list is another kind of file.
    private static let daysMax = 366
    /// The notice of a year may name days of the last week before it: worked for New Year's.
    private static let daysBeforeYearMax = 7

    /// Reads a notice in our own form, or as the JSON of holiday-cn
    /// (`{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, …]}`).
    package static func read(text: String, problems: ConfigProblemList) -> CalendarNotice? {
        let isJSON = text.unicodeScalars.first { !" \t\r\n".unicodeScalars.contains($0) } == "{"
        let days = isJSON ? daysOfJSON(text, problems) : daysOfCSV(text, problems)
        guard let (told, days) = days, !problems.hasErrors else { return nil }
        return checked(told: told, days, problems)
    }

    private static func daysOfCSV(
        _ text: String,
        _ problems: ConfigProblemList
    ) -> (year: Int?, days: [CalendarDay])? {
        CalendarReader.days(text: text, problems: problems).map { (nil, $0) }
    }

    private static func daysOfJSON(
        _ text: String,
        _ problems: ConfigProblemList
    ) -> (year: Int?, days: [CalendarDay])? {
        // JSON is YAML: so a slip is told with its line and column.
        guard let top = StrictYAML.parse(text, problems: problems),
            let map = top.mapping(["$schema", "$id", "year", "papers", "days"])
        else { return nil }
        let year = map.required("year")?.integer(in: 1970...2100)
        let days = map.required("days")?.list()?.compactMap(day)
        guard let year, let days else { return nil }
        return (year, days)
    }

    private static func day(_ value: YAMLValue) -> CalendarDay? {
        guard let map = value.mapping(["name", "date", "isOffDay"]) else { return nil }
        let name = map.required("name")?.text()
        let date = map.required("date")?.date()
        let isOff = map.required("isOffDay")?.flag()
        guard let name, let date, let isOff else { return nil }
        return CalendarDay(
            date: date,
            kind: isOff ? .holiday : .workday,
            name: name,
            line: value.line
        )
    }

    private static func checked(
        told: Int?,
        _ days: [CalendarDay],
        _ problems: ConfigProblemList
    ) -> CalendarNotice? {
        func fail(_ line: Int, _ message: String, hint: String = "") {
            problems.add(
                ConfigProblem(
                    file: problems.file,
                    line: line,
                    column: line > 0 ? 1 : 0,
                    message: message,
                    hint: hint
                )
            )
        }
        let off = days.filter { $0.kind == .holiday }
        guard !off.isEmpty, days.count <= daysMax else {
            fail(0, days.isEmpty ? "the notice names no days" : "this is not one year's notice")
            return nil
        }
        let year = told ?? off[off.count / 2].date.components.year
        var seen: Set<CivilDate> = []
        for day in days {
            check(day, year: year) { fail(day.line, $0, hint: $1) }
            if !seen.insert(day.date).inserted { fail(day.line, "\(day.date) is given twice") }
        }
        for half in [1...6, 7...12] {
            let isThere = off.contains {
                $0.date.components.year == year && half.contains($0.date.components.month)
            }
            guard !isThere else { continue }
            fail(
                0,
                "the notice has no holiday in the \(half == 1...6 ? "first" : "second") half"
                    + " of \(year)",
                hint: "a year is covered when both of its halves are known: give all of it"
            )
        }
        guard !problems.hasErrors else { return nil }
        return CalendarNotice(year: year, days: days.sorted { $0.date < $1.date })
    }

    private static func check(
        _ day: CalendarDay,
        year: Int,
        fail: (_ message: String, _ hint: String) -> Void
    ) {
        guard let first = CivilDate(year: year, month: 1, day: 1),
            let last = CivilDate(year: year, month: 12, day: 31)
        else { return fail("there is no year \(year)", "") }
        if day.date > last || day.date < first + -daysBeforeYearMax {
            fail("\(day.date) is not a day of \(year)", "a notice is of one year")
        }
        let isWeekend = [.saturday, .sunday].contains(day.date.weekday)
        if day.kind == .workday, !isWeekend {
            fail(
                "\(day.date) is a \(day.date.weekday.name), and worked anyhow",
                "only a day of a weekend is worked in exchange: is the date right?"
            )
        }
        let isClean =
            !day.name.isEmpty
            && day.name.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" && $0.value >= 32 }
        if !isClean {
            fail("the name of \(day.date) must be there, without commas and quotes", "")
        }
    }
}
