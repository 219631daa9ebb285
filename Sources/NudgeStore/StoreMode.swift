package import NudgeCore

/// Whether the contacts of a store were made, or only would have been.
///
/// A store is one or the other, so that nobody is passed over because of a message that was never
/// sent, and nobody's shadow is mixed with what he received.
package enum StoreMode: String, CaseIterable, Hashable, Sendable {
    case live
    case shadow
}

/// A contact as a comparison with another system needs it.
package struct ContactMade: Hashable, Sendable {
    package var id: ContactID
    /// The bank's number of the customer.
    package var customer: String
    package var state: ContactState
    package var at: Instant
    package var channel: Channel
    package var tier: String
    package var template: String
}
