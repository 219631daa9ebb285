package import Logging
import ServiceLifecycle

/// Where a callback came to: `/callbacks/GATEWAY[/NAME[/TAIL]]`.
package struct CallbackPath: Hashable, Sendable {
    /// The name of the gateway's file.
    package var gateway: String
    /// Which of its callbacks; `nil`: the first.
    package var name: String?
    /// Where a secret may stand.
    package var tail: String?

    package init(gateway: String, name: String? = nil, tail: String? = nil) {
        self.gateway = gateway
        self.name = name
        self.tail = tail
    }

    /// `nil` for an empty part, or too many of them.
    init?(_ text: Substring) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains("") else { return nil }
        gateway = parts[0]
        name = parts.count > 1 ? parts[1] : nil
        tail = parts.count > 2 ? parts[2] : nil
    }
}

/// What a gateway posted to us: a receipt or a reply, raw.
package struct CallbackRequest: Sendable {
    package var path: CallbackPath
    /// `POST`, or `GET` where the gateway checks the address.
    package var method: String
    /// After the `?`, as it was sent.
    package var query: String
    package var headers: HTTPHeaderList
    /// The bytes exactly as received, bounded by the listener: signatures are computed over them.
    package var body: [UInt8]
    /// The peer's address without the port.
    package var remote: String

    package var gateway: String { path.gateway }

    package init(
        path: CallbackPath,
        method: String = "POST",
        query: String = "",
        headers: HTTPHeaderList = HTTPHeaderList(),
        body: [UInt8] = [],
        remote: String
    ) {
        self.path = path
        self.method = method
        self.query = query
        self.headers = headers
        self.body = body
        self.remote = remote
    }
}

/// What the gateway gets to hear; each vendor expects its own words.
package struct CallbackAnswer: Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int, contentType: String = "application/json", body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// Takes what gateways post back, on one port.
///
/// | request | answer |
/// | --- | --- |
/// | `POST /callbacks/{gateway}[/{name}[/{secret}]]` | what `handle` returns, once it has returned |
/// | `GET` there, where the gateway checks the address so | the same |
/// | the same for an unknown gateway or name | 404 |
/// | another method there | 405 |
/// | a body over the listener's bound | 413 |
/// | a request that is not whole within the read timeout | 408, or the connection is closed |
/// | `GET /healthz` | 200 while the process serves |
/// | `GET /readyz` | 200 when `readiness` says `nil`, else 503 and its reason |
///
/// Nothing is answered before `handle` returns, and `handle` returns a 2xx only when the fact is
/// durable: a crash in between makes the sender post again, and a duplicate is harmless.
package final class CallbackListener: Service {
    /// Called with a gateway that is known; its answer is sent as it is.
    package typealias Handle = @Sendable (CallbackRequest) async -> CallbackAnswer
    /// The methods that a path takes; none: there is no such path.
    package typealias Methods = @Sendable (CallbackPath) -> [String]
    /// Why the daemon is not ready; `nil` when it is.
    package typealias Readiness = @Sendable () async -> String?

    private let listener: HTTPListener

    /// - Parameters:
    ///   - options: where to listen, and the bounds.
    ///   - logger: Hummingbird's words, at `debug` and below as a rule.
    ///   - isKnown: whether a gateway of that name takes callbacks; asked anew for each request, so
    ///     that a reload is seen.
    ///   - methods: what its paths take; without it, a POST to the gateway's own address.
    ///   - readiness: for `/readyz`.
    ///   - handle: makes the callback durable, then answers.
    package init(
        options: HTTPListener.Options,
        logger: Logger,
        isKnown: @escaping @Sendable (String) -> Bool,
        methods: @escaping Methods = { $0.name == nil ? ["POST"] : [] },
        readiness: @escaping Readiness,
        handle: @escaping Handle
    ) {
        let routes = CallbackRoutes(
            isKnown: isKnown,
            methods: methods,
            readiness: readiness,
            handle: handle
        )
        listener = HTTPListener(options: options, logger: logger) {
            .answer(await routes.answer($0))
        }
    }

    /// Serves until graceful shutdown; what is being handled then is still answered.
    package func run() async throws {
        try await listener.run()
    }

    /// The port that is listened on; waits until it is.
    package func port() async throws(ListenerError) -> Int {
        try await listener.port()
    }

    /// Serves while `body` runs, then shuts down gracefully; for tests and short runs.
    package func whileRunning<Value: Sendable>(
        _ body: @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        try await listener.whileRunning(body)
    }
}

/// Which path does what.
private struct CallbackRoutes: Sendable {
    var isKnown: @Sendable (String) -> Bool
    var methods: CallbackListener.Methods
    var readiness: CallbackListener.Readiness
    var handle: CallbackListener.Handle

    private static let prefix = "/callbacks/"

    func answer(_ request: HTTPIncoming) async -> HTTPAnswer {
        switch request.path {
        case "/healthz": return await probe(request) { .text(200, "ok") }
        case "/readyz":
            return await probe(request) {
                guard let reason = await readiness() else { return .text(200, "ready") }
                return .text(503, reason)
            }
        case let path where path.hasPrefix(CallbackRoutes.prefix):
            return await callback(request, at: path.dropFirst(CallbackRoutes.prefix.count))
        default: return .text(404, "no such path")
        }
    }

    private func probe(
        _ request: HTTPIncoming,
        _ body: () async -> HTTPAnswer
    ) async -> HTTPAnswer {
        guard request.method == "GET" else { return refused("GET") }
        return await body()
    }

    private func callback(_ request: HTTPIncoming, at text: Substring) async -> HTTPAnswer {
        guard let path = CallbackPath(text), isKnown(path.gateway) else {
            return .text(404, "no gateway of that name takes callbacks")
        }
        let methods = methods(path)
        guard !methods.isEmpty else {
            return .text(404, "no gateway of that name takes callbacks")
        }
        guard methods.contains(request.method) else {
            return refused(methods.joined(separator: ", "))
        }
        let answer = await handle(
            CallbackRequest(
                path: path,
                method: request.method,
                query: request.query,
                headers: request.headers,
                body: request.body,
                remote: request.remote
            )
        )
        return HTTPAnswer(
            status: answer.status,
            contentType: answer.contentType,
            body: answer.body
        )
    }

    private func refused(_ allowed: String) -> HTTPAnswer {
        HTTPAnswer(
            status: 405,
            body: Array("only \(allowed) is allowed here\n".utf8),
            headers: [("Allow", allowed)]
        )
    }
}
