package import NudgeCore

/// The minutes at which the rulebooks' windows together let messages leave on some kind of day.
///
/// It answers for configuration, not for a day. Every kind of day is tried: each weekday, worked or
/// not or a holiday, after each, at every season's edge. What depends on single dates is taken in
/// the kinder way, so that it never refuses what could be sent. Blackouts are not in it: they end.
package struct WindowReach: Sendable {
    private let openMinutes: [MinuteSet]

    /// Of customers who agreed to all that may be agreed to, in no tier in particular.
    package init(_ rulebooks: [Rulebook]) {
        let windows = rulebooks.flatMap(\.windows)
            .filter { $0.agreement == .none && $0.scope.tiers.isEmpty }
        var known: [[Int]: MinuteSet] = [:]
        var openMinutes: [MinuteSet] = []
        for messageClass in MessageClass.allCases {
            for channel in Channel.allCases {
                let bound = windows.indices.filter {
                    windows[$0].scope.covers(channel, messageClass)
                }
                let open = known[bound] ?? WindowReach.minutes(of: bound.map { windows[$0] })
                known[bound] = open
                openMinutes.append(open)
            }
        }
        self.openMinutes = openMinutes
    }

    /// The minutes that these windows, all of them, leave open on some kind of day.
    static func minutes(of windows: [WindowRule]) -> MinuteSet {
        var union = MinuteSet()
        for (today, eve) in pairs(windows.flatMap(\.spans).compactMap(\.on.season)) {
            var open = MinuteSet.all
            for window in windows { open.formIntersection(window.minutes(today, eve)) }
            union.formUnion(open)
        }
        return union
    }

    /// The minutes that are open on some kind of day.
    package func minutes(_ channel: Channel, _ messageClass: MessageClass) -> MinuteSet {
        let count = Channel.allCases.count
        return openMinutes[Int(messageClass.rawValue) * count + Int(channel.rawValue)]
    }

    /// Whether the hours that a step prefers meet them.
    func isReachable(_ range: TimeRange, channel: Channel, purpose: Purpose) -> Bool {
        let wanted = MinuteSet(from: Int(range.from.minutes), to: Int(range.to.minutes))
        return WindowReach.classes(of: purpose).contains {
            minutes(channel, $0).meets(wanted)
        }
    }

    /// What class a message of this purpose may have; help is offered before and after the due date.
    private static func classes(of purpose: Purpose) -> [MessageClass] {
        switch purpose {
        case .comingDue, .dueToday: [.notice]
        case .overdue: [.collection]
        case .assistance, .riskRise, .utilisation, .autopayFailure, .courtesy:
            [.notice, .collection]
        case .missedMinimum: [.collection]
        }
    }

    private static func pairs(_ seasons: [Season]) -> [(today: DayTraits, eve: DayTraits)] {
        let edges = seasons.flatMap { [$0.from, $0.to.next] }
        let first = [MonthDay(month: 1, day: 1)].compactMap(\.self)
        let monthDays = Set(edges + first).sorted()
        let kinds: [(BusinessCalendar.DayKind, Bool)] = [
            (.working, false), (.nonWorking, false), (.nonWorking, true),
        ]
        var pairs: [(today: DayTraits, eve: DayTraits)] = []
        for monthDay in monthDays {
            for weekday in Weekday.allCases {
                let before = Weekday(rawValue: (weekday.rawValue + 6) % 7) ?? weekday
                for today in kinds {
                    for eve in kinds {
                        pairs.append(
                            (
                                traits(weekday, monthDay, today), traits(before, monthDay, eve)
                            )
                        )
                    }
                }
            }
        }
        return pairs
    }

    private static func traits(
        _ weekday: Weekday,
        _ monthDay: MonthDay,
        _ kind: (BusinessCalendar.DayKind, Bool)
    ) -> DayTraits {
        DayTraits(weekday: weekday, monthDay: monthDay, kind: kind.0, isHoliday: kind.1)
    }
}

extension WindowRule {
    /// The minutes that it leaves open on a day of a kind after one of a kind, kindly read.
    fileprivate func minutes(_ today: DayTraits, _ eve: DayTraits) -> MinuteSet {
        var minutes = MinuteSet()
        for span in spans {
            let (from, to) = (Int(span.from.minutes), Int(span.to.minutes))
            if applies(span.on, today) {
                minutes.formUnion(
                    MinuteSet(from: from, to: span.crossesMidnight ? 1440 : to)
                )
            }
            if span.crossesMidnight, applies(span.on, eve) {
                minutes.formUnion(MinuteSet(from: 0, to: to))
            }
        }
        return sense == .quiet ? minutes.complement : minutes
    }

    private func applies(_ condition: DateCondition, _ day: DayTraits) -> Bool {
        switch condition.holds(on: day, .none) {
        case .no: false
        case .yes: true
        case .unknown: sense == .open
        }
    }
}
