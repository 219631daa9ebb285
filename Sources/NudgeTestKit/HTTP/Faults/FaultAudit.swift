internal import Foundation
package import NudgeCore

/// Holds what a store says of its contacts against what a gateway saw of them.
package struct FaultAudit: Sendable {
    /// One contact as the store has it at the end.
    package struct Contact: Hashable, Sendable {
        package var wireID: String
        package var customer: String
        package var state: ContactState
        package var reason: String

        package init(wireID: String, customer: String, state: ContactState, reason: String) {
            self.wireID = wireID
            self.customer = customer
            self.state = state
            self.reason = reason
        }
    }

    package var contacts: [Contact]
    package var sights: [FaultSight]
    /// How many messages a customer may have been sent, at most.
    package var mostPerCustomer = 1

    package init(contacts: [Contact], sights: [FaultSight]) {
        self.contacts = contacts
        self.sights = sights
    }

    /// Everything in which the two disagree; empty when the accounts are exact.
    ///
    /// - No id was seen twice, and none that the store does not know.
    /// - Accepted: seen whole, once, and accepted there. Refused: seen and refused there. Put back:
    ///   not seen, or surely refused there. In doubt: seen once at most. Nothing is left leaving.
    /// - No customer and no address got more than the cap allows, by the store's account or by the
    ///   gateway's.
    package func problems() -> [String] {
        let seen = Dictionary(grouping: sights, by: \.id)
        var problems: [String] = []
        for (id, sights) in seen.sorted(by: { $0.key < $1.key }) where sights.count > 1 {
            problems.append("\(id) was seen \(sights.count) times")
        }
        let known = Set(contacts.map(\.wireID))
        for sight in sights where !known.contains(sight.id) {
            problems.append("\(sight.id) left without a record")
        }
        for contact in contacts {
            let sight = seen[contact.wireID]?.first
            if let problem = FaultAudit.problem(contact, sight) {
                problems.append("\(contact.wireID) \(contact.state.name): \(problem)")
            }
        }
        return problems + customerProblems() + addressProblems()
    }

    private static func problem(_ contact: Contact, _ sight: FaultSight?) -> String? {
        let answered = sight?.answered
        switch contact.state {
        case .accepted, .delivered, .undelivered:
            guard let sight, sight.isWhole else { return "the gateway never had it" }
            return (200..<300).contains(answered ?? 0) ? nil : "answered \(answered ?? 0)"
        case .refused:
            return (400..<500).contains(answered ?? 0) || answered == 307
                ? nil : "answered \(answered ?? 0)"
        case .putBack:
            guard sight != nil else { return nil }
            let isSure = answered.map(FaultAudit.sureStatuses.contains) ?? false
            return isSure ? nil : "put back for \(contact.reason), and seen"
        case .withdrawn: return sight == nil ? nil : "withdrawn, and seen"
        case .unknown: return nil
        case .leaving: return "nothing is known of it"
        }
    }

    /// Statuses with which a gateway surely took nothing: 503 is declared so in these tests.
    private static let sureStatuses: Set<Int> = [401, 402, 403, 425, 429, 503]

    private func customerProblems() -> [String] {
        let counted = contacts.filter(\.state.countsAgainstCaps)
        return Dictionary(grouping: counted, by: \.customer)
            .filter { $0.value.count > mostPerCustomer }
            .map { "\($0.key) has \($0.value.count) contacts" }.sorted()
    }

    /// Whoever may have got a message: it came whole, and was not surely refused.
    private func addressProblems() -> [String] {
        let taken = sights.filter { sight in
            guard sight.isWhole else { return false }
            guard let status = sight.answered else { return true }
            return (200..<300).contains(status)
        }
        return Dictionary(grouping: taken) { FaultAudit.address($0.body) }
            .filter { $0.value.count > mostPerCustomer }
            .map { "\($0.key) got \($0.value.count) messages" }.sorted()
    }

    private static func address(_ body: [UInt8]) -> String {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return (object?["data"] as? [String: Any])?["to"] as? String ?? "nobody"
    }
}
