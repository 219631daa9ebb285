package import NudgeCore
package import NudgeStore

/// The contacts that were made in a stretch of time, one by one, with masked addresses.
///
/// A row of JSON has the members of a row of `nudge plan`, and what became of the contact.
package struct ContactList {
    private let store: any ForesightStore
    private let wire: WireID

    /// Contacts read at once.
    private static let pageSize = 500

    package init(store: any ForesightStore) {
        self.store = store
        wire = WireID(store: store.identity)
    }

    /// Writes those that began in `from..<to` as UTF-8, piece by piece, in the order of their ids.
    package func write(
        from: Instant,
        to: Instant,
        format: ReportFormat,
        _ output: @escaping ([UInt8]) -> Void
    ) throws(StoreError) {
        var lines = ByteLines(output)
        var table = TextTable(head: ContactList.head)
        if format == .csv { lines.add(ContactList.head.joined(separator: ",") + "\n") }
        var last: ContactID?
        while true {
            let page = try store.contacts(
                from: from,
                to: to,
                after: last,
                limit: ContactList.pageSize
            )
            guard let end = page.last else { break }
            last = end.id
            for entry in try entries(page) {
                switch format {
                case .table: table.add(cells(entry))
                case .csv: csv(entry, &lines)
                case .jsonl: json(entry, &lines)
                }
            }
        }
        if format == .table { lines.add(table.text) }
        lines.flush()
    }

    private static let head = [
        "id", "at", "customer", "debts", "address", "class", "tier", "step", "channel", "template",
        "gateway", "segments", "state", "reason",
    ]

    /// A contact with what its customer's facts know of it.
    private struct Entry {
        var contact: ContactRecord
        var reference: String
        var zone: String
        /// Empty for a contact that was put back: nothing of it was said.
        var occasions: [Occasion]
        var debts: [String]
        var roles: [Role]
        var address: String
    }

    private func entries(_ page: [ContactRecord]) throws(StoreError) -> [Entry] {
        let customers = try store.facts(of: Set(page.map(\.customer)).sorted())
        let known = Dictionary(
            customers.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var entries: [Entry] = []
        for contact in page {
            guard let facts = known[contact.customer] else { continue }
            let past = facts.history.last { $0.id == contact.id }
            let occasions = past.map { [$0.occasion] + $0.moreOccasions } ?? []
            let roles = occasions.map { occasion in
                facts.debts.first { $0.id == occasion.debt }?.role ?? .debtor
            }
            entries.append(
                Entry(
                    contact: contact,
                    reference: facts.reference,
                    zone: store.zone(facts.zone).name,
                    occasions: occasions,
                    debts: try store.debtReferences(occasions.map(\.debt)),
                    roles: roles,
                    address: try address(of: contact)
                )
            )
        }
        return entries
    }

    /// Masked; empty when the person was erased.
    private func address(of contact: ContactRecord) throws(StoreError) -> String {
        guard let bytes = try store.openText(contact), let text = SentText(encoded: bytes) else {
            return ""
        }
        switch contact.channel.addressKind {
        case .phone: return Mask.phone(text.address)
        case .email: return Mask.email(text.address)
        default: return "***"
        }
    }

    private func cells(_ entry: Entry) -> [String] {
        let contact = entry.contact
        return [
            wire.text(of: contact.id), contact.at.description, entry.reference,
            entry.debts.joined(separator: " "), entry.address, contact.messageClass.name,
            contact.tier, contact.step, contact.channel.name, contact.template, contact.gateway,
            "\(contact.segments)", contact.state.name, contact.reason ?? "",
        ]
    }

    private func csv(_ entry: Entry, _ lines: inout ByteLines) {
        for (index, cell) in cells(entry).enumerated() {
            if index > 0 { lines.byte(0x2C) }
            lines.csv(Array(cell.utf8))
        }
        lines.endLine()
    }

    private func json(_ entry: Entry, _ lines: inout ByteLines) {
        let contact = entry.contact
        lines.add("{\"id\":\"\(wire.text(of: contact.id))\"")
        lines.add(",\"not_before\":\"\(contact.notBefore)\",\"at\":\"\(contact.at)\"")
        lines.add(",\"customer\":")
        lines.json(Array(entry.reference.utf8))
        lines.add(",\"zone\":\"\(entry.zone)\",\"occasions\":[")
        for (index, occasion) in entry.occasions.enumerated() {
            lines.add(index == 0 ? "{\"debt\":" : ",{\"debt\":")
            lines.json(Array(entry.debts[index].utf8))
            lines.add(",\"spell\":\(occasion.spell),\"due\":\"\(occasion.dueDate)\"")
            lines.add(",\"day\":\(occasion.stepDay),\"purpose\":\"\(occasion.purpose.name)\"")
            lines.add(",\"role\":\"\(entry.roles[index].name)\"}")
        }
        lines.add("],\"point\":\(contact.point.value)")
        for (name, value) in [
            ("address", entry.address), ("class", contact.messageClass.name),
            ("tier", contact.tier), ("step", contact.step), ("channel", contact.channel.name),
            ("template", contact.template), ("gateway", contact.gateway),
            ("state", contact.state.name), ("reason", contact.reason ?? ""),
            ("answered_at", contact.answeredAt?.description ?? ""),
            ("receipt_at", contact.receiptAt?.description ?? ""),
        ] {
            lines.add(",\"\(name)\":")
            lines.json(Array(value.utf8))
        }
        lines.add(",\"segments\":\(contact.segments)}")
        lines.endLine()
    }
}
