import NudgeConfig
import NudgeCore

/// How long "when may this leave?" takes: one question, from its making to its answer.
///
/// Asked at instants spread over a year, so that both clocks' changes, seasons and holidays come up
/// and no answer can be remembered.
enum WindowBenchmark {
    /// Enough for a steady figure, in well under a second.
    static let questions = 2_000_000

    private struct ZoneMissing: Error, CustomStringConvertible {
        var description = "the zones are missing: is tzdata installed?"
    }

    static func run() throws -> [Figure] {
        let zones = ZoneStore()
        guard let shanghai = try? zones.rules(for: "Asia/Shanghai"),
            let berlin = try? zones.rules(for: "Europe/Berlin")
        else { throw ZoneMissing() }
        let plain = measure(rules([plainWindow], shanghai), shanghai)
        let full = measure(rules(seasonalWindows, shanghai), berlin)
        return [
            Figure("next allowed instant, plain window", plain, "ns", atMost: 100),
            Figure("next allowed instant, calendar, seasons, DST", full, "ns", atMost: 1000),
        ]
    }

    /// Nanoseconds a question, by CPU time.
    private static func measure(_ rules: Ruleset, _ zone: ZoneRules) -> Double {
        let start = Instant(milliseconds: 1_767_225_600_000)  // 2026-01-01 00:00 UTC
        // Odd, so that all hours of all days come up.
        let stride = Milliseconds(15_769_001)
        var open = 0
        var at = start
        let spent = Spent.measure {
            for index in 0..<questions {
                if index % 2000 == 0 { at = start }
                at = at + stride
                let question = WindowQuestion(
                    rules: rules,
                    zone: zone,
                    channel: .sms,
                    messageClass: .collection
                )
                if let opening = question.opening(from: at), opening.from == at { open += 1 }
            }
        }
        Output.line("windows: \(open) of \(questions) were open when asked")
        return spent.cpu / Double(questions) * 1e9
    }

    private static let basis = Basis(kind: .house, source: "benchmark")

    private static func span(
        _ from: Int,
        _ to: Int,
        _ on: DateCondition = .always
    ) -> WindowRule.Span {
        WindowRule.Span(
            from: TimeOfDay(minutes: from * 60),
            to: TimeOfDay(minutes: to * 60),
            on: on
        )
    }

    private static var plainWindow: WindowRule {
        WindowRule(
            name: "night",
            scope: RuleScope(),
            sense: .quiet,
            spans: [span(22, 8)],
            basis: basis
        )
    }

    private static var seasonalWindows: [WindowRule] {
        let season = MonthDay(month: 11, day: 15).flatMap { from in
            MonthDay(month: 2, day: 28).map { Season(from: from, to: $0) }
        }
        return [
            plainWindow,
            WindowRule(
                name: "lunch and winter evenings",
                scope: RuleScope(),
                sense: .quiet,
                spans: [span(12, 14), span(18, 9, DateCondition(season: season))],
                basis: basis
            ),
            WindowRule(
                name: "office",
                scope: RuleScope(),
                spans: [
                    span(9, 20, DateCondition(days: .working)),
                    span(10, 16, DateCondition(weekdays: [.saturday], days: .nonWorking)),
                ],
                basis: basis
            ),
        ]
    }

    private static func rules(_ windows: [WindowRule], _ zone: ZoneRules) -> Ruleset {
        let first = CivilDate(daysSinceEpoch: 20_454)  // 2026-01-01
        return Ruleset(
            generation: 1,
            rulebooks: [Rulebook(name: "w", defaultZone: zone.name, windows: windows)],
            strategy: Strategy(name: "none", tiers: []),
            zones: [zone.name: zone],
            calendar: BusinessCalendar(
                cover: first...(first + 730),
                holidays: Set((45..<54).map { first + $0 } + (273..<280).map { first + $0 }),
                makeUpDays: [first + 44, first + 58]
            ),
            gateways: []
        )
    }
}
