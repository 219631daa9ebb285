internal import NudgeConfig
internal import NudgeCore
internal import NudgeDaemon

/// Decisions a second on one core under everything that a mainland lender runs: the shipped rulebook and
/// calendar, a strategy of eight tiers, and ninety days of history with a contact every three days.
struct FullDecisionBenchmark {
    let config: String

    func run() throws -> [Figure] {
        let loaded = RulesAssembler.load(configFile: config, today: BenchWorld.today)
        guard let ruleset = loaded.assembled?.rules.ruleset else {
            throw BenchWorld.Failure(
                description: loaded.problems.map(\.description).joined(separator: "\n")
            )
        }
        let rules = Ruleset(
            generation: 1,
            rulebooks: ruleset.rulebooks,
            strategy: Strategy(
                name: "eight-tiers",
                tiers: FullDecisionBenchmark.tiers,
                staleAfter: ["core-banking": .hours(48)]
            ),
            zones: ruleset.zones,
            calendar: ruleset.calendar,
            gateways: [
                GatewayProfile(
                    name: "sandbox",
                    channels: [.sms, .push, .email],
                    hasReceipts: true,
                    closingMargin: .minutes(2)
                )
            ]
        )
        let run = DecisionRun(rules: rules, contacts: 30)
        let name = "decisions per second, full rulebook, 8 tiers, 90 days"
        return [run.figure("decisions-full", name)]
    }

    private static let tiers: [Tier] = [
        tier("high-risk", 1, nil, risk: ["D", "E"], [1, 3, 6, 11, 16, 21, 26, 31, 45, 75]),
        tier("large-late", 31, nil, from: 5_000_000, [31, 35, 40, 50, 60, 75, 90]),
        tier("late", 31, 90, [31, 38, 45, 60, 75, 90]),
        tier("archive", 91, nil, [91, 121, 151, 181]),
        tier("large-early", 1, 30, from: 5_000_000, [1, 3, 5, 8, 12, 17, 23, 28]),
        tier("early", 1, 30, [1, 5, 10, 15, 20, 25]),
        tier("due-today", 0, 0, [0]),
        tier("coming-due", -7, -1, [-5, -2]),
    ]

    private static func tier(
        _ name: String,
        _ daysFrom: Int,
        _ daysTo: Int?,
        from amount: Int64 = 0,
        risk: [String] = [],
        _ days: [Int16]
    ) -> Tier {
        Tier(
            name: name,
            match: TierMatch(
                daysFrom: daysFrom,
                daysTo: daysTo,
                amountFrom: amount,
                riskGrades: risk
            ),
            steps: [
                Step(
                    name: "step",
                    purpose: daysFrom > 0 ? .overdue : .comingDue,
                    days: days,
                    preferredFrom: TimeOfDay(minutes: 9 * 60),
                    preferredTo: TimeOfDay(minutes: 18 * 60),
                    channels: [Channel.sms, .push, .email].map {
                        StepChannel(channel: $0, template: "\(name)/\($0.name)")
                    },
                    fallbackAfter: .hours(4)
                )
            ]
        )
    }
}
