/// May this leave at `t`; if not, when is the next instant at which it may, and which rule said so.
///
/// Everything that leaves passes it. Times are walked by stretches of constant offset, so that both
/// daylight-saving nights are right without a special case: a local minute that does not exist is
/// never reached, one that exists twice is open twice.
package struct WindowQuestion {
    private let rules: Ruleset
    private let zone: ZoneRules
    private let scope: ContactScope
    private let agreements: AgreementState
    private let closingMargin: Milliseconds
    /// The scope's row among the open minutes.
    private let row: Int
    /// The windows that bind a customer who agreed to or refused something; `nil`: as everybody.
    private let own: [CompiledWindow]?

    /// How far ahead an opening is looked for: past a season, a blackout longer than this holds
    /// until asked again.
    package static let horizonDays = 400

    /// `tier` is the tier's index in the strategy; `nil`: of none in particular.
    package init(
        rules: Ruleset,
        zone: ZoneRules,
        channel: Channel,
        messageClass: MessageClass,
        tier: Int? = nil,
        agreements: AgreementState = .none,
        closingMargin: Milliseconds = .zero
    ) {
        self.rules = rules
        self.zone = zone
        scope = ContactScope(channel, messageClass, slot: rules.slot(ofTier: tier))
        self.agreements = agreements
        self.closingMargin = closingMargin
        row = rules.openMinutes.row(scope)
        if agreements == .none {
            own = nil
        } else {
            let scope = scope
            own = rules.compiledWindows.filter {
                $0.covers(scope) && $0.clause.binds(agreements)
            }
        }
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
            guard let (open, segment) = firstOpenInstant(from: cursor, horizon: horizon) else {
                return nil
            }
            let close = firstClosedInstant(from: open, in: segment)
            let until = close == .distantFuture ? close : close - closingMargin
            if until > open { return Opening(from: open, until: until) }
            cursor = close
        }
        return nil
    }

    /// The minutes of a local date that every rule leaves open.
    package func minutes(on date: CivilDate) -> MinuteSet {
        guard let own else { return rules.openMinutes.minutes(row, on: date) }
        let days = rules.openMinutes.days
        return OpenMinutes.minutes(own, days.index(of: date), days)
    }

    /// The first date after this one that has an open minute among these; `nil`: none in sight.
    package func firstDate(
        meeting minutes: borrowing MinuteSet,
        after date: CivilDate
    )
        -> CivilDate?
    {
        for offset in 1...WindowQuestion.horizonDays {
            let next = date + offset
            let isMet =
                own == nil
                ? rules.openMinutes.meets(row, on: next, minutes)
                : self.minutes(on: next).meets(minutes)
            if isMet { return next }
        }
        return nil
    }

    /// The first rule that is closed at the instant, and whether only for want of a calendar.
    package func closedBy(
        at instant: Instant
    ) -> (rulebook: Int16, rule: Int16, isUncovered: Bool)? {
        let (date, clock) = zone.local(instant)
        let minute = Int(clock / 60_000)
        let days = rules.openMinutes.days
        let member = days.index(of: date)
        for window in rules.compiledWindows
        where window.covers(scope) && window.clause.binds(agreements) {
            if window.isOpen(at: minute, member, of: days) { continue }
            let isUncovered = window.isUncovered(at: minute, of: date, rules.calendar)
            return (window.rulebook, window.rule, isUncovered)
        }
        return nil
    }

    @inline(__always)
    private func first(on date: CivilDate, from minute: Int) -> Int? {
        own == nil
            ? rules.openMinutes.first(row, on: date, from: minute)
            : minutes(on: date).first(from: minute)
    }

    @inline(__always)
    private func firstGap(on date: CivilDate, from minute: Int) -> Int {
        own == nil
            ? rules.openMinutes.firstGap(row, on: date, from: minute)
            : minutes(on: date).firstGap(from: minute)
    }

    /// With the stretch of one offset in which it lies.
    private func firstOpenInstant(
        from start: Instant,
        horizon: Instant
    ) -> (Instant, ZoneRules.Segment)? {
        var cursor = start
        while cursor < horizon {
            let segment = zone.segment(at: cursor)
            // Within a stretch of one offset no other is looked up.
            while cursor < segment.end && cursor < horizon {
                let place = LocalPlace(cursor, offset: segment.offset)
                if let minute = first(on: place.date, from: place.minute) {
                    let found =
                        minute == place.minute ? cursor : place.instant(ofMinute: minute)
                    if found < segment.end { return (found, segment) }
                }
                cursor = min(place.instant(ofMinute: 1440), segment.end)
            }
        }
        return nil
    }

    /// Bounded to three days: a window that never closes is as good as one that closes then.
    private func firstClosedInstant(
        from start: Instant,
        in first: ZoneRules.Segment
    ) -> Instant {
        var cursor = start
        var segment = first
        let horizon = start + .days(3)
        while cursor < horizon {
            while cursor < segment.end && cursor < horizon {
                let place = LocalPlace(cursor, offset: segment.offset)
                let gap = firstGap(on: place.date, from: place.minute)
                let closed = gap == place.minute ? cursor : place.instant(ofMinute: gap)
                if gap < 1440 && closed < segment.end { return closed }
                cursor = min(place.instant(ofMinute: 1440), segment.end)
            }
            if cursor >= segment.end { segment = zone.segment(at: cursor) }
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
