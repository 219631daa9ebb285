import Curl
import NudgeTestKit
import Synchronization
import Testing

/// Lanes, recalls, the last instant, and the end.
@Suite(.bothWays, .timeLimit(.minutes(1)))
struct CurlLaneTests {
    @Test func aHangingLaneDelaysNoOther() async throws {
        let slow = try LoopbackServer { _ in .hang }
        let fast = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness(lanes: [
            CurlLane(id: 1, inFlightMax: 4), CurlLane(id: 2, inFlightMax: 4),
        ])
        let slowURL = slow.url
        let fastURL = fast.url
        let stuck = (0..<100).map { CurlRequest.message($0, to: slowURL, lane: 1) }
        #expect(harness.client.submit(stuck) == .taken)
        _ = await slow.requests(atLeast: 4)
        let quick = (1000..<1200).map { CurlRequest.message($0, to: fastURL, lane: 2) }
        #expect(harness.client.submit(quick) == .taken)
        let completions = await harness.completions(200)
        #expect(completions.map(\.id).sorted() == (1000..<1200).map { UInt64($0) })
        #expect(slow.requests.count == 4, "no more than the lane's room is under way")
        harness.client.shutdown(withinMilliseconds: 0)
    }

    /// The thread may be anywhere between looking for mail and waiting: who overlooks a submission
    /// would find it ten seconds later.
    @Test func noSubmissionIsOverlooked() async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 1)])
        let url = server.url
        for id in stride(from: UInt64(0), to: 4_000, by: 2) {
            // The first wakes the thread and is over at once; the second comes while it looks.
            let nowhere = CurlRequest.message(id, to: url, lane: 9)
            #expect(harness.client.submit([nowhere]) == .taken)
            #expect(harness.client.submit([.message(id + 1, to: url)]) == .taken)
            #expect(await harness.completions(2).count == 2)
        }
        harness.client.shutdown(withinMilliseconds: 0)
    }

    @Test func aLaneSendsInOrderWithOneInFlight() async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 1)])
        let url = server.url
        #expect(harness.client.submit((0..<700).map { .message($0, to: url) }) == .taken)
        let ids = await harness.completions(700).map(\.id)
        #expect(ids == (0..<700).map { UInt64($0) })
        #expect(server.connectionCount == 1)
    }

    @Test func whatWaitsIsRecalledAndWhatIsUnderWayIsNot() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            gate.wait()
            return .answer()
        }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 2)])
        let url = server.url
        #expect(harness.client.submit((0..<50).map { .message($0, to: url) }) == .taken)
        _ = await server.requests(atLeast: 2)
        harness.client.cancelUnsent { $0.id % 2 == 0 }
        let recalled = await harness.completions(24)
        #expect(recalled.map(\.id) == stride(from: 2, to: 50, by: 2).map { UInt64($0) })
        #expect(recalled.allSatisfy { $0.outcome.unsent == .cancelled })
        harness.client.cancelUnsent(lane: 2)
        gate.open()
        let sent = await harness.completions(26)
        #expect(sent.map(\.id).sorted() == [0] + stride(from: 1, to: 50, by: 2).map { UInt64($0) })
        #expect(sent.allSatisfy { $0.outcome.answer?.status == 200 })
        #expect(server.requests.count == 26)
    }

    @Test func aWholeLaneIsRecalled() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            gate.wait()
            return .answer()
        }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 1)])
        let url = server.url
        #expect(harness.client.submit((0..<10).map { .message($0, to: url) }) == .taken)
        _ = await server.requests(atLeast: 1)
        harness.client.cancelUnsent(lane: 1)
        #expect(await harness.completions(9).map(\.id) == (1..<10).map { UInt64($0) })
        gate.open()
        #expect(await harness.completions(1).first?.outcome.answer?.status == 200)
    }

    @Test(arguments: [(999, true), (1000, false), (1001, false)] as [(Int64, Bool)])
    func aRequestLeavesBeforeItsLastInstantOnly(_ now: Int64, _ leaves: Bool) async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness(clock: { now })
        let outcome = try await harness.send(.message(1, to: server.url, notAfter: 1000))
        #expect((outcome.answer != nil) == leaves)
        #expect((outcome.unsent == .expired) == !leaves)
        #expect(server.requests.count == (leaves ? 1 : 0))
    }

    @Test func aRequestThatWaitedPastItsLastInstantDoesNotLeave() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            gate.wait()
            return .answer()
        }
        let clock = SharedClock()
        let harness = try CurlHarness(
            lanes: [CurlLane(id: 1, inFlightMax: 1)],
            clock: { clock.now }
        )
        let url = server.url
        #expect(
            harness.client.submit([
                .message(1, to: url, notAfter: 500), .message(2, to: url, notAfter: 500),
                .message(3, to: url, notAfter: 501),
            ]) == .taken
        )
        _ = await server.requests(atLeast: 1)
        clock.set(500)
        gate.open()
        let completions = await harness.completions(3).sorted { $0.id < $1.id }
        #expect(completions[0].outcome.answer?.status == 200)
        #expect(completions[1].outcome.unsent == .expired)
        #expect(completions[2].outcome.answer?.status == 200)
    }

    /// The clock passes the instant between the start and the standing connection.
    @Test func aRequestWhoseConnectionStandsTooLateDoesNotLeave() async throws {
        let calls = SharedClock()
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness(clock: { calls.next() })
        let outcome = try await harness.send(.message(1, to: server.url, notAfter: 1))
        #expect(outcome.unsent == .expired)
        await server.connections(atLeast: 1)
        #expect(server.requests.isEmpty)
        #expect(server.connectionCount == 1)
    }

    @Test func aFullClientRefusesAndLosesNothing() async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness(outstandingMax: 10)
        let url = server.url
        #expect(harness.client.submit((0..<11).map { .message($0, to: url) }) == .full)
        #expect(harness.client.submit((0..<10).map { .message($0, to: url) }) == .taken)
        #expect(await harness.completions(10).count == 10)
        #expect(server.requests.count == 10)
    }

    @Test func aRequestForAnUnknownLaneIsNotSent() async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness()
        let outcome = try await harness.send(.message(1, to: server.url, lane: 9))
        #expect(outcome.unsent == .unknownLane)
        harness.client.setLanes([CurlLane(id: 9, inFlightMax: 1)])
        #expect(try await harness.send(.message(2, to: server.url, lane: 9)).answer?.status == 200)
        #expect(try await harness.send(.message(3, to: server.url)).unsent == .unknownLane)
    }

    @Test func shutdownFinishesWhatIsUnderWayAndSendsNothingMore() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            gate.wait()
            return .answer()
        }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 2)])
        let url = server.url
        #expect(harness.client.submit((0..<20).map { .message($0, to: url) }) == .taken)
        _ = await server.requests(atLeast: 2)
        gate.open()
        harness.client.shutdown(withinMilliseconds: 20_000)
        #expect(harness.client.outstanding == 0)
        #expect(harness.client.submit([.message(99, to: url)]) == .closed)
        let completions = await harness.completions(20)
        #expect(completions.map(\.id).sorted() == (0..<20).map { UInt64($0) })
        let answered = completions.filter { $0.outcome.answer != nil }.count
        let unsent = completions.filter { $0.outcome.unsent == .shuttingDown }.count
        #expect(answered + unsent == 20)
        #expect(server.requests.count == answered)
        harness.client.shutdown(withinMilliseconds: 0)
    }

    @Test func shutdownBreaksOffWhatHangsAsInDoubt() async throws {
        let server = try LoopbackServer { _ in .hang }
        let harness = try CurlHarness()
        #expect(harness.client.submit([.message(1, to: server.url)]) == .taken)
        _ = await server.requests(atLeast: 1)
        harness.client.shutdown(withinMilliseconds: 1)
        let failure = try #require(await harness.completions(1).first?.outcome.failure)
        #expect(failure.wasWritten)
    }

    @Test func aClientThatIsLetGoEndsItsThread() async throws {
        let server = try LoopbackServer { _ in .hang }
        var harness: CurlHarness? = try CurlHarness()
        #expect(harness?.client.submit([.message(1, to: server.url)]) == .taken)
        _ = await server.requests(atLeast: 1)
        harness = nil
        #expect(server.connectionCount == 1)
    }
}

/// A clock that the test sets, and whose calls can be counted instead.
final class SharedClock: Sendable {
    private let value = Mutex<Int64>(0)

    var now: Int64 { value.withLock { $0 } }

    func set(_ milliseconds: Int64) { value.withLock { $0 = milliseconds } }

    /// Counts its calls: 0, 1, 2 and so on.
    func next() -> Int64 {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}
