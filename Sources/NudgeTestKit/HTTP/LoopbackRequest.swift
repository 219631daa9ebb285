/// One request as the loopback server read it.
package struct LoopbackRequest: Sendable {
    /// Which connection brought it, counted from 0 in the order of acceptance.
    package var connection: Int
    /// How many requests the same connection brought before it.
    package var earlierOnConnection: Int
    package var method: String
    package var target: String
    /// In the order of the wire.
    package var headers: [LoopbackHeader]
    package var body: [UInt8]

    /// The first value of a header, whatever the case of its name.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    package var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// One header line of a request.
package struct LoopbackHeader: Hashable, Sendable {
    package var name: String
    package var value: String
}

/// What the loopback server does with a connection that it has just accepted.
package enum LoopbackAcceptance: Sendable {
    case serve
    case close
    case reset
    /// Sends these bytes, reads nothing, and closes.
    case greet([UInt8])
}

/// What the loopback server does with a request that it has read whole.
package enum LoopbackReaction: Sendable {
    /// A complete answer; the connection is kept.
    case answer(status: Int = 200, headers: [String] = [], body: String = "")
    /// These bytes as they are; the connection is closed behind them.
    case raw(String)
    /// Closes the connection without a word.
    case close
    /// Closes it with a TCP reset.
    case reset
    /// Says nothing until the client goes away.
    case hang
}
