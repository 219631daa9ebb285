import NudgeCore
import NudgeTestKit

/// Customers of every kind that a strategy tells apart: due soon or long ago, large and small, of
/// every grade, with promises kept and broken, with and without each address.
enum StrategyPortfolio {
    static func customers(_ count: Int, seed: UInt64, at start: Instant) -> [CustomerFacts] {
        var chance = SeededGenerator(seed: seed)
        return (1...count).map { customer(Int64($0), &chance, start) }
    }

    private static func customer(
        _ id: Int64,
        _ chance: inout SeededGenerator,
        _ start: Instant
    ) -> CustomerFacts {
        var facts = CustomerFacts.fixture(
            id: id,
            debts: (0..<chance.pick([1, 1, 1, 2, 3])).map {
                debt(DebtID(id * 10 + Int64($0)), &chance, start)
            }
        )
        let lost = chance.int(0...7)
        facts.points.removeAll { point in
            switch lost {
            case 0: point.kind == .device
            case 1: point.kind == .phone
            case 2: point.kind != .email
            default: false
            }
        }
        if lost == 3 {
            for index in facts.points.indices { facts.points[index].health = .invalid }
        }
        if chance.chance(1, in: 4) { facts.tags = ["self-employed"] }
        if chance.chance(1, in: 3) {
            let hour = chance.int(8...21)
            for _ in 0..<4 { facts.habit.observe(hour: hour) }
        }
        if chance.chance(1, in: 4) {
            let ended = start + .days(chance.int(-20...20))
            facts.holds.append(
                Hold(
                    reason: .promiseToPay,
                    debt: nil,
                    from: ended - .days(7),
                    until: ended,
                    reference: "p"
                )
            )
        }
        return facts
    }

    private static func debt(
        _ id: DebtID,
        _ chance: inout SeededGenerator,
        _ start: Instant
    ) -> Debt {
        let today = ZoneRules.shanghai.localDate(start)
        let due =
            today + chance.pick([chance.int(-20...12), chance.int(-90...0), chance.int(-420...0)])
        var debt = Debt(
            id: id,
            product: chance.pick(["信用卡", "消费贷款", ""]),
            accountTail: String(1000 + id.value % 9000),
            minimumDue: Int64(chance.pick([chance.int(50...450), chance.int(500...9000), 60_000]))
                * 100,
            dueDate: due,
            riskGrade: chance.pick(["", "A", "B", "C", "D", "E"]),
            source: "core-banking",
            asOf: start
        )
        debt.timesLate = Int32(chance.pick([0, 0, 1, 3, 5]))
        debt.creditLimit = 10_000_000
        debt.statementBalance = Int64(chance.int(10...99)) * 100_000
        let since = start + .hours(chance.int(-40...200))
        debt.course.grades = [
            .init(grade: chance.pick(["A", "B", "C"]), since: start - .days(90)),
            .init(grade: debt.riskGrade, since: since),
        ]
        debt.course.utilisations = [.init(permille: 50, since: start - .days(90))]
        if let used = debt.utilisation, used > 50 {
            debt.course.utilisations.append(.init(permille: used, since: since))
        }
        debt.course.owedSince = start - .days(60)
        debt.autopay = chance.pick([.none, .none, .failed])
        debt.course.autopaySince = since
        return debt
    }
}
