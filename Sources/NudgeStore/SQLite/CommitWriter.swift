import NudgeCore

/// Makes decisions durable, each under the lease and the revision that it read.
struct CommitWriter {
    let session: Session
    let timers: Timers
    let now: Instant

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now
        timers = Timers(session: session)
    }

    private struct Lease {
        var token: Int64
        var wake: Int64?
        var claims: Int64

        init(token: Int64, wake: Int64?, claims: Int64) {
            self.token = token
            self.wake = wake
            self.claims = claims
        }

        /// Nobody has touched the customer since, so nobody woke him.
        init(_ known: ClaimedFacts.Claim) {
            self.init(token: known.lease, wake: nil, claims: known.claims)
        }
    }

    private func lease(of customer: Int64) throws -> Lease? {
        try session[.leaseOf].int(customer).first {
            Lease(token: $0.int(at: 0), wake: $0.optionalInt(at: 1), claims: $0.int(at: 2))
        }
    }

    /// False, with nothing of it written, when the facts had changed or the lease was lost.
    func write(_ commit: DecisionCommit) throws -> Bool {
        let id = commit.customer.value
        let known = session.claimed.take(id)
        let lease = try known.map(Lease.init) ?? lease(of: id)
        // Whoever has the lease now, or its timer, sees to the customer.
        guard let lease, lease.token == commit.lease else { return false }
        let timer = commit.quarantine == nil ? try next(commit.timer, lease.wake, id) : nil
        if commit.intent == nil && commit.opening == nil && commit.quarantine == nil {
            guard try schedule(timer, commit) else { return try retry(id, claims: 0) }
        } else {
            guard var facts = try known?.facts ?? facts(of: id), facts.revision == commit.revision
            else { return try retry(id, claims: 0) }
            if let intent = commit.intent {
                // Counted as a claim without a commit: a decision that insists is poison.
                guard try insert(intent, &facts) else {
                    return try retry(id, claims: lease.claims)
                }
            }
            if let opening = commit.opening { try open(opening, &facts) }
            if let why = commit.quarantine { try quarantine(&facts, why) }
            try save(&facts, timer)
            if let intent = commit.intent { try fence(intent, facts) }
        }
        try timers.release(id)
        if let timer { try timers.insert(timer) }
        return true
    }

    /// Opens a case, unless people have it already.
    private func open(_ opening: CaseOpening, _ facts: inout CustomerFacts) throws {
        try CaseWriter(session: session).open(opening, for: facts.id.value)
        let past = opening.handOff
        if !facts.hasHandedOff(past.kind, past.occasion) { facts.append(past) }
    }

    /// Notes the next timer with the customer; false when his facts had changed.
    private func schedule(_ timer: Timers.Row?, _ commit: DecisionCommit) throws -> Bool {
        let id = commit.customer.value
        guard let timer else {
            let revision = try session[.customerRevision].int(id).first { $0.int(at: 0) }
            return revision == commit.revision
        }
        return try session[.scheduleCustomer]
            .int(timer.lane).int(timer.rank).int(timer.due).int(id).int(commit.revision).run() == 1
    }

    /// Takes a customer out of the engine until a person looks.
    func quarantine(customer id: Int64, _ why: String) throws {
        guard var facts = try facts(of: id) else { return }
        try quarantine(&facts, why)
        try save(&facts)
    }

    private func quarantine(_ facts: inout CustomerFacts, _ why: String) throws {
        facts.quarantine = why
        try session.journal(
            at: now,
            actor: "engine",
            kind: "quarantine",
            "customer \(facts.reference): \(why)"
        )
    }

    /// As stored now, with the history brought up to date.
    private func facts(of id: Int64) throws -> CustomerFacts? {
        let stored = try session[.customerFacts].int(id).first {
            try $0.facts(at: 1, id: CustomerID(id), revision: $0.int(at: 0))
        }
        guard var facts = stored else { return nil }
        try Workspace.refresh(&facts, now: now.milliseconds, session)
        return facts
    }

    private func save(_ facts: inout CustomerFacts, _ timer: Timers.Row? = nil) throws {
        let id = facts.id.value
        session.claimed.forget(id)
        let rows = try session[.commitCustomer]
            .int(facts.revision).int(timer?.lane).int(timer?.rank).int(timer?.due)
            .blob(CustomerFactsCodec.encode(facts)).int(id).run()
        // The revision was compared in this transaction: this would be a mistake of ours.
        guard rows == 1 else { throw StoreError.failed("customer \(id) changed under a commit") }
        facts.revision += 1
    }

    /// The customer is due again at once.
    private func retry(_ id: Int64, claims: Int64) throws -> Bool {
        try timers.release(id)
        let lane = try session.laneID(decideLane)
        let due = now.milliseconds
        try timers.set(
            .init(lane: lane, rank: Timers.wakeRank, due: due, customer: id, claims: claims)
        )
        return false
    }

    /// The timer that follows: the decision's own, or what the customer was woken for meanwhile.
    private func next(_ timer: CustomerTimer?, _ wake: Int64?, _ id: Int64) throws -> Timers.Row? {
        if let wake, wake < timer?.due.milliseconds ?? .max {
            let due = Instant(milliseconds: wake)
            let timer = CustomerTimer(lane: decideLane, due: due, priority: 5)
            return try timers.row(timer, customer: id)
        }
        return try timer.map { try timers.row($0, customer: id) }
    }

    /// Writes the contact and adds it to the history; false when one of its occasions was taken.
    ///
    /// The history that the decision read should have told it: a guard against our own mistakes,
    /// which would otherwise be a second message.
    private func insert(_ intent: Intent, _ facts: inout CustomerFacts) throws -> Bool {
        let contact = intent.contact
        let customer = facts.id.value
        if facts.hasTaken(contact) {
            // Put back or withdrawn since the claim: then it is free.
            try Workspace.refresh(&facts, now: now.milliseconds, session)
            guard !facts.hasTaken(contact) else {
                return try refuse(contact, customer, "an occasion of its was taken before")
            }
        }
        let rows = try session[.insertContact]
            .int(contact.id.value).int(customer).int(contact.at.milliseconds)
            .int(Int64(contact.channel.rawValue)).int(Int64(contact.messageClass.rawValue))
            .int(contact.point.value).text(intent.gateway).text(intent.tier).text(intent.step)
            .text(intent.template).int(Int64(intent.segments))
            .int(intent.notBefore.milliseconds).int(intent.rulesGeneration)
            .blob(intent.sealedText).blob(intent.trace).run()
        guard rows == 1 else { return try refuse(contact, customer, "its id is taken") }
        session.states.set(contact.id, .leaving)
        try LeavingMark(session: session).include(contact.id)
        facts.append(contact)
        return true
    }

    private func refuse(_ contact: PastContact, _ customer: Int64, _ why: String) throws -> Bool {
        try session.journal(
            at: now,
            actor: "engine",
            kind: "conflict",
            "contact \(contact.id.value) of customer \(customer) not made: \(why)"
        )
        return false
    }

    /// Whoever shares the point has read a history without this contact: his decision, if one is
    /// being made, must not commit.
    private func fence(_ intent: Intent, _ facts: CustomerFacts) throws {
        let id = intent.contact.point
        guard facts.points.contains(where: { $0.id == id && $0.isShared }) else { return }
        let owners = try session[.owners]
            .int(id.value).int(PersonLinker.sharersMax).all { $0.int(at: 0) }
        for owner in owners where owner != facts.id.value {
            session.claimed.forget(owner)
            try session[.bumpRevision].int(owner).run()
            try timers.wake(owner, due: now.milliseconds, now: now.milliseconds)
        }
    }
}
