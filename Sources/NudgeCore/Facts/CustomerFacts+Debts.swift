extension CustomerFacts {
    /// A debt as a file states it at `asOf`; known debts are restated, others added.
    package mutating func apply(
        _ fact: DebtFact,
        as id: DebtID,
        role: Role,
        source: String,
        asOf: Instant
    ) -> Merge {
        guard let index = debts.firstIndex(where: { $0.id == id }) else {
            var debt = Debt(
                id: id,
                minimumDue: 0,
                dueDate: fact.dueDate,
                asOf: asOf,
                spell: 0,
                isSpellOpen: false,
                course: DebtCourse(owedSince: asOf)
            )
            debt.restate(fact, role: role, source: source, asOf: asOf)
            debts.append(debt)
            return .changed(wakes: true)
        }
        return change(index) { debt in
            guard asOf >= debt.asOf else { return false }
            debt.restate(fact, role: role, source: source, asOf: asOf)
            return true
        }
    }

    /// Takes over a debt that another party's facts hold, for a party who joins it later.
    package mutating func adopt(_ debt: Debt, role: Role) -> Merge {
        guard !debts.contains(where: { $0.id == debt.id }) else { return .unchanged }
        var mine = debt
        mine.role = role
        debts.append(mine)
        return .changed(wakes: true)
    }

    /// A payment or reversal; one that the books at the debt's as-of already hold is `older`.
    ///
    /// The caller sees to it that one reference is applied once.
    package mutating func apply(_ fact: PaymentFact, to id: DebtID) -> Merge {
        guard let index = debts.firstIndex(where: { $0.id == id }) else { return .unchanged }
        guard fact.at > debts[index].asOf else { return .older }
        debts[index].receive(fact.amount, at: fact.at)
        return .changed(wakes: fact.amount < 0)
    }

    /// What became of a standing order; the newest instant wins, a file's as-of counting as one.
    package mutating func apply(_ fact: AutopayFact, to id: DebtID) -> Merge {
        guard let index = debts.firstIndex(where: { $0.id == id }) else { return .unchanged }
        return change(index) { debt in
            guard fact.at > debt.autopayAt else {
                return fact.at == debt.autopayAt && fact.state == debt.autopay
            }
            debt.set(autopay: fact.state, at: fact.at)
            return true
        }
    }

    /// The debt is missing from a file that was the whole portfolio at `asOf`.
    ///
    /// Not paid: its spell stays open, and goes on if the debt comes back unpaid.
    package mutating func leavePortfolio(debt id: DebtID, asOf: Instant) -> Merge {
        guard let index = debts.firstIndex(where: { $0.id == id }) else { return .unchanged }
        return change(index) { debt in
            guard asOf >= debt.asOf else { return false }
            if debt.status == .open { debt.status = .leftPortfolio }
            debt.asOf = asOf
            return true
        }
    }

    /// Applies a change and says what it was; the body returns false for what is too old.
    private mutating func change(_ index: Int, _ body: (inout Debt) -> Bool) -> Merge {
        var next = debts[index]
        guard body(&next) else { return .older }
        guard next != debts[index] else { return .unchanged }
        var content = next
        content.asOf = debts[index].asOf
        content.autopayAt = debts[index].autopayAt
        let isSame = content == debts[index]
        debts[index] = next
        return isSame ? .refreshed : .changed(wakes: true)
    }
}

extension Debt {
    /// Bounds every amount, so that no sum of amounts can overflow: 90 trillion yuan in fen.
    package static let amountMax: Int64 = 1 << 53

    /// More payments between two files than any debt sees; beyond it the two oldest count as one.
    package static let recentPaymentsMax = 64

    /// What is still missing now; independent of the day.
    package var missing: Int64 {
        guard status != .settled else { return 0 }
        return booked - paidSince
    }

    mutating func restate(_ fact: DebtFact, role: Role, source: String, asOf: Instant) {
        let isNextDueDate = fact.dueDate != dueDate
        let owedBefore = owedSince(at: asOf)
        self.role = role
        product = fact.product
        currency = fact.currency
        accountTail = fact.accountTail
        statementDate = fact.statementDate
        statementBalance = Debt.bounded(fact.statementBalance)
        minimumDue = Debt.bounded(fact.minimumDue)
        dueDate = fact.dueDate
        graceEnd = fact.graceEnd
        tolerance = Debt.bounded(fact.tolerance)
        overdueAmount = Debt.bounded(fact.overdueAmount)
        riskGrade = fact.riskGrade
        overdueReason = fact.overdueReason
        status = fact.isSettled ? .settled : .open
        self.source = source
        self.asOf = asOf
        creditLimit = Debt.bounded(fact.creditLimit)
        timesLate = fact.timesLate
        if asOf >= autopayAt { set(autopay: fact.autopay, at: asOf) }
        course.note(grade: riskGrade, at: asOf)
        if let utilisation { course.note(utilisation: utilisation, at: asOf) }
        recentPayments.removeAll { $0.at <= asOf }
        sumPayments()
        // Books that show a later due date and nothing overdue say that the earlier one was met.
        if isNextDueDate && isSpellOpen && overdueAmount <= tolerance {
            isSpellOpen = false
            course.owedSince = asOf
        } else {
            course.owedSince = owedBefore ?? asOf
        }
        followSpell()
    }

    mutating func receive(_ amount: Int64, at: Instant) {
        let place = recentPayments.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
        recentPayments.insert(RecentPayment(at: at, amount: Debt.bounded(amount)), at: place)
        if recentPayments.count > Debt.recentPaymentsMax {
            // Kept under the later instant: it may count too long, which only prevents a contact.
            let oldest = recentPayments.removeFirst()
            recentPayments[0].amount = Debt.bounded(recentPayments[0].amount + oldest.amount)
        }
        sumPayments()
        followSpell()
    }

    /// Takes away the payments that came after an instant, as if they had not come yet.
    mutating func forgetPayments(after instant: Instant) {
        guard recentPayments.contains(where: { $0.at > instant }) else { return }
        recentPayments.removeAll { $0.at > instant }
        sumPayments()
        isSpellOpen = missing > tolerance
    }

    /// Since when it has been owed without a break, as at an instant; `nil` while nothing is owed.
    package func owedSince(at instant: Instant) -> Instant? {
        var left = booked
        var since = left > tolerance ? course.owedSince : nil
        for (index, payment) in recentPayments.enumerated() where payment.at <= instant {
            left -= payment.amount
            // Of one instant only the sum counts, or their order would.
            let next = index + 1
            if next < recentPayments.count, recentPayments[next].at == payment.at { continue }
            since = left > tolerance ? since ?? payment.at : nil
        }
        return since
    }

    mutating func set(autopay state: Autopay, at instant: Instant) {
        if state != autopay || course.autopaySince == .distantPast { course.autopaySince = instant }
        autopay = state
        autopayAt = instant
    }

    /// What the books hold as missing, before the payments that came after them.
    private var booked: Int64 {
        guard status != .settled else { return 0 }
        return overdueAmount > tolerance ? overdueAmount : minimumDue
    }

    private mutating func sumPayments() {
        paidSince = Debt.bounded(recentPayments.reduce(0) { $0 + $1.amount })
    }

    /// Payment in full, within the tolerance, ends the spell; being owed again begins the next.
    private mutating func followSpell() {
        let isOwed = missing > tolerance
        if isOwed && !isSpellOpen { spell += 1 }
        isSpellOpen = isOwed
    }

    private static func bounded(_ amount: Int64) -> Int64 {
        min(max(amount, -amountMax), amountMax)
    }
}
