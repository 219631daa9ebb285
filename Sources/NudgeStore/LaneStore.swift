package import NudgeCore

/// What lanes keep in the store: their own state, contacts that change gateways, and doubt.
package protocol LaneStore: Sendable {
    /// What was kept of every lane, in the order of the gateways' names.
    func laneMemories() throws(StoreError) -> [LaneMemory]
    func save(_ lanes: [LaneMemory]) throws(StoreError)
    /// The segments of a gateway's contacts since an instant, without those put back.
    func segments(of gateway: String, since: Instant) throws(StoreError) -> Int

    /// Open contacts in doubt of a gateway, begun since an instant, oldest first.
    func doubts(
        of gateway: String,
        since: Instant,
        limit: Int
    ) throws(StoreError) -> [ContactRecord]
    /// Open contacts in doubt of any gateway, begun before an instant, oldest first.
    func doubts(before: Instant, limit: Int) throws(StoreError) -> [OldDoubt]
    /// A customer as a decision would read him now, without a claim.
    func customer(_ id: CustomerID, at now: Instant) throws(StoreError) -> ClaimedCustomer?
    /// The rendered text; `nil` when the person was erased.
    func openText(_ contact: ContactRecord) throws(StoreError) -> [UInt8]?
}

/// A contact that goes on to another gateway after a sure refusal: the same contact.
package struct Reroute: Hashable, Sendable {
    package var contact: ContactID
    package var gateway: String
    /// The customer's, after the contact's own commit: with another, the contact is to be put back.
    package var revision: Int64
    /// What the one gateway gives back, and what the other costs.
    package var spend: [SpendLine] = []

    package init(contact: ContactID, gateway: String, revision: Int64) {
        self.contact = contact
        self.gateway = gateway
        self.revision = revision
    }
}

/// A contact in doubt, as far as its gateway's policy asks.
package struct OldDoubt: Hashable, Sendable {
    package var contact: ContactID
    package var at: Instant
    package var gateway: String
}

/// What became of a contact in doubt.
package struct DoubtVerdict: Hashable, Sendable {
    package var contact: ContactID
    package var ending: Ending
    /// For the record: who or what said so.
    package var why: String

    package init(contact: ContactID, ending: Ending, why: String) {
        self.contact = contact
        self.ending = ending
        self.why = why
    }

    package enum Ending: Hashable, Sendable {
        case settled(ContactEvent.Settlement)
        /// The gateway's time for doubt is over: nobody asks any more.
        case expired
        /// The gateway's time for doubt is over: a person is asked.
        case asked
    }
}

/// What came of a person's word on a contact.
package enum Resolution: Hashable, Sendable {
    case resolved
    /// It is in another state: nothing was changed.
    case notInDoubt(ContactState)
    case noSuchContact
}
