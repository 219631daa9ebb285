/// One request, to be sent at most once.
package struct CurlRequest: Sendable {
    /// Comes back in the completion; the client never looks at it.
    package var id: UInt64
    /// The queue that it waits in; it must be one of the client's lanes.
    package var lane: Int32
    package var method: Method
    /// Absolute, with a scheme of `schemes`; no control characters and no blanks.
    package var url: String
    /// Whole lines, `Name: value`, without line breaks.
    ///
    /// `Content-Length` and an empty `Expect` are added.
    package var headers: [String]
    /// Sent as it is, with its length; not for `get`.
    package var body: [UInt8]
    /// For name resolution, TCP and TLS together; at least 1.
    package var connectTimeoutMilliseconds: Int32
    /// From the start to the last byte of the answer; at least 1.
    package var totalTimeoutMilliseconds: Int32
    /// The only schemes that may be used; anything else fails before a connection is made.
    package var schemes: CurlSchemes
    /// The first instant at which it must not leave any more, in milliseconds since 1970;
    /// `Int64.max`: none.
    package var notAfter: Int64
    /// Offers HTTP/2 in the TLS handshake; plain HTTP stays at 1.1.
    package var prefersHTTP2: Bool
    /// A file of PEM certificates to trust instead of the system's; `nil`: the system's.
    package var authorityFile: String?
    /// `nil`: straight, by whatever address the name gives.
    package var route: CurlRoute?
    /// Of a request that is a mail; `method` and `headers` are not looked at then.
    package var mail: CurlMail?

    package init(
        id: UInt64,
        lane: Int32,
        method: Method = .post,
        url: String,
        headers: [String] = [],
        body: [UInt8] = [],
        connectTimeoutMilliseconds: Int32 = 5_000,
        totalTimeoutMilliseconds: Int32 = 30_000,
        schemes: CurlSchemes = .https,
        notAfter: Int64 = .max,
        prefersHTTP2: Bool = false,
        authorityFile: String? = nil,
        route: CurlRoute? = nil,
        mail: CurlMail? = nil
    ) {
        self.id = id
        self.lane = lane
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.totalTimeoutMilliseconds = totalTimeoutMilliseconds
        self.schemes = schemes
        self.notAfter = notAfter
        self.prefersHTTP2 = prefersHTTP2
        self.authorityFile = authorityFile
        self.route = route
        self.mail = mail
    }

    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }
}

/// The URL schemes that a request may use.
package struct CurlSchemes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let http = CurlSchemes(rawValue: 1)
    package static let https = CurlSchemes(rawValue: 2)
    /// With STARTTLS where the mail requires it.
    package static let smtp = CurlSchemes(rawValue: 4)
    package static let smtps = CurlSchemes(rawValue: 8)

    /// In the form of CURLOPT_PROTOCOLS_STR.
    ///
    /// An empty set must not become "no limit": libcurl refuses the empty string.
    var list: String {
        switch self {
        case [.http, .https]: "http,https"
        case .http: "http"
        case .https: "https"
        case .smtp: "smtp"
        case .smtps: "smtps"
        default: ""
        }
    }
}
