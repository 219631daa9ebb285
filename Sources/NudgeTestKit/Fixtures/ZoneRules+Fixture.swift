package import NudgeCore

/// Zones written out by hand, so that tests of rules do not hang on a machine's time-zone database.
extension ZoneRules {
    /// Eight hours east all year, as since 1991.
    package static let shanghai = ZoneRules(name: "Asia/Shanghai", offsetSeconds: 8 * 3600)

    /// Central European time with its two nights a year, 2020 to 2035.
    ///
    /// Source: Directive 2000/84/EC: the last Sundays of March and October, 01:00 UTC.
    package static let berlin = daylightSaving(
        name: "Europe/Berlin",
        winter: 3600,
        summer: 7200,
        startsAt: { lastSunday(month: 3, year: $0, secondsUTC: 3600) },
        endsAt: { lastSunday(month: 10, year: $0, secondsUTC: 3600) }
    )

    /// Greenwich.
    package static let utc = ZoneRules(name: "UTC", offsetSeconds: 0)

    private static func daylightSaving(
        name: String,
        winter: Int32,
        summer: Int32,
        startsAt: (Int) -> Int64,
        endsAt: (Int) -> Int64
    ) -> ZoneRules {
        var transitions: [Int64] = []
        var offsets = [winter]
        for year in 2020...2035 {
            transitions += [startsAt(year), endsAt(year)]
            offsets += [summer, winter]
        }
        return ZoneRules(name: name, transitions: transitions, offsets: offsets)
    }

    private static func lastSunday(month: Int, year: Int, secondsUTC: Int64) -> Int64 {
        var day = CivilDate.fixture(year, month, 31)
        while day.weekday != .sunday { day = day + -1 }
        return Int64(day.daysSinceEpoch) * 86_400 + secondsUTC
    }
}

extension CivilDate {
    /// A day that exists, or a trap: for dates written in a test.
    package static func fixture(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        guard let date = CivilDate(year: year, month: month, day: day) else {
            preconditionFailure("\(year)-\(month)-\(day) is no day")
        }
        return date
    }

    /// A day that exists, or a trap: `2026-11-22`.
    package static func fixture(_ text: String) -> CivilDate {
        guard let date = CivilDate(parsing: text) else {
            preconditionFailure("\(text) is no day")
        }
        return date
    }
}

extension Instant {
    /// An instant in RFC 3339, or a trap: for instants written in a test.
    package static func fixture(_ text: String) -> Instant {
        guard let instant = Instant(parsing: text) else {
            preconditionFailure("\(text) is no instant")
        }
        return instant
    }

    /// What clocks in Shanghai show: `2026-11-22 08:00`, seconds optional.
    package static func shanghai(_ text: String) -> Instant {
        fixture(text + "+08:00")
    }
}

extension TimeOfDay {
    /// A time of day such as `08:00`, or a trap.
    package static func fixture(_ text: String) -> TimeOfDay {
        guard let time = TimeOfDay(parsing: text) else {
            preconditionFailure("\(text) is no time of day")
        }
        return time
    }
}
