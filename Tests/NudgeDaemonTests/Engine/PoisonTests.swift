import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("A customer who cannot be served")
@WorldActor
struct PoisonTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))
    ])

    @Test(
        "who cannot be put into words is set aside, and all others are served (T-101)"
    )
    func whoCannotBePutIntoWords() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        for number in 1...20 {
            let tail = number == 7 ? "" : "1234"
            try world.tell(Person.withPhone(number).facts(due: "2026-11-09", accountTail: tail))
        }
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.count == 19)
        #expect(!world.received.contains { $0.to == Person.phone(7) })
        let facts = try #require(try world.store.customer(reference: "c7")).facts
        #expect(facts.quarantine.contains("test/sms"))
        #expect(try world.reasons(for: "c7").contains(.quarantined))
        let entries = try world.store.journal(before: nil, limit: 10)
        #expect(entries.map(\.kind) == ["quarantine"], "told once, not for ever")
    }

    @Test("mended and let go, he is served")
    func mendedAndLetGo() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        try world.tell(Person.withPhone(7).facts(due: "2026-11-09", accountTail: ""))
        try await world.run(until: "2026-11-10 12:10")
        try world.tell(Person.withPhone(7).facts(due: "2026-11-09"))
        let customer = try #require(try world.store.customer(reference: "c7"))
        #expect(try world.store.liftQuarantine(customer.facts.id, by: "test", at: world.now))
        world.mailbox.poke()
        try await world.run(until: "2026-11-10 12:20")
        #expect(world.received.map(\.to) == [Person.phone(7)])
    }

    /// The daemon dies whenever it has claimed him: three times, and then no more.
    @Test("who is claimed three times without a commit is set aside (T-70)")
    func whoIsClaimedThreeTimes() async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 12:00"))
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        for _ in 0..<3 {
            try world.turn { !world.engine.pending.isEmpty }
            try world.restart()
        }
        try world.tell(Person.withPhone(2).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.map(\.to) == [Person.phone(2)])
        #expect(try world.reasons(for: "c1").contains(.quarantined))
    }
}
