import NudgeCore

/// Writes how attempts ended: by the contact's id, whoever holds a lease.
///
/// Answers touch the contact's own row only, which lies among those just written; the customer's
/// history is brought up to date when it is next read.
struct AnswerWriter {
    let session: Session
    let timers: Timers
    let workspace: Workspace
    let now: Instant
    private var hasOrphans: Bool?

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now
        timers = Timers(session: session)
        workspace = Workspace(session, now: now)
    }

    mutating func write(_ answers: [AttemptAnswer]) throws {
        for answer in answers { try write(answer) }
        try workspace.flush()
    }

    private mutating func write(_ answer: AttemptAnswer) throws {
        let event = ContactEvent.answered(answer.answer)
        guard let state = ContactState.leaving.after(event) else { return }
        let moved = try session[.answerLeaving]
            .int(Int64(state.rawValue)).text(answer.reason).text(answer.vendorID)
            .int(answer.at.milliseconds).int(answer.contact.value).run()
        if moved == 1 { session.states.set(answer.contact, state) }
        // A receipt that was faster than this answer may await its number, or its doubt.
        let mayHaveOrphans =
            try (answer.vendorID != nil || answer.answer == .unknown) && anyOrphans()
        let isPlain =
            answer.answer == .accepted && answer.wake == nil && answer.pointHealth == nil
            && !answer.refusesClass && !mayHaveOrphans
        if moved == 1 && isPlain { return }
        guard let contact = try ContactKey.find(answer.contact, session) else { return }
        if moved == 0 {
            // A receipt was faster: its state stands, what the answer says beside is kept.
            let next = contact.state.after(event) ?? contact.state
            try session[.answerContact]
                .int(Int64(next.rawValue)).text(answer.reason).text(answer.vendorID)
                .int(answer.at.milliseconds).int(answer.contact.value).run()
            session.states.set(answer.contact, next)
            if next == contact.state && answer.answer != .accepted { return }
        }
        try follow(answer, contact)
        if mayHaveOrphans {
            let receipts = ReceiptWriter(session, workspace, now: now)
            try receipts.adopt(vendorID: answer.vendorID, contact: contact.id)
        }
    }

    /// What else an answer changes: others woken, the address's health.
    private func follow(_ answer: AttemptAnswer, _ contact: ContactKey) throws {
        switch answer.answer {
        case .putBack, .withdrawn, .refused:
            try ContactCounter(session: session).uncount(contact.id)
            try wakeSharers(contact)
        case .accepted, .unknown:
            break
        }
        if answer.pointHealth != nil || answer.refusesClass {
            let refused = ClassChannelSet(contact.messageClass, contact.channel)
            try PointWriter(session, workspace).update(contact.point) { point in
                if let health = answer.pointHealth { point.health = health }
                if answer.refusesClass { point.refused.formUnion(refused) }
            }
        }
        if let wake = answer.wake {
            try timers.wake(
                contact.customer,
                due: wake.milliseconds,
                now: now.milliseconds
            )
        }
    }

    /// A freed place wakes all who share the point.
    private func wakeSharers(_ contact: ContactKey) throws {
        let owners = try session[.owners]
            .int(contact.point.value).int(PersonLinker.sharersMax).all { $0.int(at: 0) }
        for owner in owners where owner != contact.customer {
            try timers.wake(owner, due: now.milliseconds, now: now.milliseconds)
        }
    }

    private mutating func anyOrphans() throws -> Bool {
        if let hasOrphans { return hasOrphans }
        let found = try session[.hasOrphans].first { _ in true } ?? false
        hasOrphans = found
        return found
    }
}

/// What must be known of a contact to change it.
struct ContactKey {
    var id: Int64
    var customer: Int64
    var state: ContactState
    var channel: Channel
    var messageClass: MessageClass
    var point: PointID
    var gateway: String

    static func find(_ id: ContactID, _ session: Session) throws -> ContactKey? {
        try session[.contactKey].int(id.value).first(read) ?? nil
    }

    static func find(
        vendorID: String,
        gateway: String,
        _ session: Session
    ) throws -> ContactKey? {
        try session[.contactByVendor].text(vendorID).text(gateway).first(read) ?? nil
    }

    /// One id of a vendor may stand for a batch: then the address tells which.
    static func find(
        vendorID: String,
        gateway: String,
        point: PointID,
        _ session: Session
    ) throws -> ContactKey? {
        try session[.contactByVendorAndPoint].text(vendorID).text(gateway).int(point.value)
            .first(read) ?? nil
    }

    static func read(_ query: Query) -> ContactKey? {
        guard let state = ContactState(stored: query.int(at: 2)),
            let channel = UInt8(exactly: query.int(at: 3)).flatMap(Channel.init(rawValue:)),
            let kind = UInt8(exactly: query.int(at: 4)).flatMap(MessageClass.init(rawValue:))
        else { return nil }
        return ContactKey(
            id: query.int(at: 0),
            customer: query.int(at: 1),
            state: state,
            channel: channel,
            messageClass: kind,
            point: PointID(query.int(at: 5)),
            gateway: query.text(at: 6)
        )
    }
}
