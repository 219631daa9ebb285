internal import Curl
internal import NudgeCore

/// One answer under the eyes of one form.
struct AnswerReading {
    private let form: AnswerForm
    private let answer: CurlAnswer
    private let now: Instant
    /// `nil`: the body cannot be read as what it should be.
    private let tree: JSONValue?

    init(form: AnswerForm, answer: CurlAnswer, now: Instant) {
        self.form = form
        self.answer = answer
        self.now = now
        tree = WireTree.read(answer.body, as: form.format, in: form.charset)
    }

    func verdict(_ recipients: [String]) -> GatewayVerdict {
        guard let rule = form.rules.first(where: holds) else {
            return GatewayVerdict(all: recipients.count, unmatched())
        }
        if rule.answerClass == .accepted, rule.id != nil, tree == nil, !answer.body.isEmpty {
            let doubtful = doubt("its body cannot be read")
            return GatewayVerdict(all: recipients.count, doubtful)
        }
        if rule.answerClass == .accepted, let parts = form.recipients {
            return each(parts, rule, recipients)
        }
        let count = recipients.count
        var given = ruleAnswer(rule, tree ?? .null, reasons: form.reason)
        // What is about one address cannot be said of several: one of them is meant.
        if count > 1, rule.isAboutOneAddress { given.answerClass = .split }
        // A batch of one cannot be made smaller.
        if count == 1, given.answerClass == .split { given.answerClass = .misconfigured }
        given.laneEvent = laneEvent(given.answerClass, ofWhole: true)
        return GatewayVerdict(all: count, given)
    }

    // MARK: - Rules

    private func holds(_ rule: AnswerRule) -> Bool {
        rule.when.holds(answer, tree, form.charset)
    }

    private var bodyText: String { answer.bodyText(form.charset) }

    /// What a rule says; the lane's event is set by the caller.
    private func ruleAnswer(
        _ rule: AnswerRule,
        _ value: JSONValue,
        reasons: [WirePath],
        id fallback: WireIdentifier? = nil
    ) -> GatewayAnswer {
        let id = rule.id ?? fallback
        let isAccepted = rule.answerClass == .accepted
        return GatewayAnswer(
            answerClass: answerClass(rule, value),
            vendorID: isAccepted ? id.flatMap { identifier($0, value) } : nil,
            detail: detail(value, reasons),
            laneEvent: nil
        )
    }

    private func answerClass(_ rule: AnswerRule, _ value: JSONValue) -> AnswerClass {
        switch rule.answerClass {
        case .accepted: .accepted
        case .retry: .retry(after: wait(rule.wait, value))
        case .rateLimited: .rateLimited(after: wait(rule.wait, value), scope: rule.scope)
        case .badRecipient: .badRecipient
        case .optedOut: .optedOut
        case .misconfigured: .misconfigured
        case .authentication: .authentication
        case .balance: .balance
        case .refreshToken: .refreshToken
        case .split: .split
        case .unknown: .unknown
        }
    }

    private func wait(_ forms: [WaitForm], _ value: JSONValue) -> Milliseconds? {
        for form in forms {
            let found = form.length(header: answer.header, text: { value.text(at: $0) }, now: now)
            if let found { return found }
        }
        return nil
    }

    private func identifier(_ id: WireIdentifier, _ value: JSONValue) -> String? {
        switch id.place {
        case .path, .key: value.identifier(id)
        case .header(let name): answer.header(name).flatMap(id.canonical)
        }
    }

    // MARK: - What no rule takes

    private func unmatched() -> GatewayAnswer {
        let status = answer.status
        guard status >= 500, form.sureStatuses.contains(status) else {
            return doubt(tree == nil ? "its body cannot be read" : "no rule knows this answer")
        }
        let wait = RetryAfter.wait(answer.header("retry-after"), now: now)
        return GatewayAnswer(
            answerClass: wait == nil
                ? .retry(after: nil) : .rateLimited(after: wait, scope: .gateway),
            detail: detail(tree ?? .null, form.reason),
            laneEvent: wait == nil ? .failed : .rateLimited(after: wait)
        )
    }

    private func doubt(_ why: String) -> GatewayAnswer {
        GatewayAnswer(
            answerClass: .unknown,
            detail: detail(tree ?? .null, form.reason) + ": " + why,
            laneEvent: .doubted
        )
    }

    /// The status and the gateway's own words; the beginning of the body when it names none.
    private func detail(_ value: JSONValue, _ reasons: [WirePath]) -> String {
        let words = reasons.compactMap { value.text(at: $0) }.filter { !$0.isEmpty }
        let text = words.isEmpty ? String(bodyText.prefix(120)) : words.joined(separator: ": ")
        return text.isEmpty ? "\(answer.status)" : "\(answer.status) " + Masked.text(text)
    }

    /// What a class says of the lane; of one address in a batch it says less than of the whole.
    private func laneEvent(_ answerClass: AnswerClass, ofWhole isWhole: Bool) -> LaneEvent? {
        switch answerClass {
        case .accepted, .badRecipient, .optedOut, .split, .rateLimited(_, .recipient): .answered
        case .misconfigured: isWhole ? .failed : .answered
        case .retry: isWhole ? .failed : .answered
        case .rateLimited(let wait, .gateway): .rateLimited(after: wait)
        case .authentication: .stopped(.authentication)
        case .balance: .stopped(.balance)
        case .unknown: isWhole ? .doubted : .answered
        case .refreshToken, .notSent: nil
        }
    }

    // MARK: - One class for each address

    private func each(
        _ parts: RecipientAnswers,
        _ whole: AnswerRule,
        _ recipients: [String]
    ) -> GatewayVerdict {
        let value = tree ?? .null
        let refusals = refusals(parts, value)
        let items = RecipientItems(parts, in: value, recipients: recipients)
        var answers: [GatewayAnswer] = []
        for (index, address) in recipients.enumerated() {
            if let refusal = refusals.first(where: { $0.address.isSame(as: address) }) {
                let rule = AnswerRule(refusal.answerClass)
                answers.append(ruleAnswer(rule, value, reasons: form.reason))
            } else if parts.items == nil {
                answers.append(ruleAnswer(whole, value, reasons: form.reason, id: parts.id))
            } else if let item = items.item(of: address, at: index) {
                answers.append(recipient(parts, item))
            } else {
                answers.append(doubt("it does not name this address"))
            }
        }
        let events = answers.map { laneEvent($0.answerClass, ofWhole: false) }
        for index in answers.indices { answers[index].laneEvent = nil }
        answers[0].laneEvent = LaneEvent.strongest(of: events.compactMap { $0 })
        return GatewayVerdict(
            answers: answers,
            refreshesToken: answers.allSatisfy { $0.answerClass == .refreshToken }
        )
    }

    private func recipient(_ parts: RecipientAnswers, _ item: JSONValue) -> GatewayAnswer {
        let rule = parts.rules.first { rule in rule.when.fields.allSatisfy(item.passes) }
        guard let rule else {
            var unknown = doubt("no rule knows what it says of this address")
            unknown.detail = detail(item, parts.reason) + ": no rule knows this"
            return unknown
        }
        return ruleAnswer(rule, item, reasons: parts.reason, id: parts.id)
    }

    private func refusals(
        _ parts: RecipientAnswers,
        _ value: JSONValue
    ) -> [(address: AnsweredAddress, answerClass: AnswerRule.Class)] {
        parts.refused.flatMap { list in
            let elements = value.elements(at: list.path) ?? []
            let texts = elements.compactMap(\.scalar).flatMap { text in
                list.separator.isEmpty
                    ? [text] : text.split(separator: list.separator).map(String.init)
            }
            return texts.map { (AnsweredAddress($0), list.answerClass) }
        }
    }
}

extension AnswerRule {
    /// Whether its class is about one address, and cannot hold for several at once.
    fileprivate var isAboutOneAddress: Bool {
        switch answerClass {
        case .badRecipient, .optedOut: true
        case .rateLimited: scope == .recipient
        default: false
        }
    }
}

extension LaneEvent {
    /// Of several, the one after which the lane must be most careful.
    fileprivate static func strongest(of events: [LaneEvent]) -> LaneEvent? {
        events.max { $0.weight < $1.weight }
    }

    private var weight: Int {
        switch self {
        case .answered: 0
        case .doubted: 1
        case .failed: 2
        case .rateLimited: 3
        case .stopped: 4
        }
    }
}
