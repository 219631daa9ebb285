/// Which days are worked: weekends, statutory holidays and make-up working days.
package struct BusinessCalendar: Sendable, Hashable {
    /// The days that it knows; outside, nobody may guess.
    package var cover: ClosedRange<CivilDate>?
    private var holidays: Set<CivilDate>
    private var makeUpDays: Set<CivilDate>

    package init(
        cover: ClosedRange<CivilDate>?,
        holidays: Set<CivilDate>,
        makeUpDays: Set<CivilDate>
    ) {
        self.cover = cover
        self.holidays = holidays
        self.makeUpDays = makeUpDays
    }

    /// Knows nothing: every question about working days is `uncovered`.
    package static let none = BusinessCalendar(cover: nil, holidays: [], makeUpDays: [])

    package enum DayKind: UInt8, Sendable {
        case working
        case nonWorking
        /// The calendar does not cover the day.
        case uncovered
    }

    package func kind(of date: CivilDate) -> DayKind {
        guard let cover, cover.contains(date) else { return .uncovered }
        if makeUpDays.contains(date) { return .working }
        if holidays.contains(date) { return .nonWorking }
        let isWeekend = date.weekday == .saturday || date.weekday == .sunday
        return isWeekend ? .nonWorking : .working
    }
}
