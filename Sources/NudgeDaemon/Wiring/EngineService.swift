internal import Curl
internal import Foundation
internal import Logging
internal import NudgeCore
internal import NudgeServer
internal import NudgeStore
internal import ServiceLifecycle
internal import UnixSignals

/// The engine as a service: tells systemd how it is, reloads on SIGHUP, drains on shutdown.
struct EngineService: Service {
    let parts: EngineParts
    let reloader: Reloader
    let notifier: SystemdNotifier
    let log: Logger
    let stops: @Sendable () throws(StoreError) -> [Stop]
    let drainLimit: Milliseconds
    /// Returns once callbacks are taken; throws when they cannot be.
    let listening: @Sendable () async throws -> Void

    /// An engine that has not gone round for so long is hung: the watchdog is not fed.
    private static let heartbeatMax = Milliseconds.seconds(20)
    private static let statusInterval = Duration.seconds(5)

    func run() async throws {
        // Nothing is sent, and nobody told that we are ready, before receipts can come back.
        try await listening()
        let thread = EngineThread(mailbox: parts.mailbox)
        let (parts, sweepPosition) = (parts, try parts.store.sweepPosition())
        thread.start(stops: stops, drainWithin: drainLimit) {
            let engine = Engine(parts)
            engine.resumeSweep(after: sweepPosition)
            return engine
        }
        // Before systemd is told that it may send one: an untrapped SIGHUP would end the process.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        try tell { try notifier.ready(status: "running") }
        log.notice(
            "running",
            metadata: ["generation": "\(parts.rules.ruleset.generation)"]
        )
        await withDiscardingTaskGroup { group in
            group.addTask { await reloads(hangups) }
            group.addTask { await reports(thread) }
            try? await gracefulShutdown()
            group.cancelAll()
        }
        try tell { try notifier.stopping(status: "draining") }
        log.notice("draining")
        await thread.drain()
        parts.sender.shutdown(withinMilliseconds: 1000)
    }

    private func reloads(_ hangups: UnixSignalsSequence) async {
        for await _ in hangups {
            reloader.reload()
        }
    }

    /// Feeds the watchdog as long as the engine goes round, and writes the status line.
    private func reports(_ thread: EngineThread) async {
        let interval = notifier.watchdogInterval.map { min($0, Self.statusInterval) }
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: interval ?? Self.statusInterval)
            } catch {
                return
            }
            let silence = parts.clock.now() - thread.heartbeat
            guard silence < Self.heartbeatMax else {
                log.critical("the engine is hung", metadata: ["silence": "\(silence)"])
                continue
            }
            let counters = thread.counters
            try? tell {
                try notifier.watchdog()
                try notifier.status(
                    "sent \(counters.sent), accepted \(counters.accepted),"
                        + " unknown \(counters.unknown), decided \(counters.decided)"
                )
            }
        }
    }

    /// A systemd that does not listen is no reason to stop.
    private func tell(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            log.warning("systemd could not be told", metadata: ["reason": "\(error)"])
        }
    }
}
