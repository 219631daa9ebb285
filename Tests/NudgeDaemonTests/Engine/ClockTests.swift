import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Clocks that jump, daemons that stop")
@WorldActor
struct ClockTests {
    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        caps: [.fixture(most: 1, per: .calendarDay)],
        tiers: [.fixture(.fixture(days: [1, 2, 3], preferred: ("08:00", "22:00")))]
    )

    @Test(
        "a step of the clock neither repeats nor skips (T-27)",
        arguments: [-300, -120, 3600, -7200],
        ["12:00", "21:58"]
    )
    func aStepNeitherRepeatsNorSkips(_ seconds: Int, _ time: String) async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-09 23:00"))
        for number in 1...12 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        for day in ["10", "11", "12"] {
            try await world.run(until: "2026-11-\(day) \(time)")
            world.clock.set(world.now + .seconds(seconds))
        }
        try await world.run(until: "2026-11-13 07:00")
        let contacts = try world.contacts()
        #expect(contacts.count == world.received.count)
        // A jump over the window's end costs that day's step, which the next day's supersedes.
        let jumpsOver = seconds == 3600 && time == "21:58"
        for number in 1...12 {
            let times = world.received.filter { $0.to == Person.phone(number) }.map(\.at)
            let days = Set(times.map { ZoneRules.shanghai.localDate($0) })
            #expect(days.count == times.count, "one a day at most: \(times)")
            #expect(jumpsOver ? times.count >= 2 : times.count == 3, "\(times)")
        }
    }

    @Test("down for fourteen days: the latest step alone (T-23)")
    func downForFourteenDays() async throws {
        let world = try World(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                tiers: [.fixture(.fixture(days: Array(1...30), preferred: ("08:00", "10:00")))]
            ),
            at: .shanghai("2026-11-09 23:00")
        )
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-12 12:00")
        #expect(world.received.count == 3)
        world.clock.set(.shanghai("2026-11-26 12:00"))
        try world.restart()
        try await world.run(until: "2026-11-26 23:00")
        #expect(world.received.count == 4)
        let days = try #require(try world.store.customer(reference: "c1")).facts.history
            .map(\.occasion.stepDay)
        #expect(days == [1, 2, 3, 17])
    }

    @Test("a step that came too late is dropped where it says so (T-23, T-32)")
    func aStepThatCameTooLateIsDropped() async throws {
        let world = try World(
            rules: .fixture(tiers: [
                .fixture(
                    .fixture(
                        days: [1],
                        preferred: ("08:00", "10:00"),
                        lateness: .dropAfter(.hours(24))
                    )
                )
            ]),
            at: .shanghai("2026-11-09 23:00")
        )
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        world.clock.set(.shanghai("2026-11-11 12:00"))
        try await world.run(until: "2026-11-20 12:00")
        #expect(world.received.isEmpty)
        #expect(try world.reasons(for: "c1").contains(.tooLate))
    }

    @Test("a restart every ten minutes still reaches the hour (T-24, T-48)")
    func aRestartEveryTenMinutes() async throws {
        let world = try World(
            rules: .fixture(
                caps: [.fixture(most: 1, per: .calendarDay)],
                tiers: [.fixture(.fixture(days: [1, 2], preferred: ("20:00", "20:05")))]
            ),
            at: .shanghai("2026-11-10 12:00")
        )
        for number in 1...3 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        for _ in 0..<66 {
            try await world.run(until: world.now + .minutes(10))
            try world.restart()
        }
        #expect(world.received.count == 3)
        #expect(Set(world.received.map(\.to)).count == 3)
    }

    @Test("down over the very minute: it happens once, a little late (T-25)")
    func downOverTheVeryMinute() async throws {
        let world = try World(
            rules: .fixture(tiers: [.fixture(.fixture(days: [1], preferred: ("16:00", "16:01")))]),
            at: .shanghai("2026-11-10 12:00")
        )
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: .shanghai("2026-11-10 15:59:59"))
        world.clock.set(.shanghai("2026-11-10 16:01:16"))
        try world.restart()
        try await world.run(until: "2026-11-12 12:00")
        #expect(world.received.map(\.at) == [.shanghai("2026-11-10 16:01:16")])
    }

    @Test("idle for a month, then work arrives (T-31, T-35)")
    func idleForAMonthThenWorkArrives() async throws {
        let world = try World(
            rules: .fixture(tiers: [.dayOne()]),
            at: .shanghai("2026-10-01 12:00")
        )
        try world.tell(Person.withPhone(1).facts(due: "2027-04-19"))
        try await world.run(until: "2026-11-10 12:00")
        try world.tell(Person.withPhone(2).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.map(\.to) == [Person.phone(2)])
        try await world.run(until: "2027-04-21 12:00")
        #expect(world.received.map(\.to) == [Person.phone(2), Person.phone(1)])
    }
}
