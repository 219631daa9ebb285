internal import Foundation
internal import NudgeCore

/// A bank's portfolio as CSV, made up row by row: a customer, a debt, a phone and a mail in each.
///
/// A third is overdue, the others fall due within the next three weeks. Numbers and names follow from
/// the row's number, so that every run measures the same.
struct PortfolioFile {
    let rows: Int

    private static let families = Array("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
    private static let header =
        "customer,name,phone,email,debt,product,account,statement_date,statement_balance,"
        + "minimum_due,due_date,risk_grade\n"

    /// Writes the file and gives its size in bytes.
    func write(to path: String) throws -> Int {
        FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else {
            throw BenchOptions.Misuse(description: "\(path) cannot be written")
        }
        defer { try? file.close() }
        var text = PortfolioFile.header
        var written = 0
        for row in 0..<rows {
            text += line(row)
            if text.utf8.count > 1 << 20 || row == rows - 1 {
                written += text.utf8.count
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        return written
    }

    private func line(_ row: Int) -> String {
        let family = PortfolioFile.families[row % PortfolioFile.families.count]
        let due = BenchWorld.today + (row * 7 % 30 - 10)
        let phone = 13_800_000_000 + row
        let tail = String(10_000 + row % 10_000).dropFirst()
        let cents = row % 10
        return "C\(10_000_000 + row),\(family)小\(row % 2 == 0 ? "明" : "红"),\(phone),"
            + "c\(row)@example.com,D\(10_000_000 + row),信用卡,62220000\(tail),\(due + -20),"
            + "\(3_000 + row % 7_000).\(cents)0,\(300 + row % 700).\(cents)0,\(due),"
            + "\(["A", "B", "C", "D"][row % 4])\n"
    }
}
