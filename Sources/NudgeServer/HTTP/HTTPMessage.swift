/// A request as the listeners' handlers see it: whole, raw and bounded.
package struct HTTPIncoming: Sendable {
    /// As sent: `POST`, `GET`.
    package var method: String
    /// Without the query, percent-encoding kept: `/callbacks/sandbox`.
    package var path: String
    /// After the `?`, or empty.
    package var query: String
    package var headers: HTTPHeaderList
    /// The bytes exactly as received: signatures are computed over them.
    package var body: [UInt8]
    /// The peer's address without the port, or `unknown`.
    package var remote: String
}

/// Header fields in the order received; names are compared without regard to case.
package struct HTTPHeaderList: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    package var fields: [Field]

    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value under `name`.
    package subscript(name: String) -> String? {
        let lowered = name.lowercased()
        return fields.first { $0.name.lowercased() == lowered }?.value
    }
}

/// What a handler wants done with a request.
package enum HTTPOutcome: Sendable {
    case answer(HTTPAnswer)
    /// The connection is closed without a word.
    case close
    /// The answer takes its time. The work is cancelled when the client leaves or the server stops;
    /// the connection is closed after it.
    case later(@Sendable () async -> HTTPOutcome)
}

/// An answer, complete.
package struct HTTPAnswer: Sendable {
    /// 200...599.
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    package var headers: [(String, String)]

    package init(
        status: Int,
        contentType: String = "text/plain; charset=utf-8",
        body: [UInt8] = [],
        headers: [(String, String)] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// A line of text for a person who looks at it with curl.
    package static func text(_ status: Int, _ text: String) -> HTTPAnswer {
        HTTPAnswer(status: status, body: Array((text + "\n").utf8))
    }
}
