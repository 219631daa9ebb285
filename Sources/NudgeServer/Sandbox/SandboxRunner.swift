package import Logging
package import NudgeCore
import ServiceLifecycle

/// Posts the sandbox's events when they fall due, in real time.
///
/// What it does on shutdown: events in flight are finished, the others stay scheduled (and, with a
/// ledger file, are found again by the next run).
package struct SandboxRunner: Service {
    /// Posts one event to the callback URL; true when it was answered 2xx.
    package typealias Deliver = @Sendable (SandboxEvent) async -> Bool

    private let sandbox: Sandbox
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let deliver: Deliver

    /// Events posted side by side; a real gateway pushes over a handful of connections too.
    private static let parallelMax = 16

    package init(
        _ sandbox: Sandbox,
        logger: Logger,
        now: @escaping @Sendable () -> Instant,
        deliver: @escaping Deliver
    ) {
        self.sandbox = sandbox
        self.logger = logger
        self.now = now
        self.deliver = deliver
    }

    /// Runs until graceful shutdown or cancellation.
    package func run() async {
        let (ticks, source) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        sandbox.setOnChange { source.yield() }
        defer { sandbox.setOnChange(nil) }
        source.yield()
        await withDiscardingTaskGroup { timers in
            // The instant of the earliest timer that is still to fire.
            var armedFor: Instant?
            for await _ in ticks.cancelOnGracefulShutdown() {
                await postDue()
                guard let next = sandbox.nextEventAt else { continue }
                let now = now()
                if let armed = armedFor, armed > now, armed <= next { continue }
                armedFor = next
                timers.addTask {
                    try? await Task.sleep(for: .milliseconds(max(0, (next - now).count)))
                    source.yield()
                }
            }
            timers.cancelAll()
        }
    }

    /// Posts what is due, at most `parallelMax` at a time, until nothing is.
    private func postDue() async {
        while !Task.isCancelled {
            let events = sandbox.dueEvents(now(), limit: SandboxRunner.parallelMax)
            guard !events.isEmpty else { return }
            await withDiscardingTaskGroup { group in
                for event in events {
                    group.addTask { await post(event) }
                }
            }
        }
    }

    private func post(_ event: SandboxEvent) async {
        let isPosted = await deliver(event)
        do {
            if isPosted {
                try sandbox.complete(event, now: now())
            } else {
                try sandbox.retry(event, now: now())
            }
        } catch {
            logger.error("sandbox ledger", metadata: ["reason": "\(error)"])
        }
    }
}
