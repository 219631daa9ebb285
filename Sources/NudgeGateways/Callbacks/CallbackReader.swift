internal import NudgeCore

/// Reads the body of a callback that is believed, by one entry of a gateway's file.
///
/// Pure. An item that cannot be read is told and passed over: its vendor would post the same again,
/// and the items beside it are worth having. A body of which nothing can be read is refused.
struct CallbackReader {
    private let form: CallbackForm

    /// An opt-out is a few characters; a long reply is kept by its beginning.
    private static let replyCharactersMax = 2_000
    /// No vendor's id is longer.
    private static let identifierBytesMax = 256
    private static let faultsMax = 5

    init(_ form: CallbackForm) {
        self.form = form
    }

    func read(_ body: [UInt8], now: Instant) throws(CallbackError) -> CallbackReading {
        guard let outer = WireTree.read(body, as: form.format, in: form.charset) else {
            throw .unreadable("the body is not \(form.format.name)")
        }
        return try read(try opened(outer), now: now)
    }

    /// What is told by a body that is read already.
    func read(_ tree: JSONValue, now: Instant) throws(CallbackError) -> CallbackReading {
        let items = tree.elements(at: form.items) ?? []
        guard items.count <= CallbackDoor.eventsMax else {
            throw .unreadable("more than \(CallbackDoor.eventsMax) events")
        }
        var reading = CallbackReading()
        var failures = 0
        for (index, item) in items.enumerated() {
            do throws(ItemFault) {
                let event = try event(item, of: tree, now: now)
                if let event { reading.events.append(event) } else { reading.passedOver += 1 }
            } catch {
                failures += 1
                if reading.faults.count < CallbackReader.faultsMax {
                    reading.faults.append("event \(index): \(error.message)")
                }
            }
        }
        if failures > 0, failures == items.count {
            throw .unreadable(reading.faults.first ?? "")
        }
        return reading
    }

    /// With the text that holds JSON replaced by what it holds.
    private func opened(_ outer: JSONValue) throws(CallbackError) -> JSONValue {
        guard let inner = form.inner else { return outer }
        guard let text = outer.text(at: inner), let json = JSONReader.read(Array(text.utf8)),
            let whole = outer.replacing(inner.steps[...], with: json)
        else { throw .unreadable("the body holds no JSON where the file says so") }
        return whole
    }

    private struct ItemFault: Error {
        var message: String
    }

    private func event(
        _ item: JSONValue,
        of tree: JSONValue,
        now: Instant
    ) throws(ItemFault) -> InboundEvent? {
        for receipt in form.receipts where holds(receipt.when, item, tree) {
            return try self.receipt(receipt, item, now: now).map(InboundEvent.receipt)
        }
        for reply in form.replies where holds(reply.when, item, tree) {
            return try self.reply(reply, item, now: now).map(InboundEvent.reply)
        }
        return nil
    }

    private func holds(_ when: ItemCondition, _ item: JSONValue, _ tree: JSONValue) -> Bool {
        when.item.allSatisfy(item.passes) && when.body.allSatisfy(tree.passes)
    }

    // MARK: - Receipts

    private func receipt(
        _ form: ReceiptForm,
        _ item: JSONValue,
        now: Instant
    ) throws(ItemFault) -> InboundReceipt? {
        guard let word = item.text(at: form.status.path) else {
            throw ItemFault(message: "it does not say what became of the message")
        }
        guard case .known(let fate) = form.status.fate(of: word) else { return nil }
        let vendorID = try form.id.flatMap { (id) throws(ItemFault) in try identifier(id, item) }
        let reference = try form.reference.flatMap { (id) throws(ItemFault) in
            try identifier(id, item)
        }
        guard vendorID != nil || reference != nil else {
            throw ItemFault(message: "it does not say of which message")
        }
        let cause = form.cause.flatMap { table in
            item.text(at: table.path).flatMap(table.cause)
        }
        let words = form.detail.compactMap { item.text(at: $0) }.filter { !$0.isEmpty }
        return InboundReceipt(
            contactWireID: reference,
            vendorID: vendorID,
            fate: fate,
            detail: Masked.text(words.isEmpty ? word : words.joined(separator: " ")),
            at: try time(form.time, item, now: now),
            address: form.address.flatMap { item.text(at: $0) }.flatMap { $0.isEmpty ? nil : $0 },
            cause: fate == .undelivered ? cause : nil,
            part: part(form.part, item)
        )
    }

    private func identifier(
        _ id: WireIdentifier,
        _ item: JSONValue
    ) throws(ItemFault) -> String? {
        guard let text = item.identifier(id) else { return nil }
        guard text.utf8.count <= CallbackReader.identifierBytesMax,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw ItemFault(message: "its id is no id") }
        return text
    }

    private func part(_ form: PartForm?, _ item: JSONValue) -> ReceiptPart? {
        guard let form, let sequence = item.text(at: form.sequence).flatMap({ Int($0) }),
            let total = item.text(at: form.total).flatMap({ Int($0) })
        else { return nil }
        return ReceiptPart(sequence: sequence, total: total)
    }

    // MARK: - Replies

    private func reply(
        _ form: ReplyForm,
        _ item: JSONValue,
        now: Instant
    ) throws(ItemFault) -> InboundReply? {
        let word = form.meaning.flatMap { item.text(at: $0.path) }
        let meaning = word.flatMap { word in form.meaning?.meaning(of: word) }
        let text = form.text.flatMap { item.text(at: $0) }
        // An event of the vendor's that says nothing about somebody's will.
        guard meaning != nil || text != nil else {
            guard form.text == nil else { throw ItemFault(message: "a reply without a text") }
            return nil
        }
        guard let address = item.text(at: form.address), !address.isEmpty else {
            throw ItemFault(message: "a reply from nobody")
        }
        return InboundReply(
            channel: form.channel,
            address: address,
            text: String((text ?? word ?? "").prefix(CallbackReader.replyCharactersMax)),
            at: try time(form.time, item, now: now),
            meaning: meaning,
            id: form.id.flatMap { item.text(at: $0) }
        )
    }

    // MARK: - Time

    /// A sender whose clock is ahead must not write into our future.
    private func time(
        _ form: TimeForm?,
        _ item: JSONValue,
        now: Instant
    ) throws(ItemFault) -> Instant {
        guard let form, let text = item.text(at: form.path), !text.isEmpty else { return now }
        guard let instant = form.style.instant(text) else {
            throw ItemFault(message: "its time is not written as the file says")
        }
        return min(instant, now)
    }
}
