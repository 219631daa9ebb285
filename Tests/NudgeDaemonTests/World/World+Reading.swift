import NudgeCore
import NudgeStore

@testable import NudgeDaemon

/// What a test asks of a world.
extension World {
    /// Every contact in the store, in the order of their ids.
    func contacts() throws -> [ContactRecord] {
        var records: [ContactRecord] = []
        for customer in try customers() {
            records += try store.contacts(of: customer.facts.id, limit: 1000)
        }
        return records.sorted { $0.id < $1.id }
    }

    /// A customer's contacts, in the order of their ids.
    func contacts(of reference: String) throws -> [ContactRecord] {
        guard let customer = try store.customer(reference: reference) else { return [] }
        return try store.contacts(of: customer.facts.id, limit: 1000).sorted { $0.id < $1.id }
    }

    func customers() throws -> [ClaimedCustomer] {
        var customers: [ClaimedCustomer] = []
        while true {
            let page = try store.customers(after: customers.last?.facts.id, limit: 500)
            customers += page
            if page.count < 500 { return customers }
        }
    }

    /// The states of a customer's contacts, in order.
    func states(of reference: String) throws -> [ContactState] {
        try contacts(of: reference).map(\.state)
    }

    /// The wire id of a contact, as gateways know it.
    func wireID(_ contact: ContactRecord) -> String {
        WireID(store: store.identity).text(of: contact.id)
    }

    /// Why there is a message to this customer now, or none: the reasons of the whole chain.
    func reasons(for reference: String) throws -> [Reason] {
        guard let customer = try store.customer(reference: reference) else { return [] }
        let conditions = Conditions(stops: try store.stops().map(\.stop))
        let decision = decide(
            customer.facts,
            sharedHistory: customer.sharedHistory,
            rules: rules.ruleset,
            conditions: conditions,
            at: now
        )
        return decision.trace.entries.map(\.reason)
    }

    /// What people received, over all gateways.
    var received: [WorldMessage] { gateways.flatMap(\.taken) }
}
