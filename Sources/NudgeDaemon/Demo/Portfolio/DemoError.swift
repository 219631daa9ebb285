/// Why the demo's data could not be made into a portfolio.
package enum DemoError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case missingColumn(String)
    case badNumber(line: Int, column: String, value: String)
    case tooFewRows(asked: Int, rows: Int)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the demo's data \(path): \(reason)"
        case .missingColumn(let column):
            "the demo's data has no column \(column); restore the file from the repository"
        case .badNumber(let line, let column, let value):
            "line \(line) of the demo's data: \(column) is \"\(value)\", not a whole number"
        case .tooFewRows(let asked, let rows):
            "the demo's data holds \(rows) customers, not \(asked); ask for 1 to \(rows)"
        }
    }
}
