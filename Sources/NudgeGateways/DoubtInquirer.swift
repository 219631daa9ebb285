package import Curl
package import NudgeCore

/// Asks a gateway what became of a message whose answer was lost: the vendor's query call.
///
/// Pure functions over bytes, like everything of a gateway; the engine does the asking, on a timer.
package protocol DoubtInquirer: Sendable {
    /// The request that asks; `nil` when this contact cannot be asked about.
    func question(
        about contact: DoubtedContact,
        id: UInt64,
        lane: Int32,
        now: Instant
    ) -> CurlRequest?

    /// What the gateway said; an answer that says nothing is `.notYet`.
    func word(in outcome: CurlOutcome, now: Instant) -> GatewayWord
}

/// A contact in doubt, as far as a gateway can know it.
package struct DoubtedContact: Hashable, Sendable {
    /// The contact's id on the wire.
    package var wireID: String
    package var vendorID: String?
    package var channel: Channel
    package var address: String
    /// When it was made.
    package var at: Instant

    package init(
        wireID: String,
        vendorID: String?,
        channel: Channel,
        address: String,
        at: Instant
    ) {
        self.wireID = wireID
        self.vendorID = vendorID
        self.channel = channel
        self.address = address
        self.at = at
    }
}

/// What a gateway said about a message that it was asked about.
package enum GatewayWord: Hashable, Sendable {
    case accepted(vendorID: String?)
    case delivered
    case undelivered
    /// It surely never took it.
    case notTaken
    /// Nothing yet: to be asked again, after so long where it says.
    case notYet(after: Milliseconds?)
}
