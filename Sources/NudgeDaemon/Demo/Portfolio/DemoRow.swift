/// One customer of the data set: amounts in whole New Taiwan dollars, months of 2005.
struct DemoRow: Hashable, Sendable {
    var id: Int
    /// -2 nothing used, -1 paid in full, 0 minimum paid, n ≥ 1: n months late.
    var statusSeptember: Int
    var statusAugust: Int
    /// The statement of August; negative: a credit.
    var billAugust: Int64
    /// Paid in September, towards the statement of August.
    var paidSeptember: Int64

    /// Reads the file's text; all rows, in the file's order.
    static func rows(csv text: String) throws(DemoError) -> [DemoRow] {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let header = lines.first else { throw .missingColumn("id") }
        let names = header.split(separator: ",", omittingEmptySubsequences: false)
        let places = try Places(names)
        var rows: [DemoRow] = []
        rows.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            rows.append(try places.row(fields, line: index + 1))
        }
        return rows
    }

    /// Where the columns stand that the demo reads.
    private struct Places {
        let id: Int
        let statusSeptember: Int
        let statusAugust: Int
        let billAugust: Int
        let paidSeptember: Int

        init(_ names: [Substring]) throws(DemoError) {
            func place(_ name: String) throws(DemoError) -> Int {
                guard let index = names.firstIndex(where: { $0 == name }) else {
                    throw .missingColumn(name)
                }
                return index
            }
            id = try place("id")
            statusSeptember = try place("repay_status_sep")
            statusAugust = try place("repay_status_aug")
            billAugust = try place("bill_aug")
            paidSeptember = try place("paid_sep")
        }

        func row(_ fields: [Substring], line: Int) throws(DemoError) -> DemoRow {
            func number(_ place: Int, _ column: String) throws(DemoError) -> Int64 {
                let field = place < fields.count ? fields[place] : ""
                // Some are written as a spreadsheet does: `1.00E+05`.
                guard let value = Double(String(field)), let whole = Int64(exactly: value) else {
                    throw .badNumber(line: line, column: column, value: String(field))
                }
                return whole
            }
            return DemoRow(
                id: Int(try number(id, "id")),
                statusSeptember: Int(try number(statusSeptember, "repay_status_sep")),
                statusAugust: Int(try number(statusAugust, "repay_status_aug")),
                billAugust: try number(billAugust, "bill_aug"),
                paidSeptember: try number(paidSeptember, "paid_sep")
            )
        }
    }
}
