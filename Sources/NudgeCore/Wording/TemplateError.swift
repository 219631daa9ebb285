/// What is wrong with a template, and where.
package struct TemplateError: Error, Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// In characters, from 1; a Chinese character is one.
    package var column: Int
    package var message: String
    /// What to do about it; empty when the message says it all.
    package var hint: String

    package init(line: Int, column: Int, message: String, hint: String = "") {
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }
}

extension TemplateError: CustomStringConvertible {
    /// `3:5: unknown variable "金客" (did you mean "金额"?)`, to be put behind a file's name.
    package var description: String {
        "\(line):\(column): \(message)" + (hint.isEmpty ? "" : " (\(hint))")
    }
}
