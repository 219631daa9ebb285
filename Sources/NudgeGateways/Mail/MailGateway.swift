package import Curl
package import NudgeCore

/// A gateway of kind `smtp` with its password: from messages to mails, from replies to classes.
package struct MailGateway: Sendable {
    package let description: MailDescription
    private let settings: GatewaySettings
    private let password: String

    /// `password`: the text that the description's login refers to; empty where it has none.
    package init(_ description: MailDescription, settings: GatewaySettings, password: String) {
        self.description = description
        self.settings = settings
        self.password = password
    }

    /// Why a message cannot become a mail; surely nothing leaves.
    package enum Fault: Error, Hashable, Sendable {
        /// Not an address that a mail server could be given.
        case address
    }

    /// The request that carries one message to one recipient.
    ///
    /// One to a transaction: of several, nobody could tell which were refused.
    package func request(
        for message: OutgoingMessage,
        html: String? = nil,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant
    ) throws(Fault) -> CurlRequest {
        guard MailAddress.isValid(message.address) else { throw .address }
        let mail = MailMessage(message, description, html: html, at: now)
        return CurlRequest(
            id: id,
            lane: lane,
            url: description.url + "/" + description.greeting,
            body: mail.bytes,
            connectTimeoutMilliseconds: Int32(clamping: settings.connectTimeout.count),
            totalTimeoutMilliseconds: Int32(clamping: settings.totalTimeout.count),
            schemes: description.encryption == .implicit ? .smtps : .smtp,
            notAfter: notAfter.milliseconds,
            authorityFile: settings.authorityFile,
            mail: CurlMail(
                from: description.from.address,
                recipient: message.address,
                user: description.login?.user ?? "",
                password: password,
                requiresTLS: description.encryption == .startTLS
            )
        )
    }

    // MARK: What comes back

    /// What a reply means: by its code first, then by where it came.
    ///
    /// | reply | class |
    /// | --- | --- |
    /// | 250 to the message | accepted; the queue's id is the vendor's |
    /// | 530, 534, 535, 538, or a refused login | authentication |
    /// | 421, and any 4xx before a recipient was named | retry; the lane backs off |
    /// | 4xx to the recipient or the message | retry: only this recipient waits |
    /// | 552 with 5.2.2, a full mailbox | retry, after hours |
    /// | 550, 551, 553 to the recipient | bad recipient; of 5.7.x: misconfigured, a person must look |
    /// | every other 5xx | misconfigured |
    ///
    /// Without a reply of 400 and above: unknown once the message was being sent, else not sent.
    package func classify(_ outcome: CurlOutcome, now: Instant) -> GatewayAnswer {
        switch outcome {
        case .answered(let answer): classify(answer)
        case .failed(let error, let wasWritten):
            GatewayAnswer(
                answerClass: wasWritten ? .unknown : .notSent,
                detail: Masked.text(error.description),
                laneEvent: wasWritten ? .doubted : .failed
            )
        case .notSent(let reason):
            GatewayAnswer(
                answerClass: .notSent,
                detail: Masked.text("\(reason)"),
                laneEvent: nil
            )
        }
    }

    private func classify(_ answer: CurlAnswer) -> GatewayAnswer {
        let reply = SMTPReply(answer)
        let detail = Masked.text("\(reply.status) \(reply.text)")
        func result(_ answerClass: AnswerClass, _ event: LaneEvent) -> GatewayAnswer {
            GatewayAnswer(answerClass: answerClass, detail: detail, laneEvent: event)
        }
        if reply.status < 400 {
            return GatewayAnswer(
                answerClass: .accepted,
                vendorID: reply.queueID,
                detail: detail,
                laneEvent: .answered
            )
        }
        if reply.stage == .authentication || [530, 534, 535, 538].contains(reply.status) {
            // 454: for the moment only.
            return reply.status < 500
                ? result(.retry(after: nil), .failed)
                : result(.authentication, .stopped(.authentication))
        }
        let isOfMessage = reply.stage == .recipient || reply.stage == .data
        if reply.status == 421 || reply.status < 500 && !isOfMessage {
            return result(.retry(after: nil), .failed)
        }
        if reply.status < 500 { return result(.retry(after: MailGateway.shortWait), .answered) }
        if reply.enhanced.hasPrefix("5.2.2") {
            return result(.retry(after: MailGateway.longWait), .answered)
        }
        if reply.stage == .recipient, [550, 551, 553].contains(reply.status) {
            return reply.enhanced.hasPrefix("5.7.")
                ? result(.misconfigured, .answered) : result(.badRecipient, .answered)
        }
        return result(.misconfigured, isOfMessage ? .answered : .failed)
    }

    /// Servers that keep strangers waiting take a second try after some minutes.
    private static let shortWait = Milliseconds.minutes(5)
    /// For a mailbox to be emptied.
    private static let longWait = Milliseconds.hours(4)
}

/// The last line that a mail server said.
struct SMTPReply {
    let status: Int
    let stage: CurlMail.Stage
    /// `5.1.1`, or empty: RFC 3463.
    let enhanced: String
    /// Behind the codes.
    let text: String

    init(_ answer: CurlAnswer) {
        status = answer.status
        stage =
            answer.header(CurlMail.Stage.headerName).flatMap(CurlMail.Stage.init(rawValue:))
            ?? .greeting
        var line = Substring(String(decoding: answer.body, as: UTF8.self))
        while line.last?.isNewline ?? false { line.removeLast() }
        // `550 5.1.1 …` or `550-5.1.1 …`.
        let rest = line.dropFirst(3).drop { $0 == " " || $0 == "-" }
        let word = rest.prefix { $0 != " " }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        let isEnhanced = parts.count == 3 && parts.allSatisfy { Int($0) != nil && $0.count <= 3 }
        enhanced = isEnhanced ? String(word) : ""
        text = String(isEnhanced ? rest.dropFirst(word.count).drop { $0 == " " } : rest)
    }

    /// What the server calls the message from now on: `queued as X` (Postfix), `id=X` (Exim), or
    /// the first word before `Message accepted` (sendmail).
    var queueID: String? {
        let words = text.split(separator: " ")
        for (index, word) in words.enumerated() {
            if word.hasPrefix("id=") { return SMTPReply.identifier(word.dropFirst(3)) }
            if word == "as", index > 0, words[index - 1] == "queued", index + 1 < words.count {
                return SMTPReply.identifier(words[index + 1])
            }
            if word == "Message", index == 1 { return SMTPReply.identifier(words[0]) }
        }
        return nil
    }

    private static func identifier(_ text: Substring) -> String? {
        let id = text.utf8.count <= 128 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return id && !text.isEmpty ? String(text) : nil
    }
}
