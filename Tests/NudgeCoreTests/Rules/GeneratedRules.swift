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
            makeUpDays: Set((0..<10).map { _ in first + chance.int(0...330) })
        )
    }

    static func windows(_ chance: inout SeededGenerator) -> [WindowRule] {
        (0..<chance.int(1...3)).map { index in
            WindowRule(
                name: "w\(index)",
                scope: scope(&chance),
                spans: (0..<chance.int(1...3)).map { _ in span(&chance) },
                basis: .house
            )
        }
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
        let weekdays: [Set<Weekday>] = [
            Set(Weekday.allCases), Set(Weekday.allCases), [.saturday, .sunday],
            [.monday, .tuesday, .wednesday, .thursday, .friday],
        ]
        return WindowRule.Span(
            from: TimeOfDay(minutes: from),
            to: TimeOfDay(minutes: to),
            weekdays: chance.pick(weekdays),
            days: chance.pick([.any, .any, .any, .working, .nonWorking])
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
                basis: .house
            )
        }
    }
}
