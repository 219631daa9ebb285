internal import Logging
internal import NudgeCore
internal import NudgeStore

/// What contacts cost, and budgets. docs/lanes.md.
extension Engine {
    /// The day's ledger as the store has it.
    func restoreLedger(at now: Instant) throws(StoreError) {
        let zone = rules.ruleset.defaultZone
        var budgets: [Ledger.Holder: Budget] = [:]
        budgets[nil] = houseBudget
        for lane in lanes { budgets[lane.name] = lane.settings.budget }
        var stoppedOn: [Ledger.Holder: CivilDate] = [:]
        for stop in try store.budgetStops() {
            stoppedOn[stop.holder.isEmpty ? nil : stop.holder] = stop.day
        }
        var ledger = Ledger(zone: zone, budgets: budgets, stoppedOn: stoppedOn, at: now)
        for line in try store.spend(on: ledger.day) {
            ledger.take(line.cost, line.currency, gateway: line.gateway, of: line.day)
        }
        lift(ledger.overdue)
        self.ledger = ledger
    }

    /// A new day frees what the old one's budgets stopped.
    func updateLedger(at now: Instant) {
        guard let freed = ledger?.update(now), !freed.isEmpty else { return }
        lift(freed)
    }

    private func lift(_ holders: [Ledger.Holder]) {
        routing.liftedBudgets += holders.map { Stop(scope: Engine.scope(of: $0)) }
    }

    private static func scope(of holder: Ledger.Holder) -> Stop.Scope {
        holder.map { .gateway($0) } ?? .everything
    }

    /// What a contact through a gateway costs; `nil`: the gateway has no price.
    func spend(_ intent: Intent, lane: Int) -> SpendLine? {
        guard let price = lanes[lane].settings.price, let ledger else { return nil }
        return SpendLine(
            day: ledger.day,
            gateway: lanes[lane].name,
            tier: intent.tier,
            template: intent.template,
            currency: price.currency,
            segments: intent.segments,
            cost: price.cost(segments: intent.segments)
        )
    }

    /// Takes what a contact costs; false, with a stop on its way, when a budget would be passed.
    func pays(_ line: SpendLine?, at now: Instant) -> Bool {
        guard let line else { return true }
        if ledger?.hasBudgets == true {
            let scopes: [Stop.Scope] = [.everything, .gateway(line.gateway)]
            if routing.stops.contains(where: { scopes.contains($0.stop.scope) }) { return false }
            if let holder = ledger?.passes(line.cost, line.currency, gateway: line.gateway) {
                stop(holder, at: now)
                return false
            }
        }
        ledger?.take(line.cost, line.currency, gateway: line.gateway, of: line.day)
        return true
    }

    /// Gives back what a contact would have cost.
    func takeBack(_ line: SpendLine?) {
        guard let line else { return }
        ledger?.take(-line.cost, line.currency, gateway: line.gateway, of: line.day)
    }

    private func stop(_ holder: Ledger.Holder, at now: Instant) {
        guard let budget = ledger?.budget(of: holder), let day = ledger?.day else { return }
        let amount = Money(millionths: budget.perDay, currency: budget.currency)
        let words = "the budget of \(day), \(amount.plain), is used up"
        log.warning(
            "a budget is used up: nothing more leaves",
            metadata: [
                "budget": "\(holder ?? "everything")", "why": "\(words)",
                "then": "\(budget.then.name)",
            ]
        )
        ledger?.stopped(holder)
        routing.stops.append(
            StopRecord(
                stop: Stop(scope: Engine.scope(of: holder)),
                at: now,
                actor: "budget",
                why: words
            )
        )
        routing.budgetStops.append(BudgetStop(holder: holder ?? "", day: day))
    }
}
