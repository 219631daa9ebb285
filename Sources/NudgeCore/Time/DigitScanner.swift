/// Reads dates, times and rules of time from ASCII text, without a formatter.
struct DigitScanner {
    let bytes: [UInt8]
    /// Of the next byte to be read, 0...`bytes.count`.
    var position = 0

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Character) -> Bool {
        guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
        position += 1
        return true
    }

    /// Exactly `digits` digits; leaves the position alone when they are not there.
    mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for index in position..<position + digits {
            let digit = Int(bytes[index]) - 48
            guard (0...9).contains(digit) else { return nil }
            value = value * 10 + digit
        }
        position += digits
        return value
    }

    /// One digit or more, read as a fraction and kept to `digitsKept` digits.
    mutating func fraction(digitsKept: Int) -> Int64? {
        var value: Int64 = 0
        var kept = 0
        while let digit = number(digits: 1) {
            if kept < digitsKept { value = value * 10 + Int64(digit) }
            kept += 1
        }
        guard kept > 0 else { return nil }
        for _ in min(kept, digitsKept)..<digitsKept { value *= 10 }
        return value
    }

    /// `2026-11-22`.
    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `Z`, or `+08:00`: minutes east of Greenwich.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2), hours < 24, take(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
