import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Operators stop and resume")
@WorldActor
struct StopTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))
    ])

    @Test(
        "each kind of stop holds, says so, survives a restart and ends",
        arguments: [
            Stop.Scope.everything, .tier("all"), .template("test/sms"), .channel(.sms),
            .gateway("everything"),
        ]
    )
    func eachKindOfStop(_ scope: Stop.Scope) async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        try world.stop(scope)
        for number in 1...5 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 12:30")
        try world.restart()
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.gateways[0].messages.isEmpty)
        #expect(try world.contacts().isEmpty, "a stop takes no places")
        #expect(try world.reasons(for: "c1").contains(scope.reason))
        try world.resume(scope)
        try await world.run(until: world.now + .seconds(1))
        #expect(world.received.count == 5, "at once, not when somebody happens to look")
        try await world.run(until: "2026-11-12 13:00")
        #expect(world.received.count == 5)
        #expect(try world.store.journal(before: nil, limit: 10).count == 2)
    }

    @Test(
        "a stop of something else holds nothing",
        arguments: [
            Stop.Scope.tier("other"), .template("test/email"), .channel(.email), .gateway("other"),
        ]
    )
    func aStopOfSomethingElse(_ scope: Stop.Scope) async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        try world.stop(scope)
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.received.count == 1)
    }

    /// One under way, nineteen in libcurl's queue: those come back, and leave later.
    @Test("a stop recalls what waits in the queue (T-53, T-61)")
    func aStopRecallsWhatWaitsInTheQueue() async throws {
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
        for number in 1...20 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try world.turn { world.engine.outstanding.count == 20 }
        try world.turn { world.gateways[0].messages.count == 1 }
        try world.stop(.everything)
        try world.turn { world.engine.outstanding.count == 1 }
        gate.open()
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.gateways[0].messages.count == 1)
        #expect(try world.contacts().count { $0.state == .putBack } == 19)
        try world.resume(.everything)
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.count == 20)
        #expect(Set(world.received.map(\.to)).count == 20)
    }

    @Test("a stop between decision and commit lets nothing leave")
    func aStopBetweenDecisionAndCommit() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try world.turnUntilDecided()
        try world.stop(.channel(.sms))
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.gateways[0].messages.isEmpty)
        try world.resume(.channel(.sms))
        try await world.run(until: "2026-11-10 12:31")
        #expect(world.received.count == 1)
    }
}

extension Stop.Scope {
    /// What a decision says of it.
    fileprivate var reason: Reason { gateway == nil ? .stoppedByOperator : .gatewayStopped }
}
