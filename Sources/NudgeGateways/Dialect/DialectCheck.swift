internal import Curl
package import NudgeCore

/// Plays a gateway's dialect against the gateway's own file: the file's test of itself.
///
/// A made-up request is built and read backwards; every sample of an answer must be classified as
/// what it says, every sample of a callback be read as what it tells.
package struct DialectCheck {
    /// What is wrong, and where in the file.
    package struct Finding: Hashable, Sendable {
        package var line: Int
        package var column: Int
        package var message: String
    }

    let dialect: Dialect
    let settings: GatewaySettings
    private var findings: [Finding] = []

    static let now = Instant(milliseconds: 1_795_000_000_000)
    private static let hash: UInt64 = 0x1234_5678_9ABC_DEF0

    /// Nothing for a gateway without a dialect.
    package static func findings(_ settings: GatewaySettings) -> [Finding] {
        guard let form = settings.http?.dialect else { return [] }
        do throws(GatewayError) {
            var check = DialectCheck(
                dialect: try Dialect(unsigned: settings),
                settings: settings
            )
            check.play()
            return check.findings
        } catch {
            return [Finding(line: form.line, column: form.column, message: "\(error)")]
        }
    }

    private init(dialect: Dialect, settings: GatewaySettings) {
        self.dialect = dialect
        self.settings = settings
    }

    var form: DialectForm { dialect.form }

    mutating func add(_ message: String, _ line: Int, _ column: Int) {
        findings.append(Finding(line: line, column: column, message: message))
    }

    private mutating func play() {
        checkRequest()
        for answer in form.answers { check(answer) }
        for recipient in form.recipients { check(recipient) }
        checkRefused()
        checkToken()
        checkQuery()
        for post in form.posts { check(post) }
    }

    // MARK: The request

    private mutating func checkRequest() {
        let count = min(2, settings.http?.batch?.size ?? 1)
        for channel in Channel.allCases where settings.channels.contains(channel) {
            let messages = (0..<count).map { sample($0, channel) }
            do {
                let found = try dialect.readBack(messages, now: DialectCheck.now)
                guard found.map(\.to) == messages.map(\.address) else {
                    return add("the addresses are not found in the request", form.line, form.column)
                }
            } catch {
                return add(
                    "the request cannot be read backwards: \(error)",
                    form.line,
                    form.column
                )
            }
        }
    }

    /// A made-up message, of the gateway's first template where it has some.
    ///
    /// `channel`: `nil`: the gateway's first.
    func sample(_ number: Int, _ channel: Channel? = nil) -> OutgoingMessage {
        let channel =
            channel ?? Channel.allCases.first(where: settings.channels.contains) ?? .sms
        let address =
            switch channel.addressKind {
            case .phone: "+861380013800\(number)"
            case .email: "sample\(number)@example.com"
            case .device, .wechat: "sample-\(number)"
            }
        var message = OutgoingMessage(
            wireID: "s1-\(number)",
            channel: channel,
            address: address,
            text: "样例 text",
            subject: channel == .email || channel == .push ? "样例" : nil,
            messageClass: .collection,
            template: "sample"
        )
        if let template = settings.http?.templates.first {
            message.code = template.code
            message.parameters =
                switch template.parameters {
                case .list(let all): .list(all.map { _ in "样例" })
                case .named(let all): .named(all.map { WirePair($0.name, "样例") })
                }
        }
        return message
    }

    func recipient(_ number: Int, _ answerClass: AnswerRule.Class) -> DialectRecipient {
        DialectRecipient(
            DialectMessage(to: sample(number).address, reference: sample(number).wireID),
            answerClass,
            hash: DialectCheck.hash &+ UInt64(dialect.hasOwnIDs ? number : 0),
            waitSeconds: 2
        )
    }

    // MARK: Answers

    private mutating func check(_ answer: DialectForm.Answer) {
        // Only a batch can be split.
        let count = answer.answerClass == .split ? 2 : 1
        let recipients = (0..<count).map { recipient($0, answer.answerClass) }
        let isAccepted = answer.answerClass == .accepted
        let bytes =
            isAccepted
            ? dialect.answer(recipients, now: DialectCheck.now)
            : dialect.answer(answer.answerClass, to: recipients[0], now: DialectCheck.now)
        expect(bytes, recipients, answer.sample.line, answer.sample.column)
    }

    private mutating func check(_ item: DialectForm.Recipient) {
        var recipients = [recipient(0, item.answerClass)]
        if settings.http?.batch?.size ?? 1 > 1 { recipients.append(recipient(1, .accepted)) }
        let bytes = dialect.answer(recipients, now: DialectCheck.now)
        expect(bytes, recipients, item.line, item.column)
    }

    private mutating func checkRefused() {
        guard let refused = settings.http?.answers.recipients?.refused.first,
            form.recipient(refused.answerClass) == nil, dialect.tells(refused.answerClass),
            let sample = form.answer(.accepted)
        else { return }
        let recipients = [recipient(0, refused.answerClass), recipient(1, .accepted)]
        let bytes = dialect.answer(recipients, now: DialectCheck.now)
        expect(bytes, recipients, sample.line, sample.column)
    }

    private mutating func expect(
        _ bytes: DialectAnswer,
        _ recipients: [DialectRecipient],
        _ line: Int,
        _ column: Int
    ) {
        let verdict = verdict(bytes, recipients)
        for (recipient, answer) in zip(recipients, verdict.answers) {
            let wanted = recipient.answerClass.name
            guard answer.answerClass.name == wanted else {
                return add(
                    "a sample of '\(wanted)' is classified as '\(answer.answerClass.name)'"
                        + " by 'answers': \(answer.detail)",
                    line,
                    column
                )
            }
        }
    }

    private func verdict(
        _ bytes: DialectAnswer,
        _ recipients: [DialectRecipient]
    ) -> GatewayVerdict {
        let headers = bytes.headers.map {
            CurlHeader(name: $0.name.lowercased(), value: $0.value)
        }
        let answer = CurlAnswer(status: bytes.status, headers: headers, body: bytes.body)
        return AnswerReader(dialect.description.answers).verdict(
            .answered(answer),
            recipients: recipients.map(\.message.to),
            now: DialectCheck.now
        )
    }

    private mutating func checkToken() {
        guard let source = settings.http?.token else { return }
        guard let sample = form.token else {
            return add("the gateway has a token, and its dialect none", form.line, form.column)
        }
        let bytes = dialect.tokenAnswer(now: DialectCheck.now)
        let text = JSONReader.read(bytes.body)?.text(at: source.value)
        if text == nil {
            add("the sample of a token has none where 'token' says", sample.line, sample.column)
        }
    }

    // MARK: Callbacks

    private mutating func check(_ post: DialectForm.Post) {
        let (line, column) = (post.sample.line, post.sample.column)
        guard let entry = settings.http?.callbacks.first(where: { $0.name == post.callback }) else {
            return add("there is no callback '\(post.callback)'", line, column)
        }
        let recipient = recipient(0, .accepted)
        let event = DialectEvent(
            post.kind,
            recipient.message,
            hash: recipient.hash,
            text: "TD",
            at: DialectCheck.now
        )
        do {
            let wire = try dialect.unsealed(post, event)
            let reading = try CallbackReader(entry).read(wire.body, now: DialectCheck.now)
            guard reading.events.count == 1 else {
                let faults = reading.faults.joined(separator: "; ")
                return add("'callbacks' reads no event in it \(faults)", line, column)
            }
            expect(reading.events[0], post.kind, recipient, line, column)
        } catch {
            add("'callbacks' cannot read it: \(error)", line, column)
        }
    }

    private mutating func expect(
        _ event: InboundEvent,
        _ kind: DialectForm.Post.Kind,
        _ recipient: DialectRecipient,
        _ line: Int,
        _ column: Int
    ) {
        switch (event, kind) {
        case (.receipt(let receipt), .delivered), (.receipt(let receipt), .undelivered):
            guard (receipt.fate == .delivered) == (kind == .delivered) else {
                return add("it is read as \(receipt.fate), not \(kind.name)", line, column)
            }
            let accepted = dialect.answer([recipient], now: DialectCheck.now)
            let known = verdict(accepted, [recipient]).answers[0].vendorID
            let isKnown =
                receipt.contactWireID == recipient.message.reference
                || known != nil && receipt.vendorID == known
            if !isKnown {
                add(
                    "its id, \(receipt.vendorID ?? "none"), is not that of the answer,"
                        + " \(known ?? "none"), nor is our reference in it",
                    line,
                    column
                )
            }
        case (.reply(let reply), .reply):
            let isSame = AnsweredAddress(reply.address).isSame(as: recipient.message.to)
            if !isSame || reply.text != "TD" && reply.meaning == nil {
                add("the reply is read otherwise than it was written", line, column)
            }
        default: add("it is read as something else than \(kind.name)", line, column)
        }
    }
}
