package import NudgeCore

/// What a notice would do to a calendar, before anything is written.
package struct CalendarUpdate: Sendable {
    package let notice: CalendarNotice
    /// Days that the calendar does not know yet.
    package let added: [CalendarDay]
    /// Days of the notice's year that the calendar knows, and knows otherwise.
    package let conflicts: [Conflict]
    /// The calendar as it would be, by date.
    package let days: [CalendarDay]

    /// A day that is known and differs; `nil`: plain, as its weekday says.
    package struct Conflict: Hashable, Sendable {
        package var date: CivilDate
        package var known: CalendarDay?
        package var told: CalendarDay?
    }

    /// The last days of a year may belong to the notice of the next one.
    private static let daysOfNextNotice = 7

    package init(_ known: [CalendarDay], _ notice: CalendarNotice) {
        self.notice = notice
        let told = Dictionary(
            notice.days.map { ($0.date, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let isKnownYear = known.contains {
            $0.kind == .holiday && $0.date.components.year == notice.year
                && $0.date.components.month <= 11
        }
        var conflicts: [Conflict] = []
        var kept: [CalendarDay] = []
        var same: Set<CivilDate> = []
        for day in known {
            if let new = told[day.date] {
                if new.kind == day.kind && new.name == day.name {
                    same.insert(day.date)
                } else {
                    conflicts.append(Conflict(date: day.date, known: day, told: new))
                }
            } else if CalendarUpdate.belongs(day.date, to: notice.year) && isKnownYear {
                conflicts.append(Conflict(date: day.date, known: day, told: nil))
            } else {
                kept.append(day)
            }
        }
        let old = Set(known.map(\.date))
        added = notice.days.filter { !old.contains($0.date) && !isKnownYear }
        conflicts += notice.days.filter { !old.contains($0.date) && isKnownYear }
            .map { Conflict(date: $0.date, known: nil, told: $0) }
        self.conflicts = conflicts.sorted { $0.date < $1.date }
        days = (kept + notice.days).sorted { $0.date < $1.date }
    }

    private static func belongs(_ date: CivilDate, to year: Int) -> Bool {
        guard let first = CivilDate(year: year, month: 1, day: 1),
            let last = CivilDate(year: year, month: 12, day: 31)
        else { return false }
        return first <= date && date <= last + -daysOfNextNotice
    }

    package var changesNothing: Bool { added.isEmpty && conflicts.isEmpty }

    /// The file that it would be.
    package var text: String {
        let lines = days.map { "\($0.date),\($0.kind.rawValue),\($0.name)" }
        return ([CalendarReader.head] + lines).joined(separator: "\n") + "\n"
    }

    /// The calendar that it would be; `nil`, and why, when that is none: a year between is missing.
    package func calendar(problems: ConfigProblemList) -> BusinessCalendar? {
        CalendarReader.calendar(days, problems: problems)
    }
}
