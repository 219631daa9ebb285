import Testing

/// One place that breaks a rule of the house.
struct Finding: Equatable, CustomStringConvertible {
    let path: String
    /// Counted from 1.
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// Records the findings as one issue, a line for each.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
    if findings.isEmpty { return }
    let report = findings.map(\.description).joined(separator: "\n")
    Issue.record("\(findings.count) findings\n\(report)", sourceLocation: sourceLocation)
}
