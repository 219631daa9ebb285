import NudgeCore
import Testing

@testable import NudgeDaemon

/// Two readings of what is owed, written apart, must say the same.
struct AuditDebtTests {
    static let today = DemoData.date("2026-03-10")

    @Test(
        arguments: [-40, -3, -1, 0, 1, 5],
        [nil, -2, 0, 3] as [Int?]
    )
    func theAuditOwesWhatTheCoreOwes(_ dueIn: Int, _ graceDays: Int?) {
        for overdue in [0, 500, 150_000] as [Int64] {
            for tolerance in [0, 1000] as [Int64] {
                for paid in [0, 99_000, 99_001, 100_000, 149_500, 200_000] as [Int64] {
                    expectAgreement(dueIn, graceDays, overdue, tolerance, paid)
                }
            }
        }
    }

    private func expectAgreement(
        _ dueIn: Int,
        _ graceDays: Int?,
        _ overdue: Int64,
        _ tolerance: Int64,
        _ paid: Int64
    ) {
        let due = AuditDebtTests.today + dueIn
        let told = DemoData.instant("2026-03-01 00:00")
        var fact = AuditWorld.debt("c1", tail: "1111", due: due.description, overdue: overdue)
        fact.tolerance = tolerance
        fact.graceEnd = graceDays.map { due + $0 }
        var audited = AuditDebt(reference: "card-c1")
        audited.tell(fact, known: told)
        let payment = PaymentFact(
            reference: "p1",
            debt: "card-c1",
            amount: paid,
            at: told + .days(1)
        )
        audited.tell(payment, known: told + .days(1))
        let claim = audited.claim(known: told + .days(2), today: AuditDebtTests.today)
        let core = Debt(
            id: DebtID(1),
            minimumDue: fact.minimumDue,
            dueDate: due,
            graceEnd: fact.graceEnd,
            tolerance: tolerance,
            overdueAmount: overdue,
            asOf: told,
            paidSince: paid
        )
        let seen = "due in \(dueIn), grace \(graceDays ?? 0), \(overdue), \(tolerance), \(paid)"
        switch core.standing(on: AuditDebtTests.today) {
        case .nothing: #expect(claim?.amount == 0, "\(seen)")
        case .due(let amount):
            #expect(claim?.amount == amount && claim?.isOverdue == false, "\(seen)")
        case .overdue(let amount, _):
            #expect(claim?.amount == amount && claim?.isOverdue == true, "\(seen)")
        }
    }

    /// What was paid before a file was made is in its amounts already.
    @Test func aNewerFileHoldsThePaymentsBeforeIt() {
        var debt = AuditDebt(reference: "card-c1")
        let told = DemoData.instant("2026-03-01 00:00")
        debt.tell(AuditWorld.debt("c1", tail: "1111"), known: told)
        let payment = PaymentFact(
            reference: "p1",
            debt: "card-c1",
            amount: 40_000,
            at: told + .days(1)
        )
        debt.tell(payment, known: told + .days(1))
        let before = debt.claim(known: told + .days(1), today: AuditDebtTests.today)
        #expect(before?.amount == 60_000)
        var newer = AuditWorld.debt("c1", tail: "1111")
        newer.minimumDue = 60_000
        debt.tell(newer, known: told + .days(2))
        let after = debt.claim(known: told + .days(2), today: AuditDebtTests.today)
        #expect(after?.amount == 60_000)
    }
}
