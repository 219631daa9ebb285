import NudgeCore

/// Reads days and moments as banks write them.
enum Day {
    /// Takes `2026-11-22`, `20261122`, `2026/11/22`, `2026/1/5`, `2026.1.5`, `2026年11月22日`, each
    /// with full-width digits too, and with a midnight behind it, as exports of databases have it.
    static func parse(_ bytes: Span<UInt8>) throws(FieldFault) -> CivilDate {
        if PlainText.isASCII(bytes) { return try whole(bytes) }
        return try whole(PlainText.folded(bytes).span)
    }

    private static func whole(_ bytes: Span<UInt8>) throws(FieldFault) -> CivilDate {
        var reader = DayReader()
        let date = try reader.date(bytes)
        if reader.position < bytes.count {
            guard try reader.clock(bytes) == 0, reader.position == bytes.count else {
                throw FieldFault("is a moment, where a day is wanted")
            }
        }
        return date
    }

    /// A day, and the milliseconds since its midnight where a time of day was written, and minutes
    /// east of Greenwich where an offset was.
    struct Moment {
        var date: CivilDate
        var clock: Int64?
        var offsetMinutes: Int?
    }

    /// Takes RFC 3339, `2026-11-22 14:05:06`, any form of day with such a time, `20261122140506`,
    /// and a bare day.
    static func parseMoment(_ bytes: Span<UInt8>) throws(FieldFault) -> Moment {
        if PlainText.isASCII(bytes) { return try moment(bytes) }
        return try moment(PlainText.folded(bytes).span)
    }

    private static func moment(_ bytes: Span<UInt8>) throws(FieldFault) -> Moment {
        var reader = DayReader()
        var moment = Moment(date: try reader.date(bytes), clock: nil, offsetMinutes: nil)
        guard reader.position < bytes.count else { return moment }
        moment.clock = try reader.clock(bytes)
        if reader.position < bytes.count { moment.offsetMinutes = try reader.offset(bytes) }
        guard reader.position == bytes.count else { throw FieldFault("is no moment") }
        return moment
    }
}

private struct DayReader {
    private(set) var position = 0

    mutating func date(_ bytes: Span<UInt8>) throws(FieldFault) -> CivilDate {
        guard let year = number(bytes, digits: 4...4) else { throw DayReader.noDay }
        let month: Int?
        let day: Int?
        if position < bytes.count, isDigit(bytes[position]) {
            month = number(bytes, digits: 2...2)
            day = number(bytes, digits: 2...2)
        } else if take("年", bytes) {
            month = number(bytes, digits: 1...2)
            guard take("月", bytes) else { throw DayReader.noDay }
            day = number(bytes, digits: 1...2)
            guard take("日", bytes) || take("号", bytes) else { throw DayReader.noDay }
        } else {
            guard position < bytes.count, isSeparator(bytes[position]) else {
                throw DayReader.noDay
            }
            let separator = bytes[position]
            position += 1
            month = number(bytes, digits: 1...2)
            guard position < bytes.count, bytes[position] == separator else {
                throw DayReader.noDay
            }
            position += 1
            day = number(bytes, digits: 1...2)
        }
        guard let month, let day else { throw DayReader.noDay }
        guard let date = CivilDate(year: year, month: month, day: day) else {
            throw FieldFault("is no day of the calendar")
        }
        return date
    }

    /// Milliseconds since midnight: `T14:05:06.250`, ` 14:05`, `140506`.
    mutating func clock(_ bytes: Span<UInt8>) throws(FieldFault) -> Int64 {
        let isCompact = position == 8 && isDigit(bytes[position])
        if !isCompact {
            guard take("T", bytes) || take(" ", bytes) else { throw DayReader.noTime }
        }
        let isBare =
            isCompact
            || position + 2 < bytes.count && isDigit(bytes[position + 1])
                && isDigit(bytes[position + 2])
        guard let hour = number(bytes, digits: 1...2), isBare || take(":", bytes),
            let minute = number(bytes, digits: 2...2), hour < 24, minute < 60
        else { throw DayReader.noTime }
        var second = 0
        if isBare ? position < bytes.count : take(":", bytes) {
            guard let value = number(bytes, digits: 2...2), value < 60 else {
                throw DayReader.noTime
            }
            second = value
        }
        let whole = Int64(hour * 3600 + minute * 60 + second) * 1000
        return take(".", bytes) ? whole + (try fraction(bytes)) : whole
    }

    /// Minutes east of Greenwich: `Z`, `+08:00`, `+0800`.
    mutating func offset(_ bytes: Span<UInt8>) throws(FieldFault) -> Int {
        if take("Z", bytes) { return 0 }
        let isWest = take("-", bytes)
        guard isWest || take("+", bytes), let hours = number(bytes, digits: 2...2) else {
            throw DayReader.noTime
        }
        _ = take(":", bytes)
        guard let minutes = number(bytes, digits: 2...2), hours < 24, minutes < 60 else {
            throw DayReader.noTime
        }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }

    private static let noDay = FieldFault("is no day such as 2026-11-22 or 20261122")
    private static let noTime = FieldFault("is no moment such as 2026-11-22 14:05:06")

    private mutating func fraction(_ bytes: Span<UInt8>) throws(FieldFault) -> Int64 {
        var milliseconds: Int64 = 0
        var weight: Int64 = 100
        let first = position
        while position < bytes.count, isDigit(bytes[position]) {
            milliseconds += Int64(bytes[position] - 48) * weight
            weight /= 10
            position += 1
        }
        guard position > first else { throw DayReader.noTime }
        return milliseconds
    }

    private mutating func number(_ bytes: Span<UInt8>, digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, position < bytes.count, isDigit(bytes[position]) {
            value = value * 10 + Int(bytes[position] - 48)
            position += 1
            count += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    private mutating func take(_ text: StaticString, _ bytes: Span<UInt8>) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] {
            return false
        }
        position += count
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }
}
