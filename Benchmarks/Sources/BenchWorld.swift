internal import Curl
internal import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeGateways
internal import NudgeStore

/// What the daemon's own parts are made of here: the rules and words of `Config/nudge.yaml`, no
/// allow-list, and one gateway of ours.
struct BenchWorld {
    let rules: RulesInForce
    let store: SQLiteStore
    let clock: VirtualClock
    let mailbox = EngineMailbox()
    private let gateway: GatewaySettings

    /// Sunday, 2026-11-22: the day of every import here.
    static let today = CivilDate(daysSinceEpoch: 20_779)

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Opens the store, making it if it is not there; the clock stands at 03:00 of `today`.
    ///
    /// `hoursAreMinutes`: Each step has but the last minute of its hours, so that contacts fall due
    /// by the second.
    init(
        config: String,
        store path: String,
        gatewayURL: String = "http://127.0.0.1:9/",
        inFlight: Int = ContactWorld.inFlight,
        hoursAreMinutes: Bool = false
    ) throws {
        let result = RulesAssembler.load(configFile: config, today: BenchWorld.today)
        guard let loaded = result.assembled?.rules else {
            throw Failure(description: result.problems.map(\.description).joined(separator: "\n"))
        }
        // No receipts: a fallback to a second channel would not come at a round's own time.
        gateway = GatewaySettings(
            name: "bench",
            kind: .webhook,
            channels: [.sms, .email, .push],
            url: gatewayURL,
            schemes: [.http],
            secret: .environment("NUDGE_BENCH"),
            inFlight: inFlight
        )
        let ruleset = loaded.ruleset
        rules = RulesInForce(
            ruleset: Ruleset(
                generation: 1,
                rulebooks: ruleset.rulebooks,
                strategy: hoursAreMinutes
                    ? BenchWorld.narrowed(ruleset.strategy) : ruleset.strategy,
                zones: ruleset.zones,
                calendar: ruleset.calendar,
                gateways: [gateway.profile]
            ),
            templates: loaded.templates,
            gateways: [gateway],
            creditor: loaded.creditor,
            signature: loaded.signature,
            lint: loaded.lint,
            allowList: nil
        )
        guard let key = MasterKey(bytes: Array(0..<32)) else {
            throw Failure(description: "no key of 32 bytes")
        }
        let zones = ZoneLookup(fallback: rules.ruleset.defaultZone)
        store = try SQLiteStore(SQLiteStore.Options(path: path, key: key, zones: zones))
        clock = VirtualClock(
            rules.ruleset.defaultZone.instant(of: BenchWorld.today, minute: 3 * 60)
        )
    }

    /// The gateway's, made up.
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwmfKQ9r8GKYqr"

    func readyGateway() throws -> Gateway {
        try Gateway(settings: gateway, secret: BenchWorld.secret)
    }

    private static func narrowed(_ strategy: Strategy) -> Strategy {
        var strategy = strategy
        for tier in strategy.tiers.indices where strategy.tiers[tier].signal == nil {
            for step in strategy.tiers[tier].steps.indices {
                let end = Int(strategy.tiers[tier].steps[step].preferredTo.minutes)
                strategy.tiers[tier].steps[step].preferredFrom = TimeOfDay(minutes: end - 1)
            }
        }
        return strategy
    }

    func instant(day: CivilDate, _ hour: Int, _ minute: Int) -> Instant {
        rules.ruleset.defaultZone.instant(of: day, minute: hour * 60 + minute)
    }

    /// The engine as `nudge serve` makes it, but for the clock and the log; at most `rate` contacts a
    /// second.
    func engine(_ running: (any EngineClock)? = nil, rate: Double? = nil) throws -> Engine {
        var gateway = gateway
        gateway.ratePerSecond = rate
        gateway.burst = max(1, Int(rate ?? 1) / 10)
        let mailbox = mailbox
        let clock = running ?? clock
        let lanes = GatewayAssembly.lanes([gateway])
        let sender = try CurlClient(
            settings: CurlSettings(lanes: lanes),
            clock: { clock.now().milliseconds },
            completed: { mailbox.post($0) }
        )
        var log = Logger(label: "bench")
        log.logLevel = .warning
        return Engine(
            EngineParts(
                store: store,
                vault: store.vault,
                clock: clock,
                sender: sender,
                mailbox: mailbox,
                log: log,
                rules: rules,
                gateways: [try Gateway(settings: gateway, secret: BenchWorld.secret)],
                contactIDs: try ContactIDs(store)
            )
        )
    }

    /// Turns until nothing is due any more and nothing is under way.
    func settle(_ engine: Engine) throws {
        while true {
            let report = try engine.turn()
            if report.didWork { continue }
            let isDue = report.nextDue.map { $0 <= clock.now() } ?? false
            if engine.isIdle && !isDue { return }
            // As the daemon's own thread waits and looks.
            mailbox.wait(atMost: Milliseconds(250))
            try engine.look(try store.stops().map(\.stop))
        }
    }
}
