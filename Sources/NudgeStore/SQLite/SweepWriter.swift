import NudgeCore

/// Reads the slices of a sweep, and writes what was decided about them.
///
/// One customer costs a look at his row and timer, and a write only where the timer moves.
struct SweepWriter {
    let session: Session
    let timers: Timers
    let now: Instant

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now
        timers = Timers(session: session)
    }

    /// Gives the customers of the next slice, unclaimed, each with the timer that his row tells of.
    func write(_ sweep: SweepTurn) throws -> [ClaimedCustomer] {
        for decision in sweep.decided { try write(decision) }
        try note(sweep)
        return try sweep.next.map(read) ?? []
    }

    /// Where it stands; where newer rules have begun another, that one's position stays.
    private func note(_ sweep: SweepTurn) throws {
        guard try session.meta(.rulesGeneration) ?? 0 <= sweep.generation else { return }
        if let next = sweep.next {
            try session.setMeta(.sweepAfter, next.after.value)
        } else {
            try session[.deleteMeta].text(MetaName.sweepAfter.rawValue).run()
        }
    }

    private func read(_ slice: SweepTurn.Slice) throws -> [ClaimedCustomer] {
        let rows = try session[.sweepSlice].int(slice.after.value).int(Int64(slice.limit)).all {
            (
                facts: try Workspace.facts($0),
                timer: Timers.Row(
                    lane: $0.int(at: 3),
                    rank: $0.int(at: 4),
                    due: $0.int(at: 5),
                    customer: $0.int(at: 0),
                    claims: 0
                )
            )
        }
        let claims = ClaimReader(session, now: now)
        return try rows.map { row in
            var customer = try claims.claimed(row.facts, nil)
            customer.timer = try row.timer.timer(session)
            return customer
        }
    }

    /// What stands now: with the timer's claims, `nil` where none lies.
    private struct Standing {
        var revision: Int64
        var timer: Timers.Row
        var claims: Int64?
    }

    private func write(_ decision: SweepDecision) throws {
        let id = decision.customer.value
        guard let standing = try standing(id) else { return }
        guard standing.revision == decision.revision else { return try wake(id) }
        // Decided or woken since, under the rules in force.
        guard try standing.timer.timer(session) == decision.standing else { return }
        guard case .timer(let timer) = decision.outcome, standing.claims ?? 0 == 0 else {
            return try wake(id)
        }
        let row = try timer.map { try timers.row($0, customer: id) }
        if standing.claims == nil {
            guard let row, try session[.leaseOf].int(id).first({ _ in true }) == nil else { return }
            return try timers.set(row)
        }
        if let row {
            guard !standing.timer.isAt(row) else { return }
            try timers.remove(standing.timer)
            try timers.set(row)
        } else {
            try timers.remove(standing.timer)
        }
    }

    private func standing(_ customer: Int64) throws -> Standing? {
        try session[.standing].int(customer).first {
            Standing(
                revision: $0.int(at: 0),
                timer: Timers.Row(
                    lane: $0.int(at: 1),
                    rank: $0.int(at: 2),
                    due: $0.int(at: 3),
                    customer: customer,
                    claims: 0
                ),
                claims: $0.optionalInt(at: 4)
            )
        }
    }

    private func wake(_ customer: Int64) throws {
        let due = now.milliseconds
        try timers.wake(customer, due: due, now: due, rank: Timers.sweepRank)
    }
}

extension Timers.Row {
    /// Whether both lie at one place of the queue.
    fileprivate func isAt(_ other: Timers.Row) -> Bool {
        lane == other.lane && rank == other.rank && due == other.due
    }
}
