package import Curl
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import Synchronization

/// Posts the sandbox's receipts and replies to the daemon's callback port, signed, through libcurl.
package final class CallbackPoster: Sendable {
    private let client: CurlClient
    private let waiting: Mutex<Waiting>
    private let box: Box

    private struct Waiting {
        var next: UInt64 = 1
        var completions: [UInt64: @Sendable (Bool) -> Void] = [:]
    }

    /// Where completions find the poster, which the client must exist before.
    private final class Box: Sendable {
        let completed = Mutex<(@Sendable ([CurlCompletion]) -> Void)?>(nil)
    }

    /// As many as a gateway pushes side by side.
    private static let inFlightMax = 32

    package init(clock: @escaping @Sendable () -> Int64) throws(CurlError) {
        let box = Box()
        self.box = box
        waiting = Mutex(Waiting())
        client = try CurlClient(
            settings: CurlSettings(lanes: [CurlLane(id: 0, inFlightMax: Self.inFlightMax)]),
            clock: clock
        ) { completions in
            box.completed.withLock { $0 }?(completions)
        }
        box.completed.withLock { $0 = { [weak self] in self?.finish($0) } }
    }

    /// Posts one event; true when it was answered 2xx.
    func post(
        _ event: SandboxEvent,
        to url: String,
        secret: WebhookSecret,
        at now: Instant
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            post(event, to: url, secret: secret, at: now) { continuation.resume(returning: $0) }
        }
    }

    /// The same without waiting; `completed` is called once, on the curl thread.
    func post(
        _ event: SandboxEvent,
        to url: String,
        secret: WebhookSecret,
        at now: Instant,
        completed: @escaping @Sendable (Bool) -> Void
    ) {
        let body = event.body
        let seconds = now.milliseconds / 1000
        let signature = secret.sign(id: event.webhookID, timestamp: seconds, body: body)
        let id = waiting.withLock { waiting in
            let id = waiting.next
            waiting.next += 1
            waiting.completions[id] = completed
            return id
        }
        let request = CurlRequest(
            id: id,
            lane: 0,
            url: url,
            headers: [
                "Content-Type: application/json", "webhook-id: \(event.webhookID)",
                "webhook-timestamp: \(seconds)", "webhook-signature: \(signature)",
            ],
            body: body,
            schemes: .http
        )
        if client.submit([request]) != .taken { resume(id, false) }
    }

    /// Ends what is under way; later posts fail.
    package func shutdown() {
        client.shutdown(withinMilliseconds: 1000)
    }

    private func finish(_ completions: [CurlCompletion]) {
        for completion in completions {
            var isTaken = false
            if case .answered(let answer) = completion.outcome {
                isTaken = (200..<300).contains(answer.status)
            }
            resume(completion.id, isTaken)
        }
    }

    private func resume(_ id: UInt64, _ isTaken: Bool) {
        let completed = waiting.withLock { $0.completions.removeValue(forKey: id) }
        completed?(isTaken)
    }
}
