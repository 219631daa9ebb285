import NudgeCore

/// One message against what was owed and allowed at the instant at which it arrived.
///
/// What was told within the last second may have been seen or not: a message is wrong only if it
/// is wrong by both readings.
struct AuditMoment {
    let message: AuditedMessage
    let person: AuditBooks.Person
    let zone: String
    let today: CivilDate

    private var readings: [Instant] {
        [message.arrivedAt - DemoAuditor.leeway, message.arrivedAt]
    }

    func lookAt(
        _ debts: [AuditDebt],
        rulebook: Rulebook,
        clock: AuditClock,
        _ found: inout Findings
    ) {
        for debt in debts {
            lookAtClaim(debt, &found)
            lookAtHolds(debt, clock, &found)
            if readings.allSatisfy({ debt.autopayState(known: $0) == .pending }) {
                found.add(.autopayPending, "\(debt.reference): its autopay was running")
            }
            if let role = debt.latestTerms(known: message.arrivedAt)?.role,
                !rulebook.recipients.contains(role)
            {
                found.add(.role, "\(debt.reference): \(role.name) may not be contacted")
            }
        }
        lookAtAmount(debts, &found)
    }

    private func lookAtClaim(_ debt: AuditDebt, _ found: inout Findings) {
        let claims = readings.compactMap { debt.claim(known: $0, today: today) }
        guard !claims.isEmpty else { return }
        if claims.allSatisfy(\.isSettled) {
            found.add(.settled, "\(debt.reference) was settled")
        } else if claims.allSatisfy({ $0.amount <= 0 }) {
            found.add(.nothingOwed, "\(debt.reference): nothing was owed any more")
        } else if claims.allSatisfy(\.isOverdue), message.messageClass != .collection {
            found.add(
                .wrongClass,
                "\(debt.reference) was overdue, and the message calls itself"
                    + " \(message.messageClass.name)"
            )
        }
    }

    private func lookAtHolds(_ debt: AuditDebt, _ clock: AuditClock, _ found: inout Findings) {
        let active = person.holds.first { hold in
            (hold.debt == nil || hold.debt == debt.reference)
                && readings.allSatisfy { isActive(hold, known: $0, clock) }
        }
        if let active {
            found.add(
                .onHold,
                "\(debt.reference) was on hold: \(active.reason) since \(active.from)"
            )
        }
    }

    private func isActive(
        _ hold: AuditBooks.Pause,
        known: Instant,
        _ clock: AuditClock
    ) -> Bool {
        if hold.known > known || hold.from > message.arrivedAt { return false }
        if let lifted = hold.liftedKnown, lifted <= known { return false }
        let until = hold.until ?? hold.lastDay.map { clock.end(of: $0, zone: zone) }
        return until.map { message.arrivedAt < $0 } ?? true
    }

    /// Every amount in the text must be what one of the debts asked, or all of them together; and
    /// the whole must be named.
    private func lookAtAmount(_ debts: [AuditDebt], _ found: inout Findings) {
        let named = AuditText.amounts(in: message.text)
        let isRight = readings.contains { known in
            let owed = debts.map { $0.claim(known: known, today: today)?.amount ?? 0 }
            // Then the message itself is the violation, not its amount.
            guard owed.contains(where: { $0 > 0 }) else { return true }
            let whole = owed.reduce(0, +)
            return named.contains(whole) && named.allSatisfy { $0 == whole || owed.contains($0) }
        }
        guard !isRight else { return }
        let whole = debts.reduce(Int64(0)) {
            $0 + ($1.claim(known: message.arrivedAt, today: today)?.amount ?? 0)
        }
        let said = named.map(AuditMoment.amount).joined(separator: ", ")
        found.add(
            .wrongAmount,
            "the text says \(said.isEmpty ? "no amount" : said), owed was"
                + " \(AuditMoment.amount(whole))"
        )
    }

    private static func amount(_ minorUnits: Int64) -> String {
        let cents = minorUnits % 100
        return "\(minorUnits / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
