package import Curl
package import NudgeCore

/// Asks a gateway what became of a message whose answer was lost: the vendor's query call.
///
/// Pure functions over bytes, like everything of a gateway; the engine does the asking, on a timer.
package protocol DoubtInquirer: Sendable {
    /// The request that asks; `nil` when this contact cannot be asked about.
    func question(about contact: DoubtedContact, _ asking: DoubtQuestion) -> CurlRequest?

    /// What the gateway said; an answer that says nothing is `.notYet`.
    func word(in outcome: CurlOutcome, about contact: DoubtedContact, now: Instant) -> GatewayWord
}

/// What a question is made with.
package struct DoubtQuestion: Sendable {
    /// Comes back with the completion.
    package var id: UInt64
    package var lane: Int32
    /// What the gateway's token was last fetched as, where its file asks for one.
    package var token: String?
    package var now: Instant
    /// 32 hexadecimal digits, new for each attempt.
    package var nonce: String

    package init(id: UInt64, lane: Int32, token: String?, now: Instant, nonce: String) {
        self.id = id
        self.lane = lane
        self.token = token
        self.now = now
        self.nonce = nonce
    }
}

/// A contact in doubt, as far as a gateway can know it.
package struct DoubtedContact: Hashable, Sendable {
    /// The contact's id on the wire.
    package var wireID: String
    package var vendorID: String?
    package var channel: Channel
    package var address: String
    /// The words as they were sent; empty when they are not known any more.
    package var text: String
    /// When it was made.
    package var at: Instant

    package init(
        wireID: String,
        vendorID: String?,
        channel: Channel,
        address: String,
        text: String = "",
        at: Instant
    ) {
        self.wireID = wireID
        self.vendorID = vendorID
        self.channel = channel
        self.address = address
        self.text = text
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
