import Glibc
import NudgeCore
import NudgeStore
import NudgeTestKit
import Synchronization
import Testing

@testable import NudgeDaemon

@Suite("Gateways whose requests carry a token")
@WorldActor
struct TokenTests {
    private static let start = Instant.shanghai("2026-11-10 12:00")

    private static let file = """
        kind: http
        channels: [sms]
        url: URLsend
        schemes: [http]
        token:
          url: URLtoken
          json: {app: "1"}
          value: access_token
          lifetime: {json: expires_in, unit: seconds}
          refused: {errcode: ["40013", "40125"]}
        request:
          query: {access_token: "${token}"}
          json: {to: "${to}", text: "${content}", id: "${reference}"}
        in_flight: 4
        window: 8
        answers:
          reason: [errcode, errmsg]
          rules:
            - {when: {status: 200, json: {errcode: "0"}}, class: accepted, id: msgid}
            - {when: {json: {errcode: ["40001", "42001"]}}, class: refresh-token}

        """

    /// A vendor that counts the tokens it gives, and takes messages with a good one.
    private final class Vendor: Sendable {
        struct State {
            var given = 0
            /// Tokens by their numbers.
            var bad: Set<Int> = []
            /// Answers to those who ask for a token, before any is given.
            var faults: [LoopbackReaction] = []
            var flights = 0
            var flightsMost = 0
            var taken: [(to: String, token: Int)] = []
            var refused = 0
        }

        let state = Mutex(State())

        func react(_ request: LoopbackRequest) -> LoopbackReaction {
            request.target.hasPrefix("/token") ? give() : take(request)
        }

        private func give() -> LoopbackReaction {
            state.withLock {
                $0.flights += 1
                $0.flightsMost = max($0.flightsMost, $0.flights)
            }
            // So long that a second flight would meet the first.
            poll(nil, 0, 5)
            return state.withLock { state in
                state.flights -= 1
                if !state.faults.isEmpty { return state.faults.removeFirst() }
                state.given += 1
                return .answer(
                    body: #"{"access_token":"tok-\#(state.given)","expires_in":7200}"#
                )
            }
        }

        private func take(_ request: LoopbackRequest) -> LoopbackReaction {
            let token = Int(request.target.split(separator: "tok-").last ?? "") ?? 0
            return state.withLock { state in
                guard token > 0, !state.bad.contains(token) else {
                    state.refused += 1
                    return .answer(body: #"{"errcode":40001,"errmsg":"invalid credential"}"#)
                }
                state.taken.append((request.member("to") ?? "", token))
                return .answer(body: #"{"errcode":0,"msgid":\#(state.taken.count)}"#)
            }
        }

        var given: Int { state.withLock { $0.given } }
        var taken: [(to: String, token: Int)] { state.withLock { $0.taken } }
    }

    private func world(_ vendor: Vendor, isShadow: Bool = false) throws -> (World, WorldVendor) {
        let server = try WorldVendor { vendor.react($0) }
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: [.fixture(most: 1, per: .calendarDay)],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.adjust = try server.adjust(Self.file)
        options.isShadow = isShadow
        return (try World(options, at: Self.start), server)
    }

    private func tell(_ world: World, _ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try world.tell(Person.withPhone(number).facts(due: "2026-11-09"))
        }
    }

    @Test("many messages, one token")
    func manyMessagesOneToken() async throws {
        let vendor = Vendor()
        let (world, server) = try world(vendor)
        try tell(world, 1...60)
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.taken.count == 60)
        #expect(Set(vendor.taken.map(\.to)).count == 60)
        #expect(server.requests(to: "/token").count == 1)
        #expect(try world.contacts().map(\.state) == Array(repeating: .accepted, count: 60))
    }

    @Test("a token is replaced ahead of its end, while the old one is good")
    func replacedAhead() async throws {
        let vendor = Vendor()
        let (world, server) = try world(vendor)
        try await world.run(until: "2026-11-10 13:54")
        #expect(server.requests(to: "/token").count == 1)
        try await world.run(until: "2026-11-10 13:56")
        #expect(server.requests(to: "/token").count == 2)
        try tell(world, 1...3)
        try await world.run(until: "2026-11-10 13:57")
        #expect(vendor.taken.map(\.token) == [2, 2, 2])
    }

    @Test("a refused token is fetched once again, and all that it refused is sent")
    func onceForARefusal() async throws {
        let vendor = Vendor()
        vendor.state.withLock { $0.bad = [1] }
        let (world, server) = try world(vendor)
        try tell(world, 1...60)
        try await world.run(until: "2026-11-10 12:05")
        #expect(server.requests(to: "/token").count == 2)
        #expect(vendor.state.withLock { $0.flightsMost } == 1)
        #expect(vendor.taken.count == 60)
        #expect(Set(vendor.taken.map(\.to)).count == 60)
        #expect(vendor.taken.allSatisfy { $0.token == 2 })
        // What had not left when the first was refused did not leave with it.
        #expect(vendor.state.withLock { $0.refused } <= 8)
        #expect(try world.contacts().filter { $0.state == .accepted }.count == 60)
        #expect(try world.store.stops().isEmpty)
    }

    @Test("tokens that are refused again and again stop the lane, and a person is told")
    func aWrongKeyOfMessages() async throws {
        let vendor = Vendor()
        vendor.state.withLock { $0.bad = Set(1...20) }
        let (world, server) = try world(vendor)
        try tell(world, 1...10)
        try await world.run(until: "2026-11-10 14:00")
        #expect(server.requests(to: "/token").count == 3)
        let stops = try world.store.stops()
        #expect(stops.map(\.stop.scope) == [.gateway("everything")])
        #expect(stops.map(\.actor) == ["engine"])
        #expect(stops[0].why.contains("invalid credential"))
        #expect(vendor.taken.isEmpty)
        vendor.state.withLock { $0.bad = [] }
        try world.resume(.gateway("everything"))
        try await world.run(until: "2026-11-10 14:05")
        #expect(vendor.taken.count == 10)
    }

    nonisolated static let refusals: [(String, LoopbackReaction)] = [
        ("said by its code", .answer(body: #"{"errcode":40013,"errmsg":"invalid appid"}"#)),
        ("said by its status", .answer(status: 401, body: #"{"error":"invalid_client"}"#)),
    ]

    @Test("a vendor that gives no token for the key stops the lane", arguments: refusals)
    func aWrongKeyOfTheToken(_ name: String, _ reaction: LoopbackReaction) async throws {
        let vendor = Vendor()
        vendor.state.withLock { $0.faults = [reaction] }
        let (world, server) = try world(vendor)
        try tell(world, 1...3)
        try await world.run(until: "2026-11-10 18:00")
        #expect(server.requests(to: "/token").count == 1, "a stopped lane asks for nothing")
        #expect(server.requests(to: "/send").isEmpty)
        #expect(try world.store.stops().map(\.actor) == ["engine"])
        try world.resume(.gateway("everything"))
        try await world.run(until: "2026-11-10 18:05")
        #expect(vendor.taken.count == 3)
    }

    @Test("a vendor that fails is asked again, ever more slowly, and nothing is lost")
    func aVendorThatFails() async throws {
        let vendor = Vendor()
        vendor.state.withLock {
            $0.faults = [.close, .answer(status: 503), .answer(body: #"{"errcode":-1}"#), .reset]
        }
        let (world, server) = try world(vendor)
        try tell(world, 1...3)
        try await world.run(until: "2026-11-10 12:02")
        #expect(server.requests(to: "/token").count == 5)
        #expect(vendor.taken.count == 3)
        #expect(try world.contacts().map(\.state) == Array(repeating: .accepted, count: 3))
        #expect(try world.store.stops().isEmpty)
    }

    @Test("a restart fetches anew")
    func aRestart() async throws {
        let vendor = Vendor()
        let (world, server) = try world(vendor)
        try tell(world, 1...2)
        try await world.run(until: "2026-11-10 12:01")
        try world.restart()
        try tell(world, 3...4)
        try await world.run(until: "2026-11-10 12:02")
        #expect(server.requests(to: "/token").count == 2)
        #expect(vendor.taken.map(\.token) == [1, 1, 2, 2])
    }

    @Test("a drain fetches nothing, and ends")
    func aDrain() async throws {
        let vendor = Vendor()
        let (world, server) = try world(vendor)
        world.mailbox.drain()
        try tell(world, 1...2)
        try await world.settle()
        world.clock.set(world.now + .hours(3))
        try await world.settle()
        #expect(world.engine.isIdle)
        #expect(server.server.requests.isEmpty)
    }

    @Test("a shadow decides as if it had one, and asks nobody")
    func aShadow() async throws {
        let vendor = Vendor()
        let (world, server) = try world(vendor, isShadow: true)
        try tell(world, 1...2)
        try await world.run(until: "2026-11-10 18:00")
        #expect(try world.contacts().map(\.state) == [.accepted, .accepted])
        #expect(server.server.requests.isEmpty)
    }
}
