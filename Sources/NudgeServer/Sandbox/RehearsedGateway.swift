package import Logging
package import NudgeCore
package import NudgeGateways
import Synchronization

/// One vendor as a rehearsal plays it: its dialect before a sandbox of its own.
package final class RehearsedGateway: Sendable {
    package let dialect: Dialect
    package let sandbox: Sandbox
    private let log: Logger
    private let state = Mutex(RehearsalTally())

    /// Messages that an answer to a question holds: a page of most vendors' lists.
    private static let askedMax = 50

    package init(_ dialect: Dialect, _ sandbox: Sandbox, log: Logger) {
        self.dialect = dialect
        self.sandbox = sandbox
        self.log = log
    }

    package var tally: RehearsalTally { state.withLock { $0 } }

    /// What is done with a request.
    ///
    /// `ids`: The contacts' own ids in the order of the recipients; empty when they were not told.
    /// `wait`: How delays are waited for.
    func outcome(
        _ request: DialectRequest,
        ids: [String],
        now: Instant,
        wait: @escaping SandboxServer.Wait
    ) -> HTTPOutcome {
        switch dialect.read(request, now: now) {
        case .token:
            state.withLock { $0.tokens += 1 }
            return .answer(dialect.tokenAnswer(now: now).http)
        case .query(let question):
            return .answer(answer(question, now: now).http)
        case .refused(let answerClass, let why):
            state.withLock { $0.refuse(answerClass, why) }
            log.warning(
                "a rehearsed request is not what the vendor takes",
                metadata: ["gateway": "\(dialect.name)", "reason": "\(why)"]
            )
            return .answer(dialect.answer(answerClass, now: now).http)
        case .messages(let messages):
            return take(messages, ids: ids, now: now, wait: wait)
        }
    }

    private func take(
        _ messages: [DialectMessage],
        ids: [String],
        now: Instant,
        wait: @escaping SandboxServer.Wait
    ) -> HTTPOutcome {
        let isComplete = ids.count == messages.count
        let taken = messages.enumerated().map { index, message in
            SandboxMessage(
                id: isComplete ? ids[index] : message.ownID,
                channel: dialect.channel(of: message),
                to: message.to,
                subject: message.subject,
                text: message.content,
                reference: message.reference,
                isTemplated: message.code != nil
            )
        }
        do {
            let results = try sandbox.receive(taken, now: now, tongue: tongue)
            let recipients = zip(messages, results).map { message, result in
                DialectRecipient(
                    message,
                    result.reaction.answer.answerClass,
                    hash: hash(of: result.record),
                    waitSeconds: result.reaction.answer.waitSeconds
                )
            }
            state.withLock { $0.add(recipients) }
            return carryOut(results, recipients, now: now, wait: wait)
        } catch {
            log.error("a rehearsal refuses messages", metadata: ["reason": "\(error)"])
            return .answer(dialect.answer(.unknown, now: now).http)
        }
    }

    /// What became of the messages that it is asked about, from what it took.
    private func answer(_ question: DialectQuestion, now: Instant) -> DialectAnswer {
        var fates: [DialectFate] = []
        if dialect.answersQuestions {
            let asked = sandbox.newest(RehearsedGateway.askedMax) { record in
                record.isTaken && question.isAbout(DialectMessage(record), at: record.at)
            }
            fates = asked.map { record in
                let word: QueryForm.Word =
                    switch record.fate(at: now) {
                    case .delivered?: .delivered
                    case .undelivered?: .undelivered
                    case nil: .accepted
                    }
                return DialectFate(
                    DialectMessage(record),
                    hash: hash(of: record),
                    at: record.at,
                    word: word
                )
            }
        }
        state.withLock { tally in
            tally.queries += 1
            if !fates.isEmpty { tally.queriesKnown += 1 }
        }
        return dialect.answer(about: fates, now: now)
    }

    private func hash(of record: SandboxRecord) -> UInt64 {
        SandboxGenerator.hash(dialect.hasOwnIDs ? record.sandboxID : record.requestID)
    }

    private func carryOut(
        _ results: [(record: SandboxRecord, reaction: SandboxReaction)],
        _ recipients: [DialectRecipient],
        now: Instant,
        wait: @escaping SandboxServer.Wait
    ) -> HTTPOutcome {
        let answers = results.map(\.reaction.answer)
        let outcome: HTTPOutcome
        if answers.contains(.closed) {
            outcome = .close
        } else if answers.contains(.never) {
            outcome = .later { await Hanging.untilCancelled() }
        } else {
            var answer = dialect.answer(recipients, now: now).http
            if answers.contains(.unreadable) { answer.body.removeLast((answer.body.count + 1) / 2) }
            outcome = .answer(answer)
        }
        if let first = results.first, first.reaction.answersAfterFirstEvent {
            let key = SandboxEvent.Key(sandboxID: first.record.sandboxID, number: 0)
            return .later { [sandbox] in
                await sandbox.settled(key)
                return outcome
            }
        }
        let after = results.map(\.reaction.answerAfter).max() ?? .zero
        guard after > .zero else { return outcome }
        return .later {
            do { try await wait(after) } catch { return .close }
            return outcome
        }
    }

    // MARK: What the vendor says

    private var tongue: SandboxTongue {
        let dialect = dialect
        return SandboxTongue(
            adapted: { RehearsedGateway.adapted($0, dialect) },
            isTold: { dialect.tells($0.answerClass) }
        )
    }

    /// What a vendor never answers does not happen so: it takes what it cannot deliver, and says
    /// afterwards that it could not.
    private static func adapted(_ reaction: SandboxReaction, _ dialect: Dialect) -> SandboxReaction
    {
        var result = reaction
        switch reaction.answer {
        case .refused(let refusal) where !dialect.says(reaction.answer.answerClass):
            switch refusal {
            case .badRecipient, .optedOut:
                let receipt = SandboxReaction.Planned(
                    after: .seconds(5),
                    kind: .receipt(.undelivered)
                )
                result = SandboxReaction(answer: .accepted, events: [receipt])
            case .unavailable: result = SandboxReaction(answer: .failed)
            case .misconfigured, .balance, .authentication:
                let receipt = SandboxReaction.Planned(
                    after: .seconds(5),
                    kind: .receipt(.delivered)
                )
                result = SandboxReaction(answer: .accepted, events: [receipt])
            }
        case .throttled where !dialect.says(.rateLimited):
            let isSaid = dialect.says(.retry)
            result = SandboxReaction(answer: isSaid ? .refused(.unavailable) : .failed)
        default: break
        }
        result.events.removeAll { !dialect.posts($0.kind.post) }
        if result.events.isEmpty { result.answersAfterFirstEvent = false }
        return result
    }

    /// What is posted to tell of an event; `nil` when the vendor tells nothing of its kind.
    package func post(_ event: SandboxEvent, now: Instant) -> DialectPost? {
        var text = ""
        if case .reply(let words) = event.kind { text = words }
        var hidesReference = false
        if case .receiptByVendorID = event.kind { hidesReference = true }
        let source = dialect.hasOwnIDs ? event.key.sandboxID : event.requestID
        let message = DialectMessage(to: event.address, reference: event.reference)
        let dialectEvent = DialectEvent(
            event.kind.post,
            message,
            hash: SandboxGenerator.hash(source),
            text: text,
            at: event.at,
            hidesReference: hidesReference
        )
        // Told apart by what it is about, not by when it is tried again.
        let one = SandboxGenerator.hash(event.webhookID)
        let other = SandboxGenerator.hash(event.webhookID + "/\(event.failures)")
        let nonce = RehearsedGateway.hex(one) + RehearsedGateway.hex(other)
        return dialect.post(dialectEvent, nonce: nonce, now: now)
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What came to one rehearsed gateway.
package struct RehearsalTally: Hashable, Sendable {
    /// Requests that carried messages.
    package var requests = 0
    package var tokens = 0
    /// Questions about what became of a message.
    package var queries = 0
    /// Of them, those about a message that it took.
    package var queriesKnown = 0
    /// Messages by the class of their answer, in the order of `AnswerRule.Class`.
    package var messages: [AnswerRule.Class: Int] = [:]
    /// Requests that the vendor would not have taken, whatever was in them.
    package var refused = 0
    /// Why, each reason once; bounded.
    package var reasons: [String] = []

    private static let reasonsMax = 5

    mutating func add(_ recipients: [DialectRecipient]) {
        requests += 1
        for recipient in recipients { messages[recipient.answerClass, default: 0] += 1 }
    }

    mutating func refuse(_ answerClass: AnswerRule.Class, _ why: String) {
        refused += 1
        let reason = "\(answerClass.name): \(why)"
        guard reasons.count < RehearsalTally.reasonsMax, !reasons.contains(reason) else { return }
        reasons.append(reason)
    }
}

/// A request that is never answered.
enum Hanging {
    /// Until the client leaves or the server stops, which both cancel the task.
    static func untilCancelled() async -> HTTPOutcome {
        let (endless, source) = AsyncStream.makeStream(of: Never.self)
        for await _ in endless {}
        // Kept until here: a source that goes away would end the stream.
        source.finish()
        return .close
    }
}

extension SandboxReaction.Answer {
    /// Its class in the vendor's answers; what has no answer counts as `unknown`.
    var answerClass: AnswerRule.Class {
        switch self {
        case .accepted, .unreadable, .closed: .accepted
        case .refused(.badRecipient): .badRecipient
        case .refused(.optedOut): .optedOut
        case .refused(.misconfigured): .misconfigured
        case .refused(.balance): .balance
        case .refused(.authentication): .authentication
        case .refused(.unavailable): .retry
        case .throttled: .rateLimited
        case .failed, .never: .unknown
        }
    }

    var waitSeconds: Int {
        if case .throttled(let seconds) = self { seconds } else { 1 }
    }
}

extension SandboxEvent.Kind {
    /// The sample that tells of it.
    var post: DialectForm.Post.Kind {
        switch self {
        case .receipt(let receipt), .receiptByVendorID(let receipt):
            receipt == .delivered ? .delivered : .undelivered
        case .reply: .reply
        }
    }
}

extension DialectAnswer {
    /// As the listener sends it.
    var http: HTTPAnswer {
        let isType = { (pair: WirePair) in pair.name.lowercased() == "content-type" }
        return HTTPAnswer(
            status: status,
            contentType: headers.first(where: isType)?.value ?? "text/plain",
            body: body,
            headers: headers.filter { !isType($0) }.map { ($0.name, $0.value) }
        )
    }
}

extension DialectMessage {
    /// A message of the ledger, as the vendor understood it.
    fileprivate init(_ record: SandboxRecord) {
        self.init(
            to: record.message.to,
            reference: record.message.reference,
            subject: record.message.subject,
            content: record.message.text,
            channel: record.message.channel.name
        )
    }

    /// An id for the ledger where the request brought none of ours.
    fileprivate var ownID: String {
        reference ?? "unnamed-" + String(SandboxGenerator.hash("\(to)/\(content)"), radix: 16)
    }
}
