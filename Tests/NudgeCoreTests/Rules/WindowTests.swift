import NudgeCore
import NudgeTestKit
import Testing

/// Cases of quiet hours; "T-nn" are the cases of peers' bugs that they cover.
@Suite("Windows, case by case")
struct WindowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var windows: [WindowRule]
        var zone = ZoneRules.shanghai
        var calendar = BusinessCalendar.none
        var margin = Milliseconds.zero
        var asked: String
        /// The opening's first instant; `nil`: none.
        var from: String?
        var until: String?

        var testDescription: String { name }
    }

    private static let quiet = [WindowRule.fixture("08:00", "22:00")]
    private static let night = [WindowRule.fixture("22:00", "08:00")]
    private static let workdays: Set<Weekday> = [
        .monday, .tuesday, .wednesday, .thursday, .friday,
    ]
    private static let october = BusinessCalendar(
        cover: .fixture("2026-01-01") ... .fixture("2026-12-31"),
        holidays: Set((1...7).map { CivilDate.fixture(2026, 10, $0) }),
        makeUpDays: [.fixture("2026-10-10")]
    )

    static let cases: [Case] = [
        // T-01, T-03, T-05
        Case(
            name: "the last millisecond before 22:00 is open",
            windows: quiet,
            asked: "2026-11-22T21:59:59.999+08:00",
            from: "2026-11-22T21:59:59.999+08:00",
            until: "2026-11-22T22:00:00+08:00"
        ),
        Case(
            name: "22:00:00.000 is closed: the end is exclusive",
            windows: quiet,
            asked: "2026-11-22T22:00:00+08:00",
            from: "2026-11-23T08:00:00+08:00"
        ),
        Case(
            name: "23:30 is closed: the evening part counts",
            windows: quiet,
            asked: "2026-11-22T23:30:00+08:00",
            from: "2026-11-23T08:00:00+08:00"
        ),
        Case(
            name: "midnight is closed",
            windows: quiet,
            asked: "2026-11-23T00:00:00+08:00",
            from: "2026-11-23T08:00:00+08:00"
        ),
        Case(
            name: "07:59:59.999 is closed",
            windows: quiet,
            asked: "2026-11-23T07:59:59.999+08:00",
            from: "2026-11-23T08:00:00+08:00"
        ),
        Case(
            name: "08:00:00.000 is open",
            windows: quiet,
            asked: "2026-11-23T08:00:00+08:00",
            from: "2026-11-23T08:00:00+08:00",
            until: "2026-11-23T22:00:00+08:00"
        ),
        // T-02: one rule across midnight.
        Case(
            name: "a window across midnight is one opening",
            windows: night,
            asked: "2026-11-22T23:00:00+08:00",
            from: "2026-11-22T23:00:00+08:00",
            until: "2026-11-23T08:00:00+08:00"
        ),
        Case(
            name: "a window across midnight is closed by day",
            windows: night,
            asked: "2026-11-22T08:00:00+08:00",
            from: "2026-11-22T22:00:00+08:00",
            until: "2026-11-23T08:00:00+08:00"
        ),
        // T-10: asked on Friday evening in London; in Shanghai Saturday has begun.
        Case(
            name: "the weekday is the recipient's",
            windows: [
                .fixture("07:00", "20:00", weekdays: workdays)
            ],
            asked: "2026-11-20T23:30:00Z",
            from: "2026-11-23T07:00:00+08:00"
        ),
        Case(
            name: "Friday 20:00 goes on on Monday",
            windows: [
                .fixture("07:00", "20:00", weekdays: workdays)
            ],
            asked: "2026-11-20T20:00:00+08:00",
            from: "2026-11-23T07:00:00+08:00"
        ),
        Case(
            name: "Friday's night runs into Saturday, Saturday's is none",
            windows: [
                .fixture("20:00", "02:00", weekdays: [.friday])
            ],
            asked: "2026-11-21T01:00:00+08:00",
            from: "2026-11-21T01:00:00+08:00",
            until: "2026-11-21T02:00:00+08:00"
        ),
        // T-19: both the weekday and the hour.
        Case(
            name: "the right hour on the wrong weekday is closed",
            windows: [
                .fixture("07:00", "20:00", weekdays: [.tuesday])
            ],
            asked: "2026-11-23T10:00:00+08:00",
            from: "2026-11-24T07:00:00+08:00"
        ),
        // T-21
        Case(
            name: "a make-up Saturday is a working day",
            windows: [
                .fixture("09:00", "18:00", days: .working)
            ],
            calendar: october,
            asked: "2026-10-10T10:00:00+08:00",
            from: "2026-10-10T10:00:00+08:00"
        ),
        Case(
            name: "holidays close a week",
            windows: [.fixture("09:00", "18:00", days: .working)],
            calendar: october,
            asked: "2026-09-30T18:00:00+08:00",
            from: "2026-10-08T09:00:00+08:00"
        ),
        Case(
            name: "days that no calendar covers open nothing",
            windows: [.fixture("09:00", "18:00", days: .working)],
            asked: "2026-11-23T10:00:00+08:00"
        ),
        Case(
            name: "nor as days off",
            windows: [.fixture("09:00", "18:00", days: .nonWorking)],
            calendar: october,
            asked: "2027-01-02T10:00:00+08:00"
        ),
        // T-15, T-16, T-17
        Case(
            name: "a window in the gap of spring opens with the change, once",
            windows: [.fixture("02:30", "03:30")],
            zone: .berlin,
            asked: "2026-03-29T00:00:00+01:00",
            from: "2026-03-29T03:00:00+02:00",
            until: "2026-03-29T03:30:00+02:00"
        ),
        Case(
            name: "a window that lies in the gap opens the next day",
            windows: [.fixture("02:10", "02:50")],
            zone: .berlin,
            asked: "2026-03-29T00:00:00+01:00",
            from: "2026-03-30T02:10:00+02:00"
        ),
        Case(
            name: "an hour that comes twice is open the first time",
            windows: [.fixture("02:30", "02:45")],
            zone: .berlin,
            asked: "2026-10-25T00:00:00+02:00",
            from: "2026-10-25T02:30:00+02:00",
            until: "2026-10-25T02:45:00+02:00"
        ),
        Case(
            name: "and the second",
            windows: [.fixture("02:30", "02:45")],
            zone: .berlin,
            asked: "2026-10-25T02:45:00+02:00",
            from: "2026-10-25T02:30:00+01:00",
            until: "2026-10-25T02:45:00+01:00"
        ),
        Case(
            name: "the offset is that of the morning, not of the evening before",
            windows: quiet,
            zone: .berlin,
            asked: "2026-10-24T22:00:00+02:00",
            from: "2026-10-25T08:00:00+01:00",
            until: "2026-10-25T22:00:00+01:00"
        ),
        Case(
            name: "a night in spring is an hour shorter",
            windows: night,
            zone: .berlin,
            asked: "2026-03-28T22:00:00+01:00",
            from: "2026-03-28T22:00:00+01:00",
            until: "2026-03-29T08:00:00+02:00"
        ),
        // Closing margin.
        Case(
            name: "sending stops before the window closes",
            windows: quiet,
            margin: .minutes(5),
            asked: "2026-11-22T21:54:59.999+08:00",
            from: "2026-11-22T21:54:59.999+08:00",
            until: "2026-11-22T21:55:00+08:00"
        ),
        Case(
            name: "within the margin it is closed",
            windows: quiet,
            margin: .minutes(5),
            asked: "2026-11-22T21:55:00+08:00",
            from: "2026-11-23T08:00:00+08:00",
            until: "2026-11-23T21:55:00+08:00"
        ),
        Case(
            name: "a window shorter than the margin never opens",
            windows: [.fixture("08:00", "08:05")],
            margin: .minutes(5),
            asked: "2026-11-22T08:00:00+08:00"
        ),
        // Several rules.
        Case(
            name: "several rules intersect",
            windows: quiet + [.fixture("09:00", "20:00"), .fixture("12:00", "23:59")],
            asked: "2026-11-22T08:00:00+08:00",
            from: "2026-11-22T12:00:00+08:00",
            until: "2026-11-22T20:00:00+08:00"
        ),
        Case(
            name: "rules that never meet never open",
            windows: [.fixture("08:00", "12:00"), .fixture("12:00", "20:00")],
            asked: "2026-11-22T08:00:00+08:00"
        ),
        Case(
            name: "a rule about another channel does not count",
            windows: quiet + [.fixture("10:00", "11:00", scope: RuleScope(channels: [.voice]))],
            asked: "2026-11-22T08:00:00+08:00",
            from: "2026-11-22T08:00:00+08:00",
            until: "2026-11-22T22:00:00+08:00"
        ),
        Case(
            name: "no rule leaves everything open",
            windows: [],
            asked: "2026-11-22T03:00:00+08:00",
            from: "2026-11-22T03:00:00+08:00"
        ),
        Case(
            name: "until 24:00 and from 00:00 is one opening",
            windows: [
                WindowRule(
                    name: "both",
                    scope: RuleScope(),
                    spans: [
                        WindowRule.Span(from: .fixture("20:00"), to: .fixture("24:00")),
                        WindowRule.Span(from: .fixture("00:00"), to: .fixture("06:00")),
                    ],
                    basis: .house
                )
            ],
            asked: "2026-11-22T21:00:00+08:00",
            from: "2026-11-22T21:00:00+08:00",
            until: "2026-11-23T06:00:00+08:00"
        ),
    ]

    @Test(arguments: cases)
    func theOpeningIs(_ row: Case) {
        let question = WindowQuestion(
            rules: .fixture(windows: row.windows, calendar: row.calendar),
            zone: row.zone,
            channel: .sms,
            messageClass: .collection,
            closingMargin: row.margin
        )
        let opening = question.opening(from: .fixture(row.asked))
        #expect(opening?.from == row.from.map { Instant.fixture($0) })
        if let until = row.until { #expect(opening?.until == .fixture(until)) }
    }

    @Test func anUncoveredDaySaysSo() {
        let question = WindowQuestion(
            rules: .fixture(windows: [.fixture("09:00", "18:00", days: .working)]),
            zone: .shanghai,
            channel: .sms,
            messageClass: .notice
        )
        let closed = question.closedBy(at: .shanghai("2026-11-23 10:00"))
        #expect(closed?.isUncovered == true)
    }
}
