import NudgeConfig
import NudgeCore
import Testing

struct CalendarReaderTests {
    static let sound = """
        date,kind,name
        2024-12-29,workday,元旦
        2025-01-01,holiday,元旦
        2025-10-01,holiday,国庆节
        2026-01-01,holiday,元旦
        2026-01-04,workday,元旦
        2026-10-01,holiday,国庆节
        2027-01-01,holiday,元旦

        """

    private func read(_ text: String) -> (calendar: BusinessCalendar?, lines: [String]) {
        let problems = ConfigProblemList(file: "x.csv")
        let calendar = CalendarReader.read(text: text, problems: problems)
        return (calendar, problems.lines)
    }

    private func day(_ text: String) throws -> CivilDate {
        try #require(CivilDate(parsing: text))
    }

    @Test func coversTheYearsThatAreWhole() throws {
        let (read, lines) = read(Self.sound)
        #expect(lines.isEmpty)
        let calendar = try #require(read)
        // 2024 and 2027 have only the days that their neighbours' notices touch.
        #expect(calendar.cover == (try day("2025-01-01"))...(try day("2026-12-31")))
        #expect(calendar.kind(of: try day("2026-01-04")) == .working)
        #expect(calendar.kind(of: try day("2026-01-03")) == .nonWorking)
        #expect(calendar.kind(of: try day("2026-10-01")) == .nonWorking)
        #expect(calendar.kind(of: try day("2027-01-01")) == .uncovered)
    }

    @Test func lineEndsMayBeWindowsOwn() throws {
        let (calendar, lines) = read(Self.sound.replacing("\n", with: "\r\n"))
        #expect(lines.isEmpty)
        #expect(calendar == read(Self.sound).calendar)
    }

    static let broken: [Broken] = [
        Broken(
            "no head",
            "date,kind,name",
            "2024-01-01,holiday,x",
            "1:1: error: a calendar begins with the line 'date,kind,name'"
        ),
        Broken(
            "no such day",
            "2025-10-01",
            "2025-02-29",
            "4:1: error: '2025-02-29' is not a day such as 2026-10-01"
        ),
        Broken(
            "unknown kind",
            "2026-01-04,workday",
            "2026-01-04,work",
            "6:12: error: 'work' is not a kind of day"
        ),
        Broken(
            "two fields",
            "2026-01-04,workday,元旦",
            "2026-01-04,workday",
            "6:1: error: a line has three fields, not 2"
        ),
        Broken(
            "a day twice",
            "2026-01-04",
            "2026-01-01",
            "6:1: error: 2026-01-01 is given twice"
        ),
        Broken(
            "a year left out",
            "2025-10-01,holiday,国庆节\n2026-01-01",
            "2025-10-01,holiday,国庆节\n2027-09-01",
            "0:0: error: the calendar has no holidays of 2026, but of 2025 and 2027"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (calendar, lines) = read(try broken.text(of: Self.sound))
        #expect(lines == broken.expected)
        #expect(calendar == nil)
    }

    @Test func aCalendarOfNothingIsRefused() {
        let (calendar, lines) = read("date,kind,name\n")
        #expect(calendar == nil)
        #expect(lines == ["0:0: error: the calendar covers no whole year"])
    }
}
