/// Something in a text that must not be there.
package struct LintFinding: Hashable, Sendable {
    /// The forbidden phrase as its rulebook has it, or a description; never a personal number.
    package var phrase: String
    /// The category of the fact base: `L04`.
    package var category: String
    package var severity: Severity
    package var part: Part
    /// From 1.
    package var line: Int
    /// In characters, from 1.
    package var column: Int

    package enum Severity: UInt8, CaseIterable, Sendable {
        case warn
        case block
    }

    package enum Part: UInt8, CaseIterable, Sendable {
        case subject
        case body
    }

    init(_ hit: LintHit, in text: String, part: Part) {
        phrase = hit.phrase
        category = hit.category
        severity = hit.severity ?? LintFinding.severity(of: hit.category)
        self.part = part
        var position = TemplatePosition()
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: hit.offset)
        for character in text[..<end] { position.advance(over: character) }
        line = position.line
        column = position.column
    }

    /// Pressure on time, carriers' interception words and words in subjects warn; all else blocks
    /// (facts: content lint, severities).
    private static func severity(of category: String) -> Severity {
        switch category {
        case "L12", "L16", "L19": .warn
        default: .block
        }
    }
}

extension LintFinding: CustomStringConvertible {
    package var description: String { "\(line):\(column): \(phrase) (\(category))" }
}

/// A finding before its line and column are known.
struct LintHit {
    var phrase: String
    var category: String
    /// In scalars of the text.
    var offset: Int
    /// `nil`: by category.
    var severity: LintFinding.Severity?
}
