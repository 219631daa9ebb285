package import NudgeCore

/// The question what became of a message, as far as the vendor understands it.
package struct DialectQuestion: Hashable, Sendable {
    /// Our id; `nil`: it asks by what else it names.
    package var reference: String?
    /// Normalised, as in `DialectMessage`.
    package var to: String?
    package var content: String?
    /// The beginning of the day from which it asks; `nil`: whenever it was.
    package var since: Instant?

    init(_ finds: WireFinds) {
        reference = finds.text("reference")
        to = finds.askedAddress
        content = finds.text("content")
        since = finds.since
    }

    /// Whether a message is one of those that are asked about.
    ///
    /// `at`: When the vendor took it.
    package func isAbout(_ message: DialectMessage, at: Instant) -> Bool {
        let isNamed = reference != nil || to != nil
        return isNamed && (reference == nil || reference == message.reference)
            && (to == nil || to == message.to)
            && (content == nil || content == message.content)
            && at >= since ?? .distantPast
    }
}

/// A message that the vendor took, and what became of it.
package struct DialectFate: Hashable, Sendable {
    package var message: DialectMessage
    /// Of which the vendor's id of the message is made.
    package var hash: UInt64
    /// When the vendor took it.
    package var at: Instant
    /// `accepted`, `delivered` or `undelivered`.
    package var word: QueryForm.Word

    package init(_ message: DialectMessage, hash: UInt64, at: Instant, word: QueryForm.Word) {
        self.message = message
        self.hash = hash
        self.at = at
        self.word = word
    }
}

extension Dialect {
    /// Whether the vendor answers a question what became of a message.
    package var answersQuestions: Bool { form.query != nil }

    /// What it says of the messages that a question is about, the oldest first.
    ///
    /// A vendor that is asked about one says the newest.
    package func answer(about fates: [DialectFate], now: Instant) -> DialectAnswer {
        guard let query = form.query else {
            return DialectAnswer(status: 503, headers: [], body: [])
        }
        guard let item = query.item else {
            guard let newest = fates.last else { return absence(query, now: now) }
            return answer(query.answer, context(of: newest, query, now: now))
        }
        if fates.isEmpty, query.absent != nil { return absence(query, now: now) }
        let items = fates.compactMap { fate in
            try? WireEvaluator(context(of: fate, query, now: now)).json(item)
        }
        let list = WireValue.json(.array(items.compactMap(\.self)))
        return answer(query.answer, context([("items", list)], message: nil, hash: 0, now: now))
    }

    /// A question about a made-up message, built and read backwards.
    func readBackQuestion(
        about message: OutgoingMessage,
        at: Instant,
        now: Instant
    ) throws -> DialectQuestion? {
        guard let form = description.queryRequest else { return nil }
        var context = madeUp([message], now: now)
        context.at = at
        let request = DialectRequest(try RequestBuilder(form).request(context))
        switch read(request, now: now) {
        case .query(let question): return question
        case .refused(_, let why): throw DialectFault(why)
        case .messages, .token: throw DialectFault("it is taken for something else")
        }
    }

    private func absence(_ query: DialectForm.Query, now: Instant) -> DialectAnswer {
        guard let sample = query.absent else {
            return DialectAnswer(status: 404, headers: [], body: [])
        }
        return answer(sample, context([], message: nil, hash: 0, now: now))
    }

    private func context(
        of fate: DialectFate,
        _ query: DialectForm.Query,
        now: Instant
    ) -> RequestContext {
        // What the vendor never says, it says as what came before.
        let state = query.state(fate.word) ?? query.state(.accepted)
        return context(
            [("state", state.map { .text($0) }), (WireNames.at, .instant(fate.at))],
            message: fate.message,
            hash: fate.hash,
            now: now
        )
    }
}
