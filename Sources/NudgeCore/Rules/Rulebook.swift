/// What law, industry and carriers allow: windows, caps, recipients, words.
///
/// It can only restrict.
package struct Rulebook: Sendable {
    /// The file's name without its ending, such as `cn-mainland`.
    package var name: String
    package var title: String
    /// The zone of recipients whose own zone is unknown.
    package var defaultZone: String
    package var windows: [WindowRule]
    package var caps: [CapRule]
    /// The roles that may be contacted at all.
    package var recipients: Set<Role>
    /// Words that no message may hold.
    package var forbiddenWords: [ForbiddenWord]
    /// Elements that a message must hold.
    package var required: [RequiredElement]

    package init(
        name: String,
        title: String = "",
        defaultZone: String,
        windows: [WindowRule] = [],
        caps: [CapRule] = [],
        recipients: Set<Role> = [.debtor, .coBorrower, .guarantor],
        forbiddenWords: [ForbiddenWord] = [],
        required: [RequiredElement] = []
    ) {
        self.name = name
        self.title = title
        self.defaultZone = defaultZone
        self.windows = windows
        self.caps = caps
        self.recipients = recipients
        self.forbiddenWords = forbiddenWords
        self.required = required
    }
}

/// Where a rule comes from.
package struct Basis: Hashable, Sendable {
    package var kind: Kind
    /// Document and topic, for a person to look up.
    package var source: String

    package init(kind: Kind, source: String) {
        self.kind = kind
        self.source = source
    }

    package enum Kind: UInt8, CaseIterable, Sendable {
        case regulation
        case industry
        case carrier
        case house

        package var name: String {
            switch self {
            case .regulation: "regulation"
            case .industry: "industry"
            case .carrier: "carrier"
            case .house: "house"
            }
        }
    }
}

/// Which messages a rule is about; empty sets mean "all".
package struct RuleScope: Hashable, Sendable {
    package var channels: Set<Channel>
    package var classes: Set<MessageClass>

    package init(channels: Set<Channel> = [], classes: Set<MessageClass> = []) {
        self.channels = channels
        self.classes = classes
        bits = RuleScope.bits(channels, classes)
    }

    /// The covered pairs of class and channel, in the order of `ClassChannelSet`.
    private(set) var bits: UInt16

    package func covers(_ channel: Channel, _ messageClass: MessageClass) -> Bool {
        bits & ClassChannelSet(messageClass, channel).rawValue != 0
    }

    private static func bits(_ channels: Set<Channel>, _ classes: Set<MessageClass>) -> UInt16 {
        var bits: UInt16 = 0
        for channel in Channel.allCases where channels.isEmpty || channels.contains(channel) {
            for kind in MessageClass.allCases where classes.isEmpty || classes.contains(kind) {
                bits |= 1 << (UInt16(kind.rawValue) * 5 + UInt16(channel.rawValue))
            }
        }
        return bits
    }
}

/// On which days a window is open.
package enum DayCondition: UInt8, CaseIterable, Sendable {
    case any
    /// Neither weekend nor statutory holiday, or a make-up working day.
    case working
    /// The opposite of `working`.
    case nonWorking

    package var name: String {
        switch self {
        case .any: "any"
        case .working: "working"
        case .nonWorking: "non-working"
        }
    }
}

/// When messages may leave: the union of its spans; several rules intersect.
package struct WindowRule: Sendable {
    package var name: String
    package var scope: RuleScope
    package var spans: [Span]
    package var basis: Basis

    package init(name: String, scope: RuleScope, spans: [Span], basis: Basis) {
        self.name = name
        self.scope = scope
        self.spans = spans
        self.basis = basis
    }

    /// A daily span `from..<to` in the recipient's zone; crosses midnight when `to` < `from`, and
    /// then belongs to the day on which it begins.
    package struct Span: Hashable, Sendable {
        package var from: TimeOfDay
        package var to: TimeOfDay
        package var weekdays: Set<Weekday>
        package var days: DayCondition

        package init(
            from: TimeOfDay,
            to: TimeOfDay,
            weekdays: Set<Weekday> = Set(Weekday.allCases),
            days: DayCondition = .any
        ) {
            self.from = from
            self.to = to
            self.weekdays = weekdays
            self.days = days
        }
    }
}

/// How often messages may leave.
///
/// It counts contacts leaving, accepted or in doubt.
package struct CapRule: Hashable, Sendable {
    package var name: String
    package var scope: RuleScope
    package var counts: Subject
    package var period: Period
    /// 0 forbids.
    package var most: Int
    package var basis: Basis

    package init(
        name: String,
        scope: RuleScope,
        counts: Subject,
        period: Period,
        most: Int,
        basis: Basis
    ) {
        self.name = name
        self.scope = scope
        self.counts = counts
        self.period = period
        self.most = most
        self.basis = basis
    }

    /// Whose contacts are counted together.
    package enum Subject: UInt8, CaseIterable, Sendable {
        case customer
        case debt
        case contactPoint

        package var name: String {
            switch self {
            case .customer: "customer"
            case .debt: "debt"
            case .contactPoint: "contact-point"
            }
        }
    }

    /// The window over which they are counted.
    package enum Period: Hashable, Sendable {
        /// The last so many hours or days, whatever the calendar says; also a minimum gap.
        case rolling(Milliseconds)
        /// From local midnight in the recipient's zone.
        case calendarDay
        /// From local midnight on Monday.
        case calendarWeek
        /// From local midnight on the first.
        case calendarMonth
    }
}

/// A phrase that no message may hold.
package struct ForbiddenWord: Hashable, Sendable {
    package var phrase: String
    /// The category of the fact base, such as `L04`.
    package var category: String
    package var basis: Basis

    package init(phrase: String, category: String, basis: Basis) {
        self.phrase = phrase
        self.category = category
        self.basis = basis
    }
}

/// An element that every message of a class must hold, named by the template variable that brings it.
package struct RequiredElement: Hashable, Sendable {
    package var variable: String
    package var scope: RuleScope
    package var basis: Basis

    package init(variable: String, scope: RuleScope, basis: Basis) {
        self.variable = variable
        self.scope = scope
        self.basis = basis
    }
}
