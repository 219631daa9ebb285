internal import Curl
internal import NudgeCore
internal import NudgeGateways

extension GatewayTrial {
    /// Fetches the token that the request needs, where it needs one, and makes the request anew.
    package mutating func fetchToken(
        clock: any EngineClock,
        using generator: inout some RandomNumberGenerator
    ) async throws(Failure) {
        guard let source = gateway.http?.tokenSource else { return }
        let fetch = TokenSource.Fetch(
            id: 0,
            lane: 0,
            now: clock.now(),
            nonce: RequestNonce.text(using: &generator)
        )
        let outcome = try await outcome(of: source.request(fetch), clock: clock)
        switch source.read(outcome, now: clock.now()) {
        case .fetched(let token, _):
            try put(token, nonce: RequestNonce.text(using: &generator), at: clock.now())
        case .notSent(let reason), .failed(let reason), .refused(let reason):
            throw Failure(description: "no token came: \(mask.masked(reason))")
        }
    }

    /// Sends it once; gives what is to be shown.
    package func send(clock: any EngineClock) async throws(Failure) -> Answer {
        answer(try await outcome(of: request, clock: clock), at: clock.now())
    }

    private func outcome(
        of request: CurlRequest,
        clock: any EngineClock
    ) async throws(Failure) -> CurlOutcome {
        let (completions, feed) = AsyncStream.makeStream(of: CurlCompletion.self)
        let client: CurlClient
        do throws(CurlError) {
            client = try CurlClient(
                settings: CurlSettings(
                    lanes: [CurlLane(id: 0, inFlightMax: 1)],
                    keptHeaders: GatewayAssembly.keptHeaders([gateway.settings])
                ),
                clock: { clock.now().milliseconds },
                completed: { for completion in $0 { feed.yield(completion) } }
            )
        } catch {
            throw Failure(description: error.description)
        }
        guard client.submit([request]) == .taken,
            let completion = await completions.first(where: { _ in true })
        else { throw Failure(description: "libcurl does not take the request") }
        client.shutdown(withinMilliseconds: 0)
        return completion.outcome
    }

    /// What came back, and what it would have meant for a contact.
    package struct Answer: Sendable {
        package var text: String
        package var isAccepted: Bool
        package var className: String
    }

    private func answer(_ outcome: CurlOutcome, at now: Instant) -> Answer {
        var lines: [String] = []
        if case .answered(let answer) = outcome {
            lines.append("answered \(answer.status)")
            lines += answer.headers.map { "\($0.name): \(mask.masked($0.value))" }
            let body = gateway.text(ofBody: Array(answer.body.prefix(GatewayTrial.shownMax)))
            if !body.isEmpty { lines += ["", mask.masked(body)] }
        }
        let verdict = gateway.classify(outcome, messages: [message], now: now)
        let meaning = verdict.answers[0]
        lines += ["", "class   \(meaning.answerClass.name)", "detail  \(meaning.detail)"]
        if let id = meaning.vendorID { lines.append("id      \(id)") }
        return Answer(
            text: lines.joined(separator: "\n"),
            isAccepted: meaning.answerClass == .accepted,
            className: meaning.answerClass.name
        )
    }

    /// Bytes of an answer's body that are shown.
    private static let shownMax = 4096
}
