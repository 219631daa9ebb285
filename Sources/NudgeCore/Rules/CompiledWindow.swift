/// A window rule with its spans laid out as minutes, by weekday and kind of day.
///
/// A span that crosses midnight belongs to the day on which it begins; what spills into the next
/// day is kept apart, since that day may be of another kind.
struct CompiledWindow: Sendable {
    let scope: RuleScope
    /// Index of the rulebook in the ruleset, and of the rule in the rulebook.
    let rulebook: Int16
    let rule: Int16
    /// What it says, for traces.
    let words: String
    /// Whether it asks if a day is worked.
    let needsCalendar: Bool
    private let hasSpill: Bool
    /// By `weekday * 3 + kind`.
    private let own: [MinuteSet]
    private let spill: [MinuteSet]

    init(_ window: WindowRule, rulebook: Int, rule: Int) {
        scope = window.scope
        self.rulebook = Int16(rulebook)
        self.rule = Int16(rule)
        words = "\(window.name) (\(window.basis.kind.name): \(window.basis.source))"
        needsCalendar = window.spans.contains { $0.days != .any }
        hasSpill = window.spans.contains { $0.to < $0.from }
        var own: [MinuteSet] = []
        var spill: [MinuteSet] = []
        for weekday in Weekday.allCases {
            for kind in [BusinessCalendar.DayKind.working, .nonWorking, .uncovered] {
                var ownMinutes = MinuteSet()
                var spillMinutes = MinuteSet()
                for span in window.spans where span.opens(on: weekday, kind) {
                    if span.to < span.from {
                        ownMinutes.formUnion(MinuteSet(from: Int(span.from.minutes), to: 1440))
                        spillMinutes.formUnion(MinuteSet(from: 0, to: Int(span.to.minutes)))
                    } else {
                        ownMinutes.formUnion(
                            MinuteSet(from: Int(span.from.minutes), to: Int(span.to.minutes))
                        )
                    }
                }
                own.append(ownMinutes)
                spill.append(spillMinutes)
            }
        }
        self.own = own
        self.spill = spill
    }

    /// The minutes of the date at which this rule lets messages leave.
    func minutes(on date: CivilDate, calendar: BusinessCalendar) -> MinuteSet {
        var minutes = own[index(date, calendar)]
        if hasSpill { minutes.formUnion(spill[index(date + -1, calendar)]) }
        return minutes
    }

    /// The same, for any day of a weekday and kind, after a day of a kind.
    func minutes(
        _ weekday: Weekday,
        _ today: BusinessCalendar.DayKind,
        _ yesterday: BusinessCalendar.DayKind
    ) -> MinuteSet {
        let day = Int(weekday.rawValue)
        var minutes = own[day * 3 + Int(today.rawValue)]
        if hasSpill { minutes.formUnion(spill[(day + 6) % 7 * 3 + Int(yesterday.rawValue)]) }
        return minutes
    }

    private func index(_ date: CivilDate, _ calendar: BusinessCalendar) -> Int {
        let kind = needsCalendar ? calendar.kind(of: date) : .working
        return Int(date.weekday.rawValue) * 3 + Int(kind.rawValue)
    }
}

extension WindowRule.Span {
    /// A day that the calendar does not cover opens nothing that asks about working days.
    fileprivate func opens(on weekday: Weekday, _ kind: BusinessCalendar.DayKind) -> Bool {
        guard weekdays.contains(weekday) else { return false }
        switch days {
        case .any: return true
        case .working: return kind == .working
        case .nonWorking: return kind == .nonWorking
        }
    }
}
