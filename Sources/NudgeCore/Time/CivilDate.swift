/// A day of the proleptic Gregorian calendar, in no zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package var daysSinceEpoch: Int32

    package init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// `nil` when there is no such day: 30 February, month 13, a year outside 1...9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= CivilDate.days(inMonth: month, of: year)
        else { return nil }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `2026-11-22`.
    package init?(parsing text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let date = scanner.date(), scanner.isAtEnd else { return nil }
        self = date
    }

    package var components: (year: Int, month: Int, day: Int) {
        // The inverse, civil_from_days of the same source.
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday(rawValue: UInt8((Int(daysSinceEpoch) + 3).floorMod(7))) ?? .monday
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    package static func + (date: CivilDate, days: Int) -> CivilDate {
        CivilDate(daysSinceEpoch: date.daysSinceEpoch + Int32(days))
    }

    /// Whole days from the right date to the left one.
    package static func - (left: CivilDate, right: CivilDate) -> Int {
        Int(left.daysSinceEpoch) - Int(right.daysSinceEpoch)
    }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2026-11-22`.
    package var description: String {
        let (year, month, day) = components
        let paddedYear = String(String(10_000 + year).dropFirst())
        return "\(paddedYear)-\(twoDigits(Int64(month)))-\(twoDigits(Int64(day)))"
    }
}

/// A day of the week; Monday is 0, as in ISO 8601 less one.
package enum Weekday: UInt8, CaseIterable, Sendable {
    case monday
    case tuesday
    case wednesday
    case thursday
    case friday
    case saturday
    case sunday

    /// `mon` … `sun`: the form of configuration files and traces.
    package var name: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    package init?(name: String) {
        guard let match = Weekday.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// A time of day as written in a rule: minutes after local midnight, 0...1440.
///
/// 1440 is `24:00`, the end of the day; it only makes sense where a range ends.
package struct TimeOfDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var minutes: Int16

    package init(minutes: Int) {
        precondition((0...1440).contains(minutes), "a time of day has 0...1440 minutes")
        self.minutes = Int16(minutes)
    }

    /// Reads `8:00`, `08:00`, `24:00`.
    package init?(parsing text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let hour = scanner.number(digits: 2) ?? scanner.number(digits: 1),
            scanner.take(":"), let minute = scanner.number(digits: 2), scanner.isAtEnd,
            minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        minutes = Int16(hour * 60 + minute)
    }

    package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
        left.minutes < right.minutes
    }

    package var description: String {
        "\(twoDigits(Int64(minutes / 60))):\(twoDigits(Int64(minutes % 60)))"
    }
}
