import NudgeCore

/// A realistic rulebook and strategy; the values are the fact base's presets for the mainland.
extension DecisionBenchmark {
    static var rules: Ruleset {
        Ruleset(
            generation: 1,
            rulebooks: [
                Rulebook(
                    name: "cn",
                    defaultZone: "Asia/Shanghai",
                    windows: [
                        window("08:00", "22:00", .collection), window("09:00", "20:00", .notice),
                    ],
                    caps: [
                        cap(.customer, .calendarDay, 2), cap(.customer, .rolling(.days(7)), 5),
                        cap(.debt, .calendarDay, 1, [.sms]),
                        cap(.contactPoint, .calendarDay, 10, [.sms]),
                        cap(.customer, .calendarMonth, 20),
                        cap(.contactPoint, .rolling(.hours(2)), 1),
                    ]
                )
            ],
            strategy: Strategy(
                name: "five-tiers",
                tiers: [
                    tier("high-risk", 1, nil, ["D", "E"], [1, 3, 5, 8, 12, 17, 23, 30, 45, 60]),
                    tier("late", 31, nil, [], [31, 38, 45, 60, 75, 90]),
                    tier("early", 1, 30, [], [1, 4, 7, 14, 21, 28]),
                    tier("due-today", 0, 0, [], [0]),
                    tier("coming-due", -7, -1, [], [-5, -2]),
                ],
                staleAfter: ["core-banking": .hours(48)]
            ),
            zones: ["Asia/Shanghai": ZoneRules(name: "Asia/Shanghai", offsetSeconds: 28_800)],
            calendar: .none,
            gateways: [
                GatewayProfile(
                    name: "sandbox",
                    channels: [.sms, .push, .email],
                    hasReceipts: true,
                    closingMargin: .minutes(2)
                )
            ]
        )
    }

    private static let basis = Basis(kind: .house, source: "benchmark")

    private static func time(_ text: String) -> TimeOfDay {
        TimeOfDay(parsing: text) ?? TimeOfDay(minutes: 0)
    }

    private static func window(_ from: String, _ to: String, _ kind: MessageClass) -> WindowRule {
        WindowRule(
            name: from,
            scope: RuleScope(classes: [kind]),
            spans: [WindowRule.Span(from: time(from), to: time(to))],
            basis: basis
        )
    }

    private static func cap(
        _ counts: CapRule.Subject,
        _ period: CapRule.Period,
        _ most: Int,
        _ channels: Set<Channel> = []
    ) -> CapRule {
        CapRule(
            name: "cap",
            scope: RuleScope(channels: channels),
            counts: counts,
            period: period,
            most: most,
            basis: basis
        )
    }

    private static func tier(
        _ name: String,
        _ from: Int,
        _ to: Int?,
        _ grades: [String],
        _ days: [Int16]
    ) -> Tier {
        let channels: [Channel] = [.sms, .push, .email]
        return Tier(
            name: name,
            match: TierMatch(daysFrom: from, daysTo: to, riskGrades: grades),
            steps: [
                Step(
                    name: name,
                    purpose: from > 0 ? .overdue : .comingDue,
                    days: days,
                    preferredFrom: time("09:00"),
                    preferredTo: time("18:00"),
                    channels: channels.map {
                        StepChannel(channel: $0, template: "\(name)/\($0.name)")
                    },
                    fallbackAfter: .hours(4)
                )
            ]
        )
    }
}
