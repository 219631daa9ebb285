import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// One HTTP/1.1 port with every bound set, in front of one handler.
///
/// At most `handlersMax` requests are handled at once, others wait; a connection holds one request at
/// a time, and clients beyond `connectionsMax` wait in the kernel's backlog. A request must be whole
/// within `readTimeout`, and its body within `bodyBytesMax`; the handler sees only whole requests.
///
/// On graceful shutdown no connection is accepted any more, and requests that are being handled are
/// answered; work of `HTTPOutcome.later` is cut short.
package final class HTTPListener: Service {
    package struct Options: Sendable {
        package var host: String
        /// 0 lets the kernel choose; `port()` tells which.
        package var port: Int
        package var bodyBytesMax: Int
        /// Up to three more may slip in, since connections are accepted four at a time.
        package var connectionsMax: Int
        /// Exact.
        package var handlersMax: Int
        /// For a whole request, and for a connection on which nothing comes.
        package var readTimeout: Duration

        package init(
            host: String = "127.0.0.1",
            port: Int = 0,
            bodyBytesMax: Int = 256 * 1024,
            connectionsMax: Int = 256,
            handlersMax: Int = 64,
            readTimeout: Duration = .seconds(15)
        ) {
            self.host = host
            self.port = port
            self.bodyBytesMax = bodyBytesMax
            self.connectionsMax = connectionsMax
            self.handlersMax = handlersMax
            self.readTimeout = readTimeout
        }
    }

    package typealias Handler = @Sendable (HTTPIncoming) async -> HTTPOutcome

    private let options: Options
    private let logger: Logger
    private let handler: Handler
    private let bound = BoundPort()

    package init(options: Options, logger: Logger, handler: @escaping Handler) {
        precondition(options.bodyBytesMax > 0, "a body bound of zero takes no request")
        precondition(options.connectionsMax > 0, "a connection bound of zero takes no request")
        self.options = options
        self.logger = logger
        self.handler = handler
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: `ListenerError.bindFailed` when the address cannot be had.
    package func run() async throws {
        let application = Application(
            responder: HTTPResponderAdapter(options: options, handler: handler),
            server: .http1(
                configuration: .init(
                    idleTimeout: TimeAmount(options.readTimeout),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: HTTPListener.headerBytesMax,
                        maxHeaderListSize: HTTPListener.headerBytesMax,
                        maxHeaderFieldCount: HTTPListener.headerFieldsMax
                    )
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    options.connectionsMax,
                    logger: logger
                )
            ),
            onServerRunning: { [bound] channel in
                bound.resolve(.success(channel.localAddress?.port ?? 0))
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch {
            let failure = ListenerError.bindFailed(
                host: options.host,
                port: options.port,
                reason: "\(error)"
            )
            guard bound.resolve(.failure(failure)) else { throw error }
            throw failure
        }
        bound.resolve(.failure(.stopped))
    }

    /// The port that is listened on; waits until it is.
    ///
    /// - Throws: `ListenerError` when the address could not be had, or `run` ended before.
    package func port() async throws(ListenerError) -> Int {
        try await bound.value().get()
    }

    /// Serves while `body` runs, then shuts down gracefully; for tests and short runs.
    ///
    /// Returns what `body` returns. Throws what `body` throws, or `ListenerError`.
    package func whileRunning<Value: Sendable>(
        _ body: @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: self)], logger: logger)
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                let value = try await body(try await port())
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return value
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }

    /// Real gateways send a few hundred bytes of headers; the largest signatures are below 1 KiB.
    private static let headerBytesMax = 16 * 1024
    private static let headerFieldsMax = 64
}

/// Why a listener does not listen.
package enum ListenerError: Error, Hashable, CustomStringConvertible {
    case bindFailed(host: String, port: Int, reason: String)
    case stopped

    package var description: String {
        switch self {
        case .bindFailed(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason); choose a free port or stop what uses it"
        case .stopped: "the listener has been stopped"
        }
    }
}

/// A value that is set once and waited for: the port, or why there is none.
private final class BoundPort: Sendable {
    typealias Outcome = Result<Int, ListenerError>

    private struct State {
        var outcome: Outcome?
        var waiting: [CheckedContinuation<Outcome, Never>] = []
    }

    private let state = Mutex(State())

    /// False when it was set before.
    @discardableResult
    func resolve(_ outcome: Outcome) -> Bool {
        let waiting = state.withLock { state -> [CheckedContinuation<Outcome, Never>]? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting?.forEach { $0.resume(returning: outcome) }
        return waiting != nil
    }

    func value() async -> Outcome {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Outcome? in
                if state.outcome == nil { state.waiting.append(continuation) }
                return state.outcome
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
