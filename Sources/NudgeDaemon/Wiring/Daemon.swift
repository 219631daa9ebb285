internal import Curl
internal import Foundation
package import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeGateways
package import NudgeServer
internal import NudgeStore
internal import ServiceLifecycle
internal import UnixSignals

/// `nudge serve`: everything wired, running until told to stop.
///
/// The one composition root: the command line gives it an installation, tests give it one on a
/// temporary folder.
package struct Daemon: Sendable {
    private let installation: Installation
    private let clock: any EngineClock
    private let log: Logger
    private let notifier: SystemdNotifier

    /// How long a drain may take: requests under way end by their own timeouts within it.
    private static let drainLimit = Milliseconds.seconds(60)

    package init(
        _ installation: Installation,
        clock: any EngineClock,
        log: Logger,
        notifier: SystemdNotifier
    ) {
        self.installation = installation
        self.clock = clock
        self.log = log
        self.notifier = notifier
    }

    /// Runs until SIGTERM or SIGINT, drains, and returns; SIGHUP reloads.
    ///
    /// Throws `StoreError.inUse` when another instance has the store, and what a port that is taken
    /// throws; nothing has been sent then.
    package func run() async throws {
        let store = installation.store
        let lock = try store.lockInstance()
        defer { withExtendedLifetime(lock) {} }
        try recover()
        let gateways = try GatewayAssembly.gateways(installation.gatewaysInUse)
        let webhook = try GatewayAssembly.staff(installation.settings.staff)
        let mailbox = EngineMailbox()
        let clock = clock
        let sender = try sender(mailbox, hasStaff: webhook != nil)
        let rules = try inForce()
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
            staff: staff(webhook),
            isShadow: installation.settings.mode == .shadow
        )
        parts.budget = installation.settings.budget
        let watches = try watches(gateways)
        parts.watches = watches
        let board = try tokenBoard(gateways)
        parts.tokenBoard = board
        let fetcher = try WebFetcher(clock: { clock.now().milliseconds })
        defer { fetcher.shutdown() }
        let callbacks = callbackTaker(gateways, mailbox, fetcher, watches)
        let listener = callbackListener(callbacks)
        let reloader = Reloader(
            installation: installation,
            mailbox: mailbox,
            clock: clock,
            log: log,
            notifier: notifier,
            useLimit: { callbacks.use($0) },
            useWords: { callbacks.use($0) }
        )
        let engine = EngineService(
            parts: parts,
            reloader: reloader,
            notifier: notifier,
            log: log,
            stops: { () throws(StoreError) in try store.stops().map(\.stop) },
            drainLimit: Daemon.drainLimit,
            listening: { _ = try await listener.port() }
        )
        var services: [any Service] = [listener]
        services += try SandboxWiring.services(
            installation,
            gateways: gateways,
            clock: clock,
            log: log
        )
        services += try pullers(gateways, callbacks, board)
        services.append(engine)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
        )
        try await group.run()
        log.notice("stopped")
    }

    private func sender(_ mailbox: EngineMailbox, hasStaff: Bool) throws -> CurlClient {
        let clock = clock
        return try CurlClient(
            settings: CurlSettings(
                lanes: GatewayAssembly.lanes(installation.gateways, hasStaff: hasStaff),
                keptHeaders: GatewayAssembly.keptHeaders(installation.gateways)
            ),
            clock: { clock.now().milliseconds },
            completed: { mailbox.post($0) }
        )
    }

    private func staff(_ webhook: StaffWebhook?) -> StaffParts? {
        webhook.map {
            StaffParts(
                store: installation.store,
                webhook: $0,
                lane: GatewayAssembly.staffLane(installation.gateways)
            )
        }
    }

    private func recover() throws {
        let mode = installation.settings.mode
        try WrongMode.check(mode, installation.store)
        if mode == .shadow {
            log.warning("SHADOW MODE: decides on live facts and sends nothing")
        }
        let recovery = try installation.store.recover(at: clock.now())
        guard recovery.unknown > 0 else { return }
        log.warning(
            "contacts were leaving when the last run ended, and are in doubt",
            metadata: ["unknown": "\(recovery.unknown)"]
        )
    }

    /// The rules with the generation that the store knows them by; if they are new to it, a sweep
    /// begins.
    private func inForce() throws -> RulesInForce {
        let known = try installation.store.rulesGeneration()
        guard known.digest != installation.digest else {
            return installation.rules.with(generation: known.generation)
        }
        let generation = known.generation + 1
        try installation.store.setRulesGeneration(generation, digest: installation.digest)
        return installation.rules.with(generation: generation)
    }

    private func callbackTaker(
        _ gateways: [Gateway],
        _ mailbox: EngineMailbox,
        _ fetcher: WebFetcher,
        _ watches: ReceiptWatches
    ) -> CallbackTaker {
        CallbackTaker(
            gateways: gateways,
            store: installation.store,
            clock: clock,
            mailbox: mailbox,
            log: log,
            limit: installation.settings.complaints,
            policy: installation.replies,
            fetch: { await fetcher.fetch($0) },
            observe: { gateway, _, now in watches.received(gateway, at: now) }
        )
    }

    /// Nobody pulls in shadow mode: nothing was sent, and others may wait for the receipts.
    private func pullers(
        _ gateways: [Gateway],
        _ callbacks: CallbackTaker,
        _ board: TokenBoard
    ) throws -> [any Service] {
        let sources = gateways.compactMap(\.http).flatMap(\.pullSources)
        guard !sources.isEmpty, installation.settings.mode == .live else { return [] }
        let (clock, log) = (clock, log)
        let fetcher = try PullFetcher(
            lanes: Int32(sources.count),
            clock: { clock.now().milliseconds }
        )
        let pullers = sources.enumerated().map { lane, source in
            ReceiptPuller(
                source,
                fetcher: fetcher,
                lane: Int32(lane),
                clock: clock,
                tokens: board,
                log: log
            ) { events, gateway, now in
                try await callbacks.keepPulled(events, from: gateway, at: now)
            }
        }
        return [ReceiptPullers(pullers: pullers, fetcher: fetcher)]
    }

    private func watches(_ gateways: [Gateway]) throws -> ReceiptWatches {
        let names = gateways.map(\.settings).filter(\.hasReceipts).map(\.name)
        let (store, log) = (installation.store, log)
        return ReceiptWatches(
            gateways: names,
            silent: try store.silentGateways(),
            log: log
        ) { silent in
            do {
                try store.setSilentGateways(silent)
            } catch {
                log.error("who is silent could not be kept", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// What went wrong with tokens is forgotten with the gateways that need none any more.
    private func tokenBoard(_ gateways: [Gateway]) throws -> TokenBoard {
        let (store, log) = (installation.store, log)
        let known = try store.tokenTroubles()
        let left = known.filter { trouble in
            gateways.contains {
                $0.settings.name == trouble.gateway && $0.http?.tokenSource != nil
            }
        }
        if left != known { try store.setTokenTroubles(left) }
        return TokenBoard(troubles: left) { troubles in
            do {
                try store.setTokenTroubles(troubles)
            } catch {
                log.error(
                    "that a gateway gets no token could not be kept",
                    metadata: ["reason": "\(error)"]
                )
            }
        }
    }

    private func callbackListener(_ callbacks: CallbackTaker) -> CallbackListener {
        let address = installation.settings.callbacks
        return CallbackListener(
            options: HTTPListener.Options(
                host: address.host,
                port: address.port,
                bodyBytesMax: CallbackDoor.bodyBytesMax
            ),
            logger: quiet,
            isKnown: { callbacks.isKnown($0) },
            methods: { callbacks.methods($0) },
            readiness: { nil },
            handle: { await callbacks.take($0) }
        )
    }

    /// What libraries say is of use only when something is wrong.
    private var quiet: Logger {
        var logger = log
        logger.logLevel = max(.warning, log.logLevel)
        return logger
    }
}
