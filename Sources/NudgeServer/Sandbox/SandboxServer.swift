import FoundationEssentials
package import Logging
package import NudgeCore
import ServiceLifecycle

/// The sandbox's own port, on the loopback interface and no other.
///
/// | request | answer |
/// | --- | --- |
/// | `POST /messages` | 200 `{"id":"sb-…","status":"accepted"}`, or what the address asks for |
/// | the same, wrongly signed | 401 |
/// | the same, no message | 400 |
/// | `GET /messages?after=N&limit=N` | the ledger as JSON |
/// | `GET /healthz` | 200 |
package final class SandboxServer: Service {
    /// Whether the signature of a request is right; the server knows no keys.
    package typealias Verify = @Sendable (HTTPHeaderList, [UInt8]) -> Bool
    /// Waits so long; the real clock, or a shorter or virtual one.
    ///
    /// Throws when cancelled.
    package typealias Wait = @Sendable (Milliseconds) async throws -> Void

    private let listener: HTTPListener

    /// Connections that may hang or answer late, and those at work: more than any lane has.
    private static let connectionsMax = 2048

    /// Longer than libcurl keeps an unused connection (118 s, CURLOPT_MAXAGE_CONN): a server that
    /// closes first may do so while a request is on its way, and leave it in doubt.
    private static let readTimeout: Duration = .seconds(150)

    /// - Parameters:
    ///   - sandbox: what takes the messages.
    ///   - port: 0 lets the kernel choose.
    ///   - logger: says when the sandbox itself fails.
    ///   - now: the clock by which messages arrive and events fall due.
    ///   - wait: how delays are waited for.
    ///   - verify: checks the Standard Webhooks headers over the raw body.
    package init(
        _ sandbox: Sandbox,
        port: Int,
        logger: Logger,
        now: @escaping @Sendable () -> Instant,
        wait: @escaping Wait = { try await Task.sleep(for: .milliseconds($0.count)) },
        verify: @escaping Verify
    ) {
        let options = HTTPListener.Options(
            host: "127.0.0.1",
            port: port,
            connectionsMax: SandboxServer.connectionsMax,
            readTimeout: SandboxServer.readTimeout
        )
        let routes = SandboxRoutes(
            sandbox: sandbox,
            logger: logger,
            now: now,
            wait: wait,
            verify: verify
        )
        listener = HTTPListener(options: options, logger: logger) { routes.outcome($0) }
    }

    /// Serves until graceful shutdown; answers that hang or wait are cut short then.
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

/// Which request does what.
struct SandboxRoutes: Sendable {
    let sandbox: Sandbox
    let logger: Logger
    let now: @Sendable () -> Instant
    let wait: SandboxServer.Wait
    let verify: SandboxServer.Verify

    func outcome(_ request: HTTPIncoming) -> HTTPOutcome {
        switch (request.method, request.path) {
        case ("POST", "/messages"): return message(request)
        case ("GET", "/messages"): return .answer(SandboxPage(sandbox, query: request.query).answer)
        case ("GET", "/healthz"): return .answer(.text(200, "ok"))
        case (_, "/messages"):
            return .answer(
                HTTPAnswer(status: 405, headers: [("Allow", "GET, POST")])
            )
        default: return .answer(.text(404, "no such path"))
        }
    }

    private func message(_ request: HTTPIncoming) -> HTTPOutcome {
        guard verify(request.headers, request.body) else {
            sandbox.count { $0.unauthenticated += 1 }
            return .answer(SandboxWire.refusal(401, "authentication", "the signature is wrong"))
        }
        do {
            let message = try SandboxMessage(parsing: request.body)
            let (record, reaction) = try sandbox.receive(message, now: now())
            return carryOut(reaction, record)
        } catch .malformed(let reason) {
            sandbox.count { $0.malformed += 1 }
            return .answer(SandboxWire.refusal(400, "misconfigured", reason))
        } catch {
            // Not taken, and an operator must look.
            logger.error("sandbox refuses messages", metadata: ["reason": "\(error)"])
            return .answer(SandboxWire.refusal(503, "unavailable", error.description))
        }
    }

    private func carryOut(_ reaction: SandboxReaction, _ record: SandboxRecord) -> HTTPOutcome {
        let outcome: HTTPOutcome =
            switch reaction.answer {
            case .closed: .close
            case .never: .later { await Hanging.untilCancelled() }
            default: .answer(SandboxWire.answer(reaction, record))
            }
        if reaction.answersAfterFirstEvent {
            let key = SandboxEvent.Key(sandboxID: record.sandboxID, number: 0)
            return .later {
                await sandbox.settled(key)
                return outcome
            }
        }
        guard reaction.answerAfter > .zero else { return outcome }
        return .later {
            do { try await wait(reaction.answerAfter) } catch { return .close }
            return outcome
        }
    }
}
