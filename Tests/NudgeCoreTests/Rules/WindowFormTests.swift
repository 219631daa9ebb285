import NudgeCore
import NudgeTestKit
import Testing

/// Every form in which a rule may say when; each row asks one instant in Shanghai.
struct WindowFormTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var windows: [WindowRule] = []
        var blackouts: [Blackout] = []
        var calendar = WindowFormTests.year
        var said: [Agreement] = []
        var tier: Int?
        var asked: String
        /// The opening's ends; `nil`: none within the horizon.
        var from: String?
        var until: String?
        /// Whether the calendar's end is the reason that it is closed when asked.
        var isUncovered = false

        var testDescription: String { name }
    }

    /// 2026 as the mainland had it: the Spring Festival and the days worked for it.
    private static let year = BusinessCalendar(
        cover: .fixture("2026-01-01") ... .fixture("2026-12-31"),
        holidays: Set(days("2026-02-15", 9)).union(days("2026-10-01", 7)),
        makeUpDays: [.fixture("2026-02-14"), .fixture("2026-02-28")],
        names: Dictionary(
            days("2026-02-15", 9).map { ($0, "春节") }
                + days("2026-10-01", 7).map { ($0, "中秋节、国庆节") },
            uniquingKeysWith: { first, _ in first }
        )
    )

    private static func days(_ first: String, _ count: Int) -> [CivilDate] {
        (0..<count).map { CivilDate.fixture(first) + $0 }
    }

    private static func span(
        _ from: String,
        _ to: String,
        _ on: DateCondition = .always
    ) -> WindowRule.Span {
        WindowRule.Span(from: .fixture(from), to: .fixture(to), on: on)
    }

    private static func rule(
        _ sense: WindowRule.Sense,
        _ spans: WindowRule.Span...,
        scope: RuleScope = RuleScope(),
        agreement: AgreementClause = .none
    ) -> WindowRule {
        WindowRule(
            name: "rule",
            scope: scope,
            sense: sense,
            spans: spans,
            agreement: agreement,
            basis: .house
        )
    }

    private static func blackout(_ on: DateCondition) -> Blackout {
        Blackout(name: "blackout", scope: RuleScope(), on: on, basis: .house)
    }

    private static func season(_ from: (Int, Int), _ to: (Int, Int)) -> Season? {
        guard let first = MonthDay(month: from.0, day: from.1),
            let last = MonthDay(month: to.0, day: to.1)
        else { return nil }
        return Season(from: first, to: last)
    }

    private static let night = rule(
        .quiet,
        span("22:00", "08:00"),
        agreement: AgreementClause(unlessAgreed: "night-contact")
    )
    private static let noWeekends = rule(
        .quiet,
        span("00:00", "24:00", DateCondition(weekdays: [.saturday, .sunday])),
        agreement: AgreementClause(whenRefused: "weekend-contact")
    )
    private static func said(_ name: String, _ isGiven: Bool) -> [Agreement] {
        [Agreement(name: name, isGiven: isGiven, asOf: .distantPast)]
    }

    static let lunch: [Case] = {
        let both = rule(.quiet, span("12:00", "14:00"), span("22:00", "08:00"))
        return [
            Case(
                name: "the morning ends at the lunch break",
                windows: [both],
                asked: "2026-11-23 08:00",
                from: "2026-11-23 08:00",
                until: "2026-11-23 12:00"
            ),
            Case(
                name: "12:00 is lunch",
                windows: [both],
                asked: "2026-11-23 12:00",
                from: "2026-11-23 14:00",
                until: "2026-11-23 22:00"
            ),
            Case(
                name: "a lunch break of working days is none on Sunday",
                windows: [rule(.quiet, span("12:00", "14:00", DateCondition(days: .working)))],
                asked: "2026-11-22 12:30",
                from: "2026-11-22 12:30"
            ),
            Case(
                name: "and on a day that the calendar does not cover it is one",
                windows: [rule(.quiet, span("12:00", "14:00", DateCondition(days: .working)))],
                asked: "2027-03-03 12:30",
                from: "2027-03-03 14:00",
                isUncovered: true
            ),
            Case(
                name: "several windows a day",
                windows: [rule(.open, span("09:00", "11:30"), span("15:00", "17:00"))],
                asked: "2026-11-23 11:30",
                from: "2026-11-23 15:00",
                until: "2026-11-23 17:00"
            ),
        ]
    }()

    static let calendars: [Case] = [
        Case(
            name: "a make-up Saturday is worked",
            windows: [rule(.open, span("09:00", "18:00", DateCondition(days: .working)))],
            asked: "2026-02-14 07:00",
            from: "2026-02-14 09:00",
            until: "2026-02-14 18:00"
        ),
        Case(
            name: "after it the festival is closed, to its last day",
            windows: [rule(.open, span("09:00", "18:00", DateCondition(days: .working)))],
            asked: "2026-02-14 18:00",
            from: "2026-02-24 09:00"
        ),
        Case(
            name: "quiet on holidays leaves plain weekends open",
            windows: [rule(.quiet, span("00:00", "24:00", DateCondition(days: .holiday)))],
            asked: "2026-02-07 10:00",
            from: "2026-02-07 10:00"
        ),
        Case(
            name: "quiet on holidays closes a Monday in one",
            windows: [rule(.quiet, span("00:00", "24:00", DateCondition(days: .holiday)))],
            asked: "2026-02-16 10:00",
            from: "2026-02-24 00:00"
        ),
        Case(
            name: "open on working days is closed where the calendar ends",
            windows: [rule(.open, span("09:00", "18:00", DateCondition(days: .working)))],
            asked: "2027-01-04 10:00",
            isUncovered: true
        ),
        Case(
            name: "so is quiet on holidays",
            windows: [rule(.quiet, span("08:00", "20:00", DateCondition(days: .holiday)))],
            asked: "2027-01-04 10:00",
            from: "2027-01-04 20:00",
            isUncovered: true
        ),
        Case(
            name: "a night that begins on a covered day runs into one that is not",
            windows: [rule(.open, span("20:00", "02:00", DateCondition(days: .working)))],
            asked: "2027-01-01 01:00",
            from: "2027-01-01 01:00",
            until: "2027-01-01 02:00"
        ),
    ]

    static let seasons: [Case] = [
        Case(
            name: "the first day of a season is in it",
            windows: [
                rule(
                    .open,
                    span("09:00", "18:00"),
                    span("18:00", "20:00", DateCondition(season: season((6, 1), (8, 31))))
                )
            ],
            asked: "2026-06-01 18:30",
            from: "2026-06-01 18:30",
            until: "2026-06-01 20:00"
        ),
        Case(
            name: "so is the last",
            windows: [
                rule(.open, span("18:00", "20:00", DateCondition(season: season((6, 1), (8, 31)))))
            ],
            asked: "2026-08-31 19:59",
            from: "2026-08-31 19:59",
            until: "2026-08-31 20:00"
        ),
        Case(
            name: "after it the next year's is waited for",
            windows: [
                rule(.open, span("18:00", "20:00", DateCondition(season: season((6, 1), (8, 31)))))
            ],
            asked: "2026-08-31 20:00",
            from: "2027-06-01 18:00"
        ),
        Case(
            name: "a season crosses the year's end",
            windows: [
                rule(
                    .quiet,
                    span("17:00", "24:00", DateCondition(season: season((11, 15), (2, 10))))
                )
            ],
            asked: "2027-02-10 17:00",
            from: "2027-02-11 00:00"
        ),
        Case(
            name: "29 February begins a season in any year",
            windows: [
                rule(.open, span("09:00", "10:00", DateCondition(season: season((2, 29), (3, 2)))))
            ],
            asked: "2026-02-28 09:30",
            from: "2026-03-01 09:00"
        ),
        Case(
            name: "single dates open a Sunday",
            windows: [
                rule(
                    .open,
                    span("09:00", "18:00", DateCondition(weekdays: [.monday])),
                    span("10:00", "11:00", DateCondition(dates: [day("2026-11-22")]))
                )
            ],
            asked: "2026-11-22 08:00",
            from: "2026-11-22 10:00",
            until: "2026-11-22 11:00"
        ),
    ]

    private static func day(_ text: String) -> ClosedRange<CivilDate> {
        CivilDate.fixture(text) ... .fixture(text)
    }

    static let blackouts: [Case] = [
        Case(
            name: "a blackout by dates, both ends included",
            blackouts: [
                blackout(
                    DateCondition(dates: [.fixture("2026-03-10") ... .fixture("2026-03-12")])
                )
            ],
            asked: "2026-03-10 00:00",
            from: "2026-03-13 00:00"
        ),
        Case(
            name: "a blackout around a holiday, by the calendar's name",
            blackouts: [
                blackout(
                    DateCondition(
                        holiday: .init(name: "春节", daysBefore: 2, daysAfter: 1)
                    )
                )
            ],
            asked: "2026-02-13 09:00",
            from: "2026-02-25 00:00"
        ),
        Case(
            name: "the day before it is open until midnight",
            windows: [rule(.quiet, span("22:00", "08:00"))],
            blackouts: [
                blackout(
                    DateCondition(
                        holiday: .init(name: "春节", daysBefore: 2, daysAfter: 1)
                    )
                )
            ],
            asked: "2026-02-12 21:00",
            from: "2026-02-12 21:00",
            until: "2026-02-12 22:00"
        ),
        Case(
            name: "a holiday that shares its days has two names",
            blackouts: [blackout(DateCondition(holiday: .init(name: "国庆节")))],
            asked: "2026-10-03 09:00",
            from: "2026-10-08 00:00"
        ),
        Case(
            name: "before an end of the calendar a holiday may be near",
            blackouts: [blackout(DateCondition(holiday: .init(name: "元旦", daysBefore: 2)))],
            asked: "2026-12-30 09:00",
            isUncovered: true
        ),
        Case(
            name: "the day before that is known",
            blackouts: [blackout(DateCondition(holiday: .init(name: "元旦", daysBefore: 2)))],
            asked: "2026-12-29 09:00",
            from: "2026-12-29 09:00",
            until: "2026-12-30 00:00"
        ),
    ]

    static let agreements: [Case] = [
        Case(
            name: "the night is quiet for who said nothing",
            windows: [night],
            asked: "2026-11-22 23:00",
            from: "2026-11-23 08:00"
        ),
        Case(
            name: "and open for who agreed",
            windows: [night],
            said: said("night-contact", true),
            asked: "2026-11-22 23:00",
            from: "2026-11-22 23:00"
        ),
        Case(
            name: "and quiet for who refused",
            windows: [night],
            said: said("night-contact", false),
            asked: "2026-11-22 23:00",
            from: "2026-11-23 08:00"
        ),
        Case(
            name: "an agreement to something else opens nothing",
            windows: [night],
            said: said("weekend-contact", true),
            asked: "2026-11-22 23:00",
            from: "2026-11-23 08:00"
        ),
        Case(
            name: "weekends are open for who said nothing",
            windows: [noWeekends],
            asked: "2026-11-22 10:00",
            from: "2026-11-22 10:00"
        ),
        Case(
            name: "and closed for who refused them",
            windows: [noWeekends],
            said: said("weekend-contact", false),
            asked: "2026-11-21 10:00",
            from: "2026-11-23 00:00"
        ),
    ]

    static let tiers: [Case] = [
        Case(
            name: "a rule for another tier does not count",
            windows: [rule(.open, span("10:00", "11:00"), scope: RuleScope(tiers: ["second"]))],
            tier: 0,
            asked: "2026-11-22 20:00",
            from: "2026-11-22 20:00"
        ),
        Case(
            name: "a rule for this tier does",
            windows: [rule(.open, span("10:00", "11:00"), scope: RuleScope(tiers: ["second"]))],
            tier: 1,
            asked: "2026-11-22 20:00",
            from: "2026-11-23 10:00",
            until: "2026-11-23 11:00"
        ),
    ]

    @Test(arguments: lunch + calendars + seasons + blackouts + agreements + tiers)
    func theNextOpeningIs(_ row: Case) {
        let step = Step.fixture(days: [1])
        let rules = Ruleset.fixture(
            windows: row.windows,
            blackouts: row.blackouts,
            tiers: [.fixture(step, name: "first"), .fixture(step, name: "second")],
            calendar: row.calendar
        )
        let question = WindowQuestion(
            rules: rules,
            zone: .shanghai,
            channel: .sms,
            messageClass: .collection,
            tier: row.tier,
            agreements: rules.agreements(of: .fixture(agreements: row.said))
        )
        let asked = Instant.shanghai(row.asked)
        let opening = question.opening(from: asked)
        #expect(opening?.from == row.from.map { Instant.shanghai($0) })
        if let until = row.until { #expect(opening?.until == .shanghai(until)) }
        #expect((question.closedBy(at: asked)?.isUncovered ?? false) == row.isUncovered)
    }
}
