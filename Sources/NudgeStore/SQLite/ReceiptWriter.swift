import NudgeCore

/// Joins receipts to contacts; those that come too early are kept until their contact is known.
struct ReceiptWriter {
    let session: Session
    let timers: Timers
    let now: Instant

    /// How long a receipt waits for its contact.
    static let orphanTime = Milliseconds.hours(72)

    init(_ session: Session, now: Instant) {
        self.session = session
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
    }

    func write(_ receipt: Receipt) throws -> InboundOutcome {
        guard let contact = try find(receipt) else { return try keep(receipt) }
        return try move(contact, receipt.receipt, detail: receipt.detail, at: receipt.at)
    }

    /// Applies the receipts that were waiting for this vendor's number.
    func adopt(vendorID: String, contact id: Int64) throws {
        guard let contact = try ContactKey.find(ContactID(id), session) else { return }
        let waiting = try session[.orphansByVendor].text(vendorID).text(contact.gateway).all {
            ($0.int(at: 0), $0.int(at: 1), $0.text(at: 2))
        }
        guard !waiting.isEmpty else { return }
        for (raw, at, detail) in waiting {
            guard let current = try ContactKey.find(ContactID(id), session),
                let receipt = UInt8(exactly: raw).flatMap(
                    ContactEvent.Receipt.init(rawValue:)
                )
            else { continue }
            _ = try move(current, receipt, detail: detail, at: Instant(milliseconds: at))
        }
        try session[.deleteOrphansByVendor].text(vendorID).text(contact.gateway).run()
    }

    private func find(_ receipt: Receipt) throws -> ContactKey? {
        if let id = receipt.contact, let contact = try ContactKey.find(id, session) {
            // A number that another gateway was given is not this gateway's to report on.
            return contact.gateway == receipt.gateway ? contact : nil
        }
        guard let vendorID = receipt.vendorID else { return nil }
        return try ContactKey.find(vendorID: vendorID, gateway: receipt.gateway, session)
    }

    private func move(
        _ contact: ContactKey,
        _ receipt: ContactEvent.Receipt,
        detail: String,
        at: Instant
    ) throws -> InboundOutcome {
        guard let next = contact.state.after(.receipt(receipt)) else { return .unchanged }
        try session[.receiptContact]
            .int(Int64(next.rawValue)).int(at.milliseconds).text(detail).int(contact.id).run()
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

    private func keep(_ receipt: Receipt) throws -> InboundOutcome {
        try session[.pruneOrphans].int((now - ReceiptWriter.orphanTime).milliseconds).run()
        let added = try session[.insertOrphan]
            .text(receipt.vendorID ?? "").text(receipt.gateway).int(receipt.contact?.value ?? 0)
            .int(Int64(receipt.receipt.rawValue)).int(receipt.at.milliseconds)
            .int(now.milliseconds).text(receipt.detail).run()
        return added > 0 ? .orphan : .unchanged
    }
}
