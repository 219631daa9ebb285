import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Rules that change")
@WorldActor
struct SweepTests {
    private static func rules(day: Int16, _ preferred: (String, String)) -> Ruleset {
        .fixture(tiers: [.fixture(.fixture(days: [day], preferred: preferred))])
    }

    private static let late = rules(day: 5, ("08:00", "11:00"))
    private static let early = rules(day: 2, ("08:00", "11:00"))

    /// Forty people, decided and waiting for the fourteenth.
    private func waiting() async throws -> World {
        let world = try World(rules: Self.late, at: .shanghai("2026-11-10 12:00"))
        for number in 1...40 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.settle()
        return world
    }

    @Test("new rules decide everybody afresh, in the running engine")
    func newRulesDecideEverybodyAfresh() async throws {
        let world = try await waiting()
        let before = world.engine.counters.decided
        try world.reload(Self.early)
        try await world.settle()
        #expect(world.engine.counters.decided == before + 40)
        try await world.run(until: "2026-11-12 00:00")
        #expect(world.received.count == 40)
        #expect(
            world.received.allSatisfy {
                ZoneRules.shanghai.localDate($0.at) == .fixture("2026-11-11")
            }
        )
        try await world.run(until: "2026-11-20 00:00")
        #expect(world.received.count == 40, "the step that the old rules asked for is no more")
    }

    @Test("new rules at a start, when it is told to sweep")
    func newRulesAtAStart() async throws {
        let world = try await waiting()
        try world.restart(rules: Self.early)
        world.engine.sweepAll()
        try await world.run(until: "2026-11-12 00:00")
        #expect(world.received.count == 40)
    }

    @Test("a wider ramp takes in who was outside, and repeats nobody")
    func aWiderRampTakesInWhoWasOutside() async throws {
        func ramp(_ percent: Int) -> Ruleset {
            .fixture(
                tiers: [.fixture(.fixture(days: [2], preferred: ("08:00", "20:00")))],
                ramp: Ramp(percent: percent)
            )
        }
        let world = try World(rules: ramp(25), at: .shanghai("2026-11-10 12:00"))
        let people = (1...40).map { Person.withPhone($0) }
        for person in people { try world.tell(person.facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-11 12:00")
        let first = world.received.count
        #expect(first > 0 && first < people.count)
        try world.reload(ramp(100))
        try await world.run(until: "2026-11-12 00:00")
        #expect(world.received.count == people.count)
        #expect(Set(world.received.map(\.to)).count == people.count)
    }

    @Test("the same rules at a start sweep nobody (T-33)")
    func theSameRulesSweepNobody() async throws {
        let world = try await waiting()
        try world.restart()
        try await world.settle()
        #expect(world.engine.counters.decided == 0)
        try await world.run(until: "2026-11-15 00:00")
        #expect(world.received.count == 40)
    }

    @Test("who is due goes before the sweep")
    func whoIsDueGoesBeforeTheSweep() async throws {
        let world = try await waiting()
        let urgent = (101...110).flatMap { Person.withPhone($0).facts(due: "2026-11-05") }
        try world.tell(urgent)
        let gate = LoopbackGate()
        world.gateways[0].behave { _ in
            gate.wait()
            return .accepted(.delivered)
        }
        try world.turnUntilDecided()
        let before = world.engine.counters.decided
        try world.reload(Self.late)
        _ = try world.engine.turn()
        #expect(
            world.engine.counters.decided - before < 40,
            "the forty do not go before the ten"
        )
        try world.turn { world.gateways[0].messages.count == 10 }
        gate.open()
        try await world.settle()
        #expect(world.received.count == 10)
        #expect(world.engine.counters.decided - before >= 40)
    }

    @Test("what was decided by the old rules leaves, and the new ones go on from there")
    func whatWasDecidedLeaves() async throws {
        let world = try World(rules: Self.early, at: .shanghai("2026-11-11 12:00"))
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try world.turnUntilDecided()
        try world.reload(Self.late)
        try await world.run(until: "2026-11-20 00:00")
        let history = try #require(try world.store.customer(reference: "c1")).facts.history
        #expect(history.map(\.occasion.stepDay) == [2, 5])
    }
}
