import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Gateways in trouble")
@WorldActor
struct GatewayTroubleTests {
    /// One contact a day for each customer: a place that is not given back shows.
    private static func rules(_ tier: Tier = .dayOne()) -> Ruleset {
        .fixture(
            windows: [.fixture("08:00", "22:00")],
            caps: [.fixture(most: 1, per: .calendarDay)],
            tiers: [tier]
        )
    }

    @Test("down for an hour: nothing lost, nothing twice, all leave afterwards (T-38, T-45)")
    func downForAnHour() async throws {
        let rules = Self.rules(.fixture(.fixture(days: [1], preferred: ("08:00", "11:00"))))
        let world = try World(rules: rules, at: .shanghai("2026-11-10 12:00"))
        let gateway = world.gateways[0]
        gateway.goDown()
        for number in 1...40 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 13:00")
        #expect(gateway.messages.isEmpty)
        let attempts = try world.contacts()
        #expect(attempts.allSatisfy { $0.state == .putBack && $0.reason == "not-sent" })
        // Forty at first, then one probe each minute or so.
        #expect((60...160).contains(attempts.count), "\(attempts.count) attempts")
        try gateway.comeUp()
        try await world.run(until: "2026-11-10 14:00")
        #expect(gateway.messages.count == 40)
        #expect(Set(gateway.messages.map(\.to)).count == 40)
        #expect(try world.contacts().count { $0.state == .delivered } == 40)
    }

    enum Doubt: String, CaseIterable, CustomTestStringConvertible {
        case status500
        case cutAfterTaking
        case noAnswer
        case halfAnAnswer

        var testDescription: String { rawValue }

        var reaction: WorldReaction {
            switch self {
            case .status500: .refused(500)
            case .cutAfterTaking: .cut
            case .noAnswer: .silent
            case .halfAnAnswer:
                WorldReaction(
                    answer: .answer(headers: ["Content-Type: application/json"], body: #"{"id":"#),
                    isTaken: true
                )
            }
        }
    }

    private func impatient(_ rules: Ruleset) -> World.Options {
        var options = World.Options(rules: rules)
        options.adjust = { $0.totalTimeout = Milliseconds(300) }
        return options
    }

    /// Two debts that would make two messages: the second shows whether the first keeps its place.
    private func twoDebts() -> [Fact] {
        var facts = Person(1).facts(due: "2026-11-09")
        facts.append(
            .debt(
                DebtFact(
                    reference: "second",
                    customer: "c1",
                    product: "贷款",
                    accountTail: "5678",
                    minimumDue: 20_000,
                    dueDate: .fixture("2026-11-09")
                )
            )
        )
        return facts
    }

    private static let apart = Tier.fixture(
        .fixture(
            days: [1],
            channels: [.sms, .email],
            preferred: ("08:00", "12:00"),
            fallbackAfter: .hours(2),
            mergesDebts: false
        )
    )

    @Test(
        "an answer that leaves doubt is kept, listed and never repeated (T-38, T-55, T-65)",
        arguments: Doubt.allCases
    )
    func anAnswerThatLeavesDoubt(_ doubt: Doubt) async throws {
        let world = try World(
            impatient(Self.rules(Self.apart)),
            at: .shanghai("2026-11-10 13:00")
        )
        world.gateways[0].behave { _ in doubt.reaction }
        try world.tell(twoDebts())
        try await world.run(until: "2026-11-10 23:00")
        #expect(world.gateways[0].messages.count == 1, "its place is kept, and nothing falls back")
        #expect(try world.states(of: "c1") == [.unknown])
        let listed = try world.store.unknownContacts(limit: 10)
        #expect(listed.count == 1)
        #expect(try world.reasons(for: "c1").contains(.inDoubt))
        // The receipt comes ten hours late, and settles it.
        let contact = try #require(listed.first)
        try await world.receipt(world.wireID(contact), .delivered)
        #expect(try world.states(of: "c1") == [.delivered])
        #expect(try world.store.unknownContacts(limit: 10).isEmpty)
        world.gateways[0].behave { _ in .accepted(.delivered) }
        try await world.run(until: "2026-11-12 23:00")
        #expect(world.gateways[0].messages.count == 2, "the other debt's, the day after")
    }

    @Test("a sure refusal gives the place back (T-38)")
    func aSureRefusalGivesThePlaceBack() async throws {
        var tier = Self.apart
        tier.steps[0].channels.removeLast()
        let world = try World(rules: Self.rules(tier), at: .shanghai("2026-11-10 13:00"))
        world.gateways[0].behave {
            $0.id.hasSuffix("-1") ? .refused(422, code: "misconfigured") : .accepted(.delivered)
        }
        try world.tell(twoDebts())
        try await world.run(until: "2026-11-10 23:00")
        #expect(
            try world.states(of: "c1") == [.refused, .delivered]
        )
    }

    @Test("429 with Retry-After pauses that gateway and no other (T-65)")
    func retryAfterPausesTheGateway() async throws {
        var options = World.Options(
            rules: .fixture(tiers: [
                .fixture(
                    .fixture(days: [1], channels: [.sms, .push], preferred: ("08:00", "11:00"))
                )
            ])
        )
        options.gateways = [("slow", [.sms]), ("other", [.push])]
        let world = try World(options, at: .shanghai("2026-11-10 12:00"))
        let until = Instant.shanghai("2026-11-10 12:10")
        world.gateways[0].behave {
            $0.at < until ? .refused(429, headers: ["Retry-After: 600"]) : .accepted(.delivered)
        }
        for number in 1...10 {
            var person = Person(number)
            person.hasMail = false
            person.hasPhone = number <= 5
            try world.tell(person.facts(due: "2026-11-09"))
        }
        try await world.run(until: "2026-11-10 12:30")
        let slow = world.gateways[0].messages
        #expect(
            slow.filter { !$0.isTaken }.count == 5,
            "each asked once, none again before its time"
        )
        #expect(slow.filter(\.isTaken).count == 5)
        #expect(slow.allSatisfy { $0.at == .shanghai("2026-11-10 12:00") || $0.at >= until })
        let other = world.gateways[1].messages
        #expect(other.count == 5)
        #expect(other.allSatisfy { $0.at == .shanghai("2026-11-10 12:00") })
    }

    @Test("a bad number is remembered, and the next channel used at once (T-63, T-65, T-66)")
    func aBadNumberIsRemembered() async throws {
        let world = try World(
            rules: .fixture(tiers: [
                .fixture(
                    .fixture(
                        days: [1, 4],
                        channels: [.sms, .email],
                        preferred: ("08:00", "11:00")
                    )
                )
            ]),
            at: .shanghai("2026-11-10 12:00")
        )
        world.gateways[0].behave {
            $0.channel == .sms ? .refused(422, code: "bad_recipient") : .accepted(.delivered)
        }
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-10 12:01")
        let messages = world.gateways[0].messages
        #expect(messages.map(\.channel) == [.sms, .email])
        let points = try #require(try world.store.customer(reference: "c1")).facts.points
        #expect(points.first { $0.kind == .phone }?.health == .invalid)
        try await world.run(until: "2026-11-14 12:00")
        #expect(world.gateways[0].messages.map(\.channel) == [.sms, .email, .email])
    }

    @Test("a customer whose only address is bad ends in a reason, not in a queue (T-100)")
    func aCustomerWhoseOnlyAddressIsBad() async throws {
        let rules = Ruleset.fixture(tiers: [.fixture(.fixture(days: [1, 4]))])
        let world = try World(rules: rules, at: .shanghai("2026-11-10 00:00"))
        world.gateways[0].behave { _ in .refused(422, code: "bad_recipient") }
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-20 12:00")
        #expect(world.gateways[0].messages.count == 1)
        #expect(try world.contacts(of: "c1").map(\.reason) == ["bad-recipient"])
        #expect(try world.reasons(for: "c1").contains(.pointUnusable))
    }

    @Test("a 5xx that is declared sure is tried again (T-65)")
    func aDeclaredStatusIsTriedAgain() async throws {
        var options = World.Options(rules: .fixture(tiers: [.dayOne()]))
        options.adjust = { $0.sureStatuses = [503] }
        let world = try World(options, at: .shanghai("2026-11-10 00:00"))
        world.gateways[0].behave { $0.id.hasSuffix("-1") ? .refused(503) : .accepted(.delivered) }
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-11 12:00")
        #expect(world.received.count == 1)
        #expect(try world.states(of: "c1") == [.putBack, .delivered])
    }
}
