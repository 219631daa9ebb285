/// Which days are worked: weekends, statutory holidays and make-up working days.
package struct BusinessCalendar: Sendable, Hashable {
    /// The days that it knows; outside, nobody may guess.
    package var cover: ClosedRange<CivilDate>?
    private var holidays: Set<CivilDate>
    private var makeUpDays: Set<CivilDate>
    /// What each holiday is called; two that fall together are joined by `、`.
    private var names: [CivilDate: String]

    package init(
        cover: ClosedRange<CivilDate>?,
        holidays: Set<CivilDate>,
        makeUpDays: Set<CivilDate>,
        names: [CivilDate: String] = [:]
    ) {
        self.cover = cover
        self.holidays = holidays
        self.makeUpDays = makeUpDays
        self.names = names
    }

    /// Knows nothing: every question about working days is `uncovered`.
    package static let none = BusinessCalendar(cover: nil, holidays: [], makeUpDays: [])

    package enum DayKind: UInt8, CaseIterable, Sendable {
        case working
        case nonWorking
        /// The calendar does not cover the day.
        case uncovered
    }

    package func kind(of date: CivilDate) -> DayKind {
        guard covers(date) else { return .uncovered }
        if makeUpDays.contains(date) { return .working }
        if holidays.contains(date) { return .nonWorking }
        let isWeekend = date.weekday == .saturday || date.weekday == .sunday
        return isWeekend ? .nonWorking : .working
    }

    package func covers(_ date: CivilDate) -> Bool {
        cover?.contains(date) ?? false
    }

    /// Whether the date is a statutory day off, weekends within a holiday included.
    package func isHoliday(_ date: CivilDate) -> Bool {
        holidays.contains(date) && !makeUpDays.contains(date)
    }

    /// Whether the date is a day off of the holiday with this name.
    package func isHoliday(_ date: CivilDate, named name: String) -> Bool {
        guard let known = names[date], isHoliday(date) else { return false }
        return known == name || known.split(separator: "、").contains { $0 == name }
    }

    /// What its holidays are called, each once, in order.
    package var holidayNames: [String] {
        Set(names.values.flatMap { $0.split(separator: "、").map(String.init) }).sorted()
    }
}
