import NudgeCore

/// Takes customers whose timers are due, and loads all that a decision about them reads.
struct ClaimReader {
    let session: Session
    let timers: Timers
    let now: Instant

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now
        timers = Timers(session: session)
    }

    func claim(_ requests: [ClaimRequest], until: Instant) throws -> [ClaimedCustomer] {
        let wanted = requests.filter { $0.limit > 0 }
        guard !wanted.isEmpty else { return [] }
        var rows = try suspect(wanted)
        if rows.isEmpty {
            for request in wanted { rows += try due(request) }
        }
        guard !rows.isEmpty else { return [] }
        let first = (try session.meta(.leaseToken) ?? 0) + 1
        try session.setMeta(.leaseToken, first + Int64(rows.count) - 1)
        var claimed: [ClaimedCustomer] = []
        claimed.reserveCapacity(rows.count)
        for (offset, row) in rows.enumerated() {
            let token = first + Int64(offset)
            try timers.lease(row, token: token, until: until.milliseconds)
            guard var customer = try load(row.customer) else {
                try timers.release(row.customer)
                continue
            }
            customer.lease = token
            customer.claims = Int(row.claims + 1)
            customer.timer = try row.timer(session)
            session.claimed.keep(
                .init(facts: customer.facts, lease: token, claims: row.claims + 1)
            )
            claimed.append(customer)
        }
        return claimed
    }

    /// A customer read without a claim.
    func unclaimed(_ entry: Workspace.Entry) throws -> ClaimedCustomer {
        var customer = try claimed(entry.facts, entry.person)
        let timer = try timers.timer(of: entry.facts.id.value)
        customer.timer = try timer?.timer(session)
        return customer
    }

    /// Who was claimed before without a commit goes alone: if he is what stops the daemon, he harms
    /// nobody else, and after the third time he is not claimed again.
    ///
    /// Those claimed least often come first. So only who was alone at two deaths in a row is set
    /// aside, and an operator's three kills do not cost an innocent customer his messages.
    private func suspect(_ requests: [ClaimRequest]) throws -> [Timers.Row] {
        for request in requests {
            guard let lane = try session.knownLaneID(request.lane) else { continue }
            let suspects = try session[.suspects].int(lane).int(now.milliseconds).all {
                Timers.Row(lane: lane, $0)
            }
            for row in suspects {
                try timers.remove(row)
                guard row.claims >= Timers.claimsMax else { return [row] }
                try quarantine(row)
            }
        }
        return []
    }

    private func quarantine(_ row: Timers.Row) throws {
        try CommitWriter(session, now: now).quarantine(
            customer: row.customer,
            "claimed \(row.claims) times without a decision"
        )
    }

    /// Takes timers out of the queue: highest priority first, then by instant.
    private func due(_ request: ClaimRequest) throws -> [Timers.Row] {
        guard let lane = try session.knownLaneID(request.lane) else { return [] }
        var rows: [Timers.Row] = []
        for rank in Int64(0)...9 where rows.count < request.limit {
            let due = try session[.dueTimers]
                .int(lane).int(rank).int(now.milliseconds).int(Int64(request.limit - rows.count))
                .all { Timers.Row(lane: lane, $0) }
            if let last = due.last { try timers.remove(through: last) }
            rows += due
        }
        return rows
    }

    private func load(_ id: Int64) throws -> ClaimedCustomer? {
        let row = try session[.customerByID].int(id).first {
            (try Workspace.facts($0), Workspace.person($0))
        }
        guard let (facts, person) = row else { return nil }
        return try claimed(facts, person)
    }

    /// With the history brought up to date, and what others have sent to points that he shares.
    func claimed(
        _ known: CustomerFacts,
        _ person: SealedPerson?
    ) throws -> ClaimedCustomer {
        var facts = known
        try Workspace.refresh(&facts, now: now.milliseconds, session)
        return ClaimedCustomer(
            facts: facts,
            sharedHistory: try sharedHistory(facts),
            lease: 0,
            claims: 0,
            person: person ?? SealedPerson(wrappedKey: [], sealed: []),
            timer: nil
        )
    }

    /// Contacts of others to the points that this customer shares with them, oldest first.
    private func sharedHistory(_ facts: CustomerFacts) throws -> [PastContact] {
        let shared = facts.points.filter(\.isShared).map(\.id)
        guard !shared.isEmpty else { return [] }
        var others: Set<Int64> = []
        for point in shared {
            others.formUnion(
                try session[.owners]
                    .int(point.value).int(Int64(ContactPoint.sharersReadMax)).all { $0.int(at: 0) }
            )
        }
        others.remove(facts.id.value)
        var contacts: [PastContact] = []
        for other in others.sorted() {
            guard
                var facts = try session[.customerByID].int(other).first(Workspace.facts)
            else { continue }
            try Workspace.refresh(&facts, now: now.milliseconds, session)
            contacts += facts.history.filter { shared.contains($0.point) }
        }
        return contacts.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }
}
