/// A request as it arrived at the sandbox, in the vendor's place.
package struct DialectRequest: Sendable {
    package var method: String
    /// The vendor's, for which it was signed.
    package var host: String
    /// Begins with `/`; percent-encoded, as it was sent.
    package var path: String
    /// After the `?`, as it was sent.
    package var query: String
    package var headers: [WirePair]
    package var body: [UInt8]

    package init(
        method: String,
        host: String,
        path: String,
        query: String = "",
        headers: [WirePair] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// As it arrives when it is sent.
    init(_ wire: WireRequest) {
        let query = PercentEncoding.pairs(wire.query, charset: wire.charset)
        self.init(
            method: wire.method,
            host: wire.host,
            path: wire.path,
            query: String(decoding: query, as: UTF8.self),
            headers: wire.headers,
            body: wire.body
        )
    }

    /// The first of this name, whatever its letters' case.
    func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// One message as a vendor would understand it.
package struct DialectMessage: Hashable, Sendable {
    /// Normalised: a phone number in E.164.
    package var to: String
    /// Our id as the vendor was told it.
    package var reference: String?
    package var subject: String?
    /// The words, or the variables of the vendor's template as JSON.
    package var content: String
    package var code: String?
    package var channel: String?

    package init(
        to: String,
        reference: String? = nil,
        subject: String? = nil,
        content: String = "",
        code: String? = nil,
        channel: String? = nil
    ) {
        self.to = to
        self.reference = reference
        self.subject = subject
        self.content = content
        self.code = code
        self.channel = channel
    }
}

/// Why a request is not what the gateway's file describes.
package struct DialectFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
