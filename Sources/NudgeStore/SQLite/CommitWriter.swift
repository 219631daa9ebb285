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
    }

    /// False, with nothing of it written, when the facts had changed or the lease was lost.
    func write(_ commit: DecisionCommit) throws -> Bool {
        let id = commit.customer.value
        let lease = try session[.leaseOf].int(id).first {
            Lease(
                token: $0.int(at: 0),
                wake: $0.optionalInt(at: 1),
                claims: $0.int(at: 2)
            )
        }
        // Whoever has the lease now, or its timer, sees to the customer.
        guard let lease, lease.token == commit.lease else { return false }
        if commit.intent == nil && commit.quarantine == nil {
            let revision = try session[.customerRevision].int(id).first { $0.int(at: 0) }
            guard revision == commit.revision else { return try retry(id, claims: 0) }
        } else {
            guard let row = try facts(of: id), row.revision == commit.revision else {
                return try retry(id, claims: 0)
            }
            var facts = row
            try Workspace.refresh(&facts, now: now.milliseconds, session)
            if let intent = commit.intent {
                // Counted as a claim without a commit: a decision that insists is poison.
                guard try insert(intent, of: id) else {
                    return try retry(id, claims: lease.claims)
                }
                facts.append(intent.contact)
            }
            if let why = commit.quarantine { try quarantine(&facts, why) }
            try save(&facts)
            if let intent = commit.intent { try fence(intent, facts) }
        }
        try timers.release(id)
        guard commit.quarantine == nil else { return true }
        try schedule(commit.timer, wake: lease.wake, id)
        return true
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

    private func facts(of id: Int64) throws -> CustomerFacts? {
        try session[.customerFacts].int(id).first {
            try CustomerFactsCodec.decode(
                $0.blob(at: 1),
                id: CustomerID(id),
                revision: $0.int(at: 0)
            )
        }
    }

    private func save(_ facts: inout CustomerFacts) throws {
        facts.revision += 1
        try session[.saveCustomer]
            .int(facts.revision).blob(CustomerFactsCodec.encode(facts)).int(facts.id.value).run()
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

    private func schedule(_ timer: CustomerTimer?, wake: Int64?, _ id: Int64) throws {
        if let wake, wake < timer?.due.milliseconds ?? .max {
            let due = Instant(milliseconds: wake)
            try timers.set(CustomerTimer(lane: decideLane, due: due, priority: 5), customer: id)
        } else if let timer {
            try timers.set(timer, customer: id)
        }
    }

    /// Writes the contact and its occasions; false when one of them was taken before.
    ///
    /// The history that the decision read should have told it: a guard against our own mistakes,
    /// which would otherwise be a second message.
    private func insert(_ intent: Intent, of customer: Int64) throws -> Bool {
        let contact = intent.contact
        let rows = try session[.insertContact]
            .int(contact.id.value).int(customer).int(contact.at.milliseconds)
            .int(Int64(contact.channel.rawValue)).int(Int64(contact.messageClass.rawValue))
            .int(contact.point.value).text(intent.gateway).text(intent.tier).text(intent.step)
            .text(intent.template).int(Int64(intent.segments))
            .int(intent.notBefore.milliseconds).int(intent.rulesGeneration)
            .blob(intent.sealedText).blob(intent.trace).run()
        guard rows == 1 else { return try refuse(contact, customer, "its id is taken") }
        for occasion in [contact.occasion] + contact.moreOccasions {
            let rows = try session[.insertOccasion]
                .int(customer).int(occasion.debt.value).int(Int64(occasion.spell))
                .int(Int64(occasion.dueDate.daysSinceEpoch)).int(Int64(occasion.stepDay))
                .int(Int64(occasion.purpose.rawValue)).int(Int64(contact.channel.rawValue))
                .int(contact.id.value).run()
            guard rows == 1 else {
                try session[.freeOccasions].int(customer).int(contact.id.value).run()
                try session[.deleteContact].int(contact.id.value).run()
                return try refuse(contact, customer, "an occasion of its was taken before")
            }
        }
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
            try session[.bumpRevision].int(owner).run()
            try timers.wake(owner, due: now.milliseconds, now: now.milliseconds)
        }
    }
}
