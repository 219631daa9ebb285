import NudgeCore
import NudgeTestKit
import Testing

@Suite("Where a debt stands")
struct StandingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var debt: Debt
        var today: String
        var standing: Debt.Standing

        var testDescription: String { name }
    }

    private static func debt(
        minimumDue: Int64 = 10_000,
        graceEnd: String? = nil,
        tolerance: Int64 = 0,
        overdue: Int64 = 0,
        paid: Int64 = 0,
        status: Debt.Status = .open,
        asOf: String = "2026-11-01T00:00:00Z"
    ) -> Debt {
        .fixture(
            due: "2026-11-10",
            minimumDue: minimumDue,
            graceEnd: graceEnd,
            tolerance: tolerance,
            overdueAmount: overdue,
            status: status,
            asOf: .fixture(asOf),
            paidSince: paid
        )
    }

    static let cases: [Case] = [
        Case(
            name: "before the day it is due",
            debt: debt(),
            today: "2026-11-09",
            standing: .due(amount: 10_000)
        ),
        Case(
            name: "on the day it is due",
            debt: debt(),
            today: "2026-11-10",
            standing: .due(amount: 10_000)
        ),
        Case(
            name: "the day after it is overdue",
            debt: debt(),
            today: "2026-11-11",
            standing: .overdue(amount: 10_000, daysPastDue: 1)
        ),
        Case(
            name: "within grace it is still due",
            debt: debt(graceEnd: "2026-11-13"),
            today: "2026-11-13",
            standing: .due(amount: 10_000)
        ),
        Case(
            name: "after grace the days count from the due date",
            debt: debt(graceEnd: "2026-11-13"),
            today: "2026-11-14",
            standing: .overdue(amount: 10_000, daysPastDue: 4)
        ),
        Case(
            name: "a grace that ends before the due date changes nothing",
            debt: debt(graceEnd: "2026-11-01"),
            today: "2026-11-10",
            standing: .due(amount: 10_000)
        ),
        Case(
            name: "paid in full",
            debt: debt(paid: 10_000),
            today: "2026-11-09",
            standing: .nothing(.paid)
        ),
        Case(
            name: "paid too much",
            debt: debt(paid: 99_000),
            today: "2026-12-09",
            standing: .nothing(.paid)
        ),
        Case(
            name: "paid in part leaves the rest",
            debt: debt(paid: 4000),
            today: "2026-11-12",
            standing: .overdue(amount: 6000, daysPastDue: 2)
        ),
        Case(
            name: "a shortfall within the tolerance is paid",
            debt: debt(tolerance: 1000, paid: 9000),
            today: "2026-11-12",
            standing: .nothing(.paid)
        ),
        Case(
            name: "a fen more is not",
            debt: debt(tolerance: 1000, paid: 8999),
            today: "2026-11-12",
            standing: .overdue(amount: 1001, daysPastDue: 2)
        ),
        Case(
            name: "a reversal makes it owed again",
            debt: debt(paid: -500),
            today: "2026-11-09",
            standing: .due(amount: 10_500)
        ),
        Case(
            name: "the bank says settled",
            debt: debt(status: .settled),
            today: "2026-11-20",
            standing: .nothing(.paid)
        ),
        Case(
            name: "it left the portfolio",
            debt: debt(status: .leftPortfolio),
            today: "2026-11-20",
            standing: .nothing(.leftPortfolio)
        ),
        Case(
            name: "the books' overdue amount is what counts",
            debt: debt(overdue: 2500, asOf: "2026-11-15T00:00:00Z"),
            today: "2026-11-20",
            standing: .overdue(amount: 2500, daysPastDue: 10)
        ),
        Case(
            name: "paying what the books call overdue settles it",
            debt: debt(overdue: 2500, paid: 2500, asOf: "2026-11-15T00:00:00Z"),
            today: "2026-11-20",
            standing: .nothing(.paid)
        ),
        Case(
            name: "overdue from the cycle before, and the next not yet due",
            debt: debt(overdue: 2500),
            today: "2026-11-05",
            standing: .overdue(amount: 2500, daysPastDue: 1)
        ),
        Case(
            name: "the old part paid, the rest of this cycle is due",
            debt: debt(overdue: 2500, paid: 2500),
            today: "2026-11-05",
            standing: .due(amount: 7500)
        ),
        Case(
            name: "and overdue once the day has passed",
            debt: debt(overdue: 2500, paid: 2500),
            today: "2026-11-12",
            standing: .overdue(amount: 7500, daysPastDue: 2)
        ),
        Case(
            name: "an overdue part within the tolerance does not make it overdue",
            debt: debt(tolerance: 1000, overdue: 900),
            today: "2026-11-05",
            standing: .due(amount: 10_000)
        ),
        Case(
            name: "amounts beyond all sense do not trap",
            debt: debt(minimumDue: .max, paid: -5),
            today: "2026-11-05",
            standing: .due(amount: .max)
        ),
        Case(
            name: "nor do they downwards",
            debt: debt(minimumDue: .min, overdue: .min, paid: .max),
            today: "2026-12-05",
            standing: .nothing(.paid)
        ),
    ]

    @Test(arguments: cases)
    func itStands(_ row: Case) {
        #expect(row.debt.standing(on: .fixture(row.today)) == row.standing)
    }
}
