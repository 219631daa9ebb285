/// How long an answer asks to wait, and where it says so.
package enum WaitForm: Hashable, Sendable {
    case length(Milliseconds)
    /// By the header's name in small letters.
    case header(String, Unit)
    case field(WirePath, Unit)
    /// Until clocks in a zone next show this time.
    case until(TimeOfDay, ZoneRules)
    /// Until the first day of the next month begins.
    case nextMonth(ZoneRules)
    /// Words of the vendor: a minute, an hour, or until the day is over.
    case prose(WaitProse)

    package enum Unit: UInt8, CaseIterable, Sendable {
        case seconds
        case milliseconds
        /// Seconds since 1970.
        case epoch
        /// A date as `Sun, 06 Nov 1994 08:49:37 GMT`, or RFC 3339.
        case date

        package var name: String {
            switch self {
            case .seconds: "seconds"
            case .milliseconds: "milliseconds"
            case .epoch: "epoch"
            case .date: "date"
            }
        }
    }

    /// More is a slip of the vendor's, or a date long over.
    package static let lengthMax = Milliseconds.days(62)

    /// The header that it reads.
    package var headerName: String? {
        if case .header(let name, _) = self { name } else { nil }
    }
}

/// The words by which a vendor says how long to wait.
package struct WaitProse: Hashable, Sendable {
    package var path: WirePath
    package var minutes: [String]
    package var hours: [String]
    package var days: [String]
    /// Where the day ends.
    package var zone: ZoneRules

    package init(
        path: WirePath,
        minutes: [String] = [],
        hours: [String] = [],
        days: [String] = [],
        zone: ZoneRules
    ) {
        self.path = path
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.zone = zone
    }
}
