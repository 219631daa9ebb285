import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Lanes keep their pace")
@WorldActor
struct LaneTests {
    private static let start = Instant.shanghai("2026-11-10 12:00")

    private func world(
        _ adjust: @escaping @Sendable (inout GatewaySettings) -> Void
    ) throws -> World {
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.adjust = adjust
        return try World(options, at: Self.start)
    }

    private func tell(_ world: World, _ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try world.tell(Person.withPhone(number).facts(due: "2026-11-09"))
        }
    }

    @Test("a quota for the day holds the rest until it resets, over a restart too (T-40)")
    func aQuotaForTheDay() async throws {
        let world = try world {
            $0.pacing.perDay = 5
            $0.pacing.resetMinute = 9 * 60
        }
        try tell(world, 1...8)
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.count == 5)
        try world.restart()
        try await world.run(until: "2026-11-11 08:59")
        #expect(world.received.count == 5, "counted again after a restart")
        // Each has a place of its own in the new day.
        try await world.run(until: "2026-11-11 11:01")
        #expect(world.received.count == 8)
        #expect(try world.contacts().allSatisfy { $0.state == .delivered })
    }

    @Test("what was put back takes nothing of the quota")
    func whatWasPutBackTakesNothing() async throws {
        let world = try world { $0.pacing.perDay = 3 }
        world.gateways[0].goDown()
        try tell(world, 1...3)
        try await world.run(until: "2026-11-10 12:30")
        try world.gateways[0].comeUp()
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.count == 3)
    }

    @Test("after a crash the bucket is empty, after a drain it is as it was")
    func theBucketOverARestart() async throws {
        let world = try world {
            $0.ratePerSecond = 0.01
            $0.burst = 4
        }
        try tell(world, 1...2)
        try await world.settle()
        #expect(world.received.count == 2)
        try world.engine.keepLanes()
        try world.restart()
        try tell(world, 3...10)
        try await world.settle()
        #expect(world.received.count == 4, "two were left in it")
        try world.restart()
        try await world.run(until: Self.start + .seconds(90))
        #expect(world.received.count == 4, "nobody knows what was left: nothing")
        try await world.run(until: Self.start + .seconds(110))
        #expect(world.received.count == 5)
    }

    @Test("a pause that the gateway asked for outlives a restart")
    func aPauseOutlivesARestart() async throws {
        let world = try world { _ in }
        world.gateways[0].behave { _ in .refused(429, headers: ["Retry-After: 1200"]) }
        try tell(world, 1...3)
        try await world.settle()
        world.gateways[0].behave { _ in .accepted(.delivered) }
        try world.restart()
        try await world.run(until: "2026-11-10 12:19")
        #expect(world.received.isEmpty)
        try await world.run(until: "2026-11-10 12:21")
        #expect(world.received.count == 3)
    }

    @Test("a lane that keeps away by itself does so after a crash, and its next pause is longer")
    func theBackOffOutlivesACrash() async throws {
        let world = try world { $0.sureStatuses = [503] }
        world.gateways[0].behave { _ in .refused(503) }
        try tell(world, 1...3)
        try await world.run(until: Self.start + .minutes(5))
        let before = world.engine.lanes[0].state
        #expect(before.failures >= 4)
        try world.restart()
        #expect(world.engine.lanes[0].state.failures == 0)
        let messages = world.gateways[0].messages.count
        try await world.settle()
        #expect(world.engine.lanes[0].state.phase == before.phase)
        #expect(world.engine.lanes[0].state.failures == before.failures)
        #expect(world.gateways[0].messages.count == messages, "nobody asks before its time")
        world.gateways[0].behave { _ in .accepted(.delivered) }
        try await world.run(until: Self.start + .minutes(10))
        #expect(world.received.count == 3)
    }

    @Test("one recipient who has had enough waits, and nobody else")
    func oneRecipientWaits() async throws {
        var options = World.Options(
            rules: .fixture(
                tiers: [
                    .fixture(
                        .fixture(days: [1], preferred: ("08:00", "11:00"), mergesDebts: false)
                    )
                ]
            )
        )
        options.adjust = {
            $0.pacing.recipient = [RecipientLimit(most: 1, period: .rolling(.hours(1)))]
        }
        let world = try World(options, at: Self.start)
        try tell(world, 1...3)
        try world.tell([
            .debt(
                DebtFact(
                    reference: "second",
                    customer: "c1",
                    product: "贷款",
                    accountTail: "5678",
                    minimumDue: 20_000,
                    dueDate: .fixture("2026-11-09")
                )
            )
        ])
        try await world.run(until: "2026-11-10 12:59")
        #expect(world.received.count == 3)
        try await world.run(until: "2026-11-10 13:01")
        #expect(world.received.count == 4)
        #expect(world.received.last?.to == Person.phone(1))
    }

    @Test("drained: what is under way finishes, nothing new leaves, over a restart too (T-61)")
    func drained() async throws {
        let world = try world {
            $0.inFlight = 1
            $0.window = 4
        }
        let store = world.store
        let now = world.now
        // The drain comes while the first of four is at the gateway.
        world.gateways[0].behave { message in
            if message.id.hasSuffix("-1") {
                try? store.addStop(
                    Stop(scope: .draining("everything")),
                    by: "li",
                    why: "maintenance",
                    at: now
                )
            }
            return .accepted(.delivered)
        }
        try tell(world, 1...10)
        try await world.run(until: "2026-11-10 12:30")
        let finished = world.received.count
        #expect((4...8).contains(finished), "\(finished)")
        #expect(try world.contacts().allSatisfy { $0.state == .delivered })
        try world.restart()
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.count == finished)
        #expect(try world.reasons(for: "c10").contains(.gatewayStopped))
        try world.resume(.draining("everything"))
        try await world.run(until: "2026-11-10 13:01")
        #expect(world.received.count == 10)
        #expect(Set(world.received.map(\.to)).count == 10)
    }
}
