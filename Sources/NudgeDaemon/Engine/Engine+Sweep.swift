package import NudgeCore
internal import NudgeStore

/// After a change of rules everybody is decided afresh, in slices, behind due work.
///
/// A slice is read with one turn and its decisions are written with the next, each customer's timer
/// once, and only where it moves. What a claim guards against is guarded otherwise: see `SweepTurn`.
extension Engine {
    /// Customers decided in one slice while nothing else is to be done: a contact that falls due
    /// meanwhile waits for it, some tens of milliseconds.
    static let sweepSlice = 1000
    /// Beside due work: some ten milliseconds of a turn.
    static let sweepSliceBusy = 500
    /// While there is due work, a slice is swept only so often; but it is, or a busy day would keep
    /// the old decisions in force.
    static let sweepEvery = 2

    struct Sweep {
        /// The customer before the next slice.
        var after = CustomerID(0)
        /// The decisions about the slice before, not written yet.
        var decided: [SweepDecision] = []
        /// There is nobody more behind it.
        var isOver = false
        /// The last run ended within a sweep: it may have died of somebody in the next slice.
        var hasSuspects = false
    }

    /// Decides every customer afresh: the rules have changed, or a stop was lifted.
    package func sweepAll() {
        sweep = Sweep()
    }

    /// Goes on with a sweep that has not ended, from where the store has it; `nil`: there is none.
    package func resumeSweep(after position: CustomerID?) {
        sweep = position.map { Sweep(after: $0, hasSuspects: true) }
    }

    /// Whether customers are still to be decided afresh.
    package var isSweeping: Bool { sweep != nil }

    /// The slice that was under way when the last run ended is claimed, so that each claim is counted
    /// and whoever stops the daemon is set aside.
    func wakeSuspects(at now: Instant) throws(StoreError) {
        guard let known = sweep, known.hasSuspects, !isDraining else { return }
        let last = try store.sweep(after: known.after, limit: Engine.sweepSlice, at: now)
        sweep = Sweep(after: last ?? known.after, isOver: last == nil)
        looksAgain = true
    }

    /// What the sweep asks of the next turn; `nil`: nothing, or not yet.
    func sweepTurn() -> SweepTurn? {
        guard let sweep, !isDraining else { return nil }
        let isIdle = pending.isEmpty && outstanding.isEmpty
        turnsSinceSweep += 1
        guard isIdle || turnsSinceSweep >= Engine.sweepEvery else { return nil }
        turnsSinceSweep = 0
        let limit = isIdle ? Engine.sweepSlice : Engine.sweepSliceBusy
        return SweepTurn(
            generation: rules.ruleset.generation,
            decided: sweep.decided,
            next: sweep.isOver ? nil : SweepTurn.Slice(after: sweep.after, limit: limit)
        )
    }

    /// The turn has written its decisions and read its slice.
    func goOn(with turn: SweepTurn, _ swept: [ClaimedCustomer], at now: Instant) {
        // One that began anew with this very turn is not at its slice.
        guard let known = sweep, known.isOver == (turn.next == nil),
            turn.next.map({ $0.after == known.after }) ?? true
        else { return }
        guard !known.isOver else {
            sweep = nil
            return
        }
        guard let last = swept.last else {
            sweep = Sweep(after: known.after, isOver: true)
            return
        }
        let conditions = conditions(at: now)
        let decisions = swept.map { decided($0, conditions, at: now) }
        sweep = Sweep(after: last.facts.id, decided: decisions)
    }

    private func decided(
        _ customer: ClaimedCustomer,
        _ conditions: Conditions,
        at now: Instant
    ) -> SweepDecision {
        FaultSwitch.pass(customer.facts.reference)
        counters.decided += 1
        let decision = decide(
            customer.facts,
            sharedHistory: customer.sharedHistory,
            rules: rules.ruleset,
            conditions: conditions,
            at: now
        )
        return SweepDecision(
            customer: customer.facts.id,
            revision: customer.facts.revision,
            standing: customer.timer,
            outcome: outcome(of: decision.action, customer.timer, at: now)
        )
    }

    private func outcome(
        of action: Decision.Action,
        _ standing: CustomerTimer?,
        at now: Instant
    ) -> SweepDecision.Outcome {
        switch action {
        case .rest: return .timer(nil)
        case .wait(let until, nil):
            return .timer(CustomerTimer(lane: decideLane, due: until, priority: 0))
        case .wait(let until, let proposal?): return .timer(timer(proposal, due: until))
        case .contact(let proposal):
            let timer = timer(proposal, due: now)
            // He waits in that lane already: his place in it stays.
            if let standing, standing.due <= now, standing.lane == timer.lane,
                standing.priority == timer.priority
            {
                return .timer(standing)
            }
            return .timer(timer)
        case .handOff: return .visit
        }
    }
}
