/// How many segments a gateway takes from one reset to the next: an account's daily quota.
///
///     ── used ≤ most ──▶ take(_:now:)      full: nothing until the reset
///     ── the reset comes ──▶ used = 0      of itself, at the first question after it
package struct DayQuota: Hashable, Sendable {
    /// At least 1.
    package let most: Int
    /// The minute of the day at which it resets, on the clock of `zone`.
    package let resetMinute: Int
    private let zone: ZoneRules
    private var used = 0
    /// The reset after the last question.
    private var ends = Instant.distantPast

    package init(most: Int, resetMinute: Int, zone: ZoneRules) {
        precondition(most >= 1 && (0..<1440).contains(resetMinute))
        self.most = most
        self.resetMinute = resetMinute
        self.zone = zone
    }

    /// The reset at or before the instant.
    package func start(of instant: Instant) -> Instant {
        let today = zone.localDate(instant)
        let reset = zone.instant(of: today, minute: resetMinute)
        return reset <= instant ? reset : zone.instant(of: today + -1, minute: resetMinute)
    }

    private func end(of instant: Instant) -> Instant {
        let today = zone.localDate(instant)
        let reset = zone.instant(of: today, minute: resetMinute)
        return reset > instant ? reset : zone.instant(of: today + 1, minute: resetMinute)
    }

    /// What was used since the last reset, as somebody counted it.
    package mutating func count(used: Int, now: Instant) {
        precondition(used >= 0)
        ends = end(of: now)
        self.used = used
    }

    /// How many segments are left.
    package func room(at now: Instant) -> Int {
        now >= ends ? most : max(0, most - used)
    }

    /// Takes `count` segments; false, with nothing taken, when too few are left.
    ///
    /// A message larger than the quota may leave when nothing was used.
    package mutating func take(_ count: Int, now: Instant) -> Bool {
        precondition(count >= 1)
        if now >= ends {
            ends = end(of: now)
            used = 0
        }
        guard used == 0 || used + count <= most else { return false }
        used += count
        return true
    }

    /// Puts back what was taken for a message that did not leave.
    package mutating func giveBack(_ count: Int) {
        used = max(0, used - count)
    }

    /// When so many segments are left, if nobody takes any before.
    package func opening(for count: Int, now: Instant) -> Instant {
        let isThere = now >= ends || used == 0 || used + count <= most
        return isThere ? now : ends
    }
}
