import NudgeCore
import NudgeTestKit
import Testing

/// What the merge keeps of how a debt came to be as it is.
struct DebtCourseTests {
    private static let start = Instant.shanghai("2026-11-01 06:00")
    private static let id = DebtID(1)

    private func fact(
        grade: String = "",
        balance: Int64 = 0,
        limit: Int64 = 0,
        minimum: Int64 = 10_000,
        autopay: Debt.Autopay = .none
    ) -> DebtFact {
        DebtFact(
            reference: "d",
            customer: "c",
            statementBalance: balance,
            minimumDue: minimum,
            dueDate: .fixture("2026-11-20"),
            autopay: autopay,
            riskGrade: grade,
            creditLimit: limit
        )
    }

    private func told(_ facts: (Int, DebtFact)...) -> CustomerFacts {
        var customer = CustomerFacts.fixture(debts: [])
        for (day, fact) in facts {
            _ = customer.apply(
                fact,
                as: Self.id,
                role: .debtor,
                source: "s",
                asOf: Self.start + .days(day)
            )
        }
        return customer
    }

    @Test func gradesAreKeptWithTheDayTheyBegan() {
        let debt = told(
            (0, fact(grade: "A")),
            (1, fact(grade: "A")),
            (2, fact(grade: "D")),
            (1, fact(grade: "C")),
            (3, fact(grade: "D"))
        ).debts[0]
        #expect(debt.course.grades.map(\.grade) == ["A", "D"])
        #expect(debt.course.grades.map(\.since) == [Self.start, Self.start + .days(2)])
    }

    @Test func gradesAreBounded() {
        var customer = told((0, fact(grade: "A")))
        for day in 1...40 {
            _ = customer.apply(
                fact(grade: day % 2 == 0 ? "A" : "B"),
                as: Self.id,
                role: .debtor,
                source: "s",
                asOf: Self.start + .days(day)
            )
        }
        #expect(customer.debts[0].course.grades.count == DebtCourse.gradesMax)
        #expect(customer.debts[0].course.grades.last?.since == Self.start + .days(40))
    }

    /// The staircase says of every threshold since when it is passed without a break.
    @Test(arguments: 0..<60)
    func theUseOfALimitIsKnownForEveryThreshold(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var uses: [Int64] = []
        var customer = CustomerFacts.fixture(debts: [])
        for day in 0..<chance.int(1...7) {
            uses.append(Int64(chance.int(0...10) * 100))
            _ = customer.apply(
                fact(balance: uses[day], limit: 1000),
                as: Self.id,
                role: .debtor,
                source: "s",
                asOf: Self.start + .days(day)
            )
        }
        let steps = customer.debts[0].course.utilisations
        #expect(steps == steps.sorted { $0.permille < $1.permille })
        for threshold in stride(from: Int64(0), through: 1000, by: 100) {
            let below = uses.lastIndex { $0 < threshold }
            let run = below.map { $0 + 1 } ?? 0
            let expected = run < uses.count ? Self.start + .days(run) : nil
            let known = steps.first { Int64($0.permille) >= threshold }?.since
            #expect(known == expected, "seed \(seed), \(uses), \(threshold)")
        }
    }

    @Test func aRepeatedAutopayStateBeganOnce() {
        let debt = told(
            (0, fact(autopay: .scheduled)),
            (2, fact(autopay: .failed)),
            (3, fact(autopay: .failed))
        ).debts[0]
        #expect(debt.course.autopaySince == Self.start + .days(2))
        #expect(debt.autopayAt == Self.start + .days(3))
    }

    // MARK: Promises

    private func promise(_ reference: String, until day: Int) -> PromiseFact {
        PromiseFact(
            reference: reference,
            customer: "c",
            debt: "d",
            madeAt: Self.start,
            until: .fixture("2026-11-01") + day
        )
    }

    private enum Told: Sendable {
        case promise(String, Int)
        case pay(Int, Int64)
    }

    private func broken(_ told: [Told], at day: Int) -> Int {
        var customer = self.told((0, fact()))
        for told in told {
            switch told {
            case .promise(let reference, let until):
                _ = customer.apply(
                    promise(reference, until: until),
                    debt: Self.id,
                    zone: .shanghai,
                    now: Self.start
                )
            case .pay(let day, let amount):
                let fact = PaymentFact(
                    reference: "p",
                    debt: "d",
                    amount: amount,
                    at: Self.start + .days(day)
                )
                _ = customer.apply(fact, to: Self.id)
            }
        }
        return customer.brokenPromises(of: customer.debts[0], at: Self.start + .days(day))
    }

    @Test func aPromiseIsBrokenWhenItsDayHasEndedUnpaid() {
        #expect(broken([.promise("a", 5)], at: 4) == 0)
        #expect(broken([.promise("a", 5)], at: 6) == 1)
        #expect(broken([.promise("a", 5), .promise("b", 9)], at: 20) == 2)
        // Put off, not broken: the same promise with a later day.
        #expect(broken([.promise("a", 5), .promise("a", 9)], at: 7) == 0)
    }

    @Test func aPromiseThatWasKeptIsNotAndPartOfItDoesNotKeepIt() {
        #expect(broken([.promise("a", 5), .pay(5, 10_000)], at: 20) == 0)
        #expect(broken([.promise("a", 5), .pay(5, 4000)], at: 20) == 1)
    }

    @Test(arguments: 0..<60)
    func promisesAndPaymentsCountTheSameInAnyOrder(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var told: [Told] = []
        for number in 0..<chance.int(1...3) {
            told.append(.promise("\(number)", chance.int(1...15)))
        }
        for _ in 0..<chance.int(0...4) {
            told.append(.pay(chance.int(1...20), chance.pick([2000, 5000, 10_000, -5000])))
        }
        let count = broken(told, at: 25)
        for _ in 0..<6 {
            told.shuffle(using: &chance)
            #expect(broken(told, at: 25) == count, "seed \(seed)")
        }
    }
}
