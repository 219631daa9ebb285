import NudgeCore

/// Joins receipts to contacts; those that come too early are kept until their contact is known.
struct ReceiptWriter {
    let session: Session
    let timers: Timers
    let workspace: Workspace
    let now: Instant

    /// How long a receipt waits for its contact; vendors are up to 72 hours late.
    static let orphanTime = Milliseconds.hours(72)
    /// How long the parts of one message are waited for.
    private static let partTime = Milliseconds.days(7)
    /// A gateway's clock may be behind ours by so much.
    private static let clockSlack = Milliseconds.minutes(5)

    init(_ session: Session, _ workspace: Workspace, now: Instant) {
        self.session = session
        self.workspace = workspace
        self.now = now
        timers = Timers(session: session)
    }

    struct Receipt {
        var gateway: String
        var contact: ContactID?
        var vendorID: String?
        var receipt: ContactEvent.Receipt
        var detail: String
        var at: Instant
        var target = Target.unsaid
        var cause: ReceiptCause?
        var part: ReceiptPart?
    }

    /// Whom a receipt is about.
    enum Target: Hashable {
        case unsaid
        case point(PointID)
        /// An address that nobody has, or that is written so that it cannot be read.
        case stranger

        var point: PointID? {
            if case .point(let point) = self { point } else { nil }
        }
    }

    func write(_ receipt: Receipt) throws -> InboundOutcome {
        guard let contact = try find(receipt) else { return try keep(receipt) }
        return try apply(receipt, to: contact)
    }

    // MARK: - Whose it is

    private func find(_ receipt: Receipt) throws -> ContactKey? {
        if let contact = try named(receipt) { return contact }
        if let vendorID = receipt.vendorID {
            if let point = receipt.target.point {
                let found = try ContactKey.find(
                    vendorID: vendorID,
                    gateway: receipt.gateway,
                    point: point,
                    session
                )
                if let found { return found }
            } else if try !isShared(vendorID, receipt.gateway) {
                let found = try ContactKey.find(
                    vendorID: vendorID,
                    gateway: receipt.gateway,
                    session
                )
                if let found { return found }
            }
        }
        return try inDoubt(receipt)
    }

    /// By our own id, which a vendor that takes one for a whole batch sends back for each of it.
    private func named(_ receipt: Receipt) throws -> ContactKey? {
        guard let id = receipt.contact, let contact = try ContactKey.find(id, session),
            // A number that another gateway was given is not this gateway's to report on.
            contact.gateway == receipt.gateway
        else { return nil }
        switch receipt.target {
        case .unsaid: return contact
        case .point(let point): return point == contact.point ? contact : nil
        case .stranger:
            let vendorID = try session[.contactVendor].int(contact.id).first {
                $0.optionalText(at: 0)
            }
            guard let vendorID = vendorID ?? nil else { return contact }
            return try isShared(vendorID, receipt.gateway) ? nil : contact
        }
    }

    private func isShared(_ vendorID: String, _ gateway: String) throws -> Bool {
        try session[.vendorCount].text(vendorID).text(gateway).first { $0.int(at: 0) } ?? 0 > 1
    }

    /// The only contact in doubt to this address by this gateway in the 72 hours before.
    private func inDoubt(_ receipt: Receipt) throws -> ContactKey? {
        guard let point = receipt.target.point else { return nil }
        let found = try session[.doubtsByPoint].int(point.value).text(receipt.gateway)
            .int((receipt.at - ReceiptWriter.orphanTime).milliseconds)
            .int((receipt.at + ReceiptWriter.clockSlack).milliseconds)
            .all(ContactKey.read)
            .compactMap { $0 }
        return found.count == 1 ? found[0] : nil
    }

    // MARK: - What was waiting

    /// Applies the receipts that were waiting for this contact: by the vendor's number that is known
    /// now, or, since nothing is, by its address.
    func adopt(vendorID: String?, contact id: Int64) throws {
        guard let contact = try ContactKey.find(ContactID(id), session) else { return }
        if let vendorID {
            let waiting = try session[.orphansByVendor]
                .text(vendorID).text(contact.gateway).int(contact.point.value)
                .all { orphan($0, contact.gateway) }
            // One that does not say to whom belongs to nobody in a batch.
            let mine = try waiting.compactMap { $0 }.filter { receipt in
                try receipt.target != .unsaid || !isShared(vendorID, contact.gateway)
            }
            try apply(mine, to: contact.id)
            guard !mine.isEmpty else { return }
            try session[.deleteOrphansByVendor]
                .text(vendorID).text(contact.gateway).int(contact.point.value).run()
        } else if contact.state == .unknown {
            let since = (now - ReceiptWriter.orphanTime).milliseconds
            let waiting = try session[.orphansByPoint]
                .int(contact.point.value).text(contact.gateway).int(since)
                .all { orphan($0, contact.gateway) }
            let mine = try waiting.compactMap { $0 }.filter { try inDoubt($0)?.id == contact.id }
            guard !mine.isEmpty, mine.count == waiting.count else { return }
            try apply(mine, to: contact.id)
            try session[.deleteOrphansByPoint]
                .int(contact.point.value).text(contact.gateway).int(since).run()
        }
    }

    private func apply(_ waiting: [Receipt], to id: Int64) throws {
        for receipt in waiting {
            guard let contact = try ContactKey.find(ContactID(id), session) else { continue }
            _ = try apply(receipt, to: contact)
        }
    }

    private func orphan(_ query: Query, _ gateway: String) -> Receipt? {
        guard
            let receipt = UInt8(exactly: query.int(at: 0))
                .flatMap(ContactEvent.Receipt.init(rawValue:))
        else { return nil }
        let point = query.int(at: 3)
        return Receipt(
            gateway: gateway,
            contact: nil,
            vendorID: nil,
            receipt: receipt,
            detail: query.text(at: 2),
            at: Instant(milliseconds: query.int(at: 1)),
            target: point == 0 ? .unsaid : .point(PointID(point)),
            cause: query.optionalInt(at: 6).flatMap { UInt8(exactly: $0) }
                .flatMap(ReceiptCause.init(rawValue:)),
            part: ReceiptPart(sequence: Int(query.int(at: 4)), total: Int(query.int(at: 5)))
        )
    }

    // MARK: - What it does

    private func apply(_ receipt: Receipt, to contact: ContactKey) throws -> InboundOutcome {
        let isRemembered = try remember(receipt, contact)
        let whole =
            try receipt.part.map { part in
                try add(part, receipt.receipt, to: contact)
            } ?? receipt.receipt
        guard let whole, let next = contact.state.after(.receipt(whole)) else {
            return isRemembered ? .applied : .unchanged
        }
        try session[.receiptContact]
            .int(Int64(next.rawValue)).int(receipt.at.milliseconds).text(receipt.detail)
            .int(contact.id).run()
        session.states.set(ContactID(contact.id), next)
        // Delivered can only prevent a contact; undelivered asks for the next channel.
        if next == .undelivered {
            try timers.wake(
                contact.customer,
                due: now.milliseconds,
                now: now.milliseconds
            )
        }
        return .applied
    }

    /// What the whole message has become: undelivered with its first part that failed, delivered
    /// with the last that was; `nil`: it is too early to say.
    private func add(
        _ part: ReceiptPart,
        _ receipt: ContactEvent.Receipt,
        to contact: ContactKey
    ) throws -> ContactEvent.Receipt? {
        guard contact.state != .delivered else { return nil }
        try session[.pruneReceiptParts].int((now - ReceiptWriter.partTime).milliseconds).run()
        try session[.setReceiptPart]
            .int(contact.id).int(Int64(part.sequence)).int(Int64(part.total))
            .int(Int64(receipt.rawValue)).int(now.milliseconds).run()
        let known = try session[.receiptParts].int(contact.id)
            .first { ($0.int(at: 0), $0.int(at: 1), $0.int(at: 2)) }
        guard let (count, total, failures) = known else { return nil }
        if failures > 0 { return .undelivered }
        guard count >= total else { return nil }
        try session[.deleteReceiptParts].int(contact.id).run()
        return .delivered
    }

    /// What a failure says of the address, for everybody who has it; false: nothing new.
    private func remember(_ receipt: Receipt, _ contact: ContactKey) throws -> Bool {
        guard let cause = receipt.cause, receipt.receipt == .undelivered else { return false }
        return try PointWriter(session, workspace).update(contact.point) { point in
            switch cause {
            case .badRecipient:
                // What is known better is not forgotten.
                if point.health != .wrongPerson { point.health = .invalid }
            case .optedOut:
                let refused = ClassChannelSet(contact.messageClass, contact.channel)
                point.refused.formUnion(refused)
            }
        }
    }

    private func keep(_ receipt: Receipt) throws -> InboundOutcome {
        try session[.pruneOrphans].int((now - ReceiptWriter.orphanTime).milliseconds).run()
        let added = try session[.insertOrphan]
            .text(receipt.vendorID ?? "").text(receipt.gateway).int(receipt.contact?.value ?? 0)
            .int(receipt.target.point?.value ?? 0).int(Int64(receipt.receipt.rawValue))
            .int(Int64(receipt.part?.sequence ?? 0)).int(Int64(receipt.part?.total ?? 0))
            .int(receipt.cause.map { Int64($0.rawValue) }).int(receipt.at.milliseconds)
            .int(now.milliseconds).text(receipt.detail).run()
        return added > 0 ? .orphan : .unchanged
    }
}
