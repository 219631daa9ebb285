package import NudgeCore

/// A row that could be read, as facts.
package struct ImportedRow: Hashable, Sendable {
    /// Counted from 1, without the header and blank lines.
    package var row: Int
    /// The line of the file on which the row begins, counted from 1.
    package var line: Int
    package var facts: [Fact]

    package init(row: Int, line: Int, facts: [Fact]) {
        self.row = row
        self.line = line
        self.facts = facts
    }
}
