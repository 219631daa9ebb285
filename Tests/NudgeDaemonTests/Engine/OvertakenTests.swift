import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// What comes in while a customer is being decided is heeded before anything leaves.
@Suite("Facts overtake decisions")
@WorldActor
struct OvertakenTests {
    private static let rules = Ruleset.fixture(tiers: [.dayOne()])
    private static let person = Person.withPhone(1)

    enum Event: String, CaseIterable, CustomTestStringConvertible {
        case payment
        case hold
        case optOut
        case wrongPerson

        var testDescription: String { rawValue }

        var reason: Reason {
            switch self {
            case .payment: .paid
            case .hold: .onHold
            case .optOut: .refusedByRecipient
            case .wrongPerson: .pointUnusable
            }
        }
    }

    private func happen(_ event: Event, in world: World) async throws {
        switch event {
        case .payment: try world.tell([Self.person.payment(at: world.now)])
        case .hold: try world.tell([Self.person.hold(at: world.now)])
        case .optOut: try await world.reply("TD", from: Self.person.phone)
        case .wrongPerson: try await world.reply("不是本人", from: Self.person.phone)
        }
    }

    @Test("between the claim and the commit (T-84, T-89)", arguments: Event.allCases)
    func betweenTheClaimAndTheCommit(_ event: Event) async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 00:00"))
        try world.tell(Self.person.facts(due: "2026-11-09"))
        try await world.settle()
        let due = try #require(world.engine.dueNext)
        world.clock.set(due)
        try world.turnUntilDecided()
        try await happen(event, in: world)
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.gateways[0].messages.isEmpty)
        #expect(try world.contacts().isEmpty, "nothing was committed, so no cap is taken")
        #expect(try world.reasons(for: "c1").contains(event.reason))
        #expect(world.engine.counters.overtaken == 1)
    }

    @Test("a minute before its hour (T-84, T-89)", arguments: Event.allCases)
    func aMinuteBeforeItsHour(_ event: Event) async throws {
        let world = try World(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "08:01")))]
            ),
            at: .shanghai("2026-11-09 20:00")
        )
        try world.tell(Self.person.facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-10 07:59")
        try await happen(event, in: world)
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.gateways[0].messages.isEmpty)
        #expect(try world.reasons(for: "c1").contains(event.reason))
    }

    @Test("an opt-out after the message is kept for the next (T-84, T-87)")
    func anOptOutAfterTheMessageIsKeptForTheNext() async throws {
        let world = try World(
            rules: .fixture(tiers: [.fixture(.fixture(days: [1, 4, 7, 10]))]),
            at: .shanghai("2026-11-10 00:00")
        )
        try world.tell(Self.person.facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-11 00:00")
        #expect(world.received.count == 1)
        try await world.reply(" ｔｄ。", from: Self.person.phone)
        try await world.run(until: "2026-12-20 00:00")
        #expect(world.received.count == 1)
        #expect(try world.reasons(for: "c1").contains(.refusedByRecipient))
    }

    @Test("a part payment changes the amount that leaves (T-90)")
    func aPartPaymentChangesTheAmountThatLeaves() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 00:00"))
        try world.tell(Self.person.facts(due: "2026-11-09"))
        try await world.settle()
        world.clock.set(try #require(world.engine.dueNext))
        try world.turnUntilDecided()
        try world.tell([Self.person.payment(4_000, at: world.now)])
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.count == 1)
        #expect(world.received.first?.text.contains("60.00") ?? false)
    }
}
