package import Curl
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import Synchronization

/// Posts the sandbox's receipts and replies to the daemon's callback port, through libcurl.
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

    /// Posts it; true when it was answered 2xx.
    func post(_ post: CallbackPost) async -> Bool {
        await withCheckedContinuation { continuation in
            self.post(post) { continuation.resume(returning: $0) }
        }
    }

    /// The same without waiting; `completed` is called once, on the curl thread.
    func post(_ post: CallbackPost, completed: @escaping @Sendable (Bool) -> Void) {
        let id = waiting.withLock { waiting in
            let id = waiting.next
            waiting.next += 1
            waiting.completions[id] = completed
            return id
        }
        let request = CurlRequest(
            id: id,
            lane: 0,
            url: post.url,
            headers: post.headers,
            body: post.body,
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

/// One callback, ready to be posted.
package struct CallbackPost: Sendable {
    var url: String
    /// Lines, `Name: value`.
    var headers: [String]
    var body: [UInt8]

    init(url: String, headers: [String], body: [UInt8]) {
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// An event in our own words, signed by the Standard Webhooks rules.
    init(_ event: SandboxEvent, to url: String, secret: WebhookSecret, at now: Instant) {
        let seconds = now.milliseconds / 1000
        let body = event.body
        let signature = secret.sign(id: event.webhookID, timestamp: seconds, body: body)
        self.init(
            url: url,
            headers: [
                "Content-Type: application/json", "webhook-id: \(event.webhookID)",
                "webhook-timestamp: \(seconds)", "webhook-signature: \(signature)",
            ],
            body: body
        )
    }
}
