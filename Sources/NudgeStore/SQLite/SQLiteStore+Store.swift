package import NudgeCore

extension SQLiteStore: Store {
    package func apply(_ batch: FactBatch) throws(StoreError) -> [FactOutcome] {
        // Before the transaction: other writers do not wait for arithmetic.
        let vault = vault
        let prints = parallelMap(batch.facts) { fact in FactPrint(fact, vault) }
        return try write { session in
            var applier = try FactApplier(session, batch, vault: vault, zones: zones)
            return try applier.run(prints)
        }
    }

    package func turn(_ turn: Turn) throws(StoreError) -> TurnResult {
        try write { session in
            let timers = Timers(session: session)
            try timers.expireLeases(until: turn.now.milliseconds)
            var answers = AnswerWriter(session, now: turn.now)
            try answers.write(turn.answers)
            let commits = CommitWriter(session, now: turn.now)
            let committed = try turn.commits.map(commits.write)
            try ContactCounter(session: session).count(turn.commits, committed)
            try LeavingMark(session: session).advance(turn.commits, committed)
            let lanes = LaneWriter(session, now: turn.now)
            let rerouted = try turn.reroutes.map(lanes.reroute)
            try lanes.write(turn)
            try SpendWriter(session: session, now: turn.now)
                .write(turn, committed: committed, rerouted: rerouted)
            let claims = ClaimReader(session, now: turn.now)
            let claimed = try claims.claim(turn.claims, until: turn.leaseUntil)
            // Behind due work.
            let swept = try turn.sweep.map(SweepWriter(session, now: turn.now).write) ?? []
            return TurnResult(
                committed: committed,
                claimed: claimed,
                swept: swept,
                stops: try session.stops().map(\.stop),
                rerouted: rerouted
            )
        }
    }

    package func receive(
        _ inbound: [Inbound],
        at now: Instant,
        limit: ComplaintLimit?
    ) throws(StoreError) -> [InboundOutcome] {
        try write { session in
            let complaints = ComplaintWriter(session: session, now: now, limit: limit)
            var writer = InboundWriter(session, complaints, vault: vault, zones: zones, now: now)
            return try writer.write(inbound)
        }
    }

    package func nextDue(lanes: [String]) throws(StoreError) -> Instant? {
        try read { session in
            let timers = Timers(session: session)
            let next = try lanes.compactMap { try timers.nextDue(lane: $0) }.min()
            return next.map(Instant.init(milliseconds:))
        }
    }

    package func sweep(
        after: CustomerID?,
        limit: Int,
        at now: Instant
    ) throws(StoreError) -> CustomerID? {
        try write { session in
            let timers = Timers(session: session)
            let ids = try session[.customerIDsAfter]
                .int(after?.value ?? 0).int(Int64(limit)).all { $0.int(at: 0) }
            for id in ids {
                try timers.wake(
                    id,
                    due: now.milliseconds,
                    now: now.milliseconds,
                    rank: Timers.sweepRank
                )
            }
            let last = ids.last.map { CustomerID($0) }
            try session.setMeta(.sweepAfter, (last ?? after)?.value ?? 0)
            return last
        }
    }

    package func sweepPosition() throws(StoreError) -> CustomerID? {
        try read { session in try session.meta(.sweepAfter).map { CustomerID($0) } }
    }

    package func customer(reference: String) throws(StoreError) -> ClaimedCustomer? {
        try read { session in
            let now = Instant.distantPast
            guard
                let entry = try session[.customerByReference].text(reference)
                    .first(Workspace.entry)
            else { return nil }
            return try ClaimReader(session, now: now).unclaimed(entry)
        }
    }
}
