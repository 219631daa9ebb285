import Foundation
import NudgeCore

/// Local time by Foundation's calendar, so that the audit does not believe our own.
struct AuditClock {
    private let calendars: [String: Calendar]

    init(zones: Set<String>) throws(AuditError) {
        // A static build drops the zones unless something asks for their names.
        let known = Set(TimeZone.knownTimeZoneIdentifiers)
        var calendars: [String: Calendar] = [:]
        for name in zones {
            guard let zone = TimeZone(identifier: name), known.contains(name) || name == "UTC"
            else { throw .unknownZone(name) }
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone
            calendar.firstWeekday = 2
            calendars[name] = calendar
        }
        self.calendars = calendars
    }

    /// A place in somebody's day.
    struct Local: Hashable {
        var date: CivilDate
        /// After local midnight, 0..<1440, as the clock on the wall shows it.
        var minutes: Int
        /// 0: Monday.
        var weekday: Int
    }

    func local(_ instant: Instant, zone: String) -> Local {
        let calendar = calendar(zone)
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .weekday],
            from: instant.foundation
        )
        let date = CivilDate(
            year: parts.year ?? 1,
            month: parts.month ?? 1,
            day: parts.day ?? 1
        )
        return Local(
            date: date ?? CivilDate(daysSinceEpoch: 0),
            minutes: (parts.hour ?? 0) * 60 + (parts.minute ?? 0),
            weekday: ((parts.weekday ?? 1) + 5) % 7
        )
    }

    /// The beginning of the calendar day, week (from Monday) or month that holds the instant.
    func beginning(of unit: Calendar.Component, _ instant: Instant, zone: String) -> Instant {
        let interval = calendar(zone).dateInterval(of: unit, for: instant.foundation)
        guard let start = interval?.start else { return instant }
        return Instant(milliseconds: Int64((start.timeIntervalSince1970 * 1000).rounded()))
    }

    /// The instant after the last moment of the local day.
    func end(of date: CivilDate, zone: String) -> Instant {
        let (year, month, day) = date.components
        let parts = DateComponents(year: year, month: month, day: day + 1)
        guard let next = calendar(zone).date(from: parts) else { return .distantFuture }
        return Instant(milliseconds: Int64((next.timeIntervalSince1970 * 1000).rounded()))
    }

    private func calendar(_ zone: String) -> Calendar {
        guard let calendar = calendars[zone] else {
            preconditionFailure("the audit was not given the zone \(zone)")
        }
        return calendar
    }
}

extension Instant {
    fileprivate var foundation: Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
