import NudgeCore
import NudgeTestKit

/// Rules drawn by chance, for properties that must hold of all of them.
enum GeneratedRules {
    /// A year with holidays and make-up days, uncovered from December on.
    static func calendar(_ chance: inout SeededGenerator) -> BusinessCalendar {
        let first = CivilDate.fixture("2026-01-01")
        return BusinessCalendar(
            cover: first ... .fixture("2026-11-30"),
            holidays: Set((0..<20).map { _ in first + chance.int(0...330) }),
            makeUpDays: Set((0..<10).map { _ in first + chance.int(0...330) }),
            names: Dictionary(
                (0..<330).map { (first + $0, ["春节", "中秋节、国庆节", "元旦"][$0 % 3]) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    static func windows(_ chance: inout SeededGenerator) -> [WindowRule] {
        (0..<chance.int(1...3)).map { index in
            WindowRule(
                name: "w\(index)",
                scope: scope(&chance),
                sense: chance.pick([.open, .open, .quiet]),
                spans: (0..<chance.int(1...3)).map { _ in span(&chance) },
                agreement: clause(&chance),
                basis: .house
            )
        }
    }

    static func blackouts(_ chance: inout SeededGenerator) -> [Blackout] {
        (0..<chance.int(0...2)).map { index in
            Blackout(
                name: "b\(index)",
                scope: scope(&chance),
                on: DateCondition(
                    weekdays: weekdays(&chance),
                    season: chance.pick([nil, season(&chance)]),
                    dates: chance.pick([[], dates(&chance)]),
                    holiday: chance.pick([nil, holiday(&chance)])
                ),
                agreement: clause(&chance),
                basis: .house
            )
        }
    }

    static let agreements = ["night", "weekend"]

    /// What a customer has said of them: nothing, mostly.
    static func said(_ chance: inout SeededGenerator) -> [Agreement] {
        guard chance.chance(1, in: 2) else { return [] }
        return agreements.filter { _ in chance.chance(1, in: 2) }.map {
            Agreement(name: $0, isGiven: chance.chance(1, in: 2), asOf: .distantPast)
        }
    }

    private static func clause(_ chance: inout SeededGenerator) -> AgreementClause {
        chance.pick([
            .none, .none, .none,
            AgreementClause(unlessAgreed: "night"),
            AgreementClause(whenRefused: "weekend"),
            AgreementClause(unlessAgreed: "night", whenRefused: "weekend"),
        ])
    }

    private static func weekdays(_ chance: inout SeededGenerator) -> Set<Weekday> {
        chance.pick([
            Set(Weekday.allCases), Set(Weekday.allCases), [.saturday, .sunday],
            [.monday, .tuesday, .wednesday, .thursday, .friday],
        ])
    }

    private static func season(_ chance: inout SeededGenerator) -> Season {
        let first = CivilDate.fixture("2028-01-01")
        return Season(
            from: MonthDay(first + chance.int(0...365)),
            to: MonthDay(first + chance.int(0...365))
        )
    }

    private static func dates(_ chance: inout SeededGenerator) -> [ClosedRange<CivilDate>] {
        (0..<chance.int(1...3)).map { _ in
            let first = CivilDate.fixture("2026-01-01") + chance.int(0...360)
            return first...(first + chance.int(0...40))
        }
    }

    private static func holiday(_ chance: inout SeededGenerator) -> DateCondition.HolidaySpan {
        DateCondition.HolidaySpan(
            name: chance.pick(["春节", "国庆节", "元旦"]),
            daysBefore: chance.int(0...3),
            daysAfter: chance.int(0...3)
        )
    }

    static func scope(_ chance: inout SeededGenerator) -> RuleScope {
        let channels: [Set<Channel>] = [[], [], [.sms], [.sms, .email], [.push, .voice]]
        let classes: [Set<MessageClass>] = [[], [], [.collection], [.notice, .collection]]
        return RuleScope(channels: chance.pick(channels), classes: chance.pick(classes))
    }

    private static func span(_ chance: inout SeededGenerator) -> WindowRule.Span {
        let from = chance.int(0...1439)
        var to = chance.pick([1440, chance.int(1...1440), min(from + chance.int(1...600), 1440)])
        if to == from { to = from + 1 }
        return WindowRule.Span(
            from: TimeOfDay(minutes: from),
            to: TimeOfDay(minutes: to),
            on: DateCondition(
                weekdays: weekdays(&chance),
                days: chance.pick([.any, .any, .any, .any, .working, .nonWorking, .holiday]),
                season: chance.pick([nil, nil, season(&chance)]),
                dates: chance.pick([[], [], [], dates(&chance)])
            )
        )
    }

    static func caps(_ chance: inout SeededGenerator) -> [CapRule] {
        (0..<chance.int(1...4)).map { index in
            CapRule(
                name: "c\(index)",
                scope: scope(&chance),
                counts: chance.pick([.customer, .debt, .contactPoint]),
                period: chance.pick([
                    .rolling(.minutes(chance.int(1...3000))), .rolling(.days(chance.int(1...9))),
                    .calendarDay, .calendarWeek, .calendarMonth,
                ]),
                most: chance.int(1...4),
                isSameContent: chance.chance(1, in: 4),
                replaces: chance.chance(1, in: 4) ? ["c\(index + 1)"] : [],
                agreement: clause(&chance),
                basis: .house
            )
        }
    }
}
