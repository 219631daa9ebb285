import NudgeCore
import NudgeTestKit
import Testing

@Suite("CivilDate")
struct CivilDateTests {
    /// Walks the calendar by its rule, a day at a time, and compares with the closed formulas.
    @Test func everyDayFrom1600To2400GoesThereAndBack() {
        var days: Int32 = -135_140
        var weekday = 5  // 1600-01-01 was a Saturday.
        for year in 1600...2400 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for month in 1...12 {
                for day in 1...lengths[month - 1] {
                    let date = CivilDate(daysSinceEpoch: days)
                    let parts = date.components
                    if parts != (year, month, day)
                        || CivilDate(year: year, month: month, day: day) != date
                        || Int(date.weekday.rawValue) != weekday
                    {
                        Issue.record("\(year)-\(month)-\(day) is day \(days): got \(parts)")
                        return
                    }
                    days += 1
                    weekday = (weekday + 1) % 7
                }
                #expect(CivilDate(year: year, month: month, day: lengths[month - 1] + 1) == nil)
            }
        }
    }

    @Test(arguments: [
        ("1600-01-01", Weekday.saturday), ("1815-06-18", .sunday), ("1900-01-01", .monday),
        ("1949-10-01", .saturday), ("1969-07-20", .sunday), ("1970-01-01", .thursday),
        ("2000-02-29", .tuesday), ("2008-08-08", .friday), ("2026-11-22", .sunday),
        ("2100-03-01", .monday), ("2400-02-29", .tuesday),
    ])
    func weekdaysAreThoseOfHistory(_ text: String, _ weekday: Weekday) {
        #expect(CivilDate(parsing: text)?.weekday == weekday)
        #expect(CivilDate(parsing: text)?.description == text)
    }

    @Test(arguments: [
        "", "2026-2-3", "2026-13-01", "2026-00-10", "2026-11-31", "1900-02-29", "2026-11-22 ",
        "20261122", "0000-01-01",
    ])
    func whatIsNoDayIsRefused(_ text: String) {
        #expect(CivilDate(parsing: text) == nil)
    }
}

@Suite("BusinessCalendar")
struct BusinessCalendarTests {
    private static let calendar = BusinessCalendar(
        cover: .fixture("2026-01-01") ... .fixture("2026-12-31"),
        holidays: [.fixture("2026-10-01"), .fixture("2026-10-02")],
        makeUpDays: [.fixture("2026-10-10")]
    )

    @Test(arguments: [
        ("an ordinary Friday", "2026-10-09", BusinessCalendar.DayKind.working),
        ("a holiday on a Thursday", "2026-10-01", .nonWorking),
        ("an ordinary Saturday", "2026-10-17", .nonWorking),
        ("a make-up Saturday", "2026-10-10", .working),
        ("the last day covered", "2026-12-31", .working),
        ("the day after", "2027-01-01", .uncovered),
        ("the day before", "2025-12-31", .uncovered),
    ])
    func daysAreOfTheirKind(_ name: String, _ day: String, _ kind: BusinessCalendar.DayKind) {
        #expect(BusinessCalendarTests.calendar.kind(of: .fixture(day)) == kind)
    }

    @Test func noCalendarCoversNothing() {
        #expect(BusinessCalendar.none.kind(of: .fixture("2026-10-09")) == .uncovered)
    }
}
