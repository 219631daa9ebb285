package import NudgeCore

/// What came to the address of a callback, raw.
package struct CallbackInput: Sendable {
    /// `POST` or `GET`.
    package var method: String
    /// What follows the name in the path; a secret may stand here.
    package var pathTail: String?
    /// After the `?`, as it was sent.
    package var query: String
    /// By their names in small letters, each with its first value.
    package var headers: [String: String]
    /// As it came, byte for byte: signatures are computed over it.
    package var body: [UInt8]
    /// The peer's address without the port.
    package var remote: String

    package init(
        method: String = "POST",
        pathTail: String? = nil,
        query: String = "",
        headers: [String: String] = [:],
        body: [UInt8] = [],
        remote: String = ""
    ) {
        self.method = method
        self.pathTail = pathTail
        self.query = query
        self.headers = headers
        self.body = body
        self.remote = remote
    }

    /// The parameters of the query; the first of each name counts.
    var parameters: [String: String] {
        let pairs = FormReader.read(Array(query.utf8)) ?? []
        return Dictionary(
            pairs.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// A callback that is believed, and what is to be done with it.
package struct CallbackReading: Hashable, Sendable {
    /// In the order of the body.
    package var events: [InboundEvent]
    /// Items that say nothing about a message or a person, or in words that the file does not know.
    package var passedOver: Int
    /// What is wrong with items that could not be read; bounded.
    package var faults: [String]
    /// Under which the same callback is not taken twice; `nil`: nothing marks it.
    package var once: String?
    /// An address of the vendor that must be fetched to end a subscription's handshake.
    package var confirmation: String?

    package init(
        events: [InboundEvent] = [],
        passedOver: Int = 0,
        faults: [String] = [],
        once: String? = nil,
        confirmation: String? = nil
    ) {
        self.events = events
        self.passedOver = passedOver
        self.faults = faults
        self.once = once
        self.confirmation = confirmation
    }
}
