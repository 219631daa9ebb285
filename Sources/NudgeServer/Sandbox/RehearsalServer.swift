package import Logging
package import NudgeCore
import NudgeGateways
import ServiceLifecycle

/// The one port of all rehearsed gateways, on the loopback interface and no other.
///
/// | request | answer |
/// | --- | --- |
/// | any to `/GATEWAY/HOST/PATH` | what the gateway's vendor would answer at `https://HOST/PATH` |
/// | `GET /GATEWAY` | its ledger as JSON, as the sandbox shows it |
/// | `GET /healthz` | 200 |
package final class RehearsalServer: Service {
    private let listener: HTTPListener

    /// The header in which a rehearsed request names its contacts, for the ledger alone.
    package static let idsHeader = "Nudge-Rehearsal"

    /// Connections that may hang or answer late, and those at work: more than all lanes have.
    private static let connectionsMax = 2048
    /// Longer than libcurl keeps an unused connection; see `SandboxServer`.
    private static let readTimeout: Duration = .seconds(150)
    /// A thousand recipients of a batch, each with words of its own.
    private static let bodyBytesMax = 4 << 20

    /// Listens when it is run.
    ///
    /// `gateways`: Each by its own name.
    /// `own`: Those that speak our own words, at `/GATEWAY/messages`.
    /// `port`: 0 lets the kernel choose.
    /// `now`: The clock by which requests arrive.
    /// `wait`: How delays are waited for.
    package init(
        _ gateways: [RehearsedGateway],
        own: [OwnWordsGateway] = [],
        port: Int,
        logger: Logger,
        now: @escaping @Sendable () -> Instant,
        wait: @escaping SandboxServer.Wait = { try await Task.sleep(for: .milliseconds($0.count)) }
    ) {
        let options = HTTPListener.Options(
            host: "127.0.0.1",
            port: port,
            bodyBytesMax: RehearsalServer.bodyBytesMax,
            connectionsMax: RehearsalServer.connectionsMax,
            readTimeout: RehearsalServer.readTimeout
        )
        let ownRoutes = own.map { gateway in
            RehearsalRoutes.Own(
                name: gateway.name,
                routes: SandboxRoutes(
                    sandbox: gateway.sandbox,
                    logger: logger,
                    now: now,
                    wait: wait,
                    verify: gateway.verify
                )
            )
        }
        let routes = RehearsalRoutes(gateways: gateways, own: ownRoutes, now: now, wait: wait)
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

/// A gateway that speaks our own words, before a sandbox of its own.
package struct OwnWordsGateway: Sendable {
    package let name: String
    package let sandbox: Sandbox
    /// Whether a request is signed with the gateway's secret.
    let verify: SandboxServer.Verify

    package init(name: String, sandbox: Sandbox, verify: @escaping SandboxServer.Verify) {
        self.name = name
        self.sandbox = sandbox
        self.verify = verify
    }
}

/// Which request goes to which gateway.
private struct RehearsalRoutes: Sendable {
    struct Own: Sendable {
        let name: String
        let routes: SandboxRoutes
    }

    let gateways: [RehearsedGateway]
    let own: [Own]
    let now: @Sendable () -> Instant
    let wait: SandboxServer.Wait

    func outcome(_ request: HTTPIncoming) -> HTTPOutcome {
        if request.path == "/healthz" { return .answer(.text(200, "ok")) }
        let parts = request.path.dropFirst()
            .split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        if let own = own.first(where: { $0.name == parts.first ?? "" }) {
            var inner = request
            inner.path = "/" + parts.dropFirst().joined(separator: "/")
            return own.routes.outcome(inner)
        }
        guard let name = parts.first,
            let gateway = gateways.first(where: { $0.dialect.name == name })
        else { return .answer(.text(404, "no gateway of that name is rehearsed")) }
        guard parts.count >= 2 else {
            return .answer(SandboxPage(gateway.sandbox, query: request.query).answer)
        }
        let ids = request.headers[RehearsalServer.idsHeader] ?? ""
        return gateway.outcome(
            DialectRequest(
                method: request.method,
                host: String(parts[1]),
                path: "/" + (parts.count > 2 ? parts[2] : ""),
                query: request.query,
                headers: request.headers.fields.map { WirePair($0.name, $0.value) },
                body: request.body
            ),
            ids: ids.split(separator: ",").map(String.init),
            now: now(),
            wait: wait
        )
    }
}
