/// On which dates something applies: all of its conditions hold.
package struct DateCondition: Hashable, Sendable {
    package var weekdays: Set<Weekday>
    package var days: DayCondition
    /// `nil`: all year.
    package var season: Season?
    /// Any of these; empty: any date.
    package var dates: [ClosedRange<CivilDate>]
    /// Around the holiday of a name; `nil`: whatever the calendar calls the date.
    package var holiday: HolidaySpan?

    package init(
        weekdays: Set<Weekday> = Set(Weekday.allCases),
        days: DayCondition = .any,
        season: Season? = nil,
        dates: [ClosedRange<CivilDate>] = [],
        holiday: HolidaySpan? = nil
    ) {
        self.weekdays = weekdays
        self.days = days
        self.season = season
        self.dates = dates
        self.holiday = holiday
    }

    /// Every date.
    package static let always = DateCondition()

    package var isAlways: Bool { self == .always }

    /// Whether it asks for working days or holidays.
    package var needsCalendar: Bool { days != .any || holiday != nil }

    /// A holiday by the calendar's own name, with some days before and after it.
    package struct HolidaySpan: Hashable, Sendable {
        package var name: String
        /// 0 or more, in days of the civil calendar.
        package var daysBefore: Int
        package var daysAfter: Int

        package init(name: String, daysBefore: Int = 0, daysAfter: Int = 0) {
            self.name = name
            self.daysBefore = daysBefore
            self.daysAfter = daysAfter
        }
    }

    /// Whether it holds of a day; `unknown` only for want of a calendar that covers what it asks.
    package enum Answer: UInt8, Sendable {
        case no
        case yes
        case unknown
    }

    package func holds(on day: DayTraits, _ calendar: BusinessCalendar) -> Answer {
        guard weekdays.contains(day.weekday), season?.contains(day.monthDay) ?? true else {
            return .no
        }
        var isKnown = true
        if !dates.isEmpty {
            if let date = day.date {
                guard dates.contains(where: { $0.contains(date) }) else { return .no }
            } else {
                isKnown = false
            }
        }
        switch days.holds(on: day) {
        case .no: return .no
        case .unknown: isKnown = false
        case .yes: break
        }
        switch holiday?.holds(on: day, calendar) ?? .yes {
        case .no: return .no
        case .unknown: isKnown = false
        case .yes: break
        }
        return isKnown ? .yes : .unknown
    }
}

/// On which days something applies, by the calendar.
package enum DayCondition: UInt8, CaseIterable, Sendable {
    case any
    /// Neither weekend nor statutory holiday, or a make-up working day.
    case working
    /// The opposite of `working`.
    case nonWorking
    /// A statutory day off, on whatever weekday; a plain weekend is none.
    case holiday

    package var name: String {
        switch self {
        case .any: "any"
        case .working: "working"
        case .nonWorking: "non-working"
        case .holiday: "holiday"
        }
    }

    fileprivate func holds(on day: DayTraits) -> DateCondition.Answer {
        guard self != .any else { return .yes }
        guard day.kind != .uncovered else { return .unknown }
        let isWanted =
            switch self {
            case .any: true
            case .working: day.kind == .working
            case .nonWorking: day.kind == .nonWorking
            case .holiday: day.isHoliday
            }
        return isWanted ? .yes : .no
    }
}

extension DateCondition.HolidaySpan {
    /// A holiday that the calendar does not know yet may be near: then nobody can say "no".
    fileprivate func holds(
        on day: DayTraits,
        _ calendar: BusinessCalendar
    ) -> DateCondition.Answer {
        guard let date = day.date else { return .unknown }
        var isCovered = true
        for offset in -daysAfter...daysBefore {
            let near = date + offset
            if calendar.isHoliday(near, named: name) { return .yes }
            if !calendar.covers(near) { isCovered = false }
        }
        return isCovered ? .no : .unknown
    }
}

/// What conditions read of a day: a date, or a kind of day that may be on no calendar.
package struct DayTraits: Hashable, Sendable {
    /// `nil`: any date of this kind.
    package var date: CivilDate?
    package var weekday: Weekday
    package var monthDay: MonthDay
    package var kind: BusinessCalendar.DayKind
    package var isHoliday: Bool

    package init(
        weekday: Weekday,
        monthDay: MonthDay,
        kind: BusinessCalendar.DayKind,
        isHoliday: Bool
    ) {
        self.weekday = weekday
        self.monthDay = monthDay
        self.kind = kind
        self.isHoliday = isHoliday
    }

    package init(_ date: CivilDate, _ calendar: BusinessCalendar) {
        self.date = date
        weekday = date.weekday
        monthDay = MonthDay(date)
        kind = calendar.kind(of: date)
        isHoliday = calendar.isHoliday(date)
    }
}
