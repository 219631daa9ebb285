/// How much of its weight a gateway gets: less while it fails, all of it again when it works.
///
///             a fifth of a period's answers failed: halved, at least `leastPercent`
///       ┌───────────────────────────────▶ less ──────────────────────┐
///     100 %                                                          │
///       ▲                                                            │
///       └──── + `stepPercent` for each period without failures ◀─────┘
///
/// Counted over periods of `period`, closed by the first answer or question after their end, so that
/// one step takes at least that long: traffic moves gradually, both ways.
package struct GatewayShare: Hashable, Sendable {
    /// 5...100.
    package private(set) var percent = 100
    private var good = 0
    private var bad = 0
    private var periodEnds: Instant?

    package static let period = Milliseconds.seconds(30)
    /// Enough is left to see that it works again.
    package static let leastPercent = 5
    package static let stepPercent = 10
    /// With fewer answers, a failure is bad luck.
    package static let answersMin = 5

    package init(percent: Int = 100) {
        self.percent = min(100, max(GatewayShare.leastPercent, percent))
    }

    /// One answer, or its absence.
    package mutating func count(hasFailed: Bool, now: Instant) {
        update(now)
        if hasFailed { bad += 1 } else { good += 1 }
        if periodEnds == nil { periodEnds = now + GatewayShare.period }
    }

    /// Closes the period when its end has come; true when the share changed.
    @discardableResult
    package mutating func update(_ now: Instant) -> Bool {
        guard let ends = periodEnds, now >= ends else { return false }
        let before = percent
        let all = good + bad
        if all >= GatewayShare.answersMin && bad * 5 >= all {
            percent = max(GatewayShare.leastPercent, percent / 2)
        } else if bad == 0 {
            percent = min(100, percent + GatewayShare.stepPercent)
        }
        good = 0
        bad = 0
        periodEnds = percent < 100 ? now + GatewayShare.period : nil
        return percent != before
    }

    /// When it is to be looked at again by itself; `nil`: at the next answer.
    package var nextUpdate: Instant? { percent < 100 ? periodEnds : nil }
}
