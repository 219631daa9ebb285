/// The kind of a variable's value.
package enum ValueType: UInt8, CaseIterable, Sendable {
    case text
    case name
    case money
    case date
    case count
    case flag
    case list

    /// With its article, for messages to operators.
    package var phrase: String {
        switch self {
        case .text: "a text"
        case .name: "a name"
        case .money: "an amount"
        case .date: "a date"
        case .count: "a number"
        case .flag: "a condition"
        case .list: "a list"
        }
    }

    /// Whether a variable of it may open a section: a text that is there, a number above zero, a
    /// condition that holds, or the list of debts.
    package var opensSections: Bool {
        switch self {
        case .text, .name, .count, .flag, .list: true
        case .money, .date: false
        }
    }
}
