internal import Foundation
internal import Logging
internal import NudgeCore
internal import NudgeStore
internal import Synchronization

/// Runs an engine on a thread of its own, on the real clock, until told to stop.
final class EngineThread: Sendable {
    private let mailbox: EngineMailbox
    private let state = Mutex(State())

    /// How often a waiting engine looks for what other processes wrote: stops must bite within a
    /// second, and an import should not wait for long.
    static let lookInterval = Milliseconds(250)
    /// How long to wait after the store failed before trying again.
    private static let failureWait = Milliseconds(500)

    private struct State {
        var heartbeat = Instant.distantPast
        var counters = EngineCounters()
        var isFinished = false
        var finishers: [CheckedContinuation<Void, Never>] = []
    }

    init(mailbox: EngineMailbox) {
        self.mailbox = mailbox
    }

    /// When the engine last went round: the watchdog's proof of life.
    var heartbeat: Instant { state.withLock { $0.heartbeat } }
    var counters: EngineCounters { state.withLock { $0.counters } }

    /// Builds the engine on its thread and runs it there; `make` is called once.
    func start(
        stops: @escaping @Sendable () throws(StoreError) -> [Stop],
        drainWithin limit: Milliseconds,
        make: @escaping @Sendable () -> Engine
    ) {
        let thread = Thread { [self] in
            let engine = make()
            run(engine, stops: stops, drainWithin: limit)
            finish()
        }
        thread.name = "engine"
        thread.start()
    }

    /// Stops taking, puts back what has not left, waits for what has, and returns when committed.
    func drain() async {
        mailbox.drain()
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if !state.isFinished { state.finishers.append(continuation) }
                return state.isFinished
            }
            if isFinished { continuation.resume() }
        }
    }

    private func run(
        _ engine: Engine,
        stops: @escaping @Sendable () throws(StoreError) -> [Stop],
        drainWithin limit: Milliseconds
    ) {
        var drainEnds: Instant?
        while true {
            let now = engine.clock.now()
            state.withLock {
                $0.heartbeat = now
                $0.counters = engine.counters
            }
            if engine.isDraining {
                drainEnds = drainEnds ?? now + limit
                if engine.isIdle { return keepLanes(engine) }
                if let drainEnds, now >= drainEnds { return }
            }
            do {
                let report = try engine.turn()
                if report.didWork { continue }
                mailbox.wait(atMost: wait(report, at: engine.clock.now()))
                try engine.look(try stops())
            } catch {
                engine.log.error("the store failed", metadata: ["reason": "\(error)"])
                mailbox.wait(atMost: EngineThread.failureWait)
            }
        }
    }

    /// A lane that nobody could write down is taken as after a crash: slower, never faster.
    private func keepLanes(_ engine: Engine) {
        do {
            try engine.keepLanes()
        } catch {
            engine.log.warning("the lanes were not kept", metadata: ["reason": "\(error)"])
        }
    }

    private func wait(_ report: Engine.Report, at now: Instant) -> Milliseconds {
        guard let due = report.nextDue else { return EngineThread.lookInterval }
        return min(max(due - now, Milliseconds(1)), EngineThread.lookInterval)
    }

    private func finish() {
        let waiting = state.withLock { state in
            defer { state.finishers = [] }
            state.isFinished = true
            return state.finishers
        }
        for continuation in waiting { continuation.resume() }
    }
}
