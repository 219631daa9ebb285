package import NudgeCore

/// A request before it is signed: what the signing schemes read and add to.
package struct WireRequest: Hashable, Sendable {
    package var method: String
    /// `https`.
    package var scheme: String
    /// With the port where the file names one.
    package var host: String
    /// Begins with `/`; percent-encoded, as it goes on the wire.
    package var path: String
    /// Not encoded, in the order of the file; encoded by RFC 3986 when the request is built.
    package var query: [WirePair]
    /// Without those that libcurl adds; names as the file writes them.
    package var headers: [WirePair]
    /// The fields of a form body, not encoded; `body` holds their encoding.
    package var form: [WirePair]?
    /// As it goes on the wire.
    package var body: [UInt8]
    /// How characters of the query become bytes.
    package var charset: WireCharset

    package init(
        method: String = "POST",
        scheme: String = "https",
        host: String,
        path: String = "/",
        query: [WirePair] = [],
        headers: [WirePair] = [],
        form: [WirePair]? = nil,
        body: [UInt8] = [],
        charset: WireCharset = .utf8
    ) {
        self.method = method
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.form = form
        self.body = body
        self.charset = charset
    }
}

/// A name and its value.
package struct WirePair: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
