/// Where something stands in a template: line and column from 1, in characters.
struct TemplatePosition: Hashable, Sendable {
    var line = 1
    var column = 1

    func error(_ message: String, _ hint: String = "") -> TemplateError {
        TemplateError(line: line, column: column, message: message, hint: hint)
    }

    mutating func advance(over character: Character) {
        if character.isNewline {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}
