import NudgeCore

extension DemoStory {
    /// In no order; only those inside the virtual month.
    func events() -> [TimedFact] {
        guard owesAnything else { return [] }
        let all = payments() + autopayResults() + dispute() + promise() + complaint() + settlement()
        let range = DemoStory.instant(start)..<DemoStory.instant(start + days)
        return all.filter { range.contains($0.at) }
    }

    // MARK: Payments

    /// What came in towards the statement, in whole dollars.
    ///
    /// The minimum is our guess, the status is the bank's word: who was current in September has
    /// met his minimum.
    private var paid: Int64 {
        monthsLate == 0 && row.statusSeptember <= 0
            ? max(row.paidSeptember, minimumDue) : row.paidSeptember
    }

    private var paysByAutopay: Bool {
        hasAutopay && monthsLate == 0 && row.statusSeptember <= 0
    }

    private var paymentDate: CivilDate {
        if monthsLate > 0 { return start + draw.number(.paymentDay, below: days) }
        if row.statusSeptember >= 1 {
            return dueDate + 1 + draw.number(.paymentDay, below: DemoStory.lateDaysMax)
        }
        // One in four waits for the last day.
        let choice = draw.number(.paymentDay, below: 1000)
        let daysBefore = min(dueDate - start, DemoStory.daysFromStatementToDue)
        return choice < 250 || daysBefore == 0 ? dueDate : dueDate + -(choice % (daysBefore + 1))
    }

    /// Between 06:00 and 23:00, to the second.
    private func moment(_ date: CivilDate, _ purpose: DemoDraw.Purpose) -> Instant {
        let second = draw.number(purpose, below: 17 * 3600)
        return DemoStory.instant(date, minute: 6 * 60 + second / 60, second: second % 60)
    }

    private func payments() -> [TimedFact] {
        guard paid > 0, !paysByAutopay else { return [] }
        let amount = paid * DemoStory.minorUnits
        let at = moment(paymentDate, .paymentTime)
        // One in twelve pays in two parts, the second three days later or on the due day.
        if amount >= 2 * DemoStory.minorUnits, draw.number(.instalment, below: 12) == 0 {
            let isInTime = monthsLate == 0 && paymentDate <= dueDate
            let second = isInTime ? min(paymentDate + 3, dueDate) : paymentDate + 3
            let part = amount / 2
            return [
                payment(1, part, at),
                payment(2, amount - part, moment(second, .repeatedPayment) + .seconds(1)),
            ]
        }
        return [payment(1, amount, at)] + reversal(of: amount, at: at)
    }

    /// One payment in forty is taken back after a day or two; of three such, two come again.
    private func reversal(of amount: Int64, at: Instant) -> [TimedFact] {
        let drawn = draw.number(.reversal, below: 120)
        guard drawn < 3 else { return [] }
        let back = at + .hours(20 + drawn * 14)
        let reversed = payment(2, -amount, back)
        return drawn == 2 ? [reversed] : [reversed, payment(3, amount, back + .hours(53))]
    }

    private func payment(_ part: Int, _ amount: Int64, _ at: Instant) -> TimedFact {
        let fact = PaymentFact(
            reference: "p-\(number)-\(part)",
            debt: debtReference,
            amount: amount,
            at: at
        )
        return TimedFact(at: at, fact: .payment(fact))
    }

    /// Collected on the due day: pending from 02:30, the result at 18:00.
    private func autopayResults() -> [TimedFact] {
        guard hasAutopay, monthsLate == 0 else { return [] }
        let runs = DemoStory.instant(dueDate, minute: 150, second: row.id % 60)
        let ends = DemoStory.instant(dueDate, minute: 18 * 60, second: row.id % 60)
        func state(_ state: Debt.Autopay, _ at: Instant) -> TimedFact {
            TimedFact(
                at: at,
                fact: .autopay(AutopayFact(debt: debtReference, state: state, at: at))
            )
        }
        guard paysByAutopay else { return [state(.pending, runs), state(.failed, ends)] }
        return [
            state(.pending, runs), payment(1, paid * DemoStory.minorUnits, ends),
            state(.succeeded, ends),
        ]
    }

    /// One in two hundred closes the card at the end of the second week, and all is settled.
    private func settlement() -> [TimedFact] {
        guard draw.happens(.settlement, perMille: 5) else { return [] }
        let at = DemoStory.instant(start + 12, minute: 7 * 60, second: row.id % 60)
        var closed = debt
        closed.isSettled = true
        closed.overdueAmount = 0
        return [TimedFact(at: at, fact: .debt(closed))]
    }

    // MARK: What people say

    /// One in a hundred disputes the statement; most disputes are settled within ten days.
    private func dispute() -> [TimedFact] {
        guard draw.happens(.dispute, perMille: 10) else { return [] }
        let drawn = draw.number(.disputeDay, below: 1000)
        let from = DemoStory.instant(start + drawn % 20, minute: 600 + drawn % 400)
        let hold = HoldFact(
            reference: "dispute-\(number)",
            customer: customer,
            debt: debtReference,
            reason: .dispute,
            from: from
        )
        let lifted = from + .days(3 + drawn % 7) + .hours(2)
        let lifting = Fact.holdLifted(customer: customer, reference: hold.reference)
        let placed = TimedFact(at: from, fact: .hold(hold))
        return drawn % 5 == 0 ? [placed] : [placed, TimedFact(at: lifted, fact: lifting)]
    }

    /// One in eight of those who are or become late promises to pay within a week.
    private func promise() -> [TimedFact] {
        let isLate = monthsLate > 0 || row.statusSeptember >= 1
        guard isLate, draw.happens(.promise, perMille: 125) else { return [] }
        let drawn = draw.number(.promiseDay, below: 1000)
        let first = monthsLate > 0 ? start + drawn % 15 : dueDate + 2 + drawn % 6
        let at = DemoStory.instant(first, minute: 570 + drawn % 480)
        let fact = PromiseFact(
            reference: "promise-\(number)",
            customer: customer,
            debt: debtReference,
            madeAt: at,
            until: first + 2 + drawn % 6
        )
        return [TimedFact(at: at, fact: .promise(fact))]
    }

    /// One in forty of the late complains: of hardship, or of being pressed.
    private func complaint() -> [TimedFact] {
        guard monthsLate > 0, draw.happens(.complaint, perMille: 25) else { return [] }
        let drawn = draw.number(.complaintDay, below: 1000)
        let at = DemoStory.instant(start + drawn % 25, minute: 540 + drawn % 500)
        let hold = HoldFact(
            reference: "complaint-\(number)",
            customer: customer,
            reason: drawn % 3 == 0 ? .complaint : .hardshipPlan,
            from: at
        )
        return [TimedFact(at: at, fact: .hold(hold))]
    }

    /// The longest that a late payer of this month takes after the due day.
    private static let lateDaysMax = 20
}
