package import NudgeCore

/// What a vendor has to say of one message of a request.
package struct DialectRecipient: Hashable, Sendable {
    package var message: DialectMessage
    package var answerClass: AnswerRule.Class
    /// Of which the vendor's id of the message is made.
    package var hash: UInt64
    /// Of `rate-limited`.
    package var waitSeconds: Int

    package init(
        _ message: DialectMessage,
        _ answerClass: AnswerRule.Class,
        hash: UInt64,
        waitSeconds: Int = 0
    ) {
        self.message = message
        self.answerClass = answerClass
        self.hash = hash
        self.waitSeconds = waitSeconds
    }
}

/// An answer as bytes.
package struct DialectAnswer: Hashable, Sendable {
    package var status: Int
    package var headers: [WirePair]
    package var body: [UInt8]
}

extension Dialect {
    /// Whether the vendor ever says this of a message that came alone.
    package func says(_ answerClass: AnswerRule.Class) -> Bool {
        form.answer(answerClass) != nil || tells(answerClass) || answerClass == .unknown
    }

    /// Whether the vendor can say this of one address among several.
    package func tells(_ answerClass: AnswerRule.Class) -> Bool {
        if form.recipient(answerClass) != nil { return true }
        guard let accepted = form.answer(.accepted), refusal?.answerClass == answerClass else {
            return false
        }
        return accepted.message.names("refused")
    }

    /// The one list of refused addresses that answers have, where the file knows one.
    private var refusal: RefusedList? { description.answers.recipients?.refused.first }

    /// Whether each message of a request has an id of its own.
    package var hasOwnIDs: Bool { description.answers.recipients?.items != nil }

    /// The answer to a request: as a whole where all meet the same, else address by address.
    package func answer(_ recipients: [DialectRecipient], now: Instant) -> DialectAnswer {
        precondition(!recipients.isEmpty, "an answer to nothing")
        let first = recipients[0]
        let isTold = tells(first.answerClass)
        let isSame = recipients.allSatisfy { $0.answerClass == first.answerClass }
        if isSame, first.answerClass != .accepted, !isTold || refusedOnly(first.answerClass) {
            return answer(first.answerClass, to: first, now: now)
        }
        return answer(each: recipients, now: now)
    }

    /// WeCom says of one alone what it says of all: with a code of its own.
    private func refusedOnly(_ answerClass: AnswerRule.Class) -> Bool {
        form.recipient(answerClass) == nil && form.answer(answerClass) != nil
    }

    /// One answer for the whole of a request that meets one class.
    package func answer(
        _ answerClass: AnswerRule.Class,
        to recipient: DialectRecipient? = nil,
        now: Instant
    ) -> DialectAnswer {
        guard let sample = form.answer(answerClass) else {
            return DialectAnswer(status: answerClass == .retry ? 503 : 500, headers: [], body: [])
        }
        let context = context(
            [("wait", .json(.number(String(recipient?.waitSeconds ?? 1))))],
            message: recipient?.message,
            hash: recipient?.hash ?? 0,
            now: now
        )
        return answer(sample, context)
    }

    /// The answer to a request for a token.
    package func tokenAnswer(now: Instant) -> DialectAnswer {
        guard let sample = form.token else {
            return DialectAnswer(status: 500, headers: [], body: [])
        }
        return answer(sample, context([], message: nil, hash: 0, now: now))
    }

    private func answer(each recipients: [DialectRecipient], now: Instant) -> DialectAnswer {
        guard let sample = form.answer(.accepted) else {
            return DialectAnswer(status: 500, headers: [], body: [])
        }
        var items: [JSONValue] = []
        for recipient in recipients {
            guard let node = form.recipient(recipient.answerClass) else { continue }
            let wait = WireValue.json(.number(String(recipient.waitSeconds)))
            let context = context(
                [("wait", wait)],
                message: recipient.message,
                hash: recipient.hash,
                now: now
            )
            if let item = try? WireEvaluator(context).json(node) { items.append(item) }
        }
        let refused = recipients.filter { $0.answerClass == refusal?.answerClass }
            .map(\.message.to)
        let list: JSONValue =
            refusal.map { $0.separator.isEmpty } ?? true
            ? .array(refused.map { .string($0) })
            : .string(refused.joined(separator: refusal?.separator ?? ""))
        let context = context(
            [("recipients", .json(.array(items))), ("refused", .json(list))],
            message: recipients[0].message,
            hash: recipients[0].hash,
            now: now
        )
        return answer(sample, context)
    }

    func answer(
        _ sample: DialectForm.Sample,
        _ context: RequestContext
    ) -> DialectAnswer {
        guard let wire = try? written(sample, context) else {
            return DialectAnswer(status: 500, headers: [], body: [])
        }
        return DialectAnswer(status: sample.status, headers: wire.headers, body: wire.body)
    }
}
