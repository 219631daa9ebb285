import Curl
import NudgeTestKit
import Testing

/// Every way in which a gateway can fail, over HTTP/1.1, TLS and HTTP/2: what is known afterwards is
/// exactly what the server saw, and it never saw anything twice.
@Suite(.bothWays, .timeLimit(.minutes(2)), .enabled(if: TestAuthority.isAvailable))
struct CurlFaultTests {
    @Test(arguments: CurlFaultRow.all)
    func aFaultIsToldForWhatItIs(_ row: CurlFaultRow) async throws {
        let server = try FaultServer(.init(transport: row.transport)) { request in
            request.id == "m-1" && row.isKept ? .fine : row.fault.reaction
        }
        let harness = try CurlHarness()
        if row.isKept {
            let first = try CurlRequest.fault(1, to: server, row.transport)
            #expect(try await harness.send(first).certainty == .answered(200))
        }
        let outcome = try await harness.send(
            try CurlRequest.fault(
                2,
                to: server,
                row.transport,
                bodyCount: row.bodyCount,
                timeout: row.fault.totalTimeoutMilliseconds
            )
        )
        #expect(outcome.certainty == row.fault.expected, "\(outcome)")
        harness.client.shutdown(withinMilliseconds: 0)
        let expected = row.isKept ? ["m-1", "m-2"] : ["m-2"]
        #expect(server.sights.map(\.id) == expected, "each once")
    }

    /// The gateway closes a kept connection while nobody speaks: the next one needs a new one.
    @Test(arguments: FaultServer.Transport.allCases, [FaultEnding.close, .cut, .reset])
    func aKeptConnectionThatWasEndedIsNotUsed(
        _ transport: FaultServer.Transport,
        _ ending: FaultEnding
    ) async throws {
        let server = try FaultServer(.init(transport: transport)) { request in
            request.connection == 0 ? .answer(.init(afterwards: .endWhenTold(ending))) : .fine
        }
        let harness = try CurlHarness()
        let first = try CurlRequest.fault(1, to: server, transport)
        #expect(try await harness.send(first).certainty == .answered(200))
        server.tell()
        await server.endedConnections(atLeast: 1)
        let second = try CurlRequest.fault(2, to: server, transport)
        #expect(try await harness.send(second).certainty == .answered(200))
        #expect(server.sights.map(\.id) == ["m-1", "m-2"])
        #expect(server.sights.map(\.connection) == [0, 1])
    }

    /// The gateway closes a kept connection just as the next request comes: libcurl would post it
    /// again by itself, and cannot know whether the first was read.
    @Test(
        arguments: FaultServer.Transport.allCases,
        [FaultEnding.close, .cut, .reset]
    )
    func aConnectionThatEndsUnderARequestLeavesDoubt(
        _ transport: FaultServer.Transport,
        _ ending: FaultEnding
    ) async throws {
        let server = try FaultServer(.init(transport: transport)) { request in
            request.id == "m-1" ? .answer(.init(afterwards: .endWhenSpokenTo(ending))) : .fine
        }
        let harness = try CurlHarness()
        let first = try CurlRequest.fault(1, to: server, transport)
        #expect(try await harness.send(first).certainty == .answered(200))
        let second = try CurlRequest.fault(2, to: server, transport, bodyCount: 300)
        #expect(try await harness.send(second).certainty == .doubt)
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(server.sights.map(\.id) == (transport == .http2 ? ["m-1", "m-2"] : ["m-1"]))
    }

    /// Bytes that nobody asked for must not be taken for the answer to the next request.
    @Test(arguments: [FaultServer.Transport.plain, .tls])
    func aStrayAnswerIsNotTakenForTheNext(_ transport: FaultServer.Transport) async throws {
        let stray = "HTTP/1.1 200 Stray\r\nContent-Length: 0\r\n\r\n"
        let server = try FaultServer(.init(transport: transport)) { request in
            request.id == "m-1"
                ? .answer(.init(surplus: stray)) : .answer(.init(422, headers: ["X-A: 1"]))
        }
        let harness = try CurlHarness()
        let first = try CurlRequest.fault(1, to: server, transport)
        #expect(try await harness.send(first).certainty == .answered(200))
        let second = try CurlRequest.fault(2, to: server, transport)
        #expect(try await harness.send(second).certainty == .answered(422))
        #expect(server.sights.map(\.id) == ["m-1", "m-2"])
    }

    /// An answer before the body was read, and the end: what is known depends on what was read
    /// first, but the gateway saw the request once.
    @Test(arguments: FaultServer.Transport.allCases, [FaultEnding.close, .reset])
    func anAnswerBeforeALargeBodyIsAnAnswerOrDoubt(
        _ transport: FaultServer.Transport,
        _ ending: FaultEnding
    ) async throws {
        let server = try FaultServer(.init(transport: transport)) { _ in
            .answerBeforeBody(FaultAnswer(413), ending)
        }
        let harness = try CurlHarness()
        let request = try CurlRequest.fault(2, to: server, transport, bodyCount: 600_000)
        let outcome = try await harness.send(request).certainty
        #expect(outcome == .answered(413) || outcome == .doubt)
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(server.sights.map(\.id) == ["m-2"])
        #expect(server.connectionCount == 1)
    }

    /// Many streams on one connection, of which the server ends some in every way it knows.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func manyStreamsAndEachAtMostOnce(_ seed: UInt64) async throws {
        let server = try FaultServer(.init(transport: .http2)) { request in
            var generator = SeededGenerator(
                seed: seed &* 1_000_003 &+ UInt64(request.id.dropFirst(2), default: 0)
            )
            guard generator.chance(1, in: 8) else { return .fine }
            return generator.pick(CurlFaultTests.streamFaults)
        }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 32)])
        let count: UInt64 = 600
        let requests = try (1...count).map { try CurlRequest.fault($0, to: server, .http2) }
        #expect(harness.client.submit(requests) == .taken)
        let completions = await harness.completions(Int(count))
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(completions.map(\.id).sorted() == Array(1...count))
        let sights = Dictionary(grouping: server.sights, by: \.id)
        for completion in completions {
            let seen = sights["m-\(completion.id)"] ?? []
            #expect(seen.count <= 1, "seed \(seed)")
            switch completion.outcome.certainty {
            case .answered(let status): #expect(seen.map(\.answered) == [status], "seed \(seed)")
            case .doubt: break
            case .sure: #expect(seen.isEmpty, "seed \(seed)")
            }
        }
        // How many an ended connection takes with it is a matter of time; most ends take some.
        let answered = completions.count { $0.outcome.certainty == .answered(200) }
        #expect(answered > 10, "seed \(seed)")
    }

    private static let streamFaults: [FaultReaction] = [
        .http2(.resetStream(code: HTTP2Fault.refusedStream)),
        .http2(.resetStream(code: HTTP2Fault.internalError)),
        .http2(.goAwayBefore(.close)), .http2(.goAwayAfter(FaultAnswer())),
        .http2(.goAwayAndEnd(.close)), .http2(.resetInAnswer(code: HTTP2Fault.internalError)),
        .http2(.endInAnswer(.reset)), .end(.close), .end(.reset), .endBeforeBody(.close),
        .answer(FaultAnswer(503)), .answer(FaultAnswer(429)),
    ]
}

extension UInt64 {
    /// The number that a text spells, or another.
    fileprivate init(_ text: Substring, default other: UInt64) {
        self = UInt64(text) ?? other
    }
}
