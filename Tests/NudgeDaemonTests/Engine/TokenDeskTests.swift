import Curl
import Foundation
import Logging
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Synchronization
import Testing

@testable import NudgeDaemon

/// The desk that keeps tokens, over a real token server.
struct TokenDeskTests {
    private static let lane: Int32 = 9
    private let start = Instant(seconds: 1_795_161_600)

    /// A server that counts the tokens it gives, and the desk that asks it.
    private struct Harness {
        let server: LoopbackServer
        let client: CurlClient
        let desk: TokenDesk
        let feed: AsyncStream<[CurlCompletion]>

        init(
            sources: Int = 1,
            path: String = "access_token",
            lifetime: TokenLifetime = .length(
                WirePath(steps: [.name("expires_in")]),
                .seconds
            ),
            react: @escaping @Sendable (LoopbackRequest) -> LoopbackReaction
        ) throws {
            server = try LoopbackServer(react: react)
            let (feed, sink) = AsyncStream.makeStream(of: [CurlCompletion].self)
            self.feed = feed
            client = try CurlClient(
                settings: CurlSettings(
                    lanes: [CurlLane(id: TokenDeskTests.lane, inFlightMax: sources)]
                ),
                clock: { 0 },
                completed: { sink.yield($0) }
            )
            let value = try #require(WirePath(parsing: path))
            let form = TokenForm(value: value, lifetime: lifetime)
            let url = server.url
            let source = TokenSource(gateway: "push", form: form) { fetch in
                CurlRequest(
                    id: fetch.id,
                    lane: fetch.lane,
                    url: url + "token?nonce=" + fetch.nonce,
                    body: Array("grant_type=client_credentials".utf8),
                    // A busy machine is not what is tested here.
                    connectTimeoutMilliseconds: 60_000,
                    totalTimeoutMilliseconds: 120_000,
                    schemes: .http
                )
            }
            desk = TokenDesk(
                [nil] + Array(repeating: source, count: sources),
                lane: TokenDeskTests.lane,
                sender: client,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }

        /// Lets the desk work, and gives it the answer of one fetch.
        func fetch(at now: Instant) async throws {
            desk.work(at: now, isDraining: false)
            for await batch in feed {
                for completion in batch { desk.take(completion, at: now) }
                break
            }
        }
    }

    private static func answer(_ number: Int, lifetime: Int = 7200) -> LoopbackReaction {
        .answer(body: #"{"access_token":"secret-\#(number)","expires_in":\#(lifetime)}"#)
    }

    @Test func aTokenIsFetchedOnceAndAGatewayWithoutItHasNoRoom() async throws {
        let harness = try Harness { _ in Self.answer(1) }
        #expect(harness.desk.isReady(0, at: start), "a gateway that needs none")
        #expect(!harness.desk.isReady(1, at: start))
        for _ in 0..<1000 { harness.desk.work(at: start, isDraining: false) }
        try await harness.fetch(at: start)
        #expect(harness.desk.isReady(1, at: start))
        let held = harness.desk.held(1, at: start)
        #expect(held?.token.text == "secret-1")
        #expect(held?.until == start + .hours(2))
        #expect(harness.desk.held(0, at: start) == nil)
        #expect(harness.server.requests.count == 1)
        #expect("\(String(describing: held))".contains("secret-1") == false)
    }

    @Test func aTokenIsFetchedAheadOfItsEndAndReplaced() async throws {
        let count = Mutex(0)
        let harness = try Harness { _ in
            Self.answer(
                count.withLock {
                    $0 += 1
                    return $0
                }
            )
        }
        try await harness.fetch(at: start)
        let early = start + .minutes(115)
        #expect(harness.desk.nextDue == early)
        harness.desk.work(at: early + Milliseconds(-1), isDraining: false)
        #expect(harness.desk.outstanding == 0)
        try await harness.fetch(at: early)
        #expect(harness.desk.held(1, at: early)?.token.text == "secret-2")
        #expect(harness.desk.held(1, at: early)?.generation == 2)
        #expect(harness.server.requests.count == 2)
    }

    @Test func refusalsUnderLoadFetchOneTokenMore() async throws {
        let count = Mutex(0)
        let harness = try Harness { _ in
            Self.answer(
                count.withLock {
                    $0 += 1
                    return $0
                }
            )
        }
        try await harness.fetch(at: start)
        for _ in 0..<1000 {
            #expect(!harness.desk.refused(1, generation: 1, at: start))
            harness.desk.work(at: start, isDraining: false)
        }
        #expect(!harness.desk.isReady(1, at: start))
        try await harness.fetch(at: start)
        for _ in 0..<1000 { #expect(!harness.desk.refused(1, generation: 1, at: start)) }
        #expect(harness.desk.held(1, at: start)?.token.text == "secret-2")
        #expect(harness.server.requests.count == 2)
    }

    @Test func aTokenThatIsRefusedThreeTimesStopsTheGateway() async throws {
        let harness = try Harness { _ in Self.answer(1) }
        var now = start
        for round in 1...3 {
            try await harness.fetch(at: now)
            let isHopeless = harness.desk.refused(1, generation: round, at: now)
            #expect(isHopeless == (round == 3))
            now = max(harness.desk.nextDue ?? now, now)
        }
        #expect(now >= start + .minutes(1))
    }

    static let faults: [(String, LoopbackReaction)] = [
        ("garbage", .answer(body: "<html>")),
        ("no token", .answer(body: #"{"errcode":40013,"errmsg":"invalid appid"}"#)),
        ("a refusal with a token", .answer(status: 401, body: #"{"access_token":"T"}"#)),
        ("no lifetime", .answer(body: #"{"access_token":"T"}"#)),
        ("ended already", .answer(body: #"{"access_token":"T","expires_in":0}"#)),
        ("a negative life", .answer(body: #"{"access_token":"T","expires_in":-5}"#)),
        ("a life of no number", .answer(body: #"{"access_token":"T","expires_in":"soon"}"#)),
        (
            "a line break in the token",
            .answer(body: #"{"access_token":"T\r\nX: y","expires_in":7200}"#)
        ),
        ("a token that is no text", .answer(body: #"{"access_token":{},"expires_in":7200}"#)),
        ("an empty token", .answer(body: #"{"access_token":"","expires_in":7200}"#)),
        ("no answer", .close),
        ("a reset", .reset),
    ]

    @Test(arguments: faults)
    func aFaultBacksOffAndEndsWithAToken(name: String, fault: LoopbackReaction) async throws {
        let isBroken = Mutex(true)
        let harness = try Harness { _ in isBroken.withLock { $0 } ? fault : Self.answer(7) }
        try await harness.fetch(at: start)
        #expect(!harness.desk.isReady(1, at: start))
        let due = try #require(harness.desk.nextDue)
        #expect(due >= start + .seconds(1))
        harness.desk.work(at: start, isDraining: false)
        #expect(harness.desk.outstanding == 0, "it waits")
        isBroken.withLock { $0 = false }
        try await harness.fetch(at: due)
        #expect(harness.desk.held(1, at: due)?.token.text == "secret-7")
    }

    @Test func theEndOfATokenMayBeAnInstant() async throws {
        let end = start + .days(1)
        let harness = try Harness(
            path: "data.token",
            lifetime: .end(WirePath(steps: [.name("data"), .name("expire_time")]), .milliseconds)
        ) { _ in
            .answer(body: #"{"code":0,"data":{"expire_time":"\#(end.milliseconds)","token":"G"}}"#)
        }
        try await harness.fetch(at: start)
        #expect(harness.desk.held(1, at: start)?.until == end)
        #expect(!harness.desk.isReady(1, at: end), "expired while down")
        #expect(harness.desk.nextDue.map { $0 <= end } ?? false)
    }

    @Test func aSlowVendorDelaysNoOther() async throws {
        let gate = LoopbackGate()
        let isFirst = Mutex(true)
        let harness = try Harness(sources: 2) { _ in
            let waits = isFirst.withLock { first in
                defer { first = false }
                return first
            }
            if waits { gate.wait() }
            return Self.answer(waits ? 1 : 2)
        }
        harness.desk.work(at: start, isDraining: false)
        _ = await harness.server.requests(atLeast: 2)
        try await harness.fetch(at: start)
        let ready = [1, 2].filter { harness.desk.isReady($0, at: start) }
        #expect(ready.count == 1)
        #expect(harness.desk.outstanding == 1)
        gate.open()
        try await harness.fetch(at: start)
        #expect(harness.desk.isReady(1, at: start) && harness.desk.isReady(2, at: start))
    }

    @Test func whileDrainingNothingIsFetched() async throws {
        let harness = try Harness { _ in Self.answer(1) }
        harness.desk.work(at: start, isDraining: true)
        #expect(harness.desk.outstanding == 0)
    }
}
