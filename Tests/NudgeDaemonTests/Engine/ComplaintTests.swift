import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Complaints stop a template and a tier by themselves")
@WorldActor
struct ComplaintTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))
    ])

    /// Thirty people were written to at noon; more than one in ten complaints is too many.
    private func world() async throws -> World {
        var options = World.Options(rules: Self.rules)
        options.complaints = ComplaintLimit(
            complaints: 1,
            contacts: 10,
            within: .days(7),
            atLeast: 10
        )
        let world = try World(options, at: .shanghai("2026-11-10 12:00"))
        for number in 1...30 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.received.count == 30)
        return world
    }

    @Test("nothing more of it leaves, until somebody resumes it")
    func itStopsUntilResumed() async throws {
        let world = try await world()
        for number in 1...3 { try await world.reply("投诉", from: Person.phone(number)) }
        try await world.settle()
        #expect(world.engine.stops.isEmpty)
        try await world.reply("我要投诉你们", from: Person.phone(4))
        for number in 31...40 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 13:00")
        #expect(
            world.engine.stops == [Stop(scope: .template("test/sms")), Stop(scope: .tier("all"))]
        )
        #expect(world.received.count == 30)
        #expect(try world.reasons(for: "c31").contains(.stoppedByOperator))

        try world.restart()
        try await world.run(until: "2026-11-10 13:30")
        #expect(world.received.count == 30)
        try world.resume(.template("test/sms"))
        try world.resume(.tier("all"))
        // Somebody else complains of the messages of noon.
        try await world.reply("投诉", from: Person.phone(5))
        try await world.run(until: "2026-11-10 14:00")
        #expect(world.received.count == 40)
        #expect(try world.store.stops().isEmpty)
        // Two of the ten since then are too many.
        try await world.reply("投诉", from: Person.phone(31))
        try await world.settle()
        #expect(try world.store.stops().isEmpty)
        try await world.reply("投诉", from: Person.phone(32))
        #expect(try world.store.stops().map(\.actor) == ["complaints", "complaints"])
    }
}
