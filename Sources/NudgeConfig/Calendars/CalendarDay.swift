package import NudgeCore

/// A line of a calendar: a day that is not what its weekday says.
package struct CalendarDay: Hashable, Sendable {
    package var date: CivilDate
    package var kind: Kind
    package var name: String
    /// Where it stands in its file, from 1; 0: nowhere.
    package var line: Int

    package init(date: CivilDate, kind: Kind, name: String, line: Int = 0) {
        self.date = date
        self.kind = kind
        self.name = name
        self.line = line
    }

    package enum Kind: String, Hashable, Sendable {
        /// A day off that is not, or not only, a weekend.
        case holiday
        /// A weekend day that is worked.
        case workday
    }
}
