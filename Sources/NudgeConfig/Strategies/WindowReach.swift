import NudgeCore

/// Whether the hours that a step prefers meet the rulebooks' windows on any kind of day at all.
///
/// It answers for configuration, not for a day: where a span depends on the day before, or on the
/// calendar, it takes the kinder case, so that it never refuses what could be sent.
enum WindowReach {
    static func isReachable(
        _ range: TimeRange,
        channel: Channel,
        purpose: Purpose,
        windows: [WindowRule]
    ) -> Bool {
        classes(of: purpose).contains { messageClass in
            let relevant = windows.filter { $0.scope.covers(channel, messageClass) }
            return Weekday.allCases.contains { weekday in
                [DayCondition.working, .nonWorking].contains { day in
                    var open = MinuteSet(from: Int(range.from.minutes), to: Int(range.to.minutes))
                    for window in relevant {
                        open.formIntersection(minutes(of: window, on: weekday, day))
                    }
                    return !open.isEmpty
                }
            }
        }
    }

    /// What class a message of this purpose may have; help is offered before and after the due date.
    private static func classes(of purpose: Purpose) -> [MessageClass] {
        switch purpose {
        case .comingDue, .dueToday: [.notice]
        case .overdue: [.collection]
        case .assistance, .riskRise, .utilisation, .autopayFailure: [.notice, .collection]
        case .missedMinimum: [.collection]
        }
    }

    private static func minutes(
        of window: WindowRule,
        on weekday: Weekday,
        _ day: DayCondition
    ) -> MinuteSet {
        var open = MinuteSet()
        let dayBefore = Weekday(rawValue: (weekday.rawValue + 6) % 7) ?? weekday
        for span in window.spans {
            let from = Int(span.from.minutes)
            let to = Int(span.to.minutes)
            let crosses = to < from
            let isDay = span.days == .any || span.days == day
            if isDay && span.weekdays.contains(weekday) {
                open.formUnion(MinuteSet(from: from, to: crosses ? 1440 : to))
            }
            if crosses && span.weekdays.contains(dayBefore) {
                open.formUnion(MinuteSet(from: 0, to: to))
            }
        }
        return open
    }
}
