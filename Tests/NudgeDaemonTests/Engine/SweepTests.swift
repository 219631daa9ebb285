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

    /// The last slice but one is written, the last one decided and lost with the engine.
    @Test("a kill during a sweep resumes it where it stood")
    func aKillDuringASweepResumesIt() async throws {
        let count = Engine.sweepSlice * 2 + 100
        let world = try World(rules: Self.late, at: .shanghai("2026-11-10 12:00"))
        let people = (1...count).map { Person.withPhone($0, phone: "+86139\(10_000_000 + $0)") }
        try world.tell(people.flatMap { $0.facts(due: "2026-11-09") })
        try await world.settle()
        func moved() throws -> Int {
            let day = ZoneRules.shanghai.startOfDay(.fixture("2026-11-12"))
            return try world.customers().count { ($0.timer?.due ?? day) < day }
        }
        try world.reload(Self.early)
        let written = CustomerID(Int64(Engine.sweepSlice))
        try world.turn { try world.store.sweepPosition() == written }
        try world.restart(rules: Self.early)
        #expect(try moved() == Engine.sweepSlice)
        #expect(try world.store.sweepPosition() == written)
        try await world.settle()
        #expect(try moved() == count)
        #expect(world.engine.counters.decided == count - Engine.sweepSlice)
        #expect(try world.store.sweepPosition() == nil)
        // It has ended: another start decides nobody.
        try world.restart()
        try await world.settle()
        #expect(world.engine.counters.decided == 0)
    }

    @Test("a timer that new rules do not move keeps its place")
    func whatDoesNotMoveIsNotWritten() async throws {
        let world = try await waiting()
        let timers = try world.customers().map(\.timer)
        let before = world.engine.counters.decided
        try world.reload(Self.late)
        try await world.settle()
        #expect(world.engine.counters.decided == before + 40)
        #expect(try world.customers().map(\.timer) == timers)
    }

    @Test("a case that new rules ask for is opened, once")
    func aCaseOfNewRulesIsOpened() async throws {
        let world = try await waiting()
        try world.reload(.fixture(tiers: [.fixture(.handOff(days: [1]))]))
        try await world.settle()
        #expect(try world.store.cases(after: 0, limit: 100, onlyOpen: true).count == 40)
        try world.reload(.fixture(tiers: [.fixture(.handOff(days: [1]))]))
        try await world.settle()
        #expect(try world.store.cases(after: 0, limit: 100, onlyOpen: true).count == 40)
        #expect(try world.customers().allSatisfy { $0.timer == nil })
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
