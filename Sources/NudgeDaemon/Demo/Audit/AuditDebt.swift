import NudgeCore

/// The audit's own ledger of one debt: everything ever told of it, asked by instant.
struct AuditDebt {
    let reference: String
    private(set) var terms: [(known: Instant, fact: DebtFact)] = []
    private var payments: [(known: Instant, fact: PaymentFact)] = []
    private var autopay: [(known: Instant, state: Debt.Autopay)] = []
    private var paymentsSeen: Set<String> = []

    init(reference: String) {
        self.reference = reference
    }

    mutating func tell(_ fact: DebtFact, known: Instant) {
        terms.append((known, fact))
        autopay.append((known, fact.autopay))
    }

    mutating func tell(_ fact: PaymentFact, known: Instant) {
        guard paymentsSeen.insert(fact.reference).inserted else { return }
        payments.append((known, fact))
    }

    mutating func tell(_ fact: AutopayFact, known: Instant) {
        autopay.append((known, fact.state))
    }

    /// What one may say of the debt.
    struct Claim: Hashable {
        /// Minor units; 0 or less: nothing.
        var amount: Int64
        var isOverdue: Bool
        var isSettled: Bool
    }

    func latestTerms(known: Instant) -> DebtFact? {
        terms.last { $0.known <= known }?.fact
    }

    func autopayState(known: Instant) -> Debt.Autopay {
        autopay.last { $0.known <= known }?.state ?? .none
    }

    /// What was owed on a local day, by all that was known at an instant.
    func claim(known: Instant, today: CivilDate) -> Claim? {
        guard let (told, fact) = terms.last(where: { $0.known <= known }) else { return nil }
        if fact.isSettled { return Claim(amount: 0, isOverdue: false, isSettled: true) }
        let paid = payments.reduce(Int64(0)) { sum, payment in
            payment.known <= known && payment.fact.at > told ? sum + payment.fact.amount : sum
        }
        var lastDay = fact.dueDate
        if let graceEnd = fact.graceEnd, graceEnd > lastDay { lastDay = graceEnd }
        let late = fact.overdueAmount > fact.tolerance ? fact.overdueAmount - paid : 0
        let isInTime = today <= lastDay
        let isOverdue = !isInTime || late > fact.tolerance
        let owed: Int64
        if !isOverdue {
            owed = asked(fact, told, late, paid)
        } else {
            owed = isInTime ? late : max(late, asked(fact, told, late, paid))
        }
        return Claim(
            amount: owed > fact.tolerance ? owed : 0,
            isOverdue: isOverdue,
            isSettled: false
        )
    }

    /// What this due date asks for: books closed after it hold all that was missed; what books
    /// closed before it call overdue is of the cycle before.
    private func asked(
        _ fact: DebtFact,
        _ told: Instant,
        _ late: Int64,
        _ paid: Int64
    ) -> Int64 {
        // The due date begins everywhere by ten in the morning of Greenwich.
        let dueDay = Int64(fact.dueDate.daysSinceEpoch) * 86_400_000 + 36_000_000
        let isByBooks = fact.overdueAmount > fact.tolerance && told.milliseconds >= dueDay
        return isByBooks ? late : fact.minimumDue - paid
    }
}
