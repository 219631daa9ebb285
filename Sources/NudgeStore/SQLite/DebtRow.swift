import NudgeCore

/// A debt as the store finds it by the bank's number.
struct DebtRow {
    var id: Int64
    var source: String
    var seenRun: Int64
    var hasLeft: Bool

    /// The source's own debt of this number.
    static func find(
        _ reference: String,
        of source: String,
        _ session: Session
    ) throws -> DebtRow? {
        try rows(reference, session).first { $0.source == source }
    }

    /// The source's own debt, or else the only one of this number: payments often come from
    /// another system than the portfolio.
    static func find(
        _ reference: String,
        near source: String,
        _ session: Session
    ) throws -> DebtRow? {
        let rows = try rows(reference, session)
        return rows.first { $0.source == source } ?? (rows.count == 1 ? rows.first : nil)
    }

    private static func rows(_ reference: String, _ session: Session) throws -> [DebtRow] {
        try session[.debtByReference].text(reference).all {
            DebtRow(
                id: $0.int(at: 0),
                source: $0.text(at: 1),
                seenRun: $0.int(at: 2),
                hasLeft: $0.int(at: 3) != 0
            )
        }
    }
}
