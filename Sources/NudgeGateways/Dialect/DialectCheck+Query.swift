internal import Curl
internal import NudgeCore

/// The question what became of a message, and what is said of it, against the file's own `query`.
extension DialectCheck {
    mutating func checkQuery() {
        guard let query = form.query, let description = settings.http,
            let inquirer = QueryInquirer(
                description,
                settings,
                secrets: [:],
                signer: nil,
                route: nil
            )
        else { return }
        let (line, column) = (query.answer.line, query.answer.column)
        var message = sample(0)
        message.wireID = recipient(0, .accepted).message.reference ?? message.wireID
        let asked = DialectMessage(
            to: message.address,
            reference: message.wireID,
            content: message.text
        )
        do {
            let question = try dialect.readBackQuestion(
                about: message,
                at: Self.now,
                now: Self.now
            )
            if question?.isAbout(asked, at: Self.now) != true {
                add("the question does not name the message that it is about", line, column)
            }
        } catch {
            return add("the question cannot be read backwards: \(error)", line, column)
        }
        let contact = DoubtedContact(
            wireID: message.wireID,
            vendorID: nil,
            channel: message.channel,
            address: message.address,
            text: message.text,
            at: Self.now
        )
        for state in query.states {
            let fate = DialectFate(
                asked,
                hash: recipient(0, .accepted).hash,
                at: Self.now,
                word: state.word
            )
            let word = word(inquirer, dialect.answer(about: [fate], now: Self.now), contact)
            if word.name != state.word.name {
                add(
                    "a message of state '\(state.word.name)' is read as '\(word.name)' by 'query'",
                    line,
                    column
                )
            }
        }
        let absence = word(inquirer, dialect.answer(about: [], now: Self.now), contact)
        if absence != .notYet, absence != .notTaken {
            let sample = query.absent ?? query.answer
            add(
                "that there is no such message is read as '\(absence.name)' by 'query'",
                sample.line,
                sample.column
            )
        }
    }

    private func word(
        _ inquirer: QueryInquirer,
        _ bytes: DialectAnswer,
        _ contact: DoubtedContact
    ) -> QueryForm.Word {
        let headers = bytes.headers.map {
            CurlHeader(name: $0.name.lowercased(), value: $0.value)
        }
        let answer = CurlAnswer(status: bytes.status, headers: headers, body: bytes.body)
        switch inquirer.word(in: .answered(answer), about: contact, now: Self.now) {
        case .accepted: return .accepted
        case .delivered: return .delivered
        case .undelivered: return .undelivered
        case .notTaken: return .notTaken
        case .notYet: return .notYet
        }
    }
}
