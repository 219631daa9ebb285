package import Curl
internal import Synchronization

/// Asks vendors for receipts through libcurl: a client of its own, with a lane for each source.
package final class PullFetcher: Sendable {
    private let client: CurlClient
    private let box: Box

    private final class Box: Sendable {
        let waiting = Mutex((next: UInt64(1), ends: [UInt64: @Sendable (CurlOutcome) -> Void]()))

        func end(_ id: UInt64, _ outcome: CurlOutcome) {
            let end = waiting.withLock { $0.ends.removeValue(forKey: id) }
            end?(outcome)
        }
    }

    /// A page of a thousand receipts, and more.
    private static let answerBytesMax = 1 << 20

    /// `lanes`: One for each source, which asks for one page at a time.
    package init(
        lanes: Int32,
        clock: @escaping @Sendable () -> Int64
    ) throws(CurlError) {
        let box = Box()
        self.box = box
        client = try CurlClient(
            settings: CurlSettings(
                lanes: (0..<lanes).map { CurlLane(id: $0, inFlightMax: 1) },
                answerBytesMax: PullFetcher.answerBytesMax
            ),
            clock: clock
        ) { completions in
            for completion in completions { box.end(completion.id, completion.outcome) }
        }
    }

    /// How a request ended; its id is given here.
    package func fetch(_ request: CurlRequest) async -> CurlOutcome {
        await withCheckedContinuation { continuation in
            var request = request
            request.id = box.waiting.withLock { waiting in
                let id = waiting.next
                waiting.next += 1
                waiting.ends[id] = { continuation.resume(returning: $0) }
                return id
            }
            if client.submit([request]) != .taken { box.end(request.id, .notSent(.cancelled)) }
        }
    }

    /// Ends what is under way; later requests are not sent.
    package func shutdown() {
        client.shutdown(withinMilliseconds: 1000)
    }
}
