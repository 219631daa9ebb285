/// May this leave at `t`; if not, when is the next instant at which it may, and which rule said so.
///
/// Everything that leaves passes it. Times are walked by stretches of constant offset, so that both
/// daylight-saving nights are right without a special case: a local minute that does not exist is
/// never reached, one that exists twice is open twice.
package struct WindowQuestion {
    private let rules: Ruleset
    private let zone: ZoneRules
    private let channel: Channel
    private let messageClass: MessageClass
    private let closingMargin: Milliseconds

    /// How far ahead an opening is looked for; a blackout longer than this holds until asked again.
    package static let horizonDays = 60

    package init(
        rules: Ruleset,
        zone: ZoneRules,
        channel: Channel,
        messageClass: MessageClass,
        closingMargin: Milliseconds = .zero
    ) {
        self.rules = rules
        self.zone = zone
        self.channel = channel
        self.messageClass = messageClass
        self.closingMargin = closingMargin
    }

    /// An opening: half-open, `from..<until`.
    package struct Opening: Hashable, Sendable {
        package var from: Instant
        package var until: Instant
    }

    /// The first opening at or after `start`; its `until` has the closing margin taken off.
    ///
    /// `nil` when there is none within `horizonDays`.
    package func opening(from start: Instant) -> Opening? {
        var cursor = start
        let horizon = start + .days(WindowQuestion.horizonDays)
        // Each round passes at least one closed stretch of a day.
        for _ in 0..<WindowQuestion.horizonDays * 8 where cursor < horizon {
            guard let open = firstOpenInstant(from: cursor, horizon: horizon) else { return nil }
            let close = firstClosedInstant(from: open)
            let until = close == .distantFuture ? close : close - closingMargin
            if until > open { return Opening(from: open, until: until) }
            cursor = close
        }
        return nil
    }

    /// The minutes of a local date that every rule leaves open.
    package func minutes(on date: CivilDate) -> MinuteSet {
        rules.openMinutes.minutes(channel, messageClass, on: date, rules.calendar)
    }

    /// The first rule that is closed at the instant, and whether only for want of a calendar.
    package func closedBy(
        at instant: Instant
    ) -> (rulebook: Int16, rule: Int16, isUncovered: Bool)? {
        let (date, clock) = zone.local(instant)
        for window in rules.compiledWindows where window.scope.covers(channel, messageClass) {
            let minutes = window.minutes(on: date, calendar: rules.calendar)
            if minutes.contains(Int(clock / 60_000)) { continue }
            let isUncovered = window.needsCalendar && rules.calendar.kind(of: date) == .uncovered
            return (window.rulebook, window.rule, isUncovered)
        }
        return nil
    }

    private func firstOpenInstant(from start: Instant, horizon: Instant) -> Instant? {
        var cursor = start
        while cursor < horizon {
            let segment = zone.segment(at: cursor)
            let place = LocalPlace(cursor, offset: segment.offset)
            if let minute = minutes(on: place.date).first(from: place.minute) {
                let found =
                    minute == place.minute ? cursor : place.instant(ofMinute: minute)
                if found < segment.end { return found }
            }
            cursor = min(place.instant(ofMinute: 1440), segment.end)
        }
        return nil
    }

    /// Bounded to three days: a window that never closes is as good as one that closes then.
    private func firstClosedInstant(from start: Instant) -> Instant {
        var cursor = start
        let horizon = start + .days(3)
        while cursor < horizon {
            let segment = zone.segment(at: cursor)
            let place = LocalPlace(cursor, offset: segment.offset)
            let gap = minutes(on: place.date).firstGap(from: place.minute)
            let closed = gap == place.minute ? cursor : place.instant(ofMinute: gap)
            if gap < 1440 && closed < segment.end { return closed }
            cursor = min(place.instant(ofMinute: 1440), segment.end)
        }
        return .distantFuture
    }
}

/// A point on a local clock, within a stretch of one offset.
private struct LocalPlace {
    let date: CivilDate
    let minute: Int
    private let midnight: Int64

    init(_ instant: Instant, offset: Int64) {
        let shifted = instant.milliseconds + offset
        let clock = shifted.floorMod(86_400_000)
        date = CivilDate(daysSinceEpoch: Int32((shifted - clock) / 86_400_000))
        minute = Int(clock / 60_000)
        midnight = instant.milliseconds - clock
    }

    /// The instant at which the clock shows the minute of the same date, were the offset to last.
    func instant(ofMinute minute: Int) -> Instant {
        Instant(milliseconds: midnight + Int64(minute) * 60_000)
    }
}
