/// How a gateway's answers are understood: the section `answers` of its file.
///
/// The first rule whose condition holds decides. What no rule takes, and a 5xx that
/// `sureStatuses` does not name, may have been taken: `unknown`.
package struct AnswerForm: Hashable, Sendable {
    package var format: WireFormat
    package var charset: WireCharset
    /// In the order of the file; at least one is of class `accepted`.
    package var rules: [AnswerRule]
    /// Where the words for people stand: code and message.
    package var reason: [WirePath]
    /// `nil`: one answer holds for all messages of the request.
    package var recipients: RecipientAnswers?
    /// Statuses of 500 and above that surely took nothing, where no rule says more.
    package var sureStatuses: [Int]

    package init(
        format: WireFormat = .json,
        charset: WireCharset = .utf8,
        rules: [AnswerRule],
        reason: [WirePath] = [],
        recipients: RecipientAnswers? = nil,
        sureStatuses: [Int] = []
    ) {
        self.format = format
        self.charset = charset
        self.rules = rules
        self.reason = reason
        self.recipients = recipients
        self.sureStatuses = sureStatuses
    }

    /// The headers that it looks at, in small letters, each once, in order of their first use:
    /// they must be kept when an answer is received.
    package var headerNames: [String] {
        var names: [String] = ["retry-after"]
        for rule in rules + (recipients?.rules ?? []) {
            let used =
                rule.when.headers.map(\.name) + rule.wait.compactMap(\.headerName)
                + [rule.id].compactMap { id in
                    if case .header(let name)? = id?.place { name } else { nil }
                }
            for name in used where !names.contains(name) { names.append(name) }
        }
        return names
    }
}

/// One rule about answers.
package struct AnswerRule: Hashable, Sendable {
    package var when: WireCondition
    package var answerClass: Class
    /// The vendor's id of the message.
    package var id: WireIdentifier?
    /// How long to wait: the first that gives a length; none: back-off.
    package var wait: [WaitForm]
    /// Whom a limit is about.
    package var scope: LimitScope

    package init(
        when: WireCondition = WireCondition(),
        _ answerClass: Class,
        id: WireIdentifier? = nil,
        wait: [WaitForm] = [],
        scope: LimitScope = .gateway
    ) {
        self.when = when
        self.answerClass = answerClass
        self.id = id
        self.wait = wait
        self.scope = scope
    }

    /// The words of the file: docs/gateways.md, "Answers".
    package enum Class: UInt8, CaseIterable, Sendable {
        case accepted
        case retry
        case rateLimited
        case badRecipient
        case optedOut
        case misconfigured
        case authentication
        case balance
        case refreshToken
        case split
        case unknown

        package var name: String {
            switch self {
            case .accepted: "accepted"
            case .retry: "retry"
            case .rateLimited: "rate-limited"
            case .badRecipient: "bad-recipient"
            case .optedOut: "opted-out"
            case .misconfigured: "misconfigured"
            case .authentication: "authentication"
            case .balance: "balance"
            case .refreshToken: "refresh-token"
            case .split: "split"
            case .unknown: "unknown"
            }
        }
    }
}

/// Whom a limit is about.
package enum LimitScope: UInt8, CaseIterable, Sendable {
    /// This address alone waits.
    case recipient
    /// The lane waits.
    case gateway

    package var name: String {
        switch self {
        case .recipient: "recipient"
        case .gateway: "gateway"
        }
    }
}

/// How one answer holds a class for each address of a batch.
///
/// It is looked at only when the request as a whole was `accepted` by the rules. An address that
/// the answer does not name is `unknown`; with refused lists alone it is accepted.
package struct RecipientAnswers: Hashable, Sendable {
    /// The list of answers; `nil`: there are only refused lists.
    package var items: WirePath?
    /// Whose an item is.
    package var owner: Owner
    /// Asked of each item, whose own place is the empty path.
    package var rules: [AnswerRule]
    package var id: WireIdentifier?
    package var reason: [WirePath]
    package var refused: [RefusedList]

    package enum Owner: Hashable, Sendable {
        /// By its address.
        case address(WirePath)
        /// In the order of the request.
        case order
        /// `items` is an object, and its keys are the addresses.
        case key
    }

    package init(
        items: WirePath?,
        owner: Owner,
        rules: [AnswerRule],
        id: WireIdentifier? = nil,
        reason: [WirePath] = [],
        refused: [RefusedList] = []
    ) {
        self.items = items
        self.owner = owner
        self.rules = rules
        self.id = id
        self.reason = reason
        self.refused = refused
    }
}

/// The addresses that a vendor names as refused, and nothing else about them.
package struct RefusedList: Hashable, Sendable {
    package var path: WirePath
    /// Between the addresses, where the list is a text.
    package var separator: String
    package var answerClass: AnswerRule.Class

    package init(path: WirePath, separator: String, answerClass: AnswerRule.Class) {
        self.path = path
        self.separator = separator
        self.answerClass = answerClass
    }
}
