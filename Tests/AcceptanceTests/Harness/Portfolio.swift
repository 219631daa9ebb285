import Foundation
import NudgeCore

/// A lender's file: customers `C<n>`, each with one debt `D<n>`, overdue for five days.
struct Portfolio {
    var numbers: [Int]
    /// In yuan.
    var minimumDue = "123.45"
    /// Told with every debt's number: another debt of the same customers has another suffix.
    var suffix = ""
    var hasEmail = false
    /// `分期` is written to by mail, everything else by SMS.
    var product = "信用卡"

    init(_ numbers: some Sequence<Int>, suffix: String = "") {
        self.numbers = Array(numbers)
        self.suffix = suffix
    }

    /// In international form.
    static func phone(_ number: Int) -> String { "+86138\(10_000_000 + number)" }
    static func customer(_ number: Int) -> String { "C\(number)" }

    /// The day that it is in Shanghai, where the rulebook's people live, and days before it.
    static func day(before days: Int32) -> String {
        let seconds = Date().timeIntervalSince1970 + 8 * 3600
        return "\(CivilDate(daysSinceEpoch: Int32(seconds / 86_400) - days))"
    }

    var csv: String {
        let due = Portfolio.day(before: 5)
        var text = "customer,name,phone,email,debt,account,product,minimum_due,due_date\n"
        for number in numbers {
            let email = hasEmail ? "c\(number)@example.com" : ""
            text += "C\(number),王\(number),\(Portfolio.phone(number)),\(email),D\(number)\(suffix),"
            text += "62220000\(1_000 + number % 9_000),\(product),\(minimumDue),\(due)\n"
        }
        return text
    }
}
