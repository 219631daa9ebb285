package import Curl
internal import Synchronization

/// Fetches the few things that a vendor's callbacks name: certificates, and confirmations.
///
/// Over HTTPS alone, through libcurl; whether an address may be fetched is decided by who asks.
package final class WebFetcher: Sendable {
    private let client: CurlClient
    private let box: Box

    private final class Box: Sendable {
        let waiting = Mutex((next: UInt64(1), ends: [UInt64: @Sendable ([UInt8]?) -> Void]()))

        func end(_ id: UInt64, _ body: [UInt8]?) {
            let end = waiting.withLock { $0.ends.removeValue(forKey: id) }
            end?(body)
        }
    }

    /// A certificate is fetched once; more at a time would be an attack.
    private static let inFlightMax = 2

    package init(clock: @escaping @Sendable () -> Int64) throws(CurlError) {
        let box = Box()
        self.box = box
        client = try CurlClient(
            settings: CurlSettings(lanes: [CurlLane(id: 0, inFlightMax: WebFetcher.inFlightMax)]),
            clock: clock
        ) { completions in
            for completion in completions {
                var body: [UInt8]?
                if case .answered(let answer) = completion.outcome, answer.status == 200 {
                    body = answer.body
                }
                box.end(completion.id, body)
            }
        }
    }

    /// The body of a 200; `nil` for anything else.
    package func fetch(_ address: String) async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            let id = box.waiting.withLock { waiting in
                let id = waiting.next
                waiting.next += 1
                waiting.ends[id] = { continuation.resume(returning: $0) }
                return id
            }
            let request = CurlRequest(
                id: id,
                lane: 0,
                method: .get,
                url: address,
                totalTimeoutMilliseconds: 10_000,
                schemes: .https
            )
            if client.submit([request]) != .taken { box.end(id, nil) }
        }
    }

    /// Ends what is under way; later fetches give nothing.
    package func shutdown() {
        client.shutdown(withinMilliseconds: 1000)
    }
}
