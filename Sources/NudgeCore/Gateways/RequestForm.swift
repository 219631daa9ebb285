/// What one request of a gateway looks like, before values take their places and it is signed.
package struct RequestForm: Hashable, Sendable {
    package var method: RequestMethod
    package var url: URLForm
    /// In the order of the file; one named `Content-Type` replaces the body's own.
    package var headers: [WireField]
    /// Behind what the URL itself holds.
    package var query: [WireField]
    package var body: BodyForm
    package var charset: WireCharset
    /// Offers HTTP/2 in the TLS handshake.
    package var prefersHTTP2: Bool

    package init(
        method: RequestMethod = .post,
        url: URLForm,
        headers: [WireField] = [],
        query: [WireField] = [],
        body: BodyForm = .none,
        charset: WireCharset = .utf8,
        prefersHTTP2: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.query = query
        self.body = body
        self.charset = charset
        self.prefersHTTP2 = prefersHTTP2
    }
}

/// The method of a request.
package enum RequestMethod: UInt8, CaseIterable, Sendable {
    case get
    case post
    case put

    /// As it goes on the wire.
    package var name: String {
        switch self {
        case .get: "GET"
        case .post: "POST"
        case .put: "PUT"
        }
    }
}

/// An absolute URL in its parts.
package struct URLForm: Hashable, Sendable {
    package var scheme: GatewayScheme
    /// With the port where the file names one; without user and password.
    package var host: String
    /// Begins with `/`.
    ///
    /// The text between its places is percent-encoded already; a value is encoded whole, so that it
    /// stays within its segment.
    package var path: WireTemplate
    /// What stands behind `?`, decoded.
    package var query: [WireField]

    package init(
        scheme: GatewayScheme = .https,
        host: String,
        path: WireTemplate = WireTemplate(pieces: [.text("/")]),
        query: [WireField] = []
    ) {
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query
    }

    /// Scheme, host and the path's constant beginning: to be shown, and to tell gateways apart.
    package var text: String {
        var text = "\(scheme.name)://\(host)"
        if case .text(let beginning)? = path.pieces.first { text += beginning }
        return text
    }
}

/// How the body of a request is written.
package enum BodyForm: Hashable, Sendable {
    case none
    /// `application/x-www-form-urlencoded`.
    case form([WireField])
    case json(WireNode)
    /// `multipart/form-data`, of fields alone.
    case multipart([WireField])
    /// One element with what is in it.
    case xml(WireField)
    case text(WireTemplate)
}

/// How characters become bytes in a request.
package enum WireCharset: UInt8, CaseIterable, Sendable {
    case utf8
    /// The mainland's standard, of which GBK and GB 2312 are parts.
    case gb18030

    /// Its name in the file and on the wire.
    package var name: String {
        switch self {
        case .utf8: "utf-8"
        case .gb18030: "gb18030"
        }
    }
}
