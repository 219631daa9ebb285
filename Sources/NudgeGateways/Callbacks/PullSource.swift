package import Curl
package import NudgeCore

/// Where receipts are pulled from: the requests of one entry of a gateway's `pull`, and what their
/// answers say.
///
/// Pure: bytes in, events out; whoever asks does the asking and the keeping.
package struct PullSource: Sendable {
    package let gateway: String
    package let form: PullForm
    /// Whether its requests carry the gateway's token.
    package let needsToken: Bool
    private let answers: AnswerReader
    private let build: @Sendable (Question, WireValue?) throws(RequestFault) -> CurlRequest

    /// What a request is made with.
    package struct Question: Sendable {
        package var id: UInt64
        package var lane: Int32
        package var now: Instant
        /// 32 hexadecimal digits, new for each attempt.
        package var nonce: String
        /// What the gateway's token was last fetched as; there where `needsToken`.
        package var token: String?

        package init(
            id: UInt64,
            lane: Int32,
            now: Instant,
            nonce: String,
            token: String? = nil
        ) {
            self.id = id
            self.lane = lane
            self.now = now
            self.nonce = nonce
            self.token = token
        }
    }

    /// One answer.
    package enum Page: Sendable {
        /// There is nothing more.
        case empty
        case some(CallbackReading, mark: Mark?)
        /// In one line, without what the answer may hold of people.
        case failed(String)
        /// Likewise; a token that it carried is not taken any more.
        case tokenRefused(String)
    }

    /// What the acknowledgement of a page names.
    package struct Mark: Sendable {
        fileprivate let value: WireValue
    }

    init(
        gateway: String,
        form: PullForm,
        needsToken: Bool,
        answers: AnswerReader,
        build: @escaping @Sendable (Question, WireValue?) throws(RequestFault) -> CurlRequest
    ) {
        self.gateway = gateway
        self.form = form
        self.needsToken = needsToken
        self.answers = answers
        self.build = build
    }

    /// The request for a page.
    ///
    /// Throws `RequestFault` when a value cannot stand where the file puts it.
    package func request(_ question: Question) throws(RequestFault) -> CurlRequest {
        try build(question, nil)
    }

    /// The request that says that a page was kept.
    package func acknowledgement(
        of mark: Mark,
        _ question: Question
    ) throws(RequestFault) -> CurlRequest {
        try build(question, mark.value)
    }

    /// The same for a mark that is not known yet, to be shown; `nil`: nothing is acknowledged.
    package func acknowledgement(
        _ question: Question
    ) throws(RequestFault) -> CurlRequest? {
        guard form.acknowledgement != nil else { return nil }
        return try build(question, .text("‹mark›"))
    }

    /// A body of its requests, to be read by a person.
    package func text(ofBody bytes: [UInt8]) -> String {
        form.request.charset.text(of: bytes)
    }

    /// What an answer holds; `now` is when it came.
    package func read(_ outcome: CurlOutcome, now: Instant) -> Page {
        switch outcome {
        case .notSent(let reason): return .failed("\(reason)")
        case .failed(let error, _): return .failed(Masked.text(error.description))
        case .answered(let answer):
            let page: Page =
                (200..<300).contains(answer.status)
                ? page(answer.body, now: now) : .failed("answered \(answer.status)")
            guard case .failed(let why) = page, needsToken, refusesToken(outcome, now: now) else {
                return page
            }
            return .tokenRefused(why)
        }
    }

    /// As the file's `answers` say of messages; 401 always.
    private func refusesToken(_ outcome: CurlOutcome, now: Instant) -> Bool {
        if case .answered(let answer) = outcome, answer.status == 401 { return true }
        let verdict = answers.verdict(outcome, recipients: [""], now: now)
        return verdict.answers.first?.answerClass == .refreshToken
    }

    private func page(_ body: [UInt8], now: Instant) -> Page {
        let reading = form.reading
        guard !body.isEmpty else { return .empty }
        guard let tree = WireTree.read(body, as: reading.format, in: reading.charset) else {
            return .failed("the answer is not \(reading.format.name)")
        }
        guard form.success.allSatisfy(tree.passes) else {
            return .failed("the answer does not say that it succeeded")
        }
        guard let items = tree.elements(at: reading.items), items != [.null] else {
            return .empty
        }
        guard !items.isEmpty else { return .empty }
        do throws(CallbackError) {
            let found = try CallbackReader(reading).read(tree, now: now)
            let mark = form.acknowledgement.flatMap { tree.value(at: $0.mark) }
            return .some(found, mark: mark.map { Mark(value: .json($0)) })
        } catch {
            return .failed("the answer cannot be read: \(error)")
        }
    }

    /// Whether an acknowledgement was taken.
    package func isTaken(_ outcome: CurlOutcome) -> Bool {
        guard case .answered(let answer) = outcome else { return false }
        return (200..<300).contains(answer.status)
    }
}
