package import Curl
package import NudgeCore

/// Understands what a gateway answered, by the section `answers` of its file.
///
/// Pure: bytes in, a class for each message out. Success needs a rule that says so.
package struct AnswerReader: Sendable {
    package let form: AnswerForm

    package init(_ form: AnswerForm) {
        self.form = form
    }

    /// What an answer, or its absence, means for the messages of its request.
    ///
    /// `recipients`: Their addresses as they were sent, in the order of the request.
    /// The result: One answer for each; what it says of the lane stands on the first alone.
    package func verdict(
        _ outcome: CurlOutcome,
        recipients: [String],
        now: Instant
    ) -> GatewayVerdict {
        precondition(!recipients.isEmpty, "an answer to nothing")
        switch outcome {
        case .answered(let answer):
            let reading = AnswerReading(form: form, answer: answer, now: now)
            return reading.verdict(recipients)
        case .failed(let error, let wasWritten):
            let answer = GatewayAnswer(
                answerClass: wasWritten ? .unknown : .notSent,
                detail: Masked.text(error.description),
                laneEvent: wasWritten ? .doubted : .failed
            )
            return GatewayVerdict(all: recipients.count, answer)
        case .notSent(let reason):
            let answer = GatewayAnswer(
                answerClass: .notSent,
                detail: Gateway.text(reason),
                laneEvent: nil
            )
            return GatewayVerdict(all: recipients.count, answer)
        }
    }
}

extension GatewayVerdict {
    /// The same for all messages of a request; the lane hears of it once.
    package init(all count: Int, _ answer: GatewayAnswer) {
        var rest = answer
        rest.laneEvent = nil
        self.init(
            answers: [answer] + [GatewayAnswer](repeating: rest, count: count - 1),
            refreshesToken: answer.answerClass == .refreshToken,
            splits: answer.answerClass == .split
        )
    }
}
