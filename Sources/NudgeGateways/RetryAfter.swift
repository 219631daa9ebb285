internal import NudgeCore

/// Reads the header `Retry-After` (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// Seconds, or a date as `Sun, 06 Nov 1994 08:49:37 GMT`; `nil`: absent or not readable.
    ///
    /// A date in the past is no wait. Bounded by a year, so that sums cannot overflow.
    static func wait(_ value: String?, now: Instant) -> Milliseconds? {
        guard let value else { return nil }
        let trimmed = value.drop { $0 == " " }
        if let seconds = Int(trimmed), seconds >= 0 {
            return .seconds(min(seconds, 31_536_000))
        }
        guard let instant = date(trimmed) else { return nil }
        return min(max(instant - now, .zero), .days(365))
    }

    /// A date as in `Retry-After`, its zone also as `+0000`.
    static func date(_ text: Substring) -> Instant? {
        let parts = text.split(separator: " ")
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        guard parts.count == 6, ["GMT", "+0000"].contains(parts[5]), let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        let seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
        return Instant(seconds: Int64(date.daysSinceEpoch) * 86_400 + seconds)
    }
}
