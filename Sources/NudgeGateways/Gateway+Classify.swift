package import Curl
package import NudgeCore

extension Gateway {
    /// What an answer, or its absence, means for each message of a request, and for the lane.
    ///
    /// `messages`: Those that the request was made of, in its order.
    package func classify(
        _ outcome: CurlOutcome,
        messages: [OutgoingMessage],
        now: Instant
    ) -> GatewayVerdict {
        classify(outcome, recipients: messages.map(\.address), now: now)
    }

    /// The same where only the addresses are known any more.
    ///
    /// `recipients`: The addresses of the messages that the request was made of, in its order.
    package func classify(
        _ outcome: CurlOutcome,
        recipients: [String],
        now: Instant
    ) -> GatewayVerdict {
        if let http { return http.verdict(outcome, recipients: recipients, now: now) }
        return GatewayVerdict(all: recipients.count, classify(outcome, now: now))
    }

    /// What an answer, or its absence, means.
    ///
    /// | status | class |
    /// | --- | --- |
    /// | 2xx, empty, not JSON, or JSON without an `error` | accepted; `id` is the vendor's |
    /// | 2xx that claims to be JSON and cannot be read, or with an `error` | unknown |
    /// | 307, 308 | misconfigured: nothing was done there |
    /// | 401, 403 | authentication |
    /// | 402 | balance |
    /// | 400, 404, 410, 422 with `{"error":{"code":…}}` | `bad_recipient`, `opted_out` |
    /// | 408, 409 | unknown: the first request with this id may have been taken |
    /// | 425 | retry |
    /// | 429 | rate-limited, `Retry-After` in seconds or as a date |
    /// | other 4xx | misconfigured |
    /// | 5xx that the file declares sure | retry, or rate-limited with `Retry-After` |
    /// | everything else | unknown |
    ///
    /// Without an answer: not sent when surely no byte left, else unknown.
    package func classify(_ outcome: CurlOutcome, now: Instant) -> GatewayAnswer {
        if let mail { return mail.classify(outcome, now: now) }
        return switch outcome {
        case .answered(let answer): classify(answer, now: now)
        case .failed(let error, let wasWritten):
            GatewayAnswer(
                answerClass: wasWritten ? .unknown : .notSent,
                detail: Masked.text(error.description),
                laneEvent: wasWritten ? .doubted : .failed
            )
        case .notSent(let reason):
            GatewayAnswer(
                answerClass: .notSent,
                detail: Gateway.text(reason),
                laneEvent: nil
            )
        }
    }

    private func classify(_ answer: CurlAnswer, now: Instant) -> GatewayAnswer {
        let status = answer.status
        let wait = RetryAfter.wait(answer.header("retry-after"), now: now)
        switch status {
        case 200..<300: return success(answer)
        case 307, 308: return sure(.misconfigured, answer, .failed)
        case 401, 403: return sure(.authentication, answer, .stopped(.authentication))
        case 402: return sure(.balance, answer, .stopped(.balance))
        case 400, 404, 410, 422: return refusal(answer)
        case 408, 409: return doubt(answer, "the gateway cannot tell")
        case 425: return sure(.retry(after: wait), answer, .failed)
        case 429:
            return sure(
                .rateLimited(after: wait, scope: .gateway),
                answer,
                .rateLimited(after: wait)
            )
        case 400..<500: return sure(.misconfigured, answer, .failed)
        case 500... where settings.sureStatuses.contains(status):
            guard let wait else { return sure(.retry(after: nil), answer, .failed) }
            return sure(
                .rateLimited(after: wait, scope: .gateway),
                answer,
                .rateLimited(after: wait)
            )
        default: return doubt(answer, "not declared sure")
        }
    }

    private func success(_ answer: CurlAnswer) -> GatewayAnswer {
        let claimsJSON = answer.header("content-type").map(Gateway.namesJSON) ?? false
        let looksLikeJSON = answer.body.first { $0 > 0x20 } == UInt8(ascii: "{")
        var vendorID: String?
        if !answer.body.isEmpty && (claimsJSON || looksLikeJSON) {
            guard let json = JSONReader.read(answer.body) else {
                return doubt(answer, "its JSON cannot be read")
            }
            guard json["error"] == nil || json["error"] == .null else {
                return doubt(answer, "it says both yes and no: \(Gateway.errorText(json))")
            }
            vendorID = json["id"]?.identifier
        }
        return GatewayAnswer(
            answerClass: .accepted,
            vendorID: vendorID,
            detail: "\(answer.status)",
            laneEvent: .answered
        )
    }

    /// Whether a media type is JSON, or is built on it as `application/problem+json` is.
    private static func namesJSON(_ type: String) -> Bool {
        // The last four letters seen, in lower case.
        var letters: UInt32 = 0
        return type.utf8.contains { unit in
            letters = letters << 8 | UInt32(unit | 0x20)
            return letters == 0x6A73_6F6E
        }
    }

    /// Only a reason that the gateway spells out is about the message; otherwise it is the gateway.
    private func refusal(_ answer: CurlAnswer) -> GatewayAnswer {
        switch JSONReader.read(answer.body)?["error"]?["code"]?.text {
        case "bad_recipient": sure(.badRecipient, answer, .answered)
        case "opted_out": sure(.optedOut, answer, .answered)
        case "misconfigured": sure(.misconfigured, answer, .answered)
        default: sure(.misconfigured, answer, .failed)
        }
    }

    private func sure(
        _ answerClass: AnswerClass,
        _ answer: CurlAnswer,
        _ event: LaneEvent
    ) -> GatewayAnswer {
        let reason = JSONReader.read(answer.body).map(Gateway.errorText) ?? ""
        let detail = reason.isEmpty ? "\(answer.status)" : "\(answer.status) \(reason)"
        return GatewayAnswer(answerClass: answerClass, detail: detail, laneEvent: event)
    }

    private func doubt(_ answer: CurlAnswer, _ why: String) -> GatewayAnswer {
        GatewayAnswer(
            answerClass: .unknown,
            detail: "\(answer.status): \(why)",
            laneEvent: .doubted
        )
    }

    private static func errorText(_ json: JSONValue) -> String {
        let parts = [json["error"]?["code"]?.identifier, json["error"]?["message"]?.text]
        return Masked.text(parts.compactMap { $0 }.joined(separator: ": "))
    }

    static func text(_ reason: CurlUnsent) -> String {
        switch reason {
        case .expired: "too late to leave"
        case .cancelled: "recalled"
        case .shuttingDown: "shutting down"
        case .unknownLane: "the gateway was removed"
        case .invalid(let problem): Masked.text(problem)
        }
    }
}
