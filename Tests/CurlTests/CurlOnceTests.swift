import Curl
import NudgeTestKit
import Testing

/// No request ever reaches a gateway twice, whatever the connection does.
@Suite(.bothWays, .timeLimit(.minutes(1)))
struct CurlOnceTests {
    /// The second request goes over the connection that the first one left open.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let reaction: LoopbackReaction
        let method: CurlRequest.Method
        let bodyCount: Int
    }

    static let cases = [
        Case(testDescription: "closed", reaction: .close, method: .post, bodyCount: 300),
        Case(testDescription: "reset", reaction: .reset, method: .post, bodyCount: 300),
        Case(testDescription: "large, closed", reaction: .close, method: .post, bodyCount: 400_000),
        Case(testDescription: "large, reset", reaction: .reset, method: .post, bodyCount: 400_000),
        Case(testDescription: "PUT, closed", reaction: .close, method: .put, bodyCount: 300),
        Case(testDescription: "no body, closed", reaction: .close, method: .post, bodyCount: 0),
        Case(testDescription: "no body, reset", reaction: .reset, method: .post, bodyCount: 0),
        Case(testDescription: "GET, closed", reaction: .close, method: .get, bodyCount: 0),
        Case(testDescription: "GET, reset", reaction: .reset, method: .get, bodyCount: 0),
        Case(testDescription: "PUT, reset", reaction: .reset, method: .put, bodyCount: 300),
        Case(testDescription: "DELETE, closed", reaction: .close, method: .delete, bodyCount: 0),
    ]

    @Test(arguments: cases)
    func aRequestLeftUnansweredOnAKeptConnectionIsNotSentAgain(_ test: Case) async throws {
        let server = try LoopbackServer { request in
            request.header("webhook-id") == "m-1" ? .answer() : test.reaction
        }
        let harness = try CurlHarness()
        let first = try await harness.send(.message(1, to: server.url))
        #expect(first.answer?.status == 200)
        var second = CurlRequest.message(2, to: server.url)
        second.method = test.method
        second.body = [UInt8](repeating: 0x41, count: test.bodyCount)
        let failure = try #require(try await harness.send(second).failure)
        #expect(failure.wasWritten)
        let known: [CurlCode] = [
            .abortedByCallback, .gotNothing, .sendError, .receiveError, .cannotRewind,
        ]
        #expect(known.contains(failure.code))
        harness.client.shutdown(withinMilliseconds: 0)
        let ids = server.requests.map { $0.header("webhook-id") }
        #expect(ids == ["m-1", "m-2"])
        #expect(server.requests.map(\.connection) == [0, 0], "the connection was kept")
    }

    @Test(arguments: cases)
    func aRequestLeftUnansweredOnANewConnectionIsNotSentAgain(_ test: Case) async throws {
        let server = try LoopbackServer { _ in test.reaction }
        let harness = try CurlHarness()
        var request = CurlRequest.message(1, to: server.url)
        request.method = test.method
        request.body = [UInt8](repeating: 0x41, count: test.bodyCount)
        let failure = try #require(try await harness.send(request).failure)
        #expect(failure.wasWritten)
        let known: [CurlCode] = [.gotNothing, .sendError, .receiveError]
        #expect(known.contains(failure.code))
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [LoopbackAcceptance.close, .reset])
    func aConnectionClosedBeforeReadingMayHaveTakenTheRequest(
        _ acceptance: LoopbackAcceptance
    ) async throws {
        let server = try LoopbackServer(accept: { _ in acceptance }, react: { _ in .answer() })
        let harness = try CurlHarness()
        let failure = try #require(try await harness.send(.message(1, to: server.url)).failure)
        // A reset may come so early that libcurl sees it while connecting.
        #expect(failure.wasWritten || failure.code == .cannotConnect)
        #expect(server.requests.isEmpty)
        #expect(server.connectionCount == 1)
    }

    @Test func tenThousandRequestsArriveAndCompleteExactlyOnce() async throws {
        let server = try LoopbackServer { _ in .answer(body: "{}") }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 32)])
        let count = 10_000
        let url = server.url
        for start in stride(from: 0, to: count, by: 500) {
            let batch = (start..<start + 500).map { CurlRequest.message(UInt64($0), to: url) }
            #expect(harness.client.submit(batch) == .taken)
        }
        let completions = await harness.completions(count)
        #expect(completions.map(\.id).sorted() == (0..<UInt64(count)).map { $0 })
        #expect(completions.allSatisfy { $0.outcome.answer?.status == 200 })
        let arrived = server.requests.map { $0.header("webhook-id") ?? "" }
        #expect(arrived.count == count)
        #expect(Set(arrived).count == count)
        #expect(server.connectionCount <= 32, "connections are kept")
        #expect(harness.client.outstanding <= 500, "counted off, but for the last deliveries")
    }
}
