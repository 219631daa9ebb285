/// The minutes of a local day in which a gateway takes messages: half-open, `from..<until`.
package struct OpenHours: Hashable, Sendable {
    /// Minutes after local midnight; `0 ≤ from < until ≤ 1440`.
    package let from: Int
    package let until: Int

    package init(from: Int, until: Int) {
        precondition(0 <= from && from < until && until <= 1440)
        self.from = from
        self.until = until
    }

    /// When it is open next: `instant` itself, where it is open then.
    package func opening(from instant: Instant, in zone: ZoneRules) -> Instant {
        let (date, clock) = zone.local(instant)
        let minute = Int(clock / 60_000)
        if minute < from { return max(instant, zone.instant(of: date, minute: from)) }
        return minute < until ? instant : zone.instant(of: date + 1, minute: from)
    }

    /// When the hours that are open at the instant end; `nil` where they go on past midnight.
    package func closing(after instant: Instant, in zone: ZoneRules) -> Instant? {
        guard from > 0 || until < 1440 else { return nil }
        let date = zone.localDate(instant)
        return until == 1440
            ? zone.startOfDay(date + 1) : zone.instant(of: date, minute: until)
    }
}

extension OpenHours: CustomStringConvertible {
    /// `08:00-22:00`.
    package var description: String { "\(clock(from))-\(clock(until))" }

    private func clock(_ minute: Int) -> String {
        twoDigits(Int64(minute / 60)) + ":" + twoDigits(Int64(minute % 60))
    }
}
