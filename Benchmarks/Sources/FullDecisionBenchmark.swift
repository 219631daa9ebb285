internal import NudgeConfig
internal import NudgeCore
internal import NudgeDaemon

/// Decisions a second on one core under everything that a mainland lender runs: the shipped rulebook and
/// calendar, a strategy of eight tiers, and ninety days of history with a contact every three days.
struct FullDecisionBenchmark {
    let config: String

    private static let decisions = 900_000
    /// 2026-11-22 16:00 in Shanghai: a Sunday, in the daytime.
    private static let now = Instant(milliseconds: 1_795_334_400_000)

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
        let customers = (0..<300).map { FullDecisionBenchmark.customer(Int64($0)) }
        var counts = (contact: 0, wait: 0, rest: 0)
        let spent = Spent.measure {
            for index in 0..<FullDecisionBenchmark.decisions {
                let customer = customers[index % customers.count]
                switch decide(customer, rules: rules, at: FullDecisionBenchmark.now).action {
                case .contact: counts.contact += 1
                case .wait: counts.wait += 1
                case .handOff: preconditionFailure("no step of these hands over")
                case .rest: counts.rest += 1
                }
            }
        }
        Output.line(
            "decisions-full: \(counts.contact) contacts, \(counts.wait) waits,",
            "\(counts.rest) rests in \(Figure.text(spent.wall, "s"))"
        )
        return [
            Figure(
                "decisions per second, full rulebook, 8 tiers, 90 days",
                Double(FullDecisionBenchmark.decisions) / spent.cpu,
                atLeast: 500_000
            )
        ]
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

    /// A third each: ready to be reminded, waiting for a step, owing nothing.
    private static func customer(_ id: Int64) -> CustomerFacts {
        let today = CivilDate(daysSinceEpoch: Int32(now.milliseconds / 86_400_000))
        let due = id % 3 == 1 ? today + 10 : today + -5
        let debt = DebtID(id)
        let history = (0..<30).map { index in
            PastContact(
                id: ContactID(id * 100 + Int64(index)),
                at: now - Milliseconds.hours(24 * 3 * (30 - index)),
                channel: index % 2 == 0 ? .sms : .push,
                messageClass: .collection,
                point: PointID(id * 2 + Int64(index % 2)),
                state: .delivered,
                occasion: Occasion(
                    debt: debt,
                    spell: 1,
                    dueDate: due + -31,
                    stepDay: Int16(index),
                    purpose: .overdue
                )
            )
        }
        return CustomerFacts(
            id: CustomerID(id),
            reference: "C\(id)",
            points: [
                ContactPoint(id: PointID(id * 2), kind: .phone),
                ContactPoint(id: PointID(id * 2 + 1), kind: .device),
            ],
            debts: [
                Debt(
                    id: debt,
                    product: "card",
                    accountTail: "1234",
                    minimumDue: 50_000,
                    dueDate: due,
                    riskGrade: "B",
                    source: "core-banking",
                    asOf: now - .hours(10),
                    paidSince: id % 3 == 2 ? 50_000 : 0
                )
            ],
            history: history
        )
    }
}
