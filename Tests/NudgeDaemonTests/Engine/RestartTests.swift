import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("A crash leaves doubt, and nothing else")
@WorldActor
struct RestartTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(
            .fixture(
                days: [1],
                channels: [.push, .sms],
                preferred: ("08:00", "11:00"),
                fallbackAfter: .hours(1)
            )
        )
    ])

    /// Five at the gateway and none answered, when the daemon dies.
    private func crashed() async throws -> World {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        world.gateways[0].behave { _ in .silent }
        for number in 1...5 { try world.tell(Person(number).facts(due: "2026-11-09")) }
        try world.turn { world.gateways[0].messages.count == 5 }
        try world.restart()
        world.gateways[0].behave { _ in .accepted(.delivered) }
        return world
    }

    @Test(
        "what was leaving is in doubt: listed, never repeated, no reason to fall back (T-57, T-58)"
    )
    func whatWasLeavingIsInDoubt() async throws {
        let world = try await crashed()
        #expect(world.recovery.unknown == 5)
        try await world.run(until: "2026-11-11 12:00")
        try world.restart()
        #expect(world.recovery.unknown == 0, "and so after the third start")
        try await world.run(until: "2026-11-12 12:00")
        #expect(world.gateways[0].messages.count == 5)
        let contacts = try world.contacts()
        #expect(contacts.map(\.state) == Array(repeating: .unknown, count: 5))
        #expect(contacts.allSatisfy { $0.reason == "restart" })
        #expect(try world.store.unknownContacts(limit: 10).count == 5)
    }

    @Test("receipts settle it, and what is undelivered goes by the next channel (T-76, T-77)")
    func receiptsSettleIt() async throws {
        let world = try await crashed()
        let ids = world.gateways[0].messages.map(\.id)
        try await world.receipt(ids[0], .delivered)
        try await world.receipt(ids[1], .undelivered)
        try await world.run(until: "2026-11-10 12:30")
        let later = world.gateways[0].messages.dropFirst(5)
        #expect(later.map(\.channel) == [.sms])
        #expect(try world.contacts().count { $0.state == .unknown } == 3)
        #expect(try world.contacts().count { $0.state == .delivered } == 2)
    }

    @Test("decided and not committed: it leaves as if nothing had been (T-30, T-57, T-70b)")
    func decidedAndNotCommitted() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try world.turnUntilDecided()
        try world.restart()
        #expect(world.recovery.unknown == 0)
        #expect(world.recovery.leases == 1)
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.received.count == 1)
        #expect(try world.states(of: "c1") == [.delivered])
    }

    @Test("answered and not committed: in doubt, until the receipt (T-57, T-59)")
    func answeredAndNotCommitted() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        world.gateways[0].behave { _ in .accepted(.delivered, after: .minutes(5)) }
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try world.turnUntilDecided()
        _ = try world.engine.turn()
        #expect(try world.states(of: "c1") == [.leaving], "durable before any answer can be")
        while world.gateways[0].messages.isEmpty { world.mailbox.wait(atMost: Milliseconds(20)) }
        try world.restart()
        #expect(try world.states(of: "c1") == [.unknown])
        try await world.run(until: "2026-11-10 12:30")
        #expect(try world.states(of: "c1") == [.delivered])
        #expect(world.gateways[0].messages.count == 1)
    }

    @Test("a drain puts back what has not left, and the next run sends it (T-61)")
    func aDrainPutsBackWhatHasNotLeft() async throws {
        var options = World.Options(rules: Self.rules)
        options.adjust = {
            $0.inFlight = 1
            $0.window = 20
        }
        let world = try World(options, at: .shanghai("2026-11-10 12:00"))
        let gate = LoopbackGate()
        world.gateways[0].behave { _ in
            gate.wait()
            return .accepted(.delivered)
        }
        for number in 1...20 { try world.tell(Person(number).facts(due: "2026-11-09")) }
        try world.turn { world.engine.outstanding.count == 20 }
        try world.turn { world.gateways[0].messages.count == 1 }
        world.mailbox.drain()
        try world.turn { world.engine.outstanding.count == 1 }
        gate.open()
        try world.turn { world.engine.isDraining && world.engine.isIdle }
        #expect(try world.contacts().count { $0.state == .putBack } == 19)
        try world.restart()
        #expect(world.recovery.unknown == 0)
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.received.count == 20)
        #expect(Set(world.received.map(\.to)).count == 20)
    }
}
