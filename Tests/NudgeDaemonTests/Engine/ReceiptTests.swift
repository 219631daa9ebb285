import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Receipts and the next channel")
@WorldActor
struct ReceiptTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(
            .fixture(
                days: [1],
                channels: [.push, .sms],
                preferred: ("08:00", "11:00"),
                fallbackAfter: .hours(2)
            )
        )
    ])
    private static let noon = Instant.shanghai("2026-11-10 12:00")

    private func world(
        receipts: Bool = true,
        _ script: @escaping WorldGateway.Script
    ) throws -> World {
        var options = World.Options(rules: Self.rules)
        options.adjust = { $0.hasReceipts = receipts }
        let world = try World(options, at: Self.noon)
        world.gateways[0].behave(script)
        try world.tell(Person(1).facts(due: "2026-11-09"))
        return world
    }

    @Test("no receipt within its time: the next channel")
    func noReceiptWithinItsTime() async throws {
        let world = try world { $0.channel == .push ? .accepted : .accepted(.delivered) }
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.map(\.channel) == [.push, .sms])
        #expect(world.received.last?.at == Self.noon + .hours(2))
    }

    @Test("silence of a gateway without receipts means nothing")
    func silenceWithoutReceipts() async throws {
        let world = try world(receipts: false) { _ in .accepted }
        try await world.run(until: "2026-11-12 12:00")
        #expect(world.received.map(\.channel) == [.push])
    }

    @Test("undelivered: the next channel at once")
    func undelivered() async throws {
        let world = try world {
            $0.channel == .push
                ? .accepted(.undelivered, after: .seconds(9)) : .accepted(.delivered)
        }
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.map(\.channel) == [.push, .sms])
        #expect(world.received.last?.at == Self.noon + .seconds(9))
        #expect(try world.states(of: "c1") == [.undelivered, .delivered])
    }

    @Test("a receipt before our own answer wins (T-72)", arguments: ContactEvent.Receipt.allCases)
    func aReceiptBeforeOurOwnAnswer(_ fate: ContactEvent.Receipt) async throws {
        let gate = LoopbackGate()
        let world = try world { message in
            if message.channel == .push { gate.wait() }
            return .accepted
        }
        try world.turn { world.gateways[0].messages.count == 1 }
        try await world.receipt(try #require(world.gateways[0].messages.first).id, fate)
        gate.open()
        try await world.run(until: Self.noon + .minutes(30))
        let first = try #require(try world.contacts(of: "c1").first)
        #expect(first.state == (fate == .delivered ? .delivered : .undelivered))
        #expect(world.received.map(\.channel) == (fate == .delivered ? [.push] : [.push, .sms]))
    }

    @Test("doubled, late and unknown receipts move nothing backwards (T-73, T-79)")
    func doubledLateAndUnknown() async throws {
        let world = try world { _ in .accepted(.delivered) }
        try await world.run(until: Self.noon + .minutes(1))
        let before = try world.contacts(of: "c1")
        #expect(before.map(\.state) == [.delivered])
        let id = world.wireID(try #require(before.first))
        try await world.receipt(id, .delivered)
        try await world.receipt(id, .undelivered)
        try await world.receipt("world-zzzz", .undelivered)
        try await world.receipt("elsewhere-1", .delivered)
        try await world.run(until: "2026-11-12 12:00")
        #expect(try world.contacts(of: "c1") == before)
        #expect(world.received.count == 1)
    }

    @Test("a failure that is taken back: delivered wins (T-73)")
    func aFailureThatIsTakenBack() async throws {
        let world = try world { _ in .accepted }
        try await world.settle()
        let id = world.wireID(try #require(try world.contacts(of: "c1").first))
        try await world.receipt(id, .undelivered)
        try await world.receipt(id, .delivered)
        try await world.run(until: "2026-11-12 12:00")
        #expect(try world.states(of: "c1").first == .delivered)
        #expect(
            world.received.map(\.channel) == [.push],
            "delivered before the next one was decided"
        )
    }

    @Test("a fallback ends when the debt's next step begins")
    func aFallbackEndsWhenTheNextStepBegins() async throws {
        let world = try World(
            rules: .fixture(tiers: [
                .fixture(
                    .fixture(
                        days: [1, 2],
                        channels: [.push, .sms],
                        preferred: ("20:00", "20:01"),
                        fallbackAfter: .hours(8)
                    )
                )
            ]),
            at: Self.noon
        )
        world.gateways[0].behave { _ in .accepted }
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.map(\.channel) == [.push], "eight hours later it is another day")
    }
}
