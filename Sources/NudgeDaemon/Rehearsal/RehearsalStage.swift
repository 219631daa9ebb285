internal import Foundation
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import NudgeStore

/// A rehearsal set up: the daemon's own parts on a virtual clock, and a far end for every gateway.
struct RehearsalStage: Sendable {
    let world: DemoWorld
    let farEnds: [RehearsalGround.FarEnd]
    private let ground: RehearsalGround
    private let script: FaultScript

    /// For a request that hangs: real time, while the virtual clock stands.
    private static let timeout = Milliseconds.seconds(4)
    /// An answer that is later than this is none: the client has given up.
    private static let patience = Milliseconds.seconds(15)

    /// An empty store, a clock that stands at `start`, and gateways that nothing has come to.
    init(
        rules: RulesInForce,
        ground: RehearsalGround,
        house: DemoWorld.House = DemoWorld.House(),
        script: FaultScript,
        storePath: String,
        start: Instant
    ) throws {
        self.ground = ground
        self.script = script
        var world = try DemoWorld(
            rules: rules,
            gateways: ground.settings,
            secrets: ground.resolver,
            storePath: storePath,
            start: start
        )
        world.house = house
        self.world = world
        for name in ground.leftOut.keys.sorted() {
            try world.store.addStop(
                Stop(scope: .gateway(name)),
                by: "rehearsal",
                why: ground.leftOut[name] ?? "",
                at: start
            )
        }
        let clock = world.clock
        farEnds = try ground.farEnds(log: world.log) { clock.now() }
        for farEnd in farEnds {
            farEnd.sandbox.play(FaultPlan(script, gateway: farEnd.name, beginning: start))
        }
    }

    /// Plays the portfolio's days over real sockets.
    ///
    /// `sender`: The gateways' near ends where they differ from the far ones, as with a
    /// wrong key.
    func play(
        _ portfolio: DemoPortfolio,
        options: DemoOptions,
        wall: any EngineClock,
        sender: RehearsalGround? = nil,
        output: @escaping @Sendable (String) -> Void
    ) async throws -> DemoReport {
        let clock = world.clock
        let server = RehearsalGround.server(
            farEnds,
            port: 0,
            log: world.log,
            now: { clock.now() },
            wait: { if $0 > RehearsalStage.patience { throw CancellationError() } }
        )
        return try await server.whileRunning { port in
            let near = sender ?? ground
            let settings = near.redirected(port: port, timeout: RehearsalStage.timeout)
            let gateways = try GatewayAssembly.gateways(settings, resolver: near.resolver)
            return try await world.callbackListener(gateways).whileRunning { callbackPort in
                let base = "http://127.0.0.1:\(callbackPort)"
                let actions = actions(since: portfolio.beginsAt)
                return try await DemoDriver.onThread {
                    let driver = try DemoDriver(
                        world: world,
                        portfolio: portfolio,
                        gateways: gateways,
                        farEnds: ends(base),
                        actions: actions,
                        options: options,
                        wall: wall,
                        output: output
                    )
                    return try driver.play()
                }
            }
        }
    }

    private func ends(_ base: String) -> [DemoFarEnd] {
        farEnds.map { farEnd in
            DemoFarEnd(gateway: farEnd.name, sandbox: farEnd.sandbox) { event, now in
                farEnd.post(event, to: base, at: now)
            }
        }
    }

    /// What a person does by the script.
    private func actions(since start: Instant) -> [DemoAction] {
        script.resumptions.map { resumption in
            DemoAction(at: start + resumption.at) { store, now in
                let stop = Stop(scope: .gateway(resumption.gateway))
                _ = try store.removeStop(stop, by: "rehearsal", why: "by the script", at: now)
            }
        }
    }

    // MARK: What came of it

    /// What came to each gateway, and whether the accounts balance.
    func report(_ demo: DemoReport) throws -> RehearsalReport {
        let deduplicating = ground.settings.filter { $0.deduplication != .none }.map(\.name)
        let accounts = RehearsalAccounts(store: world.store, deduplicating: Set(deduplicating))
        let inDoubt = try accounts.inDoubt()
        let gateways = ground.settings.map { settings in
            var gateway = RehearsalReport.Gateway(name: settings.name)
            gateway.leftOut = ground.leftOut[settings.name]
            gateway.inDoubt = inDoubt[settings.name] ?? 0
            farEnds.first { $0.name == settings.name }?.fill(&gateway)
            return gateway
        }
        return RehearsalReport(
            demo: demo,
            gateways: gateways,
            imbalances: try accounts.imbalances(ends(""))
        )
    }
}

extension RehearsalGround.FarEnd {
    /// Puts in what came to it.
    fileprivate func fill(_ gateway: inout RehearsalReport.Gateway) {
        let totals = sandbox.totals
        gateway.taken = totals.taken
        gateway.resent = totals.duplicates
        gateway.posted = totals.eventsPosted
        gateway.givenUp = totals.eventsGivenUp
        switch self {
        case .vendor(let vendor):
            let tally = vendor.tally
            gateway.requests = tally.requests + tally.refused
            gateway.tokens = tally.tokens
            gateway.queries = tally.queries
            gateway.queriesKnown = tally.queriesKnown
            gateway.refused = tally.refused
            gateway.reasons = tally.reasons
            gateway.answers = AnswerRule.Class.allCases.compactMap { answerClass in
                tally.messages[answerClass].map { DemoCount(answerClass.name, total: $0) }
            }
        case .own:
            gateway.requests = totals.received + totals.unauthenticated + totals.malformed
            gateway.refused = totals.unauthenticated + totals.malformed
        }
    }
}
