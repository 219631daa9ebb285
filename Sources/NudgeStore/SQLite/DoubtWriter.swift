import NudgeCore

/// Writes what became of contacts in doubt.
struct DoubtWriter {
    let session: Session
    let timers: Timers
    let now: Instant

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now
        timers = Timers(session: session)
    }

    /// Many at a time are told as a sum: an outage leaves thousands.
    func write(_ verdicts: [DoubtVerdict]) throws {
        var expired = 0
        var asked = 0
        for verdict in verdicts {
            let id = verdict.contact.value
            switch verdict.ending {
            case .settled(let settlement):
                _ = try settle(verdict.contact, as: settlement, by: "engine", why: verdict.why)
            case .expired: expired += try session[.expireDoubt].int(id).run()
            case .asked: asked += try session[.askDoubt].int(id).run()
            }
        }
        if expired > 0 {
            try note("doubt-expired", "\(expired) contacts stay unknown: nobody asks any more")
        }
        if asked > 0 {
            try note("doubt-asked", "\(asked) contacts wait for an operator's word")
        }
    }

    func settle(
        _ id: ContactID,
        as settlement: ContactEvent.Settlement,
        by actor: String,
        why: String
    ) throws -> Resolution {
        guard let contact = try ContactKey.find(id, session) else { return .noSuchContact }
        guard let next = contact.state.after(.settled(settlement)) else {
            return .notInDoubt(contact.state)
        }
        try session[.settleContact]
            .int(Int64(next.rawValue)).text("\(settlement.name) by \(actor)").int(id.value).run()
        session.states.set(id, next)
        try session.journal(
            at: now,
            actor: actor,
            kind: "doubt-settled",
            "contact \(id.value) was \(settlement.name): \(why)"
        )
        try wake(contact, next)
        return .resolved
    }

    /// Delivered can only prevent a contact; anything else may allow the next.
    private func wake(_ contact: ContactKey, _ state: ContactState) throws {
        guard state != .delivered else { return }
        var customers = [contact.customer]
        if state == .putBack {
            customers += try session[.owners]
                .int(contact.point.value).int(PersonLinker.sharersMax).all { $0.int(at: 0) }
        }
        for customer in customers {
            try timers.wake(customer, due: now.milliseconds, now: now.milliseconds)
        }
    }

    private func note(_ kind: String, _ detail: String) throws {
        try session.journal(at: now, actor: "engine", kind: kind, detail)
    }
}
