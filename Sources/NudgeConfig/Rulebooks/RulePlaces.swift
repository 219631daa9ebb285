/// Where the rules of one rulebook stand in its file, for what only the whole configuration shows
/// to be wrong.
///
/// Filled by one reader; used by one thread.
package final class RulePlaces {
    /// A place in a file.
    package struct Place: Hashable, Sendable {
        package var file: String
        package var line: Int
        package var column: Int

        package func problem(
            _ message: String,
            severity: ConfigProblem.Severity = .error,
            hint: String = ""
        ) -> ConfigProblem {
            ConfigProblem(
                severity: severity,
                file: file,
                line: line,
                column: column,
                message: message,
                hint: hint
            )
        }
    }

    /// A word that must be known elsewhere, and where it is written.
    package struct Mention: Hashable, Sendable {
        package var word: String
        package var place: Place
    }

    /// Names of tiers, which the strategy must have.
    package private(set) var tiers: [Mention] = []
    /// Names of holidays, which the calendar must have.
    package private(set) var holidays: [Mention] = []
    /// Where something asks for working days or holidays first.
    package private(set) var calendar: Place?
    private var windows: [String: Place] = [:]
    private var caps: [String: Place] = [:]

    package init() {}

    package func window(_ name: String) -> Place? { windows[name] }
    package func cap(_ name: String) -> Place? { caps[name] }

    func noteTier(_ name: String, at value: YAMLValue) {
        tiers.append(Mention(word: name, place: Place(value)))
    }

    func noteHoliday(_ name: String, at value: YAMLValue) {
        holidays.append(Mention(word: name, place: Place(value)))
        noteCalendar(at: value)
    }

    func noteCalendar(at value: YAMLValue) {
        if calendar == nil { calendar = Place(value) }
    }

    func noteWindow(_ name: String, at value: YAMLValue) {
        if windows[name] == nil { windows[name] = Place(value) }
    }

    func noteCap(_ name: String, at value: YAMLValue) {
        if caps[name] == nil { caps[name] = Place(value) }
    }
}

extension RulePlaces.Place {
    fileprivate init(_ value: YAMLValue) {
        self.init(file: value.file, line: value.line, column: value.column)
    }
}
