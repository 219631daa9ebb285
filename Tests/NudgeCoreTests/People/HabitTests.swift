import NudgeCore
import NudgeTestKit
import Testing

struct HabitTests {
    private func habit(_ hours: [Int]) -> Habit {
        var habit = Habit()
        for hour in hours { habit.observe(hour: hour) }
        return habit
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var hours: [Int]
        var from = 9
        var to = 20
        var hour: Int?
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing known", hours: [], hour: nil),
        Case(testDescription: "two say nothing", hours: [19, 19], hour: nil),
        Case(testDescription: "three do", hours: [19, 19, 19], hour: 19),
        Case(testDescription: "the most used hour", hours: [10, 10, 12, 12, 12], hour: 12),
        Case(testDescription: "of equals the earliest", hours: [10, 10, 15, 15], hour: 10),
        Case(testDescription: "neighbours count half", hours: [10, 12, 13, 17], hour: 12),
        Case(testDescription: "closed at his hour, open beside it", hours: [8, 8, 8], hour: 9),
        Case(testDescription: "nothing open near his hours", hours: [3, 3, 3], hour: nil),
        Case(testDescription: "over midnight", hours: [0, 0, 0], from: 23, to: 24, hour: 23),
    ]

    @Test(arguments: cases)
    func theHourIsHisWhereItIsOpen(row: Case) {
        let open = MinuteSet(from: row.from * 60, to: row.to * 60)
        #expect(habit(row.hours).hour(among: open) == row.hour)
        #expect(habit(row.hours.reversed()) == habit(row.hours))
    }

    @Test func aCountStops() {
        let many = habit(Array(repeating: 5, count: 1000))
        #expect(many.hours[5] == Habit.countMax)
    }

    @Test func aPaymentWithoutATimeTeachesNothing() {
        var facts = CustomerFacts.fixture(debts: [])
        #expect(facts.learn(at: .shanghai("2026-11-10 00:00"), zone: .shanghai) == .unchanged)
        #expect(facts.learn(at: .shanghai("2026-11-10 19:30"), zone: .shanghai) == .refreshed)
        #expect(facts.habit.hours[19] == 1)
        // The same instant is another hour where he lives.
        #expect(facts.learn(at: .shanghai("2026-11-10 19:30"), zone: .berlin) == .refreshed)
        #expect(facts.habit.hours[12] == 1)
    }

    @Test(arguments: 0..<40)
    func aStepThatPrefersItIsSaidInHisHourAndWithinItsOwn(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let hour = chance.int(10...17)
        var facts = CustomerFacts.fixture(
            id: Int64(seed) + 1,
            debts: [.fixture(due: "2026-11-10")]
        )
        for _ in 0..<3 { facts.habit.observe(hour: hour) }
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: [.fixture(.fixture(days: [1], prefersLearnt: true))]
        )
        var walk = Walk(facts, rules, from: "2026-11-10 00:00")
        walk.run(until: "2026-11-12 00:00")
        #expect(walk.sent.count == 1)
        let clock = ZoneRules.shanghai.local(walk.sent[0].at).milliseconds
        #expect(Int(clock / 3_600_000) == hour)
    }
}
