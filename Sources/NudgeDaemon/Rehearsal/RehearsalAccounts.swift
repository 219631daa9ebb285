internal import NudgeCore
internal import NudgeServer
internal import NudgeStore

/// Compares what arrived at the sandboxes with what the store says of it.
struct RehearsalAccounts {
    private let store: any OperatorStore
    private let wire: WireID
    /// The names of gateways whose vendor recognises the same contact sent twice.
    private let deduplicating: Set<String>

    private static let pageSize = 1000

    init(store: any OperatorStore, deduplicating: Set<String>) {
        self.store = store
        wire = WireID(store: store.identity)
        self.deduplicating = deduplicating
    }

    /// Everything about one contact, whichever gateways it went to.
    private struct Arrivals {
        var taken = 0
        /// Where it was taken first.
        var gateway = ""
        /// Whether some answer said so plainly.
        var isAccepted = false
        var isDeduplicated = true
    }

    /// What does not balance, for a person to read.
    func imbalances(_ farEnds: [DemoFarEnd]) throws(StoreError) -> [String] {
        var arrivals: [String: Arrivals] = [:]
        var order: [String] = []
        for farEnd in farEnds {
            for record in farEnd.sandbox.records() {
                if arrivals[record.message.id] == nil { order.append(record.message.id) }
                var entry = arrivals[record.message.id] ?? Arrivals()
                if record.isTaken {
                    entry.taken += 1
                    if entry.taken == 1 { entry.gateway = farEnd.gateway }
                    entry.isDeduplicated =
                        entry.isDeduplicated && entry.gateway == farEnd.gateway
                        && deduplicating.contains(farEnd.gateway)
                    entry.isAccepted = entry.isAccepted || record.answer == "accepted"
                }
                arrivals[record.message.id] = entry
            }
        }
        var lines: [String] = []
        for id in order {
            guard let entry = arrivals[id] else { continue }
            if let line = try imbalance(id, entry) { lines.append(line) }
        }
        let taken = Set(arrivals.filter { $0.value.taken > 0 }.map(\.key))
        return try lines + neverArrived(taken)
    }

    private func imbalance(_ id: String, _ entry: Arrivals) throws(StoreError) -> String? {
        if entry.taken > 1, !entry.isDeduplicated { return "\(id) was taken \(entry.taken) times" }
        guard let contact = wire.contact(id), let record = try store.contact(contact) else {
            return "\(id) arrived, and the store knows no such contact"
        }
        switch record.state {
        case .accepted, .delivered:
            return entry.taken == 0 ? "\(id) is \(record.state.name), and was not taken" : nil
        case .refused, .putBack, .withdrawn:
            return entry.isAccepted ? "\(id) was accepted, and is \(record.state.name)" : nil
        case .undelivered, .unknown, .leaving: return nil
        }
    }

    /// Contacts that the store says were delivered, and no sandbox took.
    private func neverArrived(_ taken: Set<String>) throws(StoreError) -> [String] {
        var lines: [String] = []
        var after: ContactID?
        while true {
            let page = try store.contactsMade(
                from: .distantPast,
                to: .distantFuture,
                after: after,
                limit: RehearsalAccounts.pageSize
            )
            guard let last = page.last else { return lines }
            for made in page {
                let id = wire.text(of: made.id)
                guard !taken.contains(id), let record = try store.contact(made.id),
                    record.state == .delivered || record.state == .accepted
                else { continue }
                lines.append("\(id) is \(record.state.name), and arrived nowhere")
            }
            after = last.id
        }
    }

    /// Contacts in doubt, by gateway.
    func inDoubt() throws(StoreError) -> [String: Int] {
        var counts: [String: Int] = [:]
        for contact in try store.unknownContacts(limit: 1_000_000) {
            counts[contact.gateway, default: 0] += 1
        }
        return counts
    }
}
