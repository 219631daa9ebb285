import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// Cases of `docs/peer-bugs.md` that ask for a whole daemon and a gateway in a certain mood.
@Suite("What others got wrong, at the gateway")
@WorldActor
struct PeerCaseTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))
    ])
    private static let noon = Instant.shanghai("2026-11-10 12:00")

    private func world(
        _ count: Int,
        inFlight: Int = 4,
        window: Int = 4
    ) throws -> World {
        var options = World.Options(rules: Self.rules)
        options.adjust = {
            $0.inFlight = inFlight
            $0.window = window
        }
        let world = try World(options, at: Self.noon)
        try world.tell((1...count).flatMap { Person.withPhone($0).facts(due: "2026-11-09") })
        return world
    }

    private func expectEachOnce(_ world: World, _ count: Int) {
        #expect(world.received.count == count)
        #expect(Set(world.received.map(\.to)).count == count)
    }

    @Test("new rules in the middle of a run: it goes on exactly where it was (T-61)")
    func newRulesInTheMiddle() async throws {
        let world = try world(60)
        try world.turn { world.gateways[0].messages.count >= 20 }
        var other = Self.rules
        other = Ruleset.fixture(
            caps: [.fixture(most: 1, per: .calendarDay)],
            tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "12:00"), priority: 9))]
        )
        try world.reload(other)
        #expect(world.gateways[0].messages.count < 60)
        try await world.run(until: "2026-11-10 14:00")
        expectEachOnce(world, 60)
        try await world.run(until: "2026-11-12 14:00")
        expectEachOnce(world, 60)
    }

    /// The gateway itself stops the lane: no money, then a wrong key.
    @Test(
        "stopped by the gateway and resumed by the operator: the rest, once (T-61)",
        arguments: [402, 401]
    )
    func stoppedByTheGateway(_ status: Int) async throws {
        let world = try world(30)
        world.gateways[0].behave { message in
            message.id.hasSuffix("-5") ? .refused(status) : .accepted(.delivered)
        }
        try await world.run(until: "2026-11-10 13:00")
        let before = world.received.count
        #expect(before < 12, "those that were under way, and no more")
        world.gateways[0].behave { _ in .accepted(.delivered) }
        try await world.run(until: "2026-11-10 14:00")
        #expect(world.received.count == before, "it waits for a person")
        try world.stop(.gateway("everything"))
        try await world.settle()
        try world.resume(.gateway("everything"))
        try await world.run(until: "2026-11-10 15:00")
        expectEachOnce(world, 30)
    }

    @Test("pages of people who are to get nothing do not end a run (T-62)")
    func pagesOfThoseWhoGetNothing() async throws {
        let world = try World(rules: Self.rules, at: Self.noon)
        // More than two slices of the decide lane, and all before the few who are due.
        let held = (1...1_200).flatMap { number in
            let person = Person.withPhone(number)
            return person.facts(due: "2026-11-09") + [person.hold(at: Self.noon)]
        }
        try world.tell(held)
        try world.tell((1_201...1_210).flatMap { Person.withPhone($0).facts(due: "2026-11-09") })
        try await world.run(until: "2026-11-10 12:01")
        expectEachOnce(world, 10)
        for person in [1, 600, 1_200] {
            #expect(try world.reasons(for: "c\(person)").contains(.onHold))
        }
    }

    @Test("what failed on one channel repeats nothing on the one that succeeded (T-63)")
    func aLateFailureRepeatsNothing() async throws {
        let tier = Tier.fixture(
            .fixture(
                days: [1],
                channels: [.push, .sms],
                preferred: ("08:00", "11:00"),
                fallbackAfter: .hours(1)
            )
        )
        let world = try World(rules: .fixture(tiers: [tier]), at: Self.noon)
        world.gateways[0].behave {
            $0.channel == .push
                ? .accepted(.undelivered, after: .minutes(5)) : .accepted(.delivered)
        }
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.map(\.channel) == [.push, .sms])
        let push = try #require(world.received.first).id
        for _ in 1...3 { try await world.receipt(push, .undelivered) }
        try world.restart()
        try await world.run(until: "2026-11-20 13:00")
        #expect(world.received.map(\.channel) == [.push, .sms])
        #expect(try world.states(of: "c1") == [.undelivered, .delivered])
    }

    @Test("a full queue holds back: nobody is taken out for whom there is no room (T-69)")
    func aFullQueueHoldsBack() async throws {
        let world = try world(50, inFlight: 1, window: 4)
        let gate = LoopbackGate()
        world.gateways[0].behave { _ in
            gate.wait()
            return .accepted(.delivered)
        }
        try world.turn { world.gateways[0].messages.count == 1 }
        for _ in 1...50 { _ = try world.engine.turn() }
        #expect(world.engine.outstanding.count == 4)
        #expect(try world.contacts().count == 4)
        let timers = try world.customers().compactMap(\.timer).filter { $0.lane == "everything" }
        #expect(timers.count == 46, "the others wait where a crash finds them")
        gate.open()
        try await world.run(until: "2026-11-10 12:30")
        expectEachOnce(world, 50)
    }

    @Test("throttled, then taken: its receipt finds it, and the first try's moves nothing (T-76)")
    func throttledThenTaken() async throws {
        let world = try world(1)
        world.gateways[0].behave {
            $0.id.hasSuffix("-1") ? .refused(429, headers: ["Retry-After: 60"]) : .accepted
        }
        try await world.run(until: "2026-11-10 12:05")
        let ids = world.gateways[0].messages.map(\.id)
        #expect(ids.count == 2)
        try world.restart()
        try await world.receipt(ids[0], .undelivered)
        #expect(try world.states(of: "c1") == [.putBack, .accepted])
        try await world.receipt(ids[1], .delivered)
        #expect(try world.states(of: "c1") == [.putBack, .delivered])
        try await world.run(until: "2026-11-12 12:00")
        #expect(world.gateways[0].messages.count == 2)
    }

    @Test("no receipt for days, over restarts: not sent again; one that comes late counts (T-77)")
    func noReceiptForDays() async throws {
        let world = try world(3)
        world.gateways[0].behave { _ in .accepted }
        for hour in ["13:00", "18:00", "23:00"] {
            try await world.run(until: "2026-11-10 \(hour)")
            try world.restart()
        }
        try await world.run(until: "2026-11-14 12:00")
        #expect(world.gateways[0].messages.count == 3)
        #expect(try world.contacts().allSatisfy { $0.state == .accepted })
        let id = try #require(world.gateways[0].messages.first).id
        try await world.receipt(id, .delivered)
        #expect(try world.contacts().count { $0.state == .delivered } == 1)
        try await world.run(until: "2026-11-20 12:00")
        #expect(world.gateways[0].messages.count == 3)
    }

    @Test("an opt-out between the dispatch and its answer is kept for the next (T-84)")
    func anOptOutWhileItIsUnderWay() async throws {
        let world = try World(
            rules: .fixture(tiers: [
                .fixture(.fixture(days: [1, 3, 5], preferred: ("08:00", "11:00")))
            ]),
            at: Self.noon
        )
        let gate = LoopbackGate()
        world.gateways[0].behave { _ in
            gate.wait()
            return .accepted(.delivered)
        }
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try world.turn { world.gateways[0].messages.count == 1 }
        try await world.reply("TD", from: Person.phone(1))
        gate.open()
        try await world.run(until: "2026-12-10 12:00")
        #expect(world.received.count == 1)
        #expect(try world.states(of: "c1") == [.delivered])
        #expect(try world.reasons(for: "c1").contains(.refusedByRecipient))
        #expect(
            try world.customers().allSatisfy { $0.timer == nil },
            "nothing tries for ever (T-87)"
        )
    }
}
