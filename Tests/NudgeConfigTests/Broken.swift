import NudgeConfig
import Testing

/// A file broken in one place, and what must be said of it.
struct Broken: Sendable, CustomTestStringConvertible {
    let name: String
    /// What stands exactly once in the sound file.
    let old: String
    /// What stands there instead.
    let new: String
    /// `line:column: error: message`, in order.
    let expected: [String]

    init(_ name: String, _ old: String, _ new: String, _ expected: String...) {
        self.name = name
        self.old = old
        self.new = new
        self.expected = expected
    }

    var testDescription: String { name }

    func text(of sound: String) throws -> String {
        let parts = sound.split(separator: old, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "'\(old)' must stand exactly once in the sound file")
        return parts.joined(separator: new)
    }
}

extension ConfigProblemList {
    /// Without the file's name and the hints.
    var lines: [String] {
        sorted.map { "\($0.line):\($0.column): \($0.severity.name): \($0.message)" }
    }
}
