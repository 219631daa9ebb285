/// The minutes that all windows together leave open, worked out once for every kind of day.
///
/// What is open depends on the message's channel and class, the weekday, and whether the day and the
/// day before it are worked: 15 scopes × 63 kinds of day, 184 bytes each.
struct OpenMinutes: Sendable {
    private let table: [MinuteSet]
    /// Whether any window asks if a day is worked.
    private let needsCalendar: Bool

    private static let kinds: [BusinessCalendar.DayKind] = [.working, .nonWorking, .uncovered]

    init(_ windows: [CompiledWindow]) {
        var table: [MinuteSet] = []
        for messageClass in MessageClass.allCases {
            for channel in Channel.allCases {
                let scoped = windows.filter { $0.scope.covers(channel, messageClass) }
                for weekday in Weekday.allCases {
                    for today in OpenMinutes.kinds {
                        for yesterday in OpenMinutes.kinds {
                            table.append(
                                scoped.reduce(into: MinuteSet.all) { minutes, window in
                                    minutes.formIntersection(
                                        window.minutes(weekday, today, yesterday)
                                    )
                                }
                            )
                        }
                    }
                }
            }
        }
        self.table = table
        needsCalendar = windows.contains { $0.needsCalendar }
    }

    func minutes(
        _ channel: Channel,
        _ messageClass: MessageClass,
        on date: CivilDate,
        _ calendar: BusinessCalendar
    ) -> MinuteSet {
        let scope = Int(messageClass.rawValue) * 5 + Int(channel.rawValue)
        var day = Int(date.weekday.rawValue) * 9
        if needsCalendar {
            day += Int(calendar.kind(of: date).rawValue) * 3
            day += Int(calendar.kind(of: date + -1).rawValue)
        }
        return table[scope * 63 + day]
    }
}
