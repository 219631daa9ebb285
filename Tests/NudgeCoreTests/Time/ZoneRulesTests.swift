import NudgeCore
import NudgeTestKit
import Testing

@Suite("ZoneRules against zoneinfo")
struct ZoneRulesTests {
    static let zones = [
        "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo",
        "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran", "Asia/Gaza", "Asia/Beirut",
        "Asia/Pyongyang", "Asia/Urumqi", "Europe/Berlin", "Europe/London", "Europe/Dublin",
        "Europe/Moscow", "Europe/Istanbul", "Europe/Lisbon", "Africa/Casablanca", "Africa/Cairo",
        "Africa/Monrovia", "Africa/Johannesburg", "America/New_York", "America/Chicago",
        "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "America/Havana",
        "America/Santiago", "America/Caracas", "America/Nuuk", "America/Asuncion",
        "Australia/Lord_Howe", "Australia/Sydney", "Australia/Eucla", "Pacific/Apia",
        "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Kwajalein",
        "Antarctica/Troll", "Antarctica/Casey", "Atlantic/Azores", "UTC",
    ]

    private static let last: Int64 = 4_102_444_800  // 2100-01-01T00:00:00Z

    @Test(.enabled(if: ZoneReference.python != nil), arguments: zones)
    func localTimeIsWhatPythonSays(_ name: String) throws {
        let python = try #require(ZoneReference.python)
        let zone = try #require(try ZoneReference.system(name))
        var chance = SeededGenerator(seed: 20_261_122)
        var seconds: [Int64] = (0..<400).map { _ in
            Int64.random(in: 0...ZoneRulesTests.last, using: &chance)
        }
        for transition in ZoneRulesTests.changes(zone, through: ZoneRulesTests.last) {
            seconds += [transition - 1, transition, transition + 1]
        }
        let answers = try ZoneReference.ask(
            ["Z \(name)"] + seconds.map { "Q \($0)" },
            python: python
        )
        #expect(answers.count == seconds.count)
        for (second, answer) in zip(seconds, answers) {
            #expect(ZoneRulesTests.answer(zone, second) == answer, "\(name) at \(second)")
        }
    }

    /// Footers of every form that the format knows, each in a file that has nothing else.
    @Test(
        .enabled(if: ZoneReference.python != nil),
        arguments: [
            "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0",
            "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
            "IST-1GMT0,M10.5.0,M3.5.0/1", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
            "XXX-3YYY,J60/0,J300/0", "AAA4BBB,M10.1.0/0,M3.4.0/0",
            "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", "UTC0", "<+14>-14",
            "EET-2EEST,M3.4.4/50,M10.4.4/50", "XXX3YYY4,M1.5.0/167,M6.1.0/-167",
        ]
    )
    func footersMeanWhatPythonSays(_ footer: String) throws {
        let python = try #require(ZoneReference.python)
        let bytes = TZifFixture(footer: footer).bytes
        let zone = try ZoneRules(name: footer, tzif: bytes)
        var chance = SeededGenerator(seed: 7)
        // The first and last days are left to the table test: a rule's year is the local one.
        var seconds: [Int64] = (0..<400).map { _ in
            Int64.random(in: 40_000_000...4_090_000_000, using: &chance)
        }
        for change in ZoneRulesTests.changes(zone, through: 4_090_000_000) where change > 40_000_000
        {
            seconds += [change - 1, change, change + 1]
        }
        let hex = bytes.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        let answers = try ZoneReference.ask(
            ["F \(hex)"] + seconds.map { "Q \($0)" },
            python: python
        )
        #expect(answers.count == seconds.count)
        for (second, answer) in zip(seconds, answers) {
            #expect(ZoneRulesTests.answer(zone, second) == answer, "\(footer) at \(second)")
        }
    }

    /// Days counted from 0 with 29 February: Python 3.11 takes them for the day before, so the
    /// expected values are those of the C library (`TZ=… date`).
    @Test(arguments: [
        ("1973-02-28T22:59:59Z", 10_800), ("1973-02-28T23:00:00Z", 14_400),
        ("1972-02-28T23:00:00Z", 14_400), ("1973-10-26T22:00:00Z", 10_800),
    ])
    func daysOfTheYearCountFromZero(_ text: String, _ seconds: Int64) throws {
        let file = TZifFixture(footer: "XXX-3YYY,59/2,299/2")
        let zone = try ZoneRules(name: "x", tzif: file.bytes)
        #expect(zone.segment(at: .fixture(text)).offset == seconds * 1000)
    }

    /// Summer time all year begins and ends at one instant; source: RFC 9636 section 3.3.1.
    @Test func summerTimeAllYearNeverEnds() throws {
        let file = TZifFixture(footer: "QQQ3RRR,J1/0,J365/25")
        let zone = try ZoneRules(name: "x", tzif: file.bytes)
        for year in 1975...2099 {
            let newYear = zone.startOfDay(.fixture(year, 1, 1))
            for minutes in [-200, -61, -1, 0, 1, 61, 200, 200_000] {
                #expect(zone.segment(at: newYear + .minutes(minutes)).offset == -7_200_000)
            }
        }
    }

    @Test func theMissingDayOfApiaBeginsWithTheNext() throws {
        let zone = try #require(try ZoneReference.system("Pacific/Apia"))
        let change = Instant.fixture("2011-12-30T10:00:00Z")
        #expect(zone.startOfDay(.fixture("2011-12-30")) == change)
        #expect(zone.startOfDay(.fixture("2011-12-31")) == change)
        #expect(zone.instant(of: .fixture("2011-12-30"), minute: 600) == change)
        #expect(zone.localDate(change) == .fixture("2011-12-31"))
    }

    @Test(arguments: zones)
    func aLocalMinuteIsFoundAgain(_ name: String) throws {
        let zone = try #require(try ZoneReference.system(name))
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let seconds = Int64.random(in: 0...ZoneRulesTests.last / 60, using: &chance) * 60
            let (date, clock) = zone.local(Instant(seconds: seconds))
            let found = zone.instant(of: date, minute: Int(clock / 60_000))
            // The first of two, so at most as late; and it shows the same date and minute.
            #expect(found <= Instant(seconds: seconds), "\(name) at \(seconds)")
            #expect(zone.local(found).date == date, "\(name) at \(seconds)")
            #expect(
                zone.local(found).milliseconds / 60_000 == clock / 60_000,
                "\(name) at \(seconds)"
            )
        }
    }

    /// The instants, in seconds, at which the offset may change.
    private static func changes(_ zone: ZoneRules, through last: Int64) -> [Int64] {
        var result: [Int64] = []
        var cursor = Instant(seconds: 0)
        for _ in 0..<2000 {
            let end = zone.segment(at: cursor).end
            guard end.milliseconds / 1000 < last else { break }
            result.append(end.milliseconds / 1000)
            cursor = end
        }
        return result
    }

    private static func answer(_ zone: ZoneRules, _ seconds: Int64) -> String {
        let instant = Instant(seconds: seconds)
        let (date, clock) = zone.local(instant)
        let local = Instant(milliseconds: Int64(date.daysSinceEpoch) * 86_400_000 + clock)
        let offset = (local - instant).count / 1000
        return "\(offset) \(local.description.dropLast())"
    }
}
