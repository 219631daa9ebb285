import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Quiet hours, from the store to the wire")
@WorldActor
struct QuietHoursTests {
    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        tiers: [.dayOne()]
    )

    /// Due at ten to midnight: held, then spread over the next day's window.
    @Test("what falls due at night leaves in the morning (T-06, T-20)")
    func whatFallsDueAtNightLeavesInTheMorning() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 23:50"))
        for number in 1...30 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: .shanghai("2026-11-11 07:59:59.999"))
        #expect(world.received.isEmpty)
        try await world.run(until: "2026-11-12 07:00")
        let times = world.received.map(\.at)
        #expect(times.count == 30)
        #expect(times.allSatisfy { $0 >= .shanghai("2026-11-11 08:00") })
        #expect(times.allSatisfy { $0 < .shanghai("2026-11-11 22:00") })
        let inFirstHour = times.count { $0 < .shanghai("2026-11-11 09:00") }
        #expect(inFirstHour < 15, "a fourteenth of them is expected in the first hour")
        #expect(Set(world.received.map(\.to)).count == 30)
    }

    @Test("a hold outlives a daemon that is down when it ends (T-06, T-07)")
    func aHoldOutlivesADaemonThatIsDown() async throws {
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: [
                .fixture(.fixture(days: [1], preferred: ("08:00", "08:30")))
            ]
        )
        let world = try World(rules: rules, at: .shanghai("2026-11-09 23:50"))
        for number in 1...10 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 00:10")
        let timers = try world.customers().compactMap(\.timer)
        #expect(timers.count == 10, "deferred with a stored instant, not counted as anything")
        #expect(try world.contacts().isEmpty)
        world.clock.set(.shanghai("2026-11-10 11:00"))
        try world.restart()
        try await world.run(until: "2026-11-10 22:30")
        #expect(
            world.received.map(\.at) == Array(repeating: .shanghai("2026-11-10 11:00"), count: 10)
        )
    }

    @Test("a message of two segments takes two tokens (T-49)")
    func aMessageOfTwoSegmentsTakesTwoTokens() async throws {
        var options = World.Options(
            rules: .fixture(tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))])
        )
        options.howToPay = String(repeating: "请通过手机银行或网点还款", count: 5)
        options.adjust = {
            $0.ratePerSecond = 0.1
            $0.burst = 2
        }
        let world = try World(options, at: .shanghai("2026-11-10 12:00"))
        for number in 1...5 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 12:10")
        let contacts = try world.contacts()
        #expect(contacts.map(\.segments) == Array(repeating: 2, count: 5))
        let times = world.received.map(\.at)
        for (earlier, later) in zip(times, times.dropFirst()) {
            #expect(later - earlier >= .seconds(20))
        }
    }

    @Test("a slow gateway's queue stops when the window closes (T-09)")
    func aSlowGatewaysQueueStopsWhenTheWindowCloses() async throws {
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "21:00")))]
            )
        )
        // One message in a hundred seconds.
        options.adjust = {
            $0.ratePerSecond = 0.01
            $0.burst = 1
        }
        let world = try World(options, at: .shanghai("2026-11-10 21:50"))
        for number in 1...20 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-11 21:59")
        let times = world.received.map(\.at)
        let evening = times.filter { $0 < .shanghai("2026-11-10 22:00") }
        let morning = times.filter { $0 >= .shanghai("2026-11-11 08:00") }
        #expect((5...7).contains(evening.count), "ten minutes at one in a hundred seconds")
        #expect(evening.count + morning.count == 20)
        #expect(Set(world.received.map(\.to)).count == 20)
        for (earlier, later) in zip(times, times.dropFirst()) {
            #expect(later - earlier >= .seconds(99))
        }
    }
}
