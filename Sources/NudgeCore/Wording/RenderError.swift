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
