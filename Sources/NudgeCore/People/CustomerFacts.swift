/// Everything that a decision reads of one customer.
///
/// Holds no name, no address, no rendered text.
///
/// The store keeps it as one value, so that facts are merged by pure functions and a decision is
/// made on one consistent reading. `revision` grows with every change of facts.
package struct CustomerFacts: Hashable, Sendable {
    package var id: CustomerID
    /// The bank's own number of the customer.
    package var reference: String
    package var revision: Int64
    /// BCP 47; templates exist for `zh-Hans`.
    package var language: String
    /// The name of an IANA time zone; empty when unknown: the rulebook's default is used.
    package var zone: String
    /// Free marks of the bank's: `vip`, `staff`, a region.
    package var tags: [String]
    package var points: [ContactPoint]
    package var consents: [Consent]
    /// What he agreed to or refused beside the law's own rules, by the names that rulebooks use.
    package var agreements: [Agreement]
    package var holds: [Hold]
    package var debts: [Debt]
    /// Contacts of this customer, oldest first; bounded by `historyMax`.
    package var history: [PastContact]
    /// The last as-of of the customer's own particulars, by the source that told them.
    package var asOf: Instant
    package var source: String
    /// Why the engine leaves this customer alone until a person looks; empty: it does not.
    package var quarantine: String
    /// Cases that were opened for him, oldest first; bounded by `handOffsMax`.
    package var handOffs: [PastHandOff]
    /// When he paid or replied before.
    package var habit: Habit
    /// Holds that were lifted before their end, by their end; bounded by `liftedHoldsMax`.
    package var liftedHolds: [LiftedHold]
    /// His last words that ask for a courtesy answer; `nil`: none do.
    package var lastReply: LastReply?

    /// Bounds the history kept with the facts: two years of a contact a day, more than any cap reads.
    package static let historyMax = 730

    package init(
        id: CustomerID,
        reference: String,
        revision: Int64 = 0,
        language: String = "zh-Hans",
        zone: String = "",
        tags: [String] = [],
        points: [ContactPoint] = [],
        consents: [Consent] = [],
        agreements: [Agreement] = [],
        holds: [Hold] = [],
        debts: [Debt] = [],
        history: [PastContact] = [],
        asOf: Instant = .distantPast,
        source: String = "",
        quarantine: String = "",
        handOffs: [PastHandOff] = [],
        habit: Habit = Habit(),
        liftedHolds: [LiftedHold] = []
    ) {
        self.id = id
        self.reference = reference
        self.revision = revision
        self.language = language
        self.zone = zone
        self.tags = tags
        self.points = points
        self.consents = consents
        self.agreements = agreements
        self.holds = holds
        self.debts = debts
        self.history = history
        self.asOf = asOf
        self.source = source
        self.quarantine = quarantine
        self.handOffs = handOffs
        self.habit = habit
        self.liftedHolds = liftedHolds
    }
}

/// What there is to say, once: (debt, spell, due date, step's day, purpose).
///
/// Of an early warning: spell 0, and the day on which the signal arose in place of the due date.
package struct Occasion: Hashable, Sendable {
    package var debt: DebtID
    package var spell: Int32
    package var dueDate: CivilDate
    /// Days from the due date to the step's day; negative before it.
    package var stepDay: Int16
    package var purpose: Purpose

    package init(
        debt: DebtID,
        spell: Int32,
        dueDate: CivilDate,
        stepDay: Int16,
        purpose: Purpose
    ) {
        self.debt = debt
        self.spell = spell
        self.dueDate = dueDate
        self.stepDay = stepDay
        self.purpose = purpose
    }
}

/// What a step wants to say.
package enum Purpose: UInt8, CaseIterable, Sendable {
    case comingDue
    case dueToday
    case overdue
    /// An offer of help: extension, instalment plan, somebody to talk to.
    case assistance
    // Early warnings, one for each kind of signal, so that two of a day are two things to say.
    case riskRise
    case utilisation
    case autopayFailure
    case missedMinimum
    /// An answer to the customer's own words.
    case courtesy

    /// Those that a step of a tier may have.
    package static let ofTiers: [Purpose] = [.comingDue, .dueToday, .overdue, .assistance]

    package var name: String {
        switch self {
        case .comingDue: "coming-due"
        case .dueToday: "due-today"
        case .overdue: "overdue"
        case .assistance: "assistance"
        case .riskRise: "early-warning-risk"
        case .utilisation: "early-warning-utilisation"
        case .autopayFailure: "early-warning-autopay"
        case .missedMinimum: "early-warning-missed-minimum"
        case .courtesy: "courtesy"
        }
    }

    package init?(name: String) {
        guard let match = Purpose.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// A contact as caps and fallbacks see it.
package struct PastContact: Hashable, Sendable {
    package var id: ContactID
    /// When the intent was committed: the instant at which its places under the caps are taken.
    package var at: Instant
    package var channel: Channel
    package var messageClass: MessageClass
    package var point: PointID
    package var state: ContactState
    /// The print of its template, for rules about the same content; 0: not known.
    ///
    /// It stands here to fill a gap: a history holds many of these.
    package var content: UInt32
    /// The first occasion, inline: nearly every contact has just one.
    package var occasion: Occasion
    package var moreOccasions: [Occasion]

    package init(
        id: ContactID,
        at: Instant,
        channel: Channel,
        messageClass: MessageClass,
        point: PointID,
        state: ContactState,
        occasion: Occasion,
        moreOccasions: [Occasion] = [],
        content: UInt32 = 0
    ) {
        self.id = id
        self.at = at
        self.channel = channel
        self.messageClass = messageClass
        self.point = point
        self.state = state
        self.occasion = occasion
        self.moreOccasions = moreOccasions
        self.content = content
    }
}
