import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("People who share a number")
@WorldActor
struct SharedNumberTests {
    private static let phone = Person.phone(1)

    private func world(most: Int, sharers: Int) throws -> World {
        let rules = Ruleset.fixture(
            caps: [.fixture(most: most, per: .calendarDay, counts: .contactPoint)],
            tiers: [.fixture(.fixture(days: [1, 5], preferred: ("08:00", "11:00")))]
        )
        let world = try World(rules: rules, at: .shanghai("2026-11-10 12:00"))
        let facts = (1...sharers).flatMap {
            Person.withPhone($0, phone: Self.phone).facts(due: "2026-11-09")
        }
        try world.tell(facts)
        return world
    }

    @Test(
        "share its caps, though all are due at one instant (T-37, T-39, T-88)",
        arguments: [(1, 2), (2, 8), (3, 3)]
    )
    func shareItsCaps(_ most: Int, _ sharers: Int) async throws {
        let world = try world(most: most, sharers: sharers)
        try await world.run(until: "2026-11-10 23:59")
        #expect(world.received.count == min(most, sharers))
        try await world.run(until: "2026-11-11 23:59")
        #expect(world.received.count == min(2 * most, sharers))
        for message in world.received { #expect(message.to == Self.phone) }
        let made = try world.contacts().map(\.customer)
        #expect(Set(made).count == made.count, "each was reached once")
    }

    @Test("a place given back wakes who waits for it (T-38)")
    func aPlaceGivenBackWakesWhoWaits() async throws {
        let world = try world(most: 1, sharers: 2)
        world.gateways[0].behave {
            $0.attempt == 1 && $0.id.hasSuffix("-1")
                ? .refused(422, code: "misconfigured") : .accepted(.delivered)
        }
        try await world.run(until: "2026-11-10 12:10")
        #expect(world.received.count == 1)
        #expect(world.gateways[0].messages.count == 2)
    }

    @Test("an opt-out from it stops them all (T-84, T-85, T-88)")
    func anOptOutStopsThemAll() async throws {
        let world = try world(most: 5, sharers: 3)
        try world.tell(Person.withPhone(9).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-10 23:59")
        #expect(world.received.count == 4)
        try await world.reply("退订", from: Self.phone)
        try await world.run(until: "2026-11-20 12:00")
        #expect(
            world.received.dropFirst(4).map(\.to) == [Person.phone(9)],
            "nobody else is stopped"
        )
        for reference in ["c1", "c2", "c3"] {
            #expect(try world.reasons(for: reference).contains(.refusedByRecipient))
        }
    }
}
