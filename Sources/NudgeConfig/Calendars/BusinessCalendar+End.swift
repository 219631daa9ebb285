package import NudgeCore

extension BusinessCalendar {
    /// How near its end must be for a warning.
    package static let warningDays = 60

    /// What to say of its end, and what to do, from sixty days before it on.
    package func endWarning(on today: CivilDate) -> (message: String, hint: String)? {
        guard let last = cover?.upperBound else { return nil }
        let daysLeft = last - today
        guard daysLeft < BusinessCalendar.warningDays else { return nil }
        let end = daysLeft < 0 ? "ended on \(last)" : "ends on \(last), in \(daysLeft) days"
        return (
            "the calendar \(end): on later days, rules about working days hold every message",
            "add the days of \(last.components.year + 1) with 'nudge calendar import'"
        )
    }
}
