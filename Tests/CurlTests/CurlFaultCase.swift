import Curl
import NudgeTestKit
import Testing

/// One way in which a gateway fails, and what the client must make of it.
struct CurlFaultCase: CustomTestStringConvertible, Sendable {
    /// What is known for certain about a request.
    enum Outcome: Hashable, Sendable {
        case answered(Int)
        /// It may have arrived.
        case doubt
        /// No byte of it left.
        case sure
    }

    var testDescription: String
    var reaction: FaultReaction
    var expected: Outcome
    /// What a request without an answer in time waits for.
    var totalTimeoutMilliseconds: Int32 = 30_000
    var transports: Set<FaultServer.Transport> = Set(FaultServer.Transport.allCases)

    init(
        _ description: String,
        _ reaction: FaultReaction,
        _ expected: Outcome,
        timeout: Int32 = 30_000,
        only transports: Set<FaultServer.Transport> = Set(FaultServer.Transport.allCases)
    ) {
        testDescription = description
        self.reaction = reaction
        self.expected = expected
        totalTimeoutMilliseconds = timeout
        self.transports = transports
    }
}

extension CurlFaultCase {
    private static let version1: Set<FaultServer.Transport> = [.plain, .tls]
    /// Long enough for the busiest machine to have written the request.
    private static let impatient: Int32 = 700

    /// Whatever the version of HTTP.
    private static let everywhere = [
        CurlFaultCase("answered", .fine, .answered(200)),
        CurlFaultCase("answered late", .answer(.init(delayMilliseconds: 50)), .answered(200)),
        CurlFaultCase(
            "429",
            .answer(.init(429, headers: ["Retry-After: 17"])),
            .answered(429)
        ),
        CurlFaultCase("503", .answer(.init(503)), .answered(503)),
        CurlFaultCase(
            "a redirect",
            .answer(.init(307, headers: ["Location: /elsewhere"])),
            .answered(307)
        ),
        CurlFaultCase(
            "asks for a name and password",
            .answer(.init(401, headers: ["WWW-Authenticate: Basic realm=\"x\""])),
            .answered(401)
        ),
        CurlFaultCase("417", .answer(.init(417)), .answered(417)),
        CurlFaultCase("421, which invites to try elsewhere", .answer(.init(421)), .answered(421)),
        CurlFaultCase("100 first", .answer(.init(interim: [100])), .answered(200)),
        CurlFaultCase("100, 103, 100", .answer(.init(interim: [100, 103, 100])), .answered(200)),
        CurlFaultCase("closed before the body", .endBeforeBody(.close), .doubt),
        CurlFaultCase("cut before the body", .endBeforeBody(.cut), .doubt),
        CurlFaultCase("reset before the body", .endBeforeBody(.reset), .doubt),
        CurlFaultCase("closed unanswered", .end(.close), .doubt),
        CurlFaultCase("cut unanswered", .end(.cut), .doubt),
        CurlFaultCase("reset unanswered", .end(.reset), .doubt),
        CurlFaultCase("hangs", .hang, .doubt, timeout: impatient),
        CurlFaultCase("garbage", .text("\u{1}\u{2}+OK ready\r\n\r\n"), .doubt),
        CurlFaultCase("endless headers", .endlessHeaders, .doubt),
        CurlFaultCase("an endless body", .endlessBody, .doubt),
        CurlFaultCase(
            "a body shorter than said, closed",
            .answer(.init(body: "{\"id\"", declaredLength: 100, afterwards: .end(.close))),
            .doubt
        ),
        CurlFaultCase(
            "a body shorter than said, reset",
            .answer(.init(body: "{\"id\"", declaredLength: 100, afterwards: .end(.reset))),
            .doubt
        ),
        CurlFaultCase(
            "drips the answer",
            .drip(.init(body: "{}"), milliseconds: 1),
            .answered(200)
        ),
        CurlFaultCase(
            "drips too slowly",
            .drip(.init(body: String(repeating: "x", count: 500)), milliseconds: 20),
            .doubt,
            timeout: impatient
        ),
        CurlFaultCase(
            "answered, then closed",
            .answer(.init(afterwards: .end(.close))),
            .answered(200)
        ),
    ]

    private static let oldHTTP = [
        CurlFaultCase("half a head, closed", .text("HTTP/1.1 20"), .doubt, only: version1),
        CurlFaultCase("half a head, reset", .text("HTTP/1.1 20", .reset), .doubt, only: version1),
        CurlFaultCase(
            "a head without its end",
            .text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "100 and no more",
            .text("HTTP/1.1 100 Continue\r\n\r\n"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "a length below zero",
            .text("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "two lengths, of which libcurl believes the last",
            .text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "a status line alone",
            .text("HTTP/1.1 200 OK\r\n"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "chunks that break off",
            .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "chunks that are none",
            .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "a line longer than any header",
            .text("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 200_000)),
            .doubt,
            only: version1
        ),
        CurlFaultCase(
            "another answer behind it",
            .answer(.init(surplus: "HTTP/1.1 202 Stray\r\nContent-Length: 0\r\n\r\n")),
            .answered(200),
            only: version1
        ),
        CurlFaultCase(
            "a body longer than said",
            .answer(.init(body: "{}{}{}", declaredLength: 2)),
            .answered(200),
            only: version1
        ),
    ]

    private static let streams: [(String, HTTP2Fault)] = [
        ("refuses the stream", .resetStream(code: HTTP2Fault.refusedStream)),
        ("asks for HTTP/1.1", .resetStream(code: HTTP2Fault.http11Required)),
        ("resets the stream", .resetStream(code: HTTP2Fault.internalError)),
        ("ends the stream unanswered, without an error", .resetStream(code: 0)),
        ("disowns the stream, closed", .goAwayBefore(.close)),
        ("disowns the stream, reset", .goAwayBefore(.reset)),
        ("goes away unanswered, closed", .goAwayAndEnd(.close)),
        ("goes away unanswered, reset", .goAwayAndEnd(.reset)),
        ("resets the stream in its answer", .resetInAnswer(code: HTTP2Fault.internalError)),
        ("refuses the stream in its answer", .resetInAnswer(code: HTTP2Fault.refusedStream)),
        ("closes in its answer", .endInAnswer(.close)),
        ("resets in its answer", .endInAnswer(.reset)),
        ("a frame that must not come", .strayFrame),
    ]

    private static let newHTTP =
        streams.map { CurlFaultCase($0.0, .http2($0.1), .doubt, only: [.http2]) } + [
            CurlFaultCase(
                "goes away, and answers first",
                .http2(.goAwayAfter(FaultAnswer())),
                .answered(200),
                only: [.http2]
            )
        ]

    static let all = everywhere + oldHTTP + newHTTP
}

/// A fault, a way to come to it, and what is sent there.
struct CurlFaultRow: CustomTestStringConvertible, Sendable {
    var fault: CurlFaultCase
    var transport: FaultServer.Transport
    /// Whether a request before it has left the connection open.
    var isKept: Bool
    var bodyCount: Int

    var testDescription: String {
        let body = bodyCount == 0 ? "GET" : "\(bodyCount) bytes"
        let connection = isKept ? "kept" : "new"
        return "\(fault.testDescription), \(transport.rawValue), \(connection), \(body)"
    }

    static let all: [CurlFaultRow] = CurlFaultCase.all.flatMap { fault in
        FaultServer.Transport.allCases.filter(fault.transports.contains).flatMap { transport in
            [false, true].flatMap { isKept in
                [0, 300].map { count in
                    CurlFaultRow(
                        fault: fault,
                        transport: transport,
                        isKept: isKept,
                        bodyCount: count
                    )
                }
            }
        }
    }
}

extension CurlRequest {
    /// A message for a fault server; without a body it is a GET.
    static func fault(
        _ id: UInt64,
        to server: FaultServer,
        _ transport: FaultServer.Transport,
        bodyCount: Int = 12,
        timeout: Int32 = 30_000
    ) throws -> CurlRequest {
        var request = CurlRequest.message(
            id,
            to: server.url + "send",
            totalTimeoutMilliseconds: timeout
        )
        request.method = bodyCount == 0 ? .get : .post
        request.body = [UInt8](repeating: 0x41, count: bodyCount)
        request.connectTimeoutMilliseconds = 20_000
        request.prefersHTTP2 = transport == .http2
        guard transport != .plain else { return request }
        request.schemes = .https
        request.authorityFile = try TestAuthority.shared.get().file
        return request
    }
}

extension CurlOutcome {
    /// What is known for certain.
    var certainty: CurlFaultCase.Outcome {
        switch self {
        case .answered(let answer): .answered(answer.status)
        case .failed(_, let wasWritten): wasWritten ? .doubt : .sure
        case .notSent: .sure
        }
    }
}
