import NudgeCore
import NudgeTestKit
import Testing

/// Tiers by what a debt has behind it, and the rule that nothing of one debt moves another.
@Suite("Decide: tiers by history")
struct TierHistoryTests {
    private static func tier(
        _ name: String,
        _ match: (inout TierMatch) -> Void = { _ in }
    ) -> Tier {
        var tier = Tier(
            name: name,
            match: TierMatch(daysFrom: -30),
            steps: [.fixture(days: Array(-3...60))]
        )
        match(&tier.match)
        return tier
    }

    private static let rules = Ruleset.fixture(tiers: [
        tier("broken") { $0.brokenPromises = CountRange(from: 1) },
        tier("often") { $0.timesLate = CountRange(from: 3) },
        tier("full") { $0.utilisation = CountRange(from: 900) },
        tier("half") { $0.utilisation = CountRange(from: 500, to: 899) },
        tier("rest"),
    ])

    private func tier(of facts: CustomerFacts, at day: String = "2026-11-15 10:00") -> String? {
        decide(facts, rules: Self.rules, at: .shanghai(day)).action.proposal
            .map { Self.rules.strategy.tiers[$0.tier].name }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout Debt) -> Void
        var tier: String
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing known", change: { _ in }, tier: "rest"),
        Case(testDescription: "late twice", change: { $0.timesLate = 2 }, tier: "rest"),
        Case(testDescription: "late three times", change: { $0.timesLate = 3 }, tier: "often"),
        Case(
            testDescription: "no limit known",
            change: { $0.statementBalance = 1_000_000 },
            tier: "rest"
        ),
        Case(
            testDescription: "half used",
            change: { ($0.creditLimit, $0.statementBalance) = (1000, 500) },
            tier: "half"
        ),
        Case(
            testDescription: "nearly full",
            change: { ($0.creditLimit, $0.statementBalance) = (1000, 899) },
            tier: "half"
        ),
        Case(
            testDescription: "full",
            change: { ($0.creditLimit, $0.statementBalance) = (1000, 900) },
            tier: "full"
        ),
        Case(
            testDescription: "in credit",
            change: { ($0.creditLimit, $0.statementBalance) = (1000, -500) },
            tier: "rest"
        ),
    ]

    @Test(arguments: cases)
    func eachConditionHasItsEdges(row: Case) {
        var debt = Debt.fixture(due: "2026-11-10")
        row.change(&debt)
        #expect(tier(of: .fixture(debts: [debt])) == row.tier)
    }

    @Test func aBrokenPromiseCountsFromTheInstantItsDayEnds() {
        var facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
        facts.holds = [
            Hold(
                reason: .promiseToPay,
                debt: nil,
                from: .shanghai("2026-11-11 09:00"),
                until: .shanghai("2026-11-15 00:00"),
                reference: "p"
            )
        ]
        // While it runs nobody is written to; the decision comes back when it ends.
        #expect(
            decide(facts, rules: Self.rules, at: .shanghai("2026-11-13 10:00")).action.until
                == .shanghai("2026-11-15 00:00")
        )
        #expect(tier(of: facts, at: "2026-11-15 00:00") == "broken")
        facts.debts[0].recentPayments = [.init(at: .shanghai("2026-11-14 12:00"), amount: 10_000)]
        facts.debts[0].paidSince = 10_000
        #expect(tier(of: facts) == nil)
    }

    /// T-93, T-97, T-99: what becomes of one debt moves no step of another.
    @Test(arguments: 0..<60)
    func payingOneOfSeveralDebtsSkipsNoStepOfAnother(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: Strategy.fiveTiers.tiers
        )
        let debts = (1...3).map { id in
            let due = CivilDate.fixture("2026-11-10") + chance.int(-20...5)
            return Debt.fixture(
                Int64(id),
                due: due.description,
                riskGrade: chance.pick(["", "D"])
            )
        }
        let start = "2026-11-10 00:00"
        let end = "2027-01-10 00:00"
        var alone = Walk(.fixture(debts: [debts[0]]), rules, from: start)
        alone.run(until: end)
        var together = Walk(.fixture(debts: debts.shuffled(using: &chance)), rules, from: start)
        together.run(until: .shanghai(start) + .days(chance.int(0...20)))
        for index in together.facts.debts.indices
        where together.facts.debts[index].id != debts[0].id && chance.chance(2, in: 3) {
            together.facts.debts[index].paidSince = 10_000
        }
        together.run(until: end)
        func steps(_ walk: Walk) -> [Occasion] {
            walk.sent.flatMap(\.proposal.occasions).filter { $0.debt == debts[0].id }
        }
        #expect(steps(together) == steps(alone), "seed \(seed)")
    }

    /// The same facts in any order give the same tier and the same step.
    @Test(arguments: 0..<60)
    func factsInAnyOrderGiveTheSameDecision(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let file = Instant.shanghai("2026-11-12 06:00")
        let due = CivilDate.fixture("2026-11-10") + chance.int(-20...5)
        var told: [Told] = [
            .payment(chance.pick([1000, 4000, 10_000]), file + .hours(chance.int(1...40))),
            .payment(chance.pick([-1000, -4000, 2000]), file + .hours(chance.int(1...40))),
            .promise("a", .fixture("2026-11-12") + chance.int(0...3)),
            .promise("b", .fixture("2026-11-12") + chance.int(0...3)),
            .autopay(chance.pick([.failed, .none]), file + .hours(chance.int(1...40))),
        ]
        var expected: Decision.Action?
        for _ in 0..<8 {
            var facts = CustomerFacts.fixture(debts: [])
            _ = facts.apply(
                DebtFact(
                    reference: "d",
                    customer: "c",
                    minimumDue: 10_000,
                    dueDate: due,
                    riskGrade: chance.pick(["A"]),
                    timesLate: 2
                ),
                as: DebtID(1),
                role: .debtor,
                source: "s",
                asOf: file
            )
            told.shuffle(using: &chance)
            for fact in told { fact.apply(to: &facts, now: file) }
            // A run of being owed is numbered as it was met; what is said in it is the same.
            facts.debts[0].spell = 1
            let action = decide(facts, rules: Self.rules, at: .shanghai("2026-11-17 10:00")).action
            #expect(expected == nil || action == expected, "seed \(seed)")
            expected = action
        }
    }

    private enum Told {
        case payment(Int64, Instant)
        case promise(String, CivilDate)
        case autopay(Debt.Autopay, Instant)

        func apply(to facts: inout CustomerFacts, now: Instant) {
            switch self {
            case .payment(let amount, let at):
                let fact = PaymentFact(reference: "p", debt: "d", amount: amount, at: at)
                _ = facts.apply(fact, to: DebtID(1))
            case .promise(let reference, let until):
                let fact = PromiseFact(
                    reference: reference,
                    customer: "c",
                    debt: "d",
                    madeAt: now,
                    until: until
                )
                _ = facts.apply(fact, debt: DebtID(1), zone: .shanghai, now: now)
            case .autopay(let state, let at):
                _ = facts.apply(
                    AutopayFact(debt: "d", state: state, at: at),
                    to: DebtID(1)
                )
            }
        }
    }
}
