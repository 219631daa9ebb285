/// What was spent today, by gateway, and the budgets that it is held against.
///
/// A day is one of the house: it begins at midnight on the clock of the rulebooks' default zone.
/// What is about to be committed counts already, so that a budget is not passed by a window of
/// contacts.
package struct Ledger: Sendable {
    /// `nil` for the house's own.
    package typealias Holder = String?

    private let zone: ZoneRules
    private let budgets: [Holder: Budget]
    package private(set) var day: CivilDate
    private var dayEnds: Instant
    private var spent: [Key: Int64] = [:]
    /// On which day a holder's budget placed a stop; once a day is enough, so that a person who
    /// lifts it has lifted it for the day.
    private var stoppedOn: [Holder: CivilDate]

    private struct Key: Hashable {
        var holder: Holder
        var currency: Currency
    }

    package init(
        zone: ZoneRules,
        budgets: [Holder: Budget],
        stoppedOn: [Holder: CivilDate] = [:],
        at now: Instant
    ) {
        self.zone = zone
        self.budgets = budgets
        self.stoppedOn = stoppedOn
        day = zone.localDate(now)
        dayEnds = zone.startOfDay(day + 1)
    }

    package var hasBudgets: Bool { !budgets.isEmpty }

    /// Millionths spent today by a gateway, or by all of them.
    package func spent(_ holder: Holder, _ currency: Currency) -> Int64 {
        spent[Key(holder: holder, currency: currency)] ?? 0
    }

    /// Takes an amount, negative to give it back; what belongs to another day changes nothing.
    package mutating func take(
        _ cost: Int64,
        _ currency: Currency,
        gateway: String,
        of date: CivilDate
    ) {
        guard date == day, cost != 0 else { return }
        spent[Key(holder: gateway, currency: currency), default: 0] += cost
        spent[Key(holder: nil, currency: currency), default: 0] += cost
    }

    /// Whose budget an amount would pass, the gateway's own first; `nil`: nobody's.
    ///
    /// `.some(nil)` is the house's. One that stopped today and was lifted does not stop again.
    package func passes(
        _ cost: Int64,
        _ currency: Currency,
        gateway: String
    ) -> Holder? {
        for holder in [Holder.some(gateway), Holder.none] {
            guard let budget = budgets[holder], budget.currency == currency,
                stoppedOn[holder] != day, spent(holder, currency) + cost > budget.perDay
            else { continue }
            return .some(holder)
        }
        return nil
    }

    package func budget(of holder: Holder) -> Budget? { budgets[holder] }

    /// A stop was placed: not again today.
    package mutating func stopped(_ holder: Holder) {
        stoppedOn[holder] = day
    }

    /// Begins a new day when it has come; gives the holders whose stops end with the old one.
    package mutating func update(_ now: Instant) -> [Holder] {
        guard now >= dayEnds else { return [] }
        day = zone.localDate(now)
        dayEnds = zone.startOfDay(day + 1)
        spent = [:]
        return stoppedOn.keys.filter { budgets[$0]?.then == .stop && stoppedOn[$0] != day }
            .sorted { ($0 ?? "") < ($1 ?? "") }
    }

    /// The next midnight, while a stop waits for it.
    package var nextUpdate: Instant? {
        let waits = stoppedOn.contains { budgets[$0.key]?.then == .stop && $0.value == day }
        return waits ? dayEnds : nil
    }

    /// Stops of an earlier day that should have ended while nobody looked.
    package var overdue: [Holder] {
        stoppedOn.keys.filter {
            budgets[$0]?.then == .stop && (stoppedOn[$0] ?? day) < day
        }
        .sorted { ($0 ?? "") < ($1 ?? "") }
    }
}
