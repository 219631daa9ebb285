import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Money: what was spent, and budgets")
@WorldActor
struct BudgetTests {
    private static let start = Instant.shanghai("2026-11-10 12:00")

    /// 0.0325 yuan a message; the budget is of so many messages.
    private func world(
        _ messages: Int?,
        then: Budget.Ending = .stop,
        ofHouse: Bool = false
    ) throws -> World {
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        let budget = messages.map {
            Budget(perDay: Int64($0) * 32_500, currency: .cny, then: then)
        }
        options.adjust = {
            $0.price = Price(millionths: 32_500, currency: .cny)
            if !ofHouse { $0.budget = budget }
        }
        if ofHouse { options.budget = budget }
        return try World(options, at: Self.start)
    }

    private func tell(_ world: World, _ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try world.tell(Person.withPhone(number).facts(due: "2026-11-09"))
        }
    }

    private func spent(_ world: World, on day: String = "2026-11-10") throws -> Int64 {
        try world.store.spend(on: .fixture(day)).reduce(0) { $0 + $1.cost }
    }

    @Test("the rows of a day are what was taken, and no more")
    func theRowsAreWhatWasTaken() async throws {
        let world = try world(nil)
        world.gateways[0].behave { message in
            switch message.to {
            case Person.phone(1): .refused(422, code: "bad_recipient")
            case Person.phone(2): .cut
            default: .accepted(.delivered)
            }
        }
        try tell(world, 1...10)
        try await world.run(until: "2026-11-10 13:00")
        let lines = try world.store.spend(on: .fixture("2026-11-10"))
        #expect(lines.map(\.contacts) == [9], "the one in doubt counts, the refused one does not")
        #expect(lines.map(\.cost) == [9 * 32_500])
        #expect(lines.map(\.gateway) == ["everything"])
        #expect(lines.map(\.template) == ["test/sms"])
    }

    @Test(
        "at its limit it stops, aloud and once, and goes on the next day",
        arguments: [false, true]
    )
    func atItsLimit(_ ofHouse: Bool) async throws {
        let world = try world(5, ofHouse: ofHouse)
        try tell(world, 1...8)
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.count == 5)
        let stops = try world.store.stops()
        #expect(stops.map(\.actor) == ["budget"])
        #expect(stops.map(\.stop.scope) == [ofHouse ? .everything : .gateway("everything")])
        try world.restart()
        try await world.run(until: "2026-11-11 07:59")
        #expect(world.received.count == 5)
        #expect(try world.store.stops().isEmpty, "midnight ended it")
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.count == 8)
        #expect(try spent(world) == 5 * 32_500)
        #expect(try spent(world, on: "2026-11-11") == 3 * 32_500)
    }

    @Test("a person who lifts it has lifted it for the day, over a restart too")
    func liftedForTheDay() async throws {
        let world = try world(5)
        try tell(world, 1...8)
        try await world.run(until: "2026-11-10 13:00")
        try world.resume(.gateway("everything"))
        try await world.run(until: "2026-11-10 13:05")
        #expect(world.received.count == 8)
        try world.restart()
        try tell(world, 9...12)
        try await world.run(until: "2026-11-10 14:00")
        #expect(world.received.count == 12)
        #expect(try world.store.stops().isEmpty)
    }

    @Test("one that asks waits for a person, past midnight")
    func oneThatAsks() async throws {
        let world = try world(5, then: .ask)
        try tell(world, 1...8)
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.count == 5)
        try world.resume(.gateway("everything"))
        try await world.run(until: "2026-11-11 12:05")
        #expect(world.received.count == 8)
    }
}
