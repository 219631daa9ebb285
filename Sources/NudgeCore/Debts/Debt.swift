/// One obligation as it stands: a card's statement, or an instalment of a loan.
///
/// Amounts are minor units of `currency`. `paidSince` is what came in after `asOf`, so that a file
/// of yesterday cannot undo a payment of today.
package struct Debt: Hashable, Sendable {
    package var id: DebtID
    /// The customer's part in it.
    package var role: Role
    package var product: String
    package var currency: Currency
    /// The last digits of the account, at most four: all that a message may show of it.
    package var accountTail: String
    package var statementDate: CivilDate?
    package var statementBalance: Int64
    /// What must be paid by the due date.
    ///
    /// For an instalment: the instalment.
    package var minimumDue: Int64
    package var dueDate: CivilDate
    /// The last day on which payment still counts as in time; `nil`: the due date.
    package var graceEnd: CivilDate?
    /// A shortfall up to this still counts as paid (the "tolerance of difference" of card contracts).
    package var tolerance: Int64
    package var autopay: Autopay
    /// What is past due, by the bank's books at `asOf`; 0 while nothing is.
    package var overdueAmount: Int64
    /// The bank's own risk grade, empty when it gave none.
    package var riskGrade: String
    /// The bank's own code for why it is overdue, empty when it gave none.
    package var overdueReason: String
    package var status: Status
    /// The source whose file last told of it.
    package var source: String
    package var asOf: Instant
    /// Payments less reversals with an instant after `asOf`: the sum of `recentPayments`.
    package var paidSince: Int64
    /// What `paidSince` is made of, oldest first, so that newer books drop what they already hold.
    package var recentPayments: [RecentPayment]
    /// The instant of what is known of `autopay`: a file's as-of, or a result's own.
    package var autopayAt: Instant
    /// Which run of being due this is; payment in full ends it, re-opening begins the next.
    package var spell: Int32
    package var isSpellOpen: Bool
    /// What may be drawn in all; 0: unknown, or no such thing.
    package var creditLimit: Int64
    /// How often it was late in the last twelve months, by the bank's own count.
    package var timesLate: Int32
    package var course: DebtCourse

    package init(
        id: DebtID,
        role: Role = .debtor,
        product: String = "",
        currency: Currency = .cny,
        accountTail: String = "",
        statementDate: CivilDate? = nil,
        statementBalance: Int64 = 0,
        minimumDue: Int64,
        dueDate: CivilDate,
        graceEnd: CivilDate? = nil,
        tolerance: Int64 = 0,
        autopay: Autopay = .none,
        overdueAmount: Int64 = 0,
        riskGrade: String = "",
        overdueReason: String = "",
        status: Status = .open,
        source: String = "",
        asOf: Instant,
        paidSince: Int64 = 0,
        recentPayments: [RecentPayment] = [],
        autopayAt: Instant = .distantPast,
        spell: Int32 = 1,
        isSpellOpen: Bool = true,
        creditLimit: Int64 = 0,
        timesLate: Int32 = 0,
        course: DebtCourse = DebtCourse()
    ) {
        self.id = id
        self.role = role
        self.product = product
        self.currency = currency
        self.accountTail = accountTail
        self.statementDate = statementDate
        self.statementBalance = statementBalance
        self.minimumDue = minimumDue
        self.dueDate = dueDate
        self.graceEnd = graceEnd
        self.tolerance = tolerance
        self.autopay = autopay
        self.overdueAmount = overdueAmount
        self.riskGrade = riskGrade
        self.overdueReason = overdueReason
        self.status = status
        self.source = source
        self.asOf = asOf
        self.paidSince = paidSince
        self.recentPayments = recentPayments
        self.autopayAt = autopayAt
        self.spell = spell
        self.isSpellOpen = isSpellOpen
        self.creditLimit = creditLimit
        self.timesLate = timesLate
        self.course = course
    }

    /// A payment, or the reversal of one (negative), that the bank's books do not hold yet.
    package struct RecentPayment: Hashable, Sendable {
        package var at: Instant
        package var amount: Int64

        package init(at: Instant, amount: Int64) {
            self.at = at
            self.amount = amount
        }
    }

    package enum Status: UInt8, CaseIterable, Sendable {
        case open
        /// The bank says that nothing is owed any more.
        case settled
        /// Missing from a file that was the whole portfolio: not paid, and no longer ours to remind.
        case leftPortfolio

        package var name: String {
            switch self {
            case .open: "open"
            case .settled: "settled"
            case .leftPortfolio: "left-portfolio"
            }
        }
    }

    /// The state of the standing order that should pay it.
    package enum Autopay: UInt8, CaseIterable, Sendable {
        case none
        case scheduled
        case pending
        case failed
        case succeeded

        package var name: String {
            switch self {
            case .none: "none"
            case .scheduled: "scheduled"
            case .pending: "pending"
            case .failed: "failed"
            case .succeeded: "succeeded"
            }
        }

        package init?(name: String) {
            guard let match = Autopay.allCases.first(where: { $0.name == name }) else {
                return nil
            }
            self = match
        }
    }
}

extension Debt {
    /// What the debt is today, after payments: the first stage of the chain.
    package enum Standing: Hashable, Sendable {
        /// Nothing to remind of.
        case nothing(Reason)
        /// Due on a day not yet past (grace included): the amount still missing.
        case due(amount: Int64)
        /// Past due: the amount, and days since the due date.
        case overdue(amount: Int64, daysPastDue: Int)
    }

    /// Where the debt stands on `today`, the business date in the recipient's zone.
    ///
    /// A shortfall within the tolerance counts as paid. Within grace a debt is due, not overdue;
    /// once grace has passed, days past due count from the due date.
    // In its place: a call would copy the debt, with all its texts.
    @inline(__always)
    package func standing(on today: CivilDate) -> Standing {
        switch status {
        case .settled: return .nothing(.paid)
        case .leftPortfolio: return .nothing(.leftPortfolio)
        case .open: break
        }
        // What the books call overdue is of this due date, and holds all that was missed, only if
        // they were closed after it; else it is of the cycle before, and a part of this minimum.
        let isOverdueByBooks = overdueAmount > tolerance
        let late = isOverdueByBooks ? Debt.difference(overdueAmount, paidSince) : 0
        let missing =
            isOverdueByBooks && !booksPrecedeDueDate
            ? late : Debt.difference(minimumDue, paidSince)
        if today <= lastDayInTime && late <= tolerance {
            return missing > tolerance ? .due(amount: missing) : .nothing(.paid)
        }
        let owed = today <= lastDayInTime ? late : max(late, missing)
        guard owed > tolerance else { return .nothing(.paid) }
        return .overdue(amount: owed, daysPastDue: max(today - dueDate, 1))
    }

    /// The last day on which payment is in time: the due date, or the end of grace.
    @inline(__always)
    var lastDayInTime: CivilDate {
        graceEnd.map { max($0, dueDate) } ?? dueDate
    }

    /// Whether the due date had not passed anywhere on Earth when the books were closed.
    @inline(__always)
    var booksPrecedeDueDate: Bool {
        let midnight = Instant(milliseconds: Int64(dueDate.daysSinceEpoch) * 86_400_000)
        // Fourteen hours east of Greenwich the day ends at ten in the morning.
        return asOf < midnight + .hours(10)
    }

    /// Stops at the ends of the range: an absurd amount in a file must not trap.
    private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
        let (value, overflow) = left.subtractingReportingOverflow(right)
        return overflow ? (right < 0 ? .max : .min) : value
    }
}
