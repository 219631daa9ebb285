import NudgeCore
import NudgeTestKit

/// A customer, rules and a beginning, drawn by chance.
struct GeneratedWorld {
    var facts: CustomerFacts
    var rules: Ruleset
    var shared: [PastContact] = []
    var start: Instant
    let windows: [WindowRule]
    let blackouts: [Blackout]
    let caps: [CapRule]
    let calendar: BusinessCalendar

    init(_ chance: inout SeededGenerator) {
        let start = Instant.fixture("2026-03-01T00:00:00Z") + .minutes(chance.int(0...300_000))
        self.start = start
        calendar = GeneratedRules.calendar(&chance)
        let tiers =
            chance.chance(1, in: 3) ? Strategy.fiveTiers.tiers : GeneratedWorld.tiers(&chance)
        let names = tiers.map(\.name)
        var windows = chance.chance(1, in: 4) ? [] : GeneratedRules.windows(&chance)
        var blackouts = chance.chance(1, in: 4) ? GeneratedRules.blackouts(&chance) : []
        var caps = chance.chance(1, in: 4) ? [] : GeneratedRules.caps(&chance)
        // Some rules are for some tiers.
        for index in windows.indices where chance.chance(1, in: 4) {
            windows[index].scope.tiers = [chance.pick(names)]
        }
        for index in blackouts.indices where chance.chance(1, in: 4) {
            blackouts[index].scope.tiers = [chance.pick(names)]
        }
        for index in caps.indices where chance.chance(1, in: 4) {
            caps[index].scope.tiers = [chance.pick(names)]
        }
        self.windows = windows
        self.blackouts = blackouts
        self.caps = caps
        rules = .fixture(
            windows: windows,
            blackouts: blackouts,
            caps: caps,
            tiers: tiers,
            calendar: calendar,
            gateways: [
                GatewayProfile(
                    name: "everything",
                    channels: Set(Channel.allCases),
                    hasReceipts: true,
                    closingMargin: .minutes(chance.pick([0, 0, 5]))
                )
            ]
        )
        let today = ZoneRules.shanghai.localDate(start)
        facts = .fixture(
            id: Int64(chance.int(1...100_000)),
            zone: chance.pick(["", "Europe/Berlin", "UTC", "Nowhere"]),
            agreements: GeneratedRules.said(&chance),
            holds: (0..<chance.pick([0, 0, 1, 2])).map { _ in
                GeneratedWorld.hold(&chance, start)
            },
            debts: (1...chance.int(1...3)).map { id in
                GeneratedWorld.debt(&chance, Int64(id), today)
            }
        )
        for index in facts.debts.indices where chance.chance(1, in: 3) {
            let since = start + .days(chance.int(-5...5))
            facts.debts[index].course.grades = [
                .init(grade: "A", since: .distantPast), .init(grade: "E", since: since),
            ]
            facts.debts[index].course.autopaySince = since
        }
        for _ in 0..<chance.pick([0, 0, 5]) { facts.habit.observe(hour: chance.int(0...23)) }
        if chance.chance(1, in: 5) { facts.points.removeFirst() }
        if chance.chance(1, in: 5) {
            facts.points[0].refused = ClassChannelSet(.collection, .sms)
        }
        if chance.chance(1, in: 3) {
            shared = (0..<20).map { index in
                .fixture(at: start + .hours(index * 30), point: 1, debt: 99)
            }
        }
    }

    private static func debt(
        _ chance: inout SeededGenerator,
        _ id: Int64,
        _ today: CivilDate
    ) -> Debt {
        let due = today + chance.int(-40...30)
        let isBooked = due < today && chance.chance(1, in: 3)
        return .fixture(
            id,
            due: due.description,
            minimumDue: Int64(chance.int(50...500) * 100),
            role: chance.pick([.debtor, .debtor, .debtor, .coBorrower, .guarantor]),
            graceEnd: chance.chance(1, in: 3) ? (due + chance.int(1...5)).description : nil,
            tolerance: chance.pick([0, 1000]),
            autopay: chance.pick([.none, .none, .scheduled, .failed]),
            overdueAmount: isBooked ? 9000 : 0,
            riskGrade: chance.pick(["", "A", "E"]),
            asOf: isBooked
                ? Instant(seconds: Int64((due + 1).daysSinceEpoch) * 86_400)
                : .distantPast
        )
    }

    private static func hold(_ chance: inout SeededGenerator, _ start: Instant) -> Hold {
        let from = start + .hours(chance.int(-100...1000))
        return Hold(
            reason: .dispute,
            debt: chance.pick([nil, DebtID(1)]),
            from: from,
            until: chance.chance(1, in: 8) ? nil : from + .hours(chance.int(1...300)),
            reference: "h"
        )
    }

    private static func tiers(_ chance: inout SeededGenerator) -> [Tier] {
        var from = -10
        var tiers: [Tier] = []
        for index in 0..<chance.int(1...4) {
            let to = from + chance.int(3...20)
            var steps = (0..<chance.int(1...3)).map { step in
                let days = Set((0..<chance.int(1...4)).map { _ in Int16(chance.int(from...to)) })
                return Step.fixture(
                    days: days.sorted(),
                    channels: Array(
                        [Channel.sms, .push, .email].shuffled(using: &chance)
                            .prefix(chance.int(1...3))
                    ),
                    purpose: Purpose.allCases[step],
                    preferred: chance.pick([
                        ("09:00", "18:00"), ("08:00", "24:00"), ("12:00", "12:30"),
                    ]),
                    fallbackAfter: chance.pick([nil, .hours(3), .hours(30)]),
                    lateness: chance.pick([.send, .send, .merge, .dropAfter(.hours(20))]),
                    priority: UInt8(chance.int(0...9)),
                    mergesDebts: chance.chance(1, in: 2),
                    prefersLearnt: chance.chance(1, in: 4)
                )
            }
            if chance.chance(1, in: 4) {
                steps.append(.handOff(days: [Int16(chance.int(from...to))]))
            }
            let isLast = chance.chance(1, in: 3)
            tiers.append(
                Tier(
                    name: "t\(index)",
                    match: TierMatch(daysFrom: from, daysTo: isLast ? nil : to),
                    steps: steps
                )
            )
            from = to + chance.int(-2...2)
        }
        return tiers.shuffled(using: &chance) + warnings(&chance)
    }

    private static func warnings(_ chance: inout SeededGenerator) -> [Tier] {
        let signals: [Signal] = [
            .autopayFailed, .firstMissedMinimum, .riskRisesTo(["E"]),
            .utilisation(CountRange(from: 800)),
        ]
        return signals.filter { _ in chance.chance(1, in: 3) }.map { signal in
            .warning(
                signal,
                chance.chance(1, in: 3) ? .handOff(days: [0]) : .fixture(days: [0, 3]),
                name: signal.purpose.name
            )
        }
    }
}
