import Curl
import Foundation
import Logging
import NudgeConfig
import NudgeCore
import NudgeGateways
import NudgeStore
import NudgeTestKit

@testable import NudgeDaemon
@testable import NudgeServer

/// The daemon's own parts in one process, on a clock that stands still until it is set: the real
/// engine, the real store in a folder of its own, the real libcurl, gateways over real sockets.
///
///     let world = try World(rules: .fixture(…), at: .shanghai("2026-11-10 23:50"))
///     try world.tell(Person(1).facts(due: "2026-11-09"))
///     try await world.run(until: .shanghai("2026-11-11 12:00"))
///     #expect(world.gateways[0].messages.count == 1)
@WorldActor
final class World {
    let clock: VirtualClock
    let gateways: [WorldGateway]
    /// `nil` unless the options ask for it.
    let staff: WorldStaff?
    private(set) var store: SQLiteStore
    private(set) var engine: Engine
    private(set) var rules: RulesInForce
    private(set) var mailbox: EngineMailbox
    private let folder: WorldFolder
    private let key: MasterKey
    private let assembled: [Gateway]
    private let log: Logger
    private let options: Options
    private(set) var callbacks: CallbackTaker
    var callbackNumber = 0
    /// What the last restart found.
    private(set) var recovery = Recovery(unknown: 0, leases: 0)

    nonisolated static let secret =
        "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()
    /// A round that finds nothing to do looks again after so long, should nobody wake it.
    nonisolated private static let waitMax = Milliseconds(20)
    /// Rounds at one instant; more is an endless loop.
    nonisolated private static let roundsMax = 20_000
    /// Rounds one after the other in which nothing happened: twenty seconds of real time, in which a
    /// busy machine does whatever it was going to do.
    nonisolated private static let idleRoundsMax = 1000

    /// How a world differs from the plain one.
    struct Options: Sendable {
        var rules: Ruleset
        /// In the order of the rules' gateways; one that carries everything unless told.
        var gateways: [(name: String, channels: Set<Channel>)] = [
            ("everything", Set(Channel.allCases))
        ]
        var adjust: @Sendable (inout GatewaySettings) -> Void = { _ in }
        var pagesMax: Int?
        /// What every message says of paying; a long one makes several segments.
        var howToPay = "请通过手机银行还款"
        /// Whether cases are told to a staff system.
        var hasStaff = false
        var isShadow = false
        /// How many complaints stop a template or tier.
        var complaints: ComplaintLimit?
        /// Of the house.
        var budget: Budget?
        var inquirers: [String: any DoubtInquirer] = [:]
    }

    convenience init(rules: Ruleset, at start: Instant) throws {
        try self.init(Options(rules: rules), at: start)
    }

    init(_ options: Options, at start: Instant) throws {
        let clock = VirtualClock(start)
        self.clock = clock
        gateways = try options.gateways.map { gateway in
            try WorldGateway(name: gateway.name, channels: gateway.channels) { clock.now() }
        }
        staff = try options.hasStaff ? WorldStaff { clock.now() } : nil
        let settings = gateways.map { World.settings(of: $0, options.adjust) }
        let environment = ["WORLD_SECRET": World.secret]
        assembled = try GatewayAssembly.gateways(
            settings,
            resolver: SecretResolver(environment: environment)
        )
        log = Logger(label: "world") { _ in SwiftLogNoOpLogHandler() }
        folder = try WorldFolder()
        key = MasterKey.generate()
        rules = try RulesInForce.fixture(
            options.rules,
            gateways: settings,
            howToPay: options.howToPay
        )
        mailbox = EngineMailbox()
        store = try World.open(folder, key, rules.ruleset, pagesMax: options.pagesMax)
        self.options = options
        callbacks = World.callbacks(
            assembled,
            store,
            clock,
            mailbox,
            log,
            options.complaints
        )
        engine = try World.engine(store, clock, mailbox, log, rules, assembled, staff, options)
    }

    // MARK: Making

    private static func settings(
        of gateway: WorldGateway,
        _ adjust: (inout GatewaySettings) -> Void
    ) -> GatewaySettings {
        var settings = GatewaySettings(
            name: gateway.name,
            kind: .webhook,
            channels: gateway.channels,
            url: "http://127.0.0.1:\(gateway.port)/messages",
            schemes: [.http],
            secret: .environment("WORLD_SECRET"),
            callbackSecrets: [.environment("WORLD_SECRET")],
            hasReceipts: true
        )
        adjust(&settings)
        return settings
    }

    private static func open(
        _ folder: WorldFolder,
        _ key: MasterKey,
        _ rules: Ruleset,
        pagesMax: Int?
    ) throws -> SQLiteStore {
        let zones = ZoneLookup(fallback: rules.defaultZone) { rules.zones[$0] }
        return try SQLiteStore(
            SQLiteStore.Options(
                path: folder.path,
                key: key,
                zones: zones,
                identity: "world",
                pagesMax: pagesMax
            )
        )
    }

    private static func callbacks(
        _ gateways: [Gateway],
        _ store: SQLiteStore,
        _ clock: VirtualClock,
        _ mailbox: EngineMailbox,
        _ log: Logger,
        _ complaints: ComplaintLimit?
    ) -> CallbackTaker {
        CallbackTaker(
            gateways: gateways,
            store: store,
            clock: clock,
            mailbox: mailbox,
            log: log,
            limit: complaints
        )
    }

    private static func engine(
        _ store: SQLiteStore,
        _ clock: VirtualClock,
        _ mailbox: EngineMailbox,
        _ log: Logger,
        _ rules: RulesInForce,
        _ gateways: [Gateway],
        _ staff: WorldStaff?,
        _ options: Options
    ) throws -> Engine {
        let settings = gateways.map(\.settings)
        let sender = try CurlClient(
            settings: CurlSettings(
                lanes: GatewayAssembly.lanes(settings, hasStaff: staff != nil)
            ),
            clock: { clock.now().milliseconds },
            completed: { mailbox.post($0) }
        )
        let webhook = try staff.map { staff in
            StaffParts(
                store: store,
                webhook: try StaffWebhook(url: staff.url, secret: WorldStaff.secret),
                lane: GatewayAssembly.staffLane(settings)
            )
        }
        var parts = EngineParts(
            store: store,
            vault: store.vault,
            clock: clock,
            sender: sender,
            mailbox: mailbox,
            log: log,
            rules: rules,
            gateways: gateways,
            contactIDs: try ContactIDs(store),
            staff: webhook,
            isShadow: options.isShadow
        )
        parts.budget = options.budget
        parts.inquirers = options.inquirers
        return Engine(parts)
    }

    // MARK: Time

    var now: Instant { clock.now() }

    /// Lets everything happen that is due now, until nothing is under way.
    func settle() async throws {
        var idleRounds = 0
        for _ in 0..<World.roundsMax where idleRounds < World.idleRoundsMax {
            let posted = try await postReceipts()
            let report = try engine.turn()
            let isDue = report.nextDue.map { $0 <= now } ?? false
            idleRounds = report.didWork || posted ? 0 : idleRounds + 1
            if report.didWork || posted { continue }
            if report.outstanding == 0 && !isDue { return }
            mailbox.wait(atMost: World.waitMax)
            try engine.look(try store.stops().map(\.stop))
        }
        throw WorldError(description: "the engine does not come to rest at \(now)")
    }

    /// Settles at each instant at which something is due, up to and including `end`.
    func run(until end: Instant) async throws {
        while true {
            try await settle()
            guard now < end else { return }
            var next = end
            if let due = engine.dueNext { next = min(next, due) }
            for gateway in gateways {
                if let receipt = gateway.nextReceiptAt { next = min(next, receipt) }
            }
            clock.set(max(next, now + Milliseconds(1)))
        }
    }

    func run(until end: String) async throws {
        try await run(until: .shanghai(end))
    }

    /// Turns until the condition holds, without waiting for the world to come to rest.
    func turn(until isSo: () throws -> Bool) throws {
        var idleRounds = 0
        for _ in 0..<World.roundsMax where try idleRounds < World.idleRoundsMax && !isSo() {
            let report = try engine.turn()
            idleRounds = report.didWork ? 0 : idleRounds + 1
            if !report.didWork {
                mailbox.wait(atMost: World.waitMax)
                try engine.look(try store.stops().map(\.stop))
            }
        }
        guard try isSo() else { throw WorldError(description: "it did not happen at \(now)") }
    }

    /// Turns until a contact has been decided and waits for its commit.
    func turnUntilDecided() throws {
        try turn { engine.pending.contains { $0.commit.intent != nil } }
    }

    // MARK: What happens to it

    /// Facts come in, told now unless said otherwise.
    @discardableResult
    func tell(_ facts: [Fact], asOf: Instant? = nil) throws -> [FactOutcome] {
        let outcomes = try store.apply(
            FactBatch(source: "bank", asOf: asOf ?? now, now: now, run: 0, facts: facts)
        )
        mailbox.poke()
        return outcomes
    }

    /// Ends the engine as a crash does, nothing more being written, and begins another: with new
    /// rules, or with a bound for the store's file, where they are given.
    func restart(rules new: Ruleset? = nil, pagesMax: Int? = nil) throws {
        engine.sender.shutdown(withinMilliseconds: 0)
        if let new {
            rules = try RulesInForce.fixture(new, gateways: assembled.map(\.settings))
        }
        mailbox = EngineMailbox()
        store = try World.open(folder, key, rules.ruleset, pagesMax: pagesMax)
        recovery = try store.recover(at: now)
        callbacks = World.callbacks(
            assembled,
            store,
            clock,
            mailbox,
            log,
            options.complaints
        )
        engine = try World.engine(store, clock, mailbox, log, rules, assembled, staff, options)
        engine.resumeSweep(after: try store.sweepPosition())
    }

    /// New rules for the running engine, as a reload brings them.
    func reload(_ new: Ruleset) throws {
        rules = try RulesInForce.fixture(new, gateways: assembled.map(\.settings))
        mailbox.post(rules)
    }

    func stop(_ scope: Stop.Scope) throws {
        try store.addStop(Stop(scope: scope), by: "test", why: "test", at: now)
        mailbox.poke()
    }

    func resume(_ scope: Stop.Scope) throws {
        _ = try store.removeStop(Stop(scope: scope), by: "test", why: "test", at: now)
        mailbox.poke()
    }

    // MARK: What comes back

    private func postReceipts() async throws -> Bool {
        var posted = false
        for gateway in gateways {
            for (id, fate) in gateway.dueReceipts(now) {
                posted = true
                try await receipt(id, fate, from: gateway.name)
            }
        }
        return posted
    }
}

struct WorldError: Error, CustomStringConvertible {
    var description: String
}

/// A temporary folder that goes when the world goes.
private final class WorldFolder: Sendable {
    private let folder: String
    let path: String

    init() throws {
        // In memory where there is such a place: worlds are many, and disks slow to flush.
        let memory = "/dev/shm"
        let isThere = FileManager.default.isWritableFile(atPath: memory)
        folder = (isThere ? memory : NSTemporaryDirectory()) + "/nudge-world-\(UUID().uuidString)"
        path = folder + "/nudge.sqlite"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
