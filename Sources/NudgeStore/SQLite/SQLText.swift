import NudgeCore

/// The SQL of the package's `.sql` files, cut into named statements once.
///
/// A section begins with a line `-- name: …` and runs to the next.
enum SQLText {
    /// The schema's files, in order: each brings a store from the version before to its own.
    static let schemas = [
        PackageResources.v001_schema_sql, PackageResources.v002_rules_sql,
        PackageResources.v003_complaints_sql,
        PackageResources.v004_lanes_sql,
        PackageResources.v005_receipts_sql,
        PackageResources.v006_leaving_sql,
    ].map { String(decoding: $0, as: UTF8.self) }

    /// The text of every statement, in step with `StatementName.allCases`.
    static let statements: [String] = {
        let files = [
            PackageResources.customer_sql, PackageResources.point_sql, PackageResources.debt_sql,
            PackageResources.timer_sql, PackageResources.contact_sql,
            PackageResources.inbound_sql, PackageResources.operator_sql, PackageResources.case_sql,
            PackageResources.complaint_sql,
            PackageResources.lane_sql,
        ]
        var sections: [String: String] = [:]
        for file in files {
            for section in named(String(decoding: file, as: UTF8.self)) {
                precondition(sections[section.name] == nil, "\(section.name) stands there twice")
                sections[section.name] = section.text
            }
        }
        return StatementName.allCases.map { name in
            guard let text = sections["\(name)"] else {
                preconditionFailure("no .sql file has a statement \(name)")
            }
            return text
        }
    }()

    private static func named(_ text: String) -> [(name: String, text: String)] {
        var sections: [(name: String, text: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("-- name: ") {
                sections.append((String(line.dropFirst("-- name: ".count)), ""))
            } else if !sections.isEmpty {
                sections[sections.count - 1].text += line + "\n"
            }
        }
        return sections
    }
}
