/// Early warnings: cadences that a signal starts, beside the debt's tier and before it.
extension Decider {
    /// What the signals of one debt ask for: messages, and cases in `handOffs`.
    ///
    /// Of several warnings with one kind of signal the first in the strategy's order leads, as with
    /// tiers. While nothing is owed nothing is said, but people may still be told.
    mutating func warnings(_ index: Int, _ debt: Debt, _ standing: Debt.Standing) -> [Plan] {
        var plans: [Plan] = []
        var led: Set<Purpose> = []
        for tier in rules.warnings {
            guard let signal = rules.strategy.tiers[tier].signal, !led.contains(signal.purpose)
            else { continue }
            guard let day = facts.dayOf(signal, of: debt, on: today, in: zone) else {
                wakeWhenMissed(debt, standing, signal)
                continue
            }
            led.insert(signal.purpose)
            if let plan = warning(index, debt, standing, tier, since: day) { plans.append(plan) }
        }
        return plans
    }

    /// A minimum is missed by the mere passing of time; all other signals come with a fact.
    private mutating func wakeWhenMissed(
        _ debt: Debt,
        _ standing: Debt.Standing,
        _ signal: Signal
    ) {
        // Within grace the books may call it overdue already, from the cycle before.
        guard signal == .firstMissedMinimum, today <= debt.lastDayInTime else { return }
        if case .nothing = standing { return }
        wake(at: zone.startOfDay(debt.lastDayInTime + 1))
    }

    private mutating func warning(
        _ index: Int,
        _ debt: Debt,
        _ standing: Debt.Standing,
        _ tier: Int,
        since day: CivilDate
    ) -> Plan? {
        let schedule = rules.tierSchedules[tier]
        let offset = today - day
        let next = schedule.first { Int($0.day) > offset }
        if let next { wake(at: zone.startOfDay(day + Int(next.day))) }
        guard let current = schedule.last(where: { Int($0.day) <= offset }) else { return nil }
        note(.tier, .pass, .signalArose, debt: index, subject: tier, value: Int64(offset))
        let isOverdue = if case .overdue = standing { true } else { false }
        let place = StepPlace(
            tier: tier,
            step: Int(current.step),
            day: current.day,
            date: day + Int(current.day),
            messageClass: isOverdue ? .collection : .notice,
            sharesDay: false,
            anchor: day,
            spell: 0
        )
        var deadline = deadline(of: place, nextBegins: next.map { day + Int($0.day) })
        deadline = min(deadline, zone.startOfDay(place.date) + Decider.signalLife)
        if asksForPeople(place) {
            handOff(index, place, deadline: deadline)
            return nil
        }
        if case .nothing = standing { return nil }
        return plan(index, place, deadline: deadline)
    }

    /// A signal is news: what a warning could not say within so long is said by the tiers.
    private static let signalLife = Milliseconds.days(30)
}
