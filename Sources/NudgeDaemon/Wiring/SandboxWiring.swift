internal import Foundation
internal import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import ServiceLifecycle

/// Starts the sandbox gateways that the configuration names, inside the daemon.
enum SandboxWiring {
    /// Why a sandbox cannot be started.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// One server and one runner for each gateway of kind `sandbox`.
    static func services(
        _ installation: Installation,
        gateways: [Gateway],
        clock: any EngineClock,
        log: Logger
    ) throws -> [any Service] {
        if let port = installation.settings.rehearsalPort {
            return try rehearsal(installation, port: port, clock: clock, log: log)
        }
        var services: [any Service] = []
        for gateway in gateways where gateway.settings.kind == .sandbox {
            services += try sandbox(gateway, installation, clock: clock, log: log)
        }
        return services
    }

    /// One server for all gateways, and a runner for each.
    private static func rehearsal(
        _ installation: Installation,
        port: Int,
        clock: any EngineClock,
        log: Logger
    ) throws -> [any Service] {
        let ground = RehearsalGround(installation.gateways, makesUpSecrets: false)
        if let name = ground.leftOut.keys.min() {
            // It would be reached.
            throw Failure(
                description: "gateway \(name) cannot be rehearsed: \(ground.leftOut[name] ?? "");"
                    + " take its file out of the folder, or 'rehearse' out of the main file"
            )
        }
        let farEnds = try ground.farEnds(log: log) { clock.now() }
        let server = RehearsalGround.server(
            farEnds,
            port: port,
            log: log,
            now: { clock.now() },
            wait: { try await Task.sleep(for: .milliseconds($0.count)) }
        )
        let poster = try CallbackPoster(clock: { clock.now().milliseconds })
        let base = "http://\(installation.settings.callbacks)"
        let runners = farEnds.map { farEnd in
            SandboxRunner(farEnd.sandbox, logger: log, now: { clock.now() }) { event in
                let post = farEnd.post(event, to: base, at: clock.now())
                // What nobody is told of is done.
                guard let post else { return true }
                return await poster.post(post)
            }
        }
        log.notice(
            "REHEARSAL: no gateway is reached; the sandbox plays all of them",
            metadata: ["gateways": "\(farEnds.count)", "port": "\(port)"]
        )
        return [server] + runners
    }

    private static func sandbox(
        _ gateway: Gateway,
        _ installation: Installation,
        clock: any EngineClock,
        log: Logger
    ) throws -> [any Service] {
        let settings = gateway.settings
        guard let port = loopbackPort(settings.url) else {
            throw Failure(
                description: "gateway \(settings.name): a sandbox's url is"
                    + " http://127.0.0.1:PORT/messages, not \(settings.url)"
            )
        }
        let sandbox = try Sandbox()
        let server = SandboxServer(
            sandbox,
            port: port,
            logger: log,
            now: { clock.now() },
            verify: { headers, body in
                gateway.believes(header: { headers[$0] }, body: body, now: clock.now())
            }
        )
        guard let secret = gateway.callbackSecret else { return [server] }
        let poster = try CallbackPoster(clock: { clock.now().milliseconds })
        let address = installation.settings.callbacks
        let url = "http://\(address)/callbacks/\(settings.name)"
        let runner = SandboxRunner(sandbox, logger: log, now: { clock.now() }) { event in
            await poster.post(CallbackPost(event, to: url, secret: secret, at: clock.now()))
        }
        log.notice(
            "the sandbox gateway listens; it sends nothing to anybody",
            metadata: ["gateway": "\(settings.name)", "port": "\(port)"]
        )
        return [server, runner]
    }

    /// The port of `http://127.0.0.1:PORT/…`.
    static func loopbackPort(_ url: String) -> Int? {
        guard let components = URLComponents(string: url), components.scheme == "http",
            components.host == "127.0.0.1" || components.host == "localhost"
        else { return nil }
        return components.port
    }
}

extension Installation {
    /// The gateways as they are spoken to: those of the files, or redirected for a rehearsal.
    var gatewaysInUse: [GatewaySettings] {
        guard let port = settings.rehearsalPort else { return gateways }
        return RehearsalGround(gateways, makesUpSecrets: false).redirected(port: port)
    }
}
