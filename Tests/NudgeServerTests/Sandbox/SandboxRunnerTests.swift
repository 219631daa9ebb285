import Logging
import NudgeCore
import NudgeServer
import ServiceLifecycle
import Synchronization
import Testing

@Suite struct SandboxRunnerTests {
    private let start = Instant(seconds: 1_795_000_000)

    /// Runs a runner while `body` runs, then shuts it down gracefully.
    private func running(
        _ sandbox: Sandbox,
        now: @escaping @Sendable () -> Instant,
        deliver: @escaping SandboxRunner.Deliver,
        _ body: () async throws -> Void
    ) async throws {
        let quiet = CallbackListenerTests.quiet
        let runner = SandboxRunner(sandbox, logger: quiet, now: now, deliver: deliver)
        let group = ServiceGroup(services: [runner], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func whatIsDueIsPostedInAnyOrderAndOnce() async throws {
        let sandbox = try Sandbox()
        let posted = Counter()
        let contacts = Mutex<[String]>([])
        for number in 1...100 {
            let message = SandboxMessage(
                id: "n1-\(number)",
                channel: .sms,
                to: "13800138000",
                text: "x"
            )
            _ = try sandbox.receive(message, now: start)
        }
        let clock = start + .hours(1)
        let deliver: SandboxRunner.Deliver = { event in
            contacts.withLock { $0.append(event.contact) }
            posted.add()
            return true
        }
        try await running(sandbox, now: { clock }, deliver: deliver) {
            await posted.reached(100)
        }
        #expect(sandbox.totals.eventsPosted == 100)
        #expect(Set(contacts.withLock { $0 }).count == 100)
        #expect(sandbox.pendingCount == 0)
    }

    @Test func anEventScheduledLaterWakesTheRunner() async throws {
        let sandbox = try Sandbox()
        let posted = Counter()
        let deliver: SandboxRunner.Deliver = { _ in
            posted.add()
            return true
        }
        try await running(sandbox, now: { [start] in start }, deliver: deliver) {
            // A receipt in twenty minutes, at least a second: the runner goes to sleep for it.
            let later = SandboxMessage(id: "n1-1", channel: .sms, to: "13800138000", text: "x")
            _ = try sandbox.receive(later, now: start)
            let now = SandboxMessage(id: "n1-2", channel: .sms, to: "19900000010", text: "x")
            _ = try sandbox.receive(now, now: start)
            await posted.reached(1)
        }
        #expect(sandbox.totals.eventsPosted == 1)
        #expect(sandbox.pendingCount == 1)
    }

    @Test func aPostThatFailsIsTriedAgain() async throws {
        let sandbox = try Sandbox()
        let tried = Counter()
        let ids = Mutex<[String]>([])
        // An hour goes by between two looks, so that every retry is due at the next one.
        let clock = Mutex(start)
        let now: @Sendable () -> Instant = {
            clock.withLock { clock in
                clock = clock + .hours(1)
                return clock
            }
        }
        let message = SandboxMessage(id: "n1-1", channel: .sms, to: "13800138000", text: "x")
        _ = try sandbox.receive(message, now: start)
        let deliver: SandboxRunner.Deliver = { event in
            ids.withLock { $0.append(event.webhookID) }
            defer { tried.add() }
            return event.failures == 2
        }
        try await running(sandbox, now: now, deliver: deliver) {
            await tried.reached(3)
        }
        #expect(sandbox.totals.eventsPosted == 1)
        #expect(sandbox.totals.eventsGivenUp == 0)
        #expect(Set(ids.withLock { $0 }).count == 1)
    }
}
