import NudgeCore
import Testing

@Suite
struct MergeTests {
    static let t0 = Instant(milliseconds: 1_793_505_600_000)
    static let id = DebtID(7)
    static let due = CivilDate(daysSinceEpoch: 20_765)

    static func fact(
        minimum: Int64 = 100,
        due: CivilDate = due,
        overdue: Int64 = 0,
        tolerance: Int64 = 0,
        autopay: Debt.Autopay = .none,
        isSettled: Bool = false
    ) -> DebtFact {
        DebtFact(
            reference: "D",
            customer: "C",
            minimumDue: minimum,
            dueDate: due,
            tolerance: tolerance,
            autopay: autopay,
            overdueAmount: overdue,
            isSettled: isSettled
        )
    }

    /// Something told of the debt, so many hours after the first file.
    enum Told: Sendable {
        case file(Int, DebtFact)
        case pay(Int, Int64)
        case autopay(Int, Debt.Autopay)
        case missing(Int)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var told: [Told]
        var merges: [Merge]
        var missing: Int64
        var spell: Int32
        var isOpen: Bool
        var status = Debt.Status.open
        var autopay = Debt.Autopay.none
    }

    static let wake = Merge.changed(wakes: true)
    static let quiet = Merge.changed(wakes: false)

    static let rows: [Row] = [
        Row(
            testDescription: "the same fact twice changes nothing",
            told: [.file(0, fact())],
            merges: [.unchanged],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "a newer as-of alone is only a refreshment",
            told: [.file(5, fact())],
            merges: [.refreshed],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "an older file changes nothing",
            told: [.file(-1, fact(minimum: 900))],
            merges: [.older],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "a corrected file of the same as-of is taken",
            told: [.file(0, fact(minimum: 90))],
            merges: [wake],
            missing: 90,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "part payment leaves the rest",
            told: [.pay(1, 40)],
            merges: [quiet],
            missing: 60,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "payment in full ends the spell",
            told: [.pay(1, 40), .pay(2, 60)],
            merges: [quiet, quiet],
            missing: 0,
            spell: 1,
            isOpen: false
        ),
        Row(
            testDescription: "a shortfall within the tolerance counts as paid",
            told: [.file(0, fact(tolerance: 5)), .pay(1, 95)],
            merges: [wake, quiet],
            missing: 5,
            spell: 1,
            isOpen: false
        ),
        Row(
            testDescription: "a payment that the books hold already changes nothing",
            told: [.pay(0, 40)],
            merges: [.older],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "the file of before a payment does not undo it",
            told: [.pay(2, 100), .file(1, fact())],
            merges: [quiet, .refreshed],
            missing: 0,
            spell: 1,
            isOpen: false
        ),
        Row(
            testDescription: "newer books drop the payments that they hold",
            told: [.pay(1, 40), .pay(3, 10), .file(2, fact(minimum: 60))],
            merges: [quiet, quiet, wake],
            missing: 50,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "a reversal opens the next spell",
            told: [.pay(1, 100), .pay(2, -100)],
            merges: [quiet, wake],
            missing: 100,
            spell: 2,
            isOpen: true
        ),
        Row(
            testDescription: "a reversal of a payment in the books is owed again",
            told: [.file(1, fact(minimum: 0)), .pay(2, -100)],
            merges: [wake, wake],
            missing: 100,
            spell: 2,
            isOpen: true
        ),
        Row(
            testDescription: "payments may come out of order",
            told: [.pay(3, -100), .pay(2, 100)],
            merges: [wake, quiet],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "the next due date after payment is the next spell",
            told: [.pay(1, 100), .file(2, fact(due: due + 30))],
            merges: [quiet, wake],
            missing: 100,
            spell: 2,
            isOpen: true
        ),
        Row(
            testDescription: "the next due date with nothing overdue says that it was paid",
            told: [.file(2, fact(due: due + 30))],
            merges: [wake],
            missing: 100,
            spell: 2,
            isOpen: true
        ),
        Row(
            testDescription: "the next due date with an overdue amount goes on with the spell",
            told: [.file(2, fact(due: due + 30, overdue: 100))],
            merges: [wake],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "settled ends it, and owed again is the next",
            told: [.file(1, fact(isSettled: true)), .file(2, fact(overdue: 70))],
            merges: [wake, wake],
            missing: 70,
            spell: 2,
            isOpen: true
        ),
        Row(
            testDescription: "leaving the portfolio pays nothing",
            told: [.missing(2)],
            merges: [wake],
            missing: 100,
            spell: 1,
            isOpen: true,
            status: .leftPortfolio
        ),
        Row(
            testDescription: "coming back unpaid goes on with the spell",
            told: [.missing(2), .file(1, fact()), .file(3, fact())],
            merges: [wake, .older, wake],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "an older snapshot takes nothing out",
            told: [.missing(-1)],
            merges: [.older],
            missing: 100,
            spell: 1,
            isOpen: true
        ),
        Row(
            testDescription: "the newest result of a standing order wins",
            told: [.autopay(3, .failed), .autopay(2, .pending), .autopay(3, .failed)],
            merges: [wake, .older, .unchanged],
            missing: 100,
            spell: 1,
            isOpen: true,
            autopay: .failed
        ),
        Row(
            testDescription: "an older file does not undo the result of a standing order",
            told: [.autopay(3, .failed), .file(2, fact(autopay: .scheduled))],
            merges: [wake, .refreshed],
            missing: 100,
            spell: 1,
            isOpen: true,
            autopay: .failed
        ),
        Row(
            testDescription: "amounts beyond all bounds do not trap",
            told: [.pay(1, .max), .pay(2, .max), .pay(3, .min), .file(4, fact(minimum: .min))],
            merges: [quiet, quiet, wake, wake],
            missing: -(1 << 53),
            spell: 1,
            isOpen: false
        ),
    ]

    @Test(arguments: rows)
    func debts(_ row: Row) throws {
        var facts = CustomerFacts(id: CustomerID(1), reference: "C")
        #expect(apply(.file(0, Self.fact()), &facts) == Self.wake)
        #expect(row.told.map { apply($0, &facts) } == row.merges)
        let debt = try #require(facts.debts.first)
        #expect(debt.missing == row.missing)
        #expect(debt.spell == row.spell)
        #expect(debt.isSpellOpen == row.isOpen)
        #expect(debt.status == row.status)
        #expect(debt.autopay == row.autopay)
        #expect(debt.paidSince == debt.recentPayments.reduce(0) { $0 + $1.amount })
    }

    private func apply(_ told: Told, _ facts: inout CustomerFacts) -> Merge {
        switch told {
        case .file(let hours, let fact):
            return facts.apply(
                fact,
                as: Self.id,
                role: .debtor,
                source: "bank",
                asOf: Self.t0 + .hours(hours)
            )
        case .pay(let hours, let amount):
            let fact = PaymentFact(
                reference: "",
                debt: "D",
                amount: amount,
                at: Self.t0 + .hours(hours)
            )
            return facts.apply(fact, to: Self.id)
        case .autopay(let hours, let state):
            let fact = AutopayFact(debt: "D", state: state, at: Self.t0 + .hours(hours))
            return facts.apply(fact, to: Self.id)
        case .missing(let hours):
            return facts.leavePortfolio(debt: Self.id, asOf: Self.t0 + .hours(hours))
        }
    }

    @Test func paymentsBetweenTwoFilesAreBounded() throws {
        var facts = CustomerFacts(id: CustomerID(1), reference: "C")
        _ = apply(.file(0, Self.fact(minimum: 1000)), &facts)
        for hour in 1...200 { _ = apply(.pay(hour, 1), &facts) }
        let debt = try #require(facts.debts.first)
        #expect(debt.recentPayments.count == Debt.recentPaymentsMax)
        #expect(debt.missing == 800)
    }
}
