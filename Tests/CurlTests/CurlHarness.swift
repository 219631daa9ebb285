import Curl
import NudgeTestKit
import Testing

/// A client whose completions the test awaits.
final class CurlHarness: Sendable {
    let client: CurlClient
    private let batches: AsyncStream<[CurlCompletion]>

    init(
        lanes: [CurlLane] = [CurlLane(id: 1, inFlightMax: 8)],
        answerBytesMax: Int = 65_536,
        outstandingMax: Int = 65_536,
        clock: @escaping @Sendable () -> Int64 = { 0 }
    ) throws {
        let (batches, feed) = AsyncStream.makeStream(of: [CurlCompletion].self)
        self.batches = batches
        client = try CurlClient(
            settings: CurlSettings(
                lanes: lanes,
                answerBytesMax: answerBytesMax,
                outstandingMax: outstandingMax,
                // No pause of a busy machine between two requests ends a connection.
                idleSecondsMax: 3_600,
                eventsMin: BothWays.byEvents ? 0 : .max
            ),
            clock: clock,
            completed: { feed.yield($0) }
        )
    }

    /// The next completions, in the order of arrival; at least `count`.
    func completions(_ count: Int) async -> [CurlCompletion] {
        var all: [CurlCompletion] = []
        for await batch in batches {
            all += batch
            if all.count >= count { break }
        }
        return all
    }

    /// Sends one request and awaits its end.
    func send(_ request: CurlRequest) async throws -> CurlOutcome {
        try #require(client.submit([request]) == .taken)
        let completion = try #require(await completions(1).first)
        #expect(completion.id == request.id)
        return completion.outcome
    }
}

extension CurlRequest {
    /// A small message, as a gateway would get it.
    static func message(
        _ id: UInt64,
        to url: String,
        lane: Int32 = 1,
        totalTimeoutMilliseconds: Int32 = 20_000,
        notAfter: Int64 = .max
    ) -> CurlRequest {
        CurlRequest(
            id: id,
            lane: lane,
            url: url,
            headers: ["Content-Type: application/json", "webhook-id: m-\(id)"],
            body: Array("{\"id\":\"m-\(id)\"}".utf8),
            totalTimeoutMilliseconds: totalTimeoutMilliseconds,
            schemes: .http,
            notAfter: notAfter
        )
    }
}

extension CurlOutcome {
    var answer: CurlAnswer? {
        if case .answered(let answer) = self { answer } else { nil }
    }

    var failure: (code: CurlCode, wasWritten: Bool)? {
        if case .failed(let error, let wasWritten) = self { (error.code, wasWritten) } else { nil }
    }

    var unsent: CurlUnsent? {
        if case .notSent(let reason) = self { reason } else { nil }
    }
}
