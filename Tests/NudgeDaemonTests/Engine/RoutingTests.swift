import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Several gateways for a channel")
@WorldActor
struct RoutingTests {
    private static let start = Instant.shanghai("2026-11-10 12:00")

    /// Two gateways for text messages; `a` is asked first.
    ///
    /// One contact a day for each customer.
    private static func options(
        caps: [CapRule] = [.fixture(most: 1, per: .calendarDay)],
        adjust: @escaping @Sendable (inout GatewaySettings) -> Void = { _ in }
    ) -> World.Options {
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: caps,
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.gateways = [("a", [.sms]), ("b", [.sms])]
        options.adjust = {
            if $0.name == "b" { $0.route.order = 2 }
            $0.totalTimeout = Milliseconds(500)
            adjust(&$0)
        }
        return options
    }

    private func tell(_ world: World, _ numbers: ClosedRange<Int> = 1...1) throws {
        for number in numbers {
            try world.tell(Person.withPhone(number).facts(due: "2026-11-09"))
        }
    }

    enum Refusal: String, CaseIterable, CustomTestStringConvertible {
        case misconfigured
        case sure503
        case rateLimited
        case wrongKey
        case noMoney
        case down

        var testDescription: String { rawValue }

        var reaction: WorldReaction {
            switch self {
            case .misconfigured: .refused(422, code: "misconfigured")
            case .sure503: .refused(503)
            case .rateLimited: .refused(429, headers: ["Retry-After: 600"])
            case .wrongKey: .refused(401)
            case .noMoney: .refused(402)
            case .down: .accepted
            }
        }
    }

    @Test(
        "after a sure refusal the same contact goes to the next gateway (T-66)",
        arguments: Refusal.allCases
    )
    func afterASureRefusal(_ refusal: Refusal) async throws {
        let world = try World(Self.options { $0.sureStatuses = [503] }, at: Self.start)
        world.gateways[0].behave { _ in refusal.reaction }
        if refusal == .down { world.gateways[0].goDown() }
        try tell(world)
        try await world.run(until: "2026-11-10 21:00")
        #expect(world.received.count == 1)
        #expect(world.gateways[1].taken.count == 1)
        let contacts = try world.contacts()
        #expect(contacts.map(\.state) == [.delivered])
        #expect(contacts.map(\.gateway) == ["b"])
        #expect(world.gateways[1].messages.map(\.id) == contacts.map(world.wireID))
        if refusal != .down {
            #expect(
                world.gateways[0].messages.map(\.id) == world.gateways[1].messages.map(\.id)
            )
        }
        #expect(world.engine.counters.wentOn == 1)
    }

    enum Recipient: String, CaseIterable, CustomTestStringConvertible {
        case badNumber
        case optedOut

        var testDescription: String { rawValue }
        var code: String { self == .badNumber ? "bad_recipient" : "opted_out" }
    }

    @Test("what is the recipient's fault is not tried elsewhere", arguments: Recipient.allCases)
    func whatIsTheRecipientsFault(_ fault: Recipient) async throws {
        let world = try World(Self.options(), at: Self.start)
        world.gateways[0].behave { _ in .refused(422, code: fault.code) }
        try tell(world)
        try await world.run(until: "2026-11-10 21:00")
        #expect(world.gateways[1].messages.isEmpty)
        #expect(try world.contacts().map(\.state) == [.refused])
    }

    @Test(
        "after an answer that leaves doubt nothing goes elsewhere (T-55, T-66)",
        arguments: GatewayTroubleTests.Doubt.allCases
    )
    func afterDoubt(_ doubt: GatewayTroubleTests.Doubt) async throws {
        let world = try World(Self.options(), at: Self.start)
        world.gateways[0].behave { _ in doubt.reaction }
        try tell(world)
        try await world.run(until: "2026-11-12 21:00")
        #expect(world.gateways[0].messages.count == 1)
        #expect(world.gateways[1].messages.isEmpty)
        #expect(try world.contacts().map(\.state) == [.unknown])
    }

    @Test("paid between the refusal and the second gateway: nothing leaves")
    func paidInBetween() async throws {
        let world = try World(Self.options(), at: Self.start)
        let store = world.store
        world.gateways[0].behave { message in
            _ = try? store.apply(
                FactBatch(
                    source: "bank",
                    asOf: message.at + .seconds(1),
                    now: message.at + .seconds(1),
                    run: 0,
                    facts: [Person(1).payment(at: message.at + .seconds(1))]
                )
            )
            return .refused(422, code: "misconfigured")
        }
        try tell(world)
        try await world.run(until: "2026-11-11 21:00")
        #expect(world.received.isEmpty)
        #expect(world.gateways[1].messages.isEmpty)
        #expect(try world.contacts().map(\.state) == [.putBack])
    }

    @Test("all refuse: the contact ends as the last one said, and its place is free")
    func allRefuse() async throws {
        let world = try World(Self.options(), at: Self.start)
        for gateway in world.gateways {
            gateway.behave { _ in .refused(422, code: "misconfigured") }
        }
        try tell(world)
        try await world.run(until: "2026-11-10 21:00")
        #expect(world.gateways.map(\.messages.count) == [1, 1])
        #expect(try world.contacts().map(\.state) == [.refused])
    }

    @Test("dead between the two gateways: in doubt, never twice")
    func deadBetweenTheTwo() async throws {
        let world = try World(Self.options(), at: Self.start)
        world.gateways[0].behave { _ in .refused(422, code: "misconfigured") }
        world.gateways[1].behave { _ in .silent }
        try tell(world)
        try world.turn {
            !world.engine.routing.goingOn.isEmpty || !world.gateways[1].messages.isEmpty
        }
        try world.restart()
        try await world.run(until: "2026-11-12 21:00")
        #expect(world.gateways[1].messages.count <= 1)
        #expect(try world.contacts().map(\.state) == [.unknown])
    }

    @Test("a long pause of one gateway sends what waits there through the other (T-38, T-65)")
    func aLongPauseMovesWhatWaits() async throws {
        let world = try World(
            Self.options {
                $0.inFlight = 2
                $0.window = 2
            },
            at: Self.start
        )
        world.gateways[0].behave { _ in .refused(429, headers: ["Retry-After: 1800"]) }
        try tell(world, 1...30)
        try await world.run(until: "2026-11-10 12:05")
        #expect(world.gateways[1].taken.count == 30)
        #expect(world.gateways[0].messages.count <= 4, "asked, and left alone")
        #expect(try world.contacts().filter { $0.state == .delivered }.count == 30)
    }

    @Test("a gateway that stops lets the other take what waits, and takes its part again later")
    func aStoppedGatewayIsGoneAround() async throws {
        let world = try World(Self.options(), at: Self.start)
        world.gateways[0].behave { _ in .refused(401) }
        try tell(world, 1...10)
        try await world.run(until: "2026-11-10 12:05")
        #expect(world.gateways[1].taken.count == 10)
        let stops = try world.store.stops()
        #expect(stops.map(\.stop.scope) == [.gateway("a")])
        #expect(stops.map(\.actor) == ["engine"])
        try world.restart()
        world.gateways[0].behave { _ in .accepted(.delivered) }
        try tell(world, 11...20)
        try await world.run(until: "2026-11-10 12:10")
        #expect(world.gateways[0].taken.isEmpty, "a stop outlives a restart")
        try world.resume(.gateway("a"))
        try tell(world, 21...30)
        try await world.run(until: "2026-11-10 12:15")
        #expect(world.gateways[0].taken.count == 10)
        #expect(world.received.count == 30)
    }
}
