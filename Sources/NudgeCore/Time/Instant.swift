/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The core never reads a clock: `now` is always an argument of this type.
package struct Instant: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(seconds: Int64) {
        milliseconds = seconds * 1000
    }

    package static let distantPast = Instant(milliseconds: -4_000_000_000_000)
    package static let distantFuture = Instant(milliseconds: 8_000_000_000_000)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (instant: Instant, length: Milliseconds) -> Instant {
        Instant(milliseconds: instant.milliseconds + length.count)
    }

    package static func - (instant: Instant, length: Milliseconds) -> Instant {
        Instant(milliseconds: instant.milliseconds - length.count)
    }

    package static func - (left: Instant, right: Instant) -> Milliseconds {
        Milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension Instant {
    /// The day at Greenwich; what a person calls today depends on his zone.
    package var utcDate: CivilDate {
        let clock = milliseconds.floorMod(86_400_000)
        return CivilDate(daysSinceEpoch: Int32((milliseconds - clock) / 86_400_000))
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, milliseconds only when there are some: `2026-11-22T04:05:06Z`.
    package var description: String {
        let clock = milliseconds.floorMod(86_400_000)
        let hours = twoDigits(clock / 3_600_000)
        let minutes = twoDigits(clock / 60_000 % 60)
        let seconds = twoDigits(clock / 1000 % 60)
        let fraction = clock % 1000
        let tail = fraction == 0 ? "" : "." + String(String(1000 + fraction).dropFirst())
        return "\(utcDate)T\(hours):\(minutes):\(seconds)\(tail)Z"
    }
}

extension Instant {
    /// Reads RFC 3339: `2026-11-22T04:05:06Z`, with an optional fraction, and `Z` or `+08:00`.
    ///
    /// The `T` may be a blank; seconds may be left out. Anything else gives `nil`.
    package init?(parsing text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let date = scanner.date(), scanner.take("T") || scanner.take(" "),
            let hour = scanner.number(digits: 2), hour < 24, scanner.take(":"),
            let minute = scanner.number(digits: 2), minute < 60
        else { return nil }
        var second = 0
        if scanner.take(":") {
            guard let value = scanner.number(digits: 2), value < 60 else { return nil }
            second = value
        }
        var fraction: Int64 = 0
        if scanner.take(".") {
            guard let value = scanner.fraction(digitsKept: 3) else { return nil }
            fraction = value
        }
        guard let offsetMinutes = scanner.offset(), scanner.isAtEnd else { return nil }
        let minutes = Int64(hour * 60 + minute - offsetMinutes)
        milliseconds =
            Int64(date.daysSinceEpoch) * 86_400_000 + minutes * 60_000 + Int64(second) * 1000
            + fraction
    }
}

/// A length of time, in milliseconds.
///
/// May be negative.
package struct Milliseconds: Hashable, Comparable, Sendable {
    package var count: Int64

    package init(_ count: Int64) {
        self.count = count
    }

    package static let zero = Milliseconds(0)

    package static func seconds(_ count: Int) -> Milliseconds { Milliseconds(Int64(count) * 1000) }
    package static func minutes(_ count: Int) -> Milliseconds { .seconds(count * 60) }
    package static func hours(_ count: Int) -> Milliseconds { .minutes(count * 60) }
    package static func days(_ count: Int) -> Milliseconds { .hours(count * 24) }

    package static func < (left: Milliseconds, right: Milliseconds) -> Bool {
        left.count < right.count
    }

    package static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(left.count + right.count)
    }

    package static func * (length: Milliseconds, factor: Int) -> Milliseconds {
        Milliseconds(length.count * Int64(factor))
    }
}

extension Milliseconds: CustomStringConvertible {
    /// The largest unit that divides the length: `7d`, `24h`, `30m`, `15s`, `250ms`.
    ///
    /// Twenty-four hours print as `24h`: a rolling day and a calendar day are different things.
    package var description: String {
        let units: [(Int64, String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"),
        ]
        for (size, name) in units where count != 0 && count % size == 0 {
            if name == "d" && count == size { continue }
            return "\(count / size)\(name)"
        }
        return count == 0 ? "0s" : "\(count)ms"
    }

    /// Reads `30s`, `15m`, `24h`, `7d`, `250ms`; a bare number is refused, since its unit is a guess.
    package init?(parsing text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number < 1_000_000_000 else { return nil }
        switch text[digits.endIndex...] {
        case "ms": self.init(number)
        case "s": self.init(number * 1000)
        case "m", "min": self.init(number * 60_000)
        case "h": self.init(number * 3_600_000)
        case "d": self.init(number * 86_400_000)
        default: return nil
        }
    }
}

func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : "\(value)"
}

extension BinaryInteger {
    /// The remainder that has the divisor's sign: `(-1).floorMod(7) == 6`.
    @inline(__always)
    func floorMod(_ divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
