package import NudgeCore

/// One contact of one customer that other rules would add, take away, move or put differently.
package struct ContactChange: Sendable {
    package var customer: String
    package var kind: Kind
    package var channel: Channel
    package var day: Int16
    package var before: Side?
    package var after: Side?
    var debtIDs: [DebtID]
    /// The bank's numbers, in step with the occasions.
    package internal(set) var debts: [String] = []

    package enum Kind: String, Sendable {
        case added
        case removed
        /// The same occasion on the same channel, at another instant.
        case moved
        /// At the same instant, of another tier, step, class or template.
        case reworded
    }

    package struct Side: Hashable, Sendable {
        package var at: Instant
        package var tier: String
        package var step: String
        package var template: String
        package var messageClass: MessageClass
    }

    /// When it happens, or would have.
    var instant: Instant { before?.at ?? after?.at ?? .distantPast }

    /// The differences between two courses of the same customers.
    static func between(
        _ old: [ForeseenContact],
        _ new: [ForeseenContact]
    ) -> [ContactChange] {
        var changes: [ContactChange] = []
        var left = Dictionary(grouping: new.indices, by: { Said(new[$0]) })
        for contact in old {
            guard let place = left[Said(contact)]?.first else {
                changes.append(ContactChange(contact, .removed, before: Side(contact), after: nil))
                continue
            }
            left[Said(contact)]?.removeFirst()
            let (before, after) = (Side(contact), Side(new[place]))
            guard before != after else { continue }
            changes.append(
                ContactChange(
                    contact,
                    before.at == after.at ? .reworded : .moved,
                    before: before,
                    after: after
                )
            )
        }
        for place in left.values.joined().sorted() {
            changes.append(
                ContactChange(new[place], .added, before: nil, after: Side(new[place]))
            )
        }
        return changes
    }

    /// What one contact says: the same under both rule sets, or not there.
    private struct Said: Hashable {
        var customer: CustomerID
        var occasions: [Occasion]
        var channel: Channel

        init(_ contact: ForeseenContact) {
            customer = contact.customer
            occasions = contact.occasions
            channel = contact.channel
        }
    }

    private init(_ contact: ForeseenContact, _ kind: Kind, before: Side?, after: Side?) {
        customer = contact.reference
        self.kind = kind
        channel = contact.channel
        day = contact.occasions[0].stepDay
        self.before = before
        self.after = after
        debtIDs = contact.occasions.map(\.debt)
    }
}

extension ContactChange.Side {
    fileprivate init(_ contact: ForeseenContact) {
        self.init(
            at: contact.at,
            tier: contact.tier,
            step: contact.step,
            template: contact.template,
            messageClass: contact.messageClass
        )
    }
}
