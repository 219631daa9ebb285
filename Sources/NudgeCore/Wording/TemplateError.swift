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

/// Why a sound template could not be rendered for one message: the message is held, never blank.
package enum RenderError: Error, Hashable, Sendable {
    /// A variable stands outside a section of its own, and this message has no value for it.
    case missing(TemplateVariable)
    /// An amount is negative or above `MoneyForm.minorUnitsMax`.
    case amountOutOfRange
    /// There is no debt to write about.
    case noDebts
}

extension RenderError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let variable):
            "no value for \(variable.chineseName) (\(variable.englishName)); put it in a section "
                + "{{#\(variable.chineseName)}}…{{/\(variable.chineseName)}} if it may be missing"
        case .amountOutOfRange:
            "an amount is negative or above what a message may name"
        case .noDebts:
            "the message covers no debt"
        }
    }
}
