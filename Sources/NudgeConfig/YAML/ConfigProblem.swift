/// One thing that is wrong with a configuration file, for the person who has to mend it.
package struct ConfigProblem: Hashable, Sendable {
    package var severity: Severity
    /// The path as the loader was given it.
    package var file: String
    /// From 1; 0: the file as a whole.
    package var line: Int
    /// From 1, counted in Unicode scalars as YAML does; 0: the file as a whole.
    package var column: Int
    package var message: String
    /// What to do about it; may be empty.
    package var hint: String

    package init(
        severity: Severity = .error,
        file: String,
        line: Int = 0,
        column: Int = 0,
        message: String,
        hint: String = ""
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    package enum Severity: UInt8, Hashable, Sendable {
        /// Nothing is loaded while there is one.
        case error
        /// Loaded, and said.
        case warning

        package var name: String {
            switch self {
            case .error: "error"
            case .warning: "warning"
            }
        }
    }
}

extension ConfigProblem: CustomStringConvertible {
    /// `Config/strategies/x.yaml:12:7: error: …`, and the hint on a line of its own.
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        let first = "\(place): \(severity.name): \(message)"
        return hint.isEmpty ? first : "\(first)\n  hint: \(hint)"
    }
}

extension ConfigProblem: Comparable {
    /// By file, then by place; at one place errors come first.
    package static func < (left: ConfigProblem, right: ConfigProblem) -> Bool {
        if left.file != right.file { return left.file < right.file }
        if left.line != right.line { return left.line < right.line }
        if left.column != right.column { return left.column < right.column }
        if left.severity != right.severity {
            return left.severity.rawValue < right.severity.rawValue
        }
        return left.message < right.message
    }
}

/// Gathers the problems of one file while it is read: a reader goes on after a mistake, so that all
/// of them are told at once.
package final class ConfigProblemList {
    /// How many are kept: beyond it, one cause has many effects.
    package static let countMax = 200

    package let file: String
    private var problems: [ConfigProblem] = []

    package init(file: String) {
        self.file = file
    }

    package func add(_ problem: ConfigProblem) {
        // An error is never lost to warnings that came before it.
        guard problems.count < ConfigProblemList.countMax || !hasErrors else { return }
        problems.append(problem)
    }

    package var count: Int { problems.count }

    package var hasErrors: Bool {
        problems.contains { $0.severity == .error }
    }

    /// By place.
    package var sorted: [ConfigProblem] { problems.sorted() }
}
