/// A window rule at its place in the ruleset, with its spans laid out as minutes.
///
/// A span that crosses midnight belongs to the day on which it begins; what spills into the next
/// day is kept apart, since that day may be of another kind.
struct CompiledWindow: Sendable {
    /// Index of the rulebook in the ruleset, and of the rule among the rulebook's closings.
    let rulebook: Int16
    let rule: Int16
    let clause: CompiledClause
    private let bits: UInt16
    private let tierBits: UInt64
    private let isQuiet: Bool
    private let needsCalendar: Bool
    private let spans: [Span]

    private struct Span {
        var own: MinuteSet
        var spill: MinuteSet
        var crosses: Bool
        var condition: DateCondition
        /// Index among the questions; -1: every day.
        var question: Int
    }

    /// Appends what it asks of dates to `questions`, each once.
    init(
        _ window: WindowRule,
        rulebook: Int,
        rule: Int,
        tiers: TierSlots,
        agreements: AgreementIndex,
        questions: inout DayQuestions
    ) {
        self.rulebook = Int16(rulebook)
        self.rule = Int16(rule)
        clause = agreements.compile(window.agreement)
        bits = window.scope.bits
        tierBits = tiers.bits(window.scope)
        isQuiet = window.sense == .quiet
        needsCalendar = window.spans.contains { $0.on.needsCalendar }
        var spans: [Span] = []
        for span in window.spans {
            let (from, to) = (Int(span.from.minutes), Int(span.to.minutes))
            spans.append(
                Span(
                    own: MinuteSet(from: from, to: span.crossesMidnight ? 1440 : to),
                    spill: MinuteSet(from: 0, to: span.crossesMidnight ? to : 0),
                    crosses: span.crossesMidnight,
                    condition: span.on,
                    question: questions.index(
                        of: span.on,
                        appliesIfUnknown: window.sense == .quiet,
                        crosses: span.crossesMidnight
                    )
                )
            )
        }
        self.spans = spans
    }

    /// The windows and blackouts of all rulebooks, and what they ask of dates.
    static func all(
        _ rulebooks: [Rulebook],
        _ tiers: TierSlots,
        _ agreements: AgreementIndex
    ) -> (windows: [CompiledWindow], questions: DayQuestions) {
        var questions = DayQuestions()
        var windows: [CompiledWindow] = []
        for (index, rulebook) in rulebooks.enumerated() {
            for (rule, window) in rulebook.closings.enumerated() {
                windows.append(
                    CompiledWindow(
                        window,
                        rulebook: index,
                        rule: rule,
                        tiers: tiers,
                        agreements: agreements,
                        questions: &questions
                    )
                )
            }
        }
        return (windows, questions)
    }

    func covers(_ scope: ContactScope) -> Bool {
        bits & scope.bit != 0 && tierBits & scope.tierBit != 0
    }

    /// The minutes of a date of the class at which this rule lets messages leave.
    func minutes(_ member: Int, of days: DayClasses) -> MinuteSet {
        var minutes = MinuteSet()
        for span in spans {
            if days.applies(span.question, today: member) { minutes.formUnion(span.own) }
            if span.crosses, days.applies(span.question, yesterday: member) {
                minutes.formUnion(span.spill)
            }
        }
        return isQuiet ? minutes.complement : minutes
    }

    /// Whether the rule lets messages leave in the minute of a date of the class.
    func isOpen(at minute: Int, _ member: Int, of days: DayClasses) -> Bool {
        for span in spans {
            if span.own.contains(minute), days.applies(span.question, today: member) {
                return !isQuiet
            }
            if span.crosses, span.spill.contains(minute),
                days.applies(span.question, yesterday: member)
            {
                return !isQuiet
            }
        }
        return isQuiet
    }

    /// Whether it is closed in the minute only because the calendar covers too little.
    func isUncovered(
        at minute: Int,
        of date: CivilDate,
        _ calendar: BusinessCalendar
    ) -> Bool {
        guard needsCalendar else { return false }
        var answers: [DateCondition.Answer] = []
        for span in spans {
            if span.own.contains(minute) {
                answers.append(span.condition.holds(on: DayTraits(date, calendar), calendar))
            }
            if span.crosses, span.spill.contains(minute) {
                let eve = DayTraits(date + -1, calendar)
                answers.append(span.condition.holds(on: eve, calendar))
            }
        }
        // Were all that is unknown as one would like it, it would be open.
        return answers.contains(.unknown) && !(isQuiet && answers.contains(.yes))
    }
}

/// What all windows ask of dates, each question once.
struct DayQuestions {
    private(set) var all: [(question: DayClasses.Question, crosses: Bool)] = []

    /// The question's index; -1 for what applies on every day.
    mutating func index(
        of condition: DateCondition,
        appliesIfUnknown: Bool,
        crosses: Bool
    ) -> Int {
        guard !condition.isAlways else { return -1 }
        let question = DayClasses.Question(
            condition: condition,
            appliesIfUnknown: appliesIfUnknown
        )
        if let known = all.firstIndex(where: { $0.question == question }) {
            if crosses { all[known].crosses = true }
            return known
        }
        all.append((question, crosses))
        return all.count - 1
    }
}

/// What kind of contact asks: its channel, its class and its tier, as bits.
struct ContactScope: Hashable, Sendable {
    let bit: UInt16
    let tierBit: UInt64
    /// Its row in tables by scope.
    let index: Int

    init(_ channel: Channel, _ messageClass: MessageClass, slot: Int) {
        let place = Int(messageClass.rawValue) * Channel.allCases.count + Int(channel.rawValue)
        bit = 1 << UInt16(place)
        tierBit = 1 << UInt64(slot)
        index = slot * ContactScope.perSlot + place
    }

    static let perSlot = MessageClass.allCases.count * Channel.allCases.count
}
