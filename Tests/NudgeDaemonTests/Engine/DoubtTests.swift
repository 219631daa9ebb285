import Curl
import NudgeCore
import NudgeGateways
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Contacts in doubt")
@WorldActor
struct DoubtTests {
    private static let start = Instant.shanghai("2026-11-10 12:00")

    private func world(
        _ deduplication: Deduplication = .none,
        _ policy: DoubtPolicy = DoubtPolicy()
    ) throws -> World {
        try World(options(deduplication, policy), at: Self.start)
    }

    private func options(
        _ deduplication: Deduplication = .none,
        _ policy: DoubtPolicy = DoubtPolicy()
    ) -> World.Options {
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: [.fixture(most: 1, per: .calendarDay)],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.adjust = {
            $0.totalTimeout = Milliseconds(500)
            $0.deduplication = deduplication
            $0.doubt = policy
        }
        return options
    }

    private func tell(_ world: World) throws {
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
    }

    private static let vendor = Deduplication.vendor(window: .hours(2))

    @Test("where the vendor tells repeats, the same message is sent again until it answers")
    func sentAgain() async throws {
        let world = try world(Self.vendor)
        let until = Self.start + .minutes(3)
        world.gateways[0].behave { $0.at < until ? .silent : .accepted(.delivered) }
        try tell(world)
        try await world.run(until: "2026-11-10 12:30")
        let messages = world.gateways[0].messages
        #expect(messages.count >= 3)
        #expect(Set(messages.map(\.id)).count == 1)
        #expect(Set(messages.map(\.text)).count == 1)
        #expect(try world.contacts().map(\.state) == [.delivered])
        let last = messages.count
        try await world.run(until: "2026-11-12 12:00")
        #expect(world.gateways[0].messages.count == last)
    }

    @Test("so after a crash (T-57)")
    func sentAgainAfterACrash() async throws {
        let world = try world(Self.vendor)
        world.gateways[0].behave { _ in .silent }
        try tell(world)
        try world.turn { world.gateways[0].messages.count == 1 }
        try world.restart()
        world.gateways[0].behave { _ in .accepted(.delivered) }
        try await world.run(until: "2026-11-10 12:30")
        #expect(world.gateways[0].messages.count == 2)
        #expect(Set(world.gateways[0].messages.map(\.id)).count == 1)
        #expect(try world.contacts().map(\.state) == [.delivered])
    }

    @Test("not after the vendor's window")
    func notAfterTheWindow() async throws {
        let world = try world(Self.vendor)
        world.gateways[0].behave { _ in .silent }
        try tell(world)
        try await world.run(until: "2026-11-11 21:00")
        let messages = world.gateways[0].messages
        #expect(messages.count > 2)
        #expect(messages.allSatisfy { $0.at < Self.start + .hours(2) })
        #expect(try world.contacts().map(\.state) == [.unknown])
    }

    enum Change: String, CaseIterable, CustomTestStringConvertible {
        case hold
        case payment
        case partPayment
        case stop

        var testDescription: String { rawValue }
    }

    @Test(
        "not when it may not, or would say something else",
        arguments: Change.allCases
    )
    func notWhenThingsChanged(_ change: Change) async throws {
        let world = try world(Self.vendor)
        world.gateways[0].behave { _ in .silent }
        try tell(world)
        try await world.settle()
        world.clock.set(world.now + .seconds(5))
        let person = Person.withPhone(1)
        switch change {
        case .hold: try world.tell([person.hold(at: world.now)])
        case .payment: try world.tell([person.payment(at: world.now)])
        case .partPayment: try world.tell([person.payment(1_000, at: world.now)])
        case .stop: try world.stop(.everything)
        }
        try await world.run(until: "2026-11-10 21:00")
        #expect(world.gateways[0].messages.count == 1)
        #expect(try world.contacts().map(\.state) == [.unknown])
    }

    @Test("not at night: quiet hours are asked again")
    func notAtNight() async throws {
        let world = try world(.vendor(window: .days(2)))
        world.clock.set(.shanghai("2026-11-10 21:59:45"))
        world.gateways[0].behave { _ in .silent }
        try tell(world)
        try await world.run(until: "2026-11-11 09:00")
        let messages = world.gateways[0].messages
        let night = Instant.shanghai("2026-11-10 22:00")..<Instant.shanghai("2026-11-11 08:00")
        #expect(messages.allSatisfy { !night.contains($0.at) })
        #expect(!messages.isEmpty)
    }

    @Test("elsewhere it is never sent again", arguments: [DoubtPolicy.Ending.expire, .ask])
    func theCaseIsClosedInTime(_ ending: DoubtPolicy.Ending) async throws {
        let world = try world(.none, DoubtPolicy(after: .hours(4), then: ending))
        world.gateways[0].behave { _ in .silent }
        try tell(world)
        try await world.run(until: "2026-11-10 15:59")
        #expect(try world.store.unknownContacts(limit: 9).count == 1)
        try await world.run(until: "2026-11-10 16:30")
        #expect(try world.store.unknownContacts(limit: 9).count == (ending == .ask ? 1 : 0))
        let contact = try #require(try world.contacts().first)
        #expect(contact.state == .unknown, "its place stays taken")
        if ending == .expire { #expect(contact.reason?.hasSuffix("expired") == true) }
        let kinds = try world.store.journal(before: nil, limit: 9).map(\.kind)
        #expect(kinds.contains(ending == .ask ? "doubt-asked" : "doubt-expired"))
        #expect(world.gateways[0].messages.count == 1)
        // A receipt after all settles it.
        try await world.receipt(world.wireID(contact), .delivered)
        #expect(try world.contacts().map(\.state) == [.delivered])
    }

    @Test("a person's word settles it: not sent gives the place back, delivered keeps it")
    func aPersonsWord() async throws {
        for settlement in [ContactEvent.Settlement.notSent, .delivered] {
            let world = try world()
            world.gateways[0].behave {
                $0.id.hasSuffix("-1") ? .silent : .accepted(.delivered)
            }
            try tell(world)
            try await world.run(until: "2026-11-10 13:00")
            let contact = try #require(try world.store.unknownContacts(limit: 9).first)
            let resolve = {
                try world.store.resolve(
                    contact.id,
                    as: settlement,
                    by: "li",
                    why: "asked the vendor",
                    at: world.now
                )
            }
            #expect(try resolve() == .resolved)
            #expect(
                try resolve()
                    == .notInDoubt(settlement == .notSent ? .putBack : .delivered)
            )
            world.mailbox.poke()
            try await world.run(until: "2026-11-10 13:01")
            #expect(
                world.gateways[0].messages.count == (settlement == .notSent ? 2 : 1)
            )
            #expect(
                try world.store.journal(before: nil, limit: 9)
                    .contains { $0.kind == "doubt-settled" && $0.actor == "li" }
            )
        }
    }

    /// Asks at the world's own gateway, and takes what it answers to a message for its word.
    private struct Inquirer: DoubtInquirer {
        var url: String
        var word: GatewayWord

        func question(
            about contact: DoubtedContact,
            _ asking: DoubtQuestion
        ) -> CurlRequest? {
            CurlRequest(
                id: asking.id,
                lane: asking.lane,
                url: url,
                body: Array("?".utf8),
                schemes: .http
            )
        }

        func word(
            in outcome: CurlOutcome,
            about contact: DoubtedContact,
            now: Instant
        ) -> GatewayWord {
            guard case .answered(let answer) = outcome, answer.status == 400 else {
                return .notYet(after: nil)
            }
            return word
        }
    }

    @Test(
        "a gateway that can be asked says what became of it",
        arguments: [
            (GatewayWord.accepted(vendorID: "v1"), ContactState.accepted),
            (.delivered, .delivered), (.undelivered, .undelivered), (.notTaken, .delivered),
        ]
    )
    func aGatewayThatCanBeAsked(_ word: GatewayWord, _ state: ContactState) async throws {
        let held = try LoopbackPort()
        defer { withExtendedLifetime(held) {} }
        let port = held.number
        // What is no message is answered 400 by the world's gateways.
        let server = try LoopbackServer(port: port) { _ in .answer(status: 400) }
        defer { server.stop() }
        var options = self.options()
        options.inquirers = [
            "everything": Inquirer(url: "http://127.0.0.1:\(port)/", word: word)
        ]
        let world = try World(options, at: Self.start)
        world.gateways[0].behave {
            $0.id.hasSuffix("-1") ? .silent : .accepted(.delivered)
        }
        try tell(world)
        try await world.run(until: "2026-11-10 13:00")
        #expect(try world.contacts().last?.state == state)
        #expect(world.gateways[0].messages.count == (word == .notTaken ? 2 : 1))
        #expect(try world.store.unknownContacts(limit: 9).isEmpty)
    }
}
