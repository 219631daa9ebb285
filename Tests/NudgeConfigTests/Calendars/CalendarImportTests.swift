import Foundation
import NudgeConfig
import NudgeCore
import Testing

/// A year's notice, from reading it to the calendar that holds it.
struct CalendarImportTests {
    private static let notice = """
        date,kind,name
        2027-01-01,holiday,元旦
        2027-02-06,holiday,春节
        2027-02-07,holiday,春节
        2027-02-20,workday,春节
        2027-10-01,holiday,国庆节

        """

    private static let json = """
        {
            "$schema": "https://example.com/schema.json",
            "year": 2027,
            "papers": [],
            "days": [
                {"name": "国庆节", "date": "2027-10-01", "isOffDay": true},
                {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
                {"name": "春节", "date": "2027-02-06", "isOffDay": true},
                {"name": "春节", "date": "2027-02-07", "isOffDay": true},
                {"name": "春节", "date": "2027-02-20", "isOffDay": false}
            ]
        }
        """

    private func read(_ text: String) -> (notice: CalendarNotice?, lines: [String]) {
        let problems = ConfigProblemList(file: "2027")
        let notice = CalendarNotice.read(text: text, problems: problems)
        return (notice, problems.lines)
    }

    private func shipped() throws -> [CalendarDay] {
        let problems = ConfigProblemList(file: "cn.csv")
        let path = "\(Repository.path)/Config/calendars/cn.csv"
        return try #require(CalendarFile.days(at: path, problems: problems))
    }

    @Test func bothFormsSayTheSame() throws {
        let (csv, lines) = read(Self.notice)
        #expect(lines.isEmpty)
        let table = try #require(csv)
        #expect(table.year == 2027)
        let (json, problems) = read(Self.json)
        #expect(problems.isEmpty)
        let parsed = try #require(json)
        #expect(parsed.year == 2027)
        #expect(parsed.days.map(\.date) == table.days.map(\.date))
        #expect(parsed.days.map(\.kind) == table.days.map(\.kind))
        #expect(parsed.days.map(\.name) == table.days.map(\.name))
    }

    static let broken: [(String, String, String, String)] = [
        (
            "a date that does not exist", "2027-02-07", "2027-02-30",
            "4:1: error: '2027-02-30' is not a day such as 2026-10-01"
        ),
        (
            "a worked day that is no weekend", "2027-02-20", "2027-02-19",
            "5:1: error: 2027-02-19 is a fri, and worked anyhow"
        ),
        ("a day twice", "2027-02-07", "2027-02-06", "4:1: error: 2027-02-06 is given twice"),
        (
            "a day of another year", "2027-10-01", "2028-10-01",
            "6:1: error: 2028-10-01 is not a day of 2027"
        ),
        (
            "half a year", "2027-10-01,holiday,国庆节\n", "",
            "0:0: error: the notice has no holiday in the second half of 2027"
        ),
        (
            "a name with a quote", "元旦", "元\"旦",
            "2:1: error: the name of 2027-01-01 must be there, without commas and quotes"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenNoticeIsRefused(name: String, old: String, new: String, line: String) {
        let (notice, lines) = read(Self.notice.replacing(old, with: new))
        #expect(notice == nil)
        #expect(lines.contains(line), "\(name): \(lines)")
    }

    @Test func aBrokenJSONIsRefusedAtItsPlace() {
        let (notice, lines) = read(Self.json.replacing("2027-02-07", with: "2027-02-31"))
        #expect(notice == nil)
        #expect(lines == ["9:32: error: there is no day '2027-02-31'"])
    }

    @Test func aNewYearIsAddedAndCovered() throws {
        let notice = try #require(read(Self.json).notice)
        let update = CalendarUpdate(try shipped(), notice)
        #expect(update.added.count == 5)
        #expect(update.conflicts.isEmpty)
        let calendar = try #require(update.calendar(problems: ConfigProblemList(file: "x")))
        #expect(calendar.cover?.upperBound.description == "2027-12-31")
        let saturday = try #require(CivilDate(parsing: "2027-02-20"))
        #expect(calendar.kind(of: saturday) == .working)
        #expect(calendar.isHoliday(try #require(CivilDate(parsing: "2027-02-07")), named: "春节"))
    }

    @Test func theSameAgainChangesNothing() throws {
        let days = try shipped()
        let known = days.filter { $0.date.components.year == 2026 }
        let update = CalendarUpdate(days, CalendarNotice(year: 2026, days: known))
        #expect(update.changesNothing)
        #expect(update.days.map(\.date) == days.map(\.date))
    }

    @Test func daysThatAreKnownAndDifferAreConflicts() throws {
        let days = try shipped()
        var told = days.filter { $0.date.components.year == 2026 }
        let moved = told.removeLast()
        told[0].name = "新年"
        let update = CalendarUpdate(days, CalendarNotice(year: 2026, days: told))
        #expect(update.added.isEmpty)
        #expect(
            update.conflicts.map(\.date.description) == [
                told[0].date.description, moved.date.description,
            ]
        )
        #expect(!update.days.contains { $0.date == moved.date })
    }

    @Test func aYearBetweenMayNotBeMissing() throws {
        let notice = try #require(
            read(
                Self.notice.replacing("2027-", with: "2028-")
                    .replacing("2028-02-20", with: "2028-02-19")
            ).notice
        )
        let problems = ConfigProblemList(file: "cn.csv")
        #expect(CalendarUpdate(try shipped(), notice).calendar(problems: problems) == nil)
        #expect(problems.lines.first?.contains("no holidays of 2027") == true)
    }

    @Test func theFileIsReplacedWhole() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "cn.csv",
            try Repository.text("Config/calendars/cn.csv"),
            mode: 0o640
        )
        let update = CalendarUpdate(try shipped(), try #require(read(Self.json).notice))
        #expect(CalendarFile.replace(path, with: update) == nil)
        let problems = ConfigProblemList(file: path)
        let written = try #require(CalendarFile.days(at: path, problems: problems))
        #expect(problems.lines.isEmpty)
        #expect(written.map(\.date) == update.days.map(\.date))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["cn.csv"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o640)
        let failed = CalendarFile.replace("\(folder.path)/none/cn.csv", with: update)
        #expect(failed?.contains("cannot write") == true)
    }
}
