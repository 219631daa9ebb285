internal import Curl
internal import Foundation
internal import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import NudgeStore

/// Everything that the demo runs: the daemon's own parts on a virtual clock, the sandbox as the
/// only gateway, and both ends of the sockets between them.
struct DemoWorld: Sendable {
    let rules: RulesInForce
    let store: SQLiteStore
    let clock: VirtualClock
    let mailbox: EngineMailbox
    let gatewaySettings: [GatewaySettings]
    let secrets: SecretResolver
    let watches: ReceiptWatches
    /// What the house's own file says beside the rules.
    var house = House()
    let log: Logger

    /// The parts of a main file that neither rules nor gateways hold.
    struct House: Sendable {
        var replies = ReplyPolicy()
        var complaints: ComplaintLimit?
        var budget: Budget?
    }

    /// Why the demo cannot be played.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Loads the demo's configuration and opens an empty store in the folder.
    static func make(_ options: DemoOptions, folder: String, start: Instant) throws -> DemoWorld {
        let today = start.utcDate
        let result = RulesAssembler.load(configFile: options.configFile, today: today)
        guard let assembled = result.assembled else {
            let words = result.problems.map(\.description).joined(separator: "\n")
            throw Failure(description: words)
        }
        guard assembled.gateways.allSatisfy({ $0.kind == .sandbox }) else {
            throw Failure(description: "the demo takes no gateway but the sandbox")
        }
        // Signs between two ends of this process: made anew, told to nobody.
        let secret = "whsec_" + MasterKey.generate().base64Text()
        var world = try DemoWorld(
            rules: assembled.rules,
            gateways: assembled.gateways,
            secrets: SecretResolver(environment: ["NUDGE_SANDBOX_SECRET": secret]),
            storePath: folder + "/nudge.sqlite",
            start: start
        )
        world.house = House(assembled)
        return world
    }

    /// An empty store, and a clock that stands at `start`.
    init(
        rules: RulesInForce,
        gateways: [GatewaySettings],
        secrets: SecretResolver,
        storePath: String,
        start: Instant
    ) throws {
        self.rules = rules
        let ruleset = rules.ruleset
        let zones = ZoneLookup(fallback: ruleset.defaultZone) { ruleset.zones[$0] }
        let key = MasterKey.generate()
        store = try SQLiteStore(SQLiteStore.Options(path: storePath, key: key, zones: zones))
        clock = VirtualClock(start)
        mailbox = EngineMailbox()
        gatewaySettings = gateways
        self.secrets = secrets
        var log = Logger(label: "demo") { label in
            LineLogHandler(label: label, now: { start }, write: { Self.complain($0) })
        }
        log.logLevel = .error
        self.log = log
        let promising = gateways.filter(\.hasReceipts).map(\.name)
        watches = ReceiptWatches(gateways: promising, log: log)
    }

    /// The gateways, pointed at the sandbox's real port.
    func gateways(port: Int) throws -> [Gateway] {
        let settings = gatewaySettings.map { settings in
            var settings = settings
            settings.url = "http://127.0.0.1:\(port)/messages"
            return settings
        }
        return try GatewayAssembly.gateways(settings, resolver: secrets)
    }

    /// The sandbox on a port of its own choice; what it delays, it delays in virtual time: not at all.
    func sandboxServer(_ gateway: Gateway, _ sandbox: Sandbox) -> SandboxServer {
        let clock = clock
        return SandboxServer(
            sandbox,
            port: 0,
            logger: log,
            now: { clock.now() },
            wait: { _ in },
            verify: { headers, body in
                gateway.believes(header: { headers[$0] }, body: body, now: clock.now())
            }
        )
    }

    func callbackListener(_ gateways: [Gateway]) -> CallbackListener {
        let watches = watches
        let taker = CallbackTaker(
            gateways: gateways,
            store: store,
            clock: clock,
            mailbox: mailbox,
            log: log,
            limit: house.complaints,
            policy: house.replies,
            observe: { gateway, _, now in watches.received(gateway, at: now) }
        )
        return CallbackListener(
            options: HTTPListener.Options(bodyBytesMax: CallbackDoor.bodyBytesMax),
            logger: log,
            isKnown: { taker.isKnown($0) },
            methods: { taker.methods($0) },
            readiness: { nil },
            handle: { await taker.take($0) }
        )
    }

    func engine(_ gateways: [Gateway]) throws -> Engine {
        let (mailbox, clock) = (mailbox, clock)
        let sender = try CurlClient(
            settings: CurlSettings(
                lanes: GatewayAssembly.lanes(gateways.map(\.settings)),
                keptHeaders: GatewayAssembly.keptHeaders(gateways.map(\.settings))
            ),
            clock: { clock.now().milliseconds },
            completed: { mailbox.post($0) }
        )
        var parts = EngineParts(
            store: store,
            vault: store.vault,
            clock: clock,
            sender: sender,
            mailbox: mailbox,
            log: log,
            rules: rules.with(generation: 1),
            gateways: gateways,
            contactIDs: try ContactIDs(store)
        )
        parts.budget = house.budget
        parts.watches = watches
        return Engine(parts)
    }

    private static func complain(_ line: String) {
        FileHandle.standardError.write(Data(line.utf8))
    }
}

extension DemoWorld.House {
    init(_ assembled: RulesAssembler.Assembled) {
        self.init(
            replies: assembled.replies,
            complaints: assembled.settings.complaints,
            budget: assembled.settings.budget
        )
    }
}
