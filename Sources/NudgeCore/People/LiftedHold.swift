/// When a hold that was lifted before its end had lasted: its days are no silence of the customer's.
package struct LiftedHold: Hashable, Sendable {
    package var reason: HoldReason
    /// The one debt that it covered; `nil`: the whole customer.
    package var debt: DebtID?
    package var from: Instant
    /// Exclusive: when it was lifted.
    package var until: Instant

    package init(reason: HoldReason, debt: DebtID?, from: Instant, until: Instant) {
        self.reason = reason
        self.debt = debt
        self.from = from
        self.until = until
    }
}

extension CustomerFacts {
    /// Disputes lifted within a few weeks: more than anybody has; beyond it the oldest is forgotten.
    package static let liftedHoldsMax = 16

    /// Remembers how long a hold had lasted when it was lifted, whichever of both was told first.
    package mutating func noteLifted(_ hold: Hold, at lifted: Instant) -> Merge {
        let stretch = LiftedHold(
            reason: hold.reason,
            debt: hold.debt,
            from: hold.from,
            until: min(hold.until ?? lifted, lifted)
        )
        guard stretch.from < stretch.until, !liftedHolds.contains(stretch) else {
            return .unchanged
        }
        var next = liftedHolds + [stretch]
        next.sort { ($0.until, $0.from) < ($1.until, $1.from) }
        // No contact waits for its receipt for so long.
        let newest = next.last?.until ?? lifted
        next.removeAll { $0.until < newest - CustomerFacts.settlingTime }
        next = next.suffix(CustomerFacts.liftedHoldsMax)
        guard next != liftedHolds else { return .unchanged }
        liftedHolds = next
        return .changed(wakes: false)
    }

    /// When a customer has been silent for so long: days under a hold do not count, since nobody
    /// asked him anything.
    ///
    /// A hold without an end is not reckoned with: whoever lifts it has him decided afresh.
    func silenceEnds(after start: Instant, _ length: Milliseconds, on debt: DebtID) -> Instant {
        guard !holds.isEmpty || !liftedHolds.isEmpty else { return start + length }
        var held = liftedHolds.filter { $0.debt == nil || $0.debt == debt }
        for hold in holds where hold.debt == nil || hold.debt == debt {
            guard let until = hold.until else { continue }
            held.append(
                LiftedHold(reason: hold.reason, debt: hold.debt, from: hold.from, until: until)
            )
        }
        var end = start + length
        var counted = start
        for stretch in held.sorted(by: { $0.from < $1.from }) where stretch.from < end {
            let from = max(stretch.from, counted)
            guard stretch.until > from else { continue }
            end = end + (stretch.until - from)
            counted = stretch.until
        }
        return end
    }
}
