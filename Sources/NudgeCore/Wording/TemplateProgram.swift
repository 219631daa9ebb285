/// A compiled template text: operations in a row over one array of literal bytes.
struct TemplateProgram: Sendable {
    /// One step; plain values only, so that running it counts no references.
    enum Operation: Sendable {
        /// A stretch of `literals`, and its length in UTF-16 units.
        case literal(from: Int32, to: Int32, units: Int32)
        case value(TemplateVariable, ValueForm)
        /// Goes on if the variable's truth is not `inverted`, else at operation `end`.
        case section(TemplateVariable, inverted: Bool, end: Int32)
        /// The operations up to `end`, once for each debt.
        case debts(end: Int32)
    }

    /// The most debts that a `明细` section lists; `其余笔数` counts the others.
    ///
    /// It bounds the length of a message.
    static let debtsMax = 5
    /// The most different conditions in one text: the longest result tries each combination.
    static let conditionsMax = 8
    /// Between the sums of several currencies.
    static let sumSeparator = "及"
    /// The largest number that is written, of five digits: 99,999 days are 273 years.
    static let countMax = 99_999

    var operations: [Operation] = []
    var literals: [UInt8] = []

    mutating func append(text: String) {
        let from = Int32(literals.count)
        literals.append(contentsOf: text.utf8)
        operations.append(
            .literal(from: from, to: Int32(literals.count), units: Int32(text.utf16.count))
        )
    }

    /// Sets the end of the section opened at an index to the next operation.
    mutating func closeSection(openedAt index: Int) {
        let end = Int32(operations.count)
        switch operations[index] {
        case .section(let variable, let inverted, _):
            operations[index] = .section(variable, inverted: inverted, end: end)
        case .debts:
            operations[index] = .debts(end: end)
        case .literal, .value:
            preconditionFailure("only a section can be closed")
        }
    }

    /// The variables that decide sections, without the list of debts, in order of declaration.
    var conditions: [TemplateVariable] {
        TemplateVariable.allCases.filter { variable in
            operations.contains {
                if case .section(variable, _, _) = $0 { true } else { false }
            }
        }
    }

    /// The variables that it writes, in order of declaration.
    var written: [TemplateVariable] {
        TemplateVariable.allCases.filter { variable in
            operations.contains {
                if case .value(variable, _) = $0 { true } else { false }
            }
        }
    }

    var listsDebts: Bool {
        operations.contains { if case .debts = $0 { true } else { false } }
    }
}
