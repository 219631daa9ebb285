internal import Foundation
internal import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer

/// The gateways of a configuration, made ready for a rehearsal.
///
/// Their files stay as they are, but for three things: where they are reached, what signs callbacks
/// that only the vendor could sign, and secrets that cannot be had.
struct RehearsalGround: Sendable {
    /// In the order of the configuration; not yet redirected.
    let settings: [GatewaySettings]
    let resolver: SecretResolver
    /// Those that cannot be rehearsed, and why.
    let leftOut: [String: String]

    /// `makesUpSecrets`: Whether those that cannot be had are made up.
    init(
        _ settings: [GatewaySettings],
        makesUpSecrets: Bool,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        var environment = environment
        var result: [GatewaySettings] = []
        var leftOut: [String: String] = [:]
        for settings in settings {
            leftOut[settings.name] = RehearsalGround.obstacle(settings)
            var settings = settings
            if let callbacks = settings.http?.callbacks {
                settings.http?.callbacks = callbacks.map(CallbackSealer.rehearsed)
            }
            if makesUpSecrets { RehearsalGround.makeUp(&settings, &environment) }
            result.append(settings)
        }
        self.settings = result
        self.leftOut = leftOut
        resolver = SecretResolver(environment: environment)
    }

    private static func obstacle(_ settings: GatewaySettings) -> String? {
        switch settings.kind {
        case .webhook, .sandbox: nil
        case .http:
            settings.http?.dialect == nil ? "its file has no 'dialect'" : nil
        case .smtp: "mail over SMTP is not rehearsed"
        }
    }

    // MARK: Secrets

    /// References to secrets that cannot be had are turned to variables that hold made-up ones.
    private static func makeUp(
        _ settings: inout GatewaySettings,
        _ environment: inout [String: String]
    ) {
        let resolver = SecretResolver(environment: environment)
        let name = settings.name
        func variable(_ secret: String) -> String { "NUDGE_REHEARSAL_\(name)_\(secret)" }
        func isMissing(_ reference: SecretReference) -> Bool {
            (try? resolver.resolve(reference)) == nil
        }
        if let reference = settings.secret, isMissing(reference) {
            settings.secret = .environment(variable("secret"))
            environment[variable("secret")] = "whsec_" + MadeUpSecrets.key(of: name)
        }
        for index in settings.callbackSecrets.indices
        where isMissing(settings.callbackSecrets[index]) {
            settings.callbackSecrets[index] = .environment(variable("callback"))
            environment[variable("callback")] = "whsec_" + MadeUpSecrets.key(of: name)
        }
        guard let description = settings.http else { return }
        for (index, secret) in description.secrets.enumerated() where isMissing(secret.reference) {
            settings.http?.secrets[index].reference = .environment(variable(secret.name))
            environment[variable(secret.name)] = MadeUpSecrets.text(
                for: secret.name,
                in: description
            )
        }
    }

    // MARK: Both ends

    /// The settings with which gateways speak to the one port of the rehearsal.
    ///
    /// `timeout`: For a whole request; `nil`: as the file says.
    func redirected(port: Int, timeout: Milliseconds? = nil) -> [GatewaySettings] {
        settings.map { settings in
            var settings = settings
            let base = "http://127.0.0.1:\(port)/\(settings.name)"
            switch settings.kind {
            case .http: settings.rehearsal = base
            case .webhook, .sandbox:
                settings.url = base + "/messages"
                settings.schemes = [.http]
            case .smtp: break
            }
            // The way to the vendor leads past no proxy of this machine's own.
            settings.wireRoute = .usual
            if let timeout { settings.totalTimeout = timeout }
            return settings
        }
    }

    /// The far ends of all that have one, each with a sandbox of its own.
    func farEnds(log: Logger, now: @escaping @Sendable () -> Instant) throws -> [FarEnd] {
        var farEnds: [FarEnd] = []
        let arrivals = SandboxArrivals()
        // Port 1: only the keys are asked for.
        let gateways = try GatewayAssembly.gateways(redirected(port: 1), resolver: resolver)
        for gateway in gateways where leftOut[gateway.settings.name] == nil {
            let sandbox = try Sandbox(arrivals: arrivals)
            if gateway.http != nil {
                let texts = try GatewayAssembly.namedSecrets(of: gateway.settings, resolver)
                let dialect = try Dialect(gateway.settings, secrets: texts)
                farEnds.append(.vendor(RehearsedGateway(dialect, sandbox, log: log)))
            } else {
                let own = OwnWordsGateway(name: gateway.settings.name, sandbox: sandbox) {
                    headers,
                    body in
                    gateway.believes(header: { headers[$0] }, body: body, now: now())
                }
                farEnds.append(.own(own, gateway.callbackSecret))
            }
        }
        return farEnds
    }

    /// What stands at the other end of one gateway.
    enum FarEnd: Sendable {
        case vendor(RehearsedGateway)
        /// Speaks our own words; signs what it posts with this.
        case own(OwnWordsGateway, WebhookSecret?)

        var name: String {
            switch self {
            case .vendor(let gateway): gateway.dialect.name
            case .own(let gateway, _): gateway.name
            }
        }

        var sandbox: Sandbox {
            switch self {
            case .vendor(let gateway): gateway.sandbox
            case .own(let gateway, _): gateway.sandbox
            }
        }

        /// What tells the daemon of an event; `nil`: nobody tells it.
        func post(_ event: SandboxEvent, to base: String, at now: Instant) -> CallbackPost? {
            switch self {
            case .own(_, nil): return nil
            case .own(let gateway, let secret?):
                let url = "\(base)/callbacks/\(gateway.name)"
                return CallbackPost(event, to: url, secret: secret, at: now)
            case .vendor(let gateway):
                guard let post = gateway.post(event, now: now) else { return nil }
                let path = "\(base)/callbacks/\(gateway.dialect.name)/\(post.callback)"
                return CallbackPost(
                    url: path + post.pathTail + post.query,
                    headers: post.headers.map { "\($0.name): \($0.value)" },
                    body: post.body
                )
            }
        }
    }

    /// The one port before all of them.
    static func server(
        _ farEnds: [FarEnd],
        port: Int,
        log: Logger,
        now: @escaping @Sendable () -> Instant,
        wait: @escaping SandboxServer.Wait
    ) -> RehearsalServer {
        var vendors: [RehearsedGateway] = []
        var own: [OwnWordsGateway] = []
        for farEnd in farEnds {
            switch farEnd {
            case .vendor(let gateway): vendors.append(gateway)
            case .own(let gateway, _): own.append(gateway)
            }
        }
        return RehearsalServer(vendors, own: own, port: port, logger: log, now: now, wait: wait)
    }
}
