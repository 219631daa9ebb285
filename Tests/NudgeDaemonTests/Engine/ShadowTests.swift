import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("A shadow")
@WorldActor
struct ShadowTests {
    /// A second channel six hours later, where no receipt came.
    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        caps: [.fixture(most: 1, per: .rolling(.days(7)))],
        tiers: [
            .fixture(
                .fixture(days: [1, 4, 9], channels: [.sms, .email], fallbackAfter: .hours(6))
            )
        ]
    )

    private func world() throws -> World {
        var options = World.Options(rules: Self.rules)
        options.isShadow = true
        let world = try World(options, at: .shanghai("2026-11-10 06:00"))
        #expect(try world.store.enter(.shadow) == nil)
        for number in 1...30 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        return world
    }

    @Test("decides and records as live does, and nobody receives anything")
    func decidesAndSendsNothing() async throws {
        let world = try world()
        try await world.run(until: "2026-11-30 00:00")
        #expect(world.received.count == 0)
        let contacts = try world.contacts()
        #expect(contacts.allSatisfy { $0.state == .accepted && $0.reason == "shadow" })
        // Each step once, days 4 and 9 as soon as the cap has room: contacts count as live ones do.
        #expect(contacts.count == 90)
        let days = contacts.prefix { $0.customer == contacts[0].customer }.map(\.at)
        #expect(zip(days, days.dropFirst()).allSatisfy { $1 - $0 >= .days(7) })
        // No receipt ever comes, and no fallback follows from that.
        #expect(contacts.allSatisfy { $0.channel == .sms })
    }

    @Test("what was leaving at a crash is in no doubt")
    func aCrashLeavesNoDoubt() async throws {
        let world = try world()
        try await world.run(until: "2026-11-10 08:59")
        world.clock.set(.shanghai("2026-11-10 20:00"))
        try world.turn { !world.engine.answers.isEmpty }
        #expect(try world.contacts().contains { $0.state == .leaving })
        try world.restart()
        #expect(world.recovery.unknown == 0)
        try await world.run(until: "2026-11-11 00:00")
        #expect(try world.contacts().count == 30)
        #expect(try world.contacts().allSatisfy { $0.state == .accepted })
    }

    @Test("its store is not taken for a live one, until it is cleared; then all begins afresh")
    func aStoreIsOneOrTheOther() async throws {
        let world = try world()
        try await world.run(until: "2026-11-11 00:00")
        #expect(try world.contacts().count == 30)
        #expect(try world.store.enter(.live) == .shadow)
        #expect(try world.store.mode() == .shadow)
        #expect(try world.store.clearShadow(by: "test", at: world.now) == 30)
        #expect(try world.customers().allSatisfy { $0.facts.history.isEmpty })
        #expect(try world.customers().allSatisfy { $0.timer?.lane == decideLane })
        #expect(try world.store.mode() == nil)
        #expect(try world.store.enter(.live) == nil)
        #expect(try world.store.clearShadow(by: "test", at: world.now) == 0)
        world.mailbox.poke()
        try await world.run(until: "2026-11-12 00:00")
        #expect(try world.contacts().count == 30, "day 1's step is in force yet")
    }

    @Test("a store with real contacts is no place for a shadow")
    func aLiveStoreRefusesAShadow() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 06:00"))
        #expect(try world.store.enter(.live) == nil)
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-11 00:00")
        #expect(world.received.count == 1)
        #expect(try world.store.enter(.shadow) == .live)
        #expect(try world.store.enter(.live) == nil)
    }
}
