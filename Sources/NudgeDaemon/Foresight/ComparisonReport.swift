internal import NudgeCore

/// Writes what other rules would change: as a table or CSV, and customer by customer.
package struct ComparisonReport {
    private let result: RuleComparison.Result

    package init(_ result: RuleComparison.Result) {
        self.result = result
    }

    private struct Line {
        var kind: String
        var name: String
        var before: Int64
        var after: Int64
        /// Decimals, for amounts of money.
        var isMoney = false
    }

    package var table: String {
        var table = TextTable(
            head: ["", "", "before", "after", "change"],
            rightAligned: [2, 3, 4]
        )
        for line in lines {
            table.add([
                line.kind, line.name, text(line.before, line), text(line.after, line),
                change(line),
            ])
        }
        return table.text + "\(result.customers) customers were played under both rule sets\n"
    }

    package var csv: String {
        var text = "kind,name,before,after,change\n"
        for line in lines {
            let fields = [
                line.kind, line.name, self.text(line.before, line), self.text(line.after, line),
                self.text(line.after - line.before, line),
            ]
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }

    /// Every change, as CSV.
    package func writeChanges(_ output: @escaping ([UInt8]) -> Void) {
        var lines = ByteLines(output)
        lines.add(
            "customer,change,debts,step_day,channel,before,after,before_class,after_class,"
                + "before_step,after_step,before_template,after_template\n"
        )
        for change in result.changes {
            lines.csv(Array(change.customer.utf8))
            for field in [
                change.kind.rawValue, change.debts.joined(separator: " "), "\(change.day)",
                change.channel.name, change.before?.at.description ?? "",
                change.after?.at.description ?? "",
                change.before?.messageClass.name ?? "", change.after?.messageClass.name ?? "",
                step(change.before), step(change.after), change.before?.template ?? "",
                change.after?.template ?? "",
            ] {
                lines.byte(0x2C)
                lines.csv(Array(field.utf8))
            }
            lines.endLine()
        }
        lines.flush()
    }

    private func step(_ side: ContactChange.Side?) -> String {
        side.map { "\($0.tier)/\($0.step)" } ?? ""
    }

    private var lines: [Line] {
        let (before, after) = (result.before, result.after)
        func line(_ name: String, _ left: Int, _ right: Int) -> Line {
            Line(kind: "total", name: name, before: Int64(left), after: Int64(right))
        }
        var lines = [
            line("customers reached", before.reached, after.reached),
            line("contacts", before.contacts, after.contacts),
            line("segments", before.segments, after.segments),
        ]
        for currency in Currency.allCases {
            let (left, right) = (before.cost[currency], after.cost[currency])
            guard left != nil || right != nil else { continue }
            lines.append(
                Line(
                    kind: "cost",
                    name: currency.code,
                    before: Money(millionths: left ?? 0, currency: currency).minorUnits,
                    after: Money(millionths: right ?? 0, currency: currency).minorUnits,
                    isMoney: true
                )
            )
        }
        for key in Set(before.counts.keys).union(after.counts.keys).sorted() {
            lines.append(
                Line(
                    kind: key.kind.name,
                    name: key.name,
                    before: Int64(before.counts[key] ?? 0),
                    after: Int64(after.counts[key] ?? 0)
                )
            )
        }
        return lines
    }

    private func change(_ line: Line) -> String {
        let change = line.after - line.before
        guard change != 0 else { return "" }
        return (change > 0 ? "+" : "") + text(change, line)
    }

    private func text(_ value: Int64, _ line: Line) -> String {
        line.isMoney ? Money.decimal(value) : "\(value)"
    }
}
