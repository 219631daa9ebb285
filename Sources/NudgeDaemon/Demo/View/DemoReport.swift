package import NudgeCore

/// The report at the end of the demo.
package struct DemoReport: Sendable {
    package var days: Int
    package var customers: Int
    /// Highest tier first, channels in one order in all of them.
    package var sent: [SentByTier]
    /// What was held or dropped, by reason; `today` is not used.
    package var held: [DemoCount]
    package var delivered: Int
    package var undelivered: Int
    /// Surely not taken by the gateway.
    package var refused: Int
    package var unknown: Int
    package var replies: [DemoCount]
    /// Opt-outs and wrong numbers after which nothing more was sent.
    package var optOutsHonoured: Int
    package var payments: Int
    package var paid: Money
    /// Customers who had at least one message, and those of them who paid after it.
    package var reminded: Int
    package var remindedWhoPaid: Int
    /// Real time.
    package var wallTime: Milliseconds
    package var audit: AuditReport

    package init(
        days: Int,
        customers: Int,
        sent: [SentByTier],
        held: [DemoCount],
        delivered: Int,
        undelivered: Int,
        refused: Int,
        unknown: Int,
        replies: [DemoCount],
        optOutsHonoured: Int,
        payments: Int,
        paid: Money,
        reminded: Int,
        remindedWhoPaid: Int,
        wallTime: Milliseconds,
        audit: AuditReport
    ) {
        self.days = days
        self.customers = customers
        self.sent = sent
        self.held = held
        self.delivered = delivered
        self.undelivered = undelivered
        self.refused = refused
        self.unknown = unknown
        self.replies = replies
        self.optOutsHonoured = optOutsHonoured
        self.payments = payments
        self.paid = paid
        self.reminded = reminded
        self.remindedWhoPaid = remindedWhoPaid
        self.wallTime = wallTime
        self.audit = audit
    }

    /// What one tier sent, by channel.
    package struct SentByTier: Hashable, Sendable {
        package var tier: String
        package var channels: [DemoCount]

        package init(tier: String, channels: [DemoCount]) {
            self.tier = tier
            self.channels = channels
        }
    }

    /// More violations than these are counted, not listed.
    package static let violationsListedMax = 20

    /// The whole report, ending in a line break.
    ///
    /// Near its end the line `rule violations: N` stands alone, for scripts to find.
    package var text: String {
        var lines = [
            "\(days) days played over \(DemoFigures.count(customers)) customers"
                + " in \(DemoFigures.length(wallTime))"
        ]
        lines += ["", "What was sent"] + sentLines
        lines += ["", "What was held or dropped, and why"] + listed(held)
        lines += ["", "What came back"] + cameBackLines
        lines += ["", "What was paid"] + paidLines
        lines += ["", "rule violations: \(audit.violations.count)"] + violationLines
        return lines.joined(separator: "\n") + "\n"
    }

    private static let nameWidth = 28
    private static let figureWidth = 10

    private var sentLines: [String] {
        guard let first = sent.first else { return ["  nothing"] }
        let channels = first.channels.map(\.name)
        let totals = channels.map { name in
            sent.reduce(0) { sum, row in
                sum + row.channels.filter { $0.name == name }.reduce(0) { $0 + $1.total }
            }
        }
        let rows = sent.map { row in
            tableLine(
                row.tier,
                channels.map { name in
                    row.channels.filter { $0.name == name }.reduce(0) { $0 + $1.total }
                }
            )
        }
        let head = line("", channels + ["all"])
        return [head] + rows + [tableLine("all", totals)]
    }

    private func tableLine(_ name: String, _ counts: [Int]) -> String {
        line(name, (counts + [counts.reduce(0, +)]).map { DemoFigures.count($0) })
    }

    private var cameBackLines: [String] {
        let receipts = [
            DemoCount("delivered", total: delivered),
            DemoCount("undelivered", total: undelivered),
            DemoCount("refused by the gateway", total: refused),
            DemoCount("unknown", total: unknown),
        ]
        let answers = replies.map { DemoCount("reply: \($0.name)", total: $0.total) }
        let honoured = DemoCount("opt-outs honoured", total: optOutsHonoured)
        return listed(receipts + answers + [honoured])
    }

    private var paidLines: [String] {
        listed([DemoCount("payments", total: payments)]) + [
            line("amount", figure: DemoFigures.money(paid)),
            line("customers reminded", [DemoFigures.count(reminded)]),
            line(
                "of them paid afterwards",
                [
                    DemoFigures.count(remindedWhoPaid),
                    DemoFigures.share(remindedWhoPaid, of: reminded),
                ]
            ),
        ]
    }

    private var violationLines: [String] {
        let checked =
            "\(DemoFigures.count(audit.messages)) messages were checked from outside,"
            + " by code that decides nothing"
        var lines = audit.countsByRule.map { line($0.rule.rawValue, ["\($0.count)"]) }
        lines += audit.violations.prefix(DemoReport.violationsListedMax).map {
            "  \($0.when) \($0.rule.rawValue): \($0.who): \($0.words)"
        }
        let more = audit.violations.count - DemoReport.violationsListedMax
        if more > 0 { lines.append("  and \(DemoFigures.count(more)) more") }
        return lines + ["  \(checked)"]
    }

    private func listed(_ counts: [DemoCount]) -> [String] {
        counts.isEmpty
            ? ["  nothing"] : counts.map { line($0.name, [DemoFigures.count($0.total)]) }
    }

    /// One figure that may be wider than its column, ending where the column ends.
    private func line(_ name: String, figure: String) -> String {
        let width = DemoReport.nameWidth + DemoReport.figureWidth
        return "  " + DisplayWidth.fit(name, to: width - figure.count) + figure
    }

    private func line(_ name: String, _ figures: [String]) -> String {
        "  " + DisplayWidth.fit(name, to: DemoReport.nameWidth)
            + figures.map { DisplayWidth.right($0, to: DemoReport.figureWidth) }.joined()
    }
}
