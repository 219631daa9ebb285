/// The rule for years to come at the end of a time-zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX.1-2017 section 8.3 (`TZ`), with the extension of RFC 9636 that a change may fall
/// at -167...167 hours.
struct POSIXRule {
    /// Seconds east of Greenwich.
    let standardOffset: Int32
    private var daylight: Daylight?

    private struct Daylight {
        var offset: Int32
        var start: Change
        var end: Change
    }

    private struct Change {
        var day: Day
        /// Seconds after local midnight.
        var seconds: Int64
    }

    private enum Day {
        /// `Jn`: 1...365, 29 February never counted.
        case julian(Int)
        /// `n`: 0...365, 29 February counted.
        case ordinal(Int)
        /// `Mm.w.d`: weekday d (0 is Sunday) of week w (5 is the last) of month m.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard scanner.name(), let standard = scanner.clock() else { return nil }
        standardOffset = Int32(-standard)
        guard !scanner.isAtEnd else { return }
        guard scanner.name() else { return nil }
        var offset = Int64(standardOffset) + 3600
        if !scanner.take(",") {
            guard let explicit = scanner.clock(), scanner.take(",") else { return nil }
            offset = -explicit
        }
        guard let start = POSIXRule.change(&scanner), scanner.take(","),
            let end = POSIXRule.change(&scanner), scanner.isAtEnd
        else { return nil }
        daylight = Daylight(offset: Int32(offset), start: start, end: end)
    }

    /// Changes from 1970 through the year, ascending, each with the offset that it begins.
    func transitions(through lastYear: Int) -> [(Int64, Int32)] {
        guard let daylight else { return [] }
        var result: [(Int64, Int32)] = []
        for year in 1970...lastYear {
            let start = instant(daylight.start, year: year, offset: standardOffset)
            let end = instant(daylight.end, year: year, offset: daylight.offset)
            result.append((start, daylight.offset))
            result.append((end, standardOffset))
        }
        return result.sorted { $0.0 < $1.0 }
    }

    private func instant(_ change: Change, year: Int, offset: Int32) -> Int64 {
        Int64(day(change.day, year: year).daysSinceEpoch) * 86_400 + change.seconds
            - Int64(offset)
    }

    private func day(_ day: Day, year: Int) -> CivilDate {
        guard let newYear = CivilDate(year: year, month: 1, day: 1) else {
            preconditionFailure("years lie in 1...9999")
        }
        switch day {
        case .julian(let number):
            let isLeap = CivilDate.days(inMonth: 2, of: year) == 29
            return newYear + (number - 1 + (isLeap && number >= 60 ? 1 : 0))
        case .ordinal(let number):
            return newYear + number
        case .weekday(let month, let week, let weekday):
            guard let first = CivilDate(year: year, month: month, day: 1) else {
                preconditionFailure("the month was checked when the rule was read")
            }
            let firstWeekday = (Int(first.weekday.rawValue) + 1) % 7
            var result = first + ((weekday - firstWeekday).floorMod(7) + (week - 1) * 7)
            while result - first >= CivilDate.days(inMonth: month, of: year) {
                result = result + -7
            }
            return result
        }
    }

    private static func change(_ scanner: inout DigitScanner) -> Change? {
        let day: Day
        if scanner.take("M") {
            guard let month = scanner.number(), (1...12).contains(month), scanner.take("."),
                let week = scanner.number(), (1...5).contains(week), scanner.take("."),
                let weekday = scanner.number(), (0...6).contains(weekday)
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if scanner.take("J") {
            guard let number = scanner.number(), (1...365).contains(number) else { return nil }
            day = .julian(number)
        } else {
            guard let number = scanner.number(), (0...365).contains(number) else { return nil }
            day = .ordinal(number)
        }
        guard scanner.take("/") else { return Change(day: day, seconds: 7200) }
        guard let seconds = scanner.clock(hoursMax: 167) else { return nil }
        return Change(day: day, seconds: seconds)
    }
}

extension DigitScanner {
    /// `CET`, or `<+0330>`.
    fileprivate mutating func name() -> Bool {
        let start = position
        if take("<") {
            while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
            return take(">")
        }
        while position < bytes.count, bytes[position] | 0x20 >= 97, bytes[position] | 0x20 <= 122 {
            position += 1
        }
        return position - start >= 3
    }

    fileprivate mutating func number() -> Int? {
        var value: Int?
        while position < bytes.count, (48...57).contains(bytes[position]), (value ?? 0) < 10_000 {
            value = (value ?? 0) * 10 + Int(bytes[position]) - 48
            position += 1
        }
        return value
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    fileprivate mutating func clock(hoursMax: Int = 24) -> Int64? {
        let sign: Int64 = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard let hours = number(), hours <= hoursMax else { return nil }
        var seconds = Int64(hours) * 3600
        for unit: Int64 in [60, 1] where take(":") {
            guard let value = number(), value < 60 else { return nil }
            seconds += Int64(value) * unit
        }
        return sign * seconds
    }
}
