import NudgeCore

/// The live view of the demo: a snapshot as lines of text, drawn over the last ones.
package struct DemoView: Hashable, Sendable {
    /// Cells of a line; narrower terminals are drawn as if they had `widthMin`.
    package let width: Int
    package let hasColours: Bool

    package static let widthMin = 60
    /// Wider than this is hard to read.
    package static let widthMax = 120
    /// More reasons than these become one line "others", so that a small terminal holds the view.
    package static let rowsMax = 8

    package init(width: Int, hasColours: Bool) {
        self.width = min(max(width, DemoView.widthMin), DemoView.widthMax)
        self.hasColours = hasColours
    }

    /// The whole view; every line takes exactly `width` cells.
    package func lines(_ snapshot: DemoSnapshot) -> [String] {
        let left = channels(snapshot) + [blank(leftWidth)] + receipts(snapshot)
        let right = tiers(snapshot) + [blank(rightWidth)] + replies(snapshot)
        var lines = [head(snapshot), progress(snapshot), rule]
        lines += beside(left, right)
        lines.append(rule)
        lines += beside(held(snapshot), paid(snapshot))
        return lines
    }

    /// What to write to a terminal on which `drawnBefore` lines of this view were written last.
    ///
    /// The cursor ends below the view.
    package func frame(_ snapshot: DemoSnapshot, drawnBefore: Int) -> String {
        let up = drawnBefore > 0 ? "\u{1B}[\(drawnBefore)A\r" : ""
        let body = lines(snapshot).map { $0 + "\u{1B}[K\n" }.joined()
        return up + body + "\u{1B}[J"
    }

    /// One line for a day that is over, where there is no terminal.
    package static func plainLine(_ snapshot: DemoSnapshot) -> String {
        let channels = snapshot.sent.map { "\($0.name) \($0.today)" }.joined(separator: ", ")
        let today = snapshot.sent.reduce(0) { $0 + $1.today }
        let total = snapshot.sent.reduce(0) { $0 + $1.total }
        let held = snapshot.held.reduce(0) { $0 + $1.total }
        let replies = snapshot.replies.reduce(0) { $0 + $1.total }
        return "day \(snapshot.day)/\(snapshot.dayCount) \(snapshot.date)"
            + " sent \(today) (\(channels)), in all \(total); held \(held);"
            + " delivered \(snapshot.delivered), undelivered \(snapshot.undelivered),"
            + " unknown \(snapshot.unknown); replies \(replies);"
            + " paid today \(snapshot.paymentsToday) (\(DemoFigures.money(snapshot.paidToday)))"
    }

    // MARK: Parts

    private var leftWidth: Int { (width - 3) / 2 }
    private var rightWidth: Int { width - 3 - leftWidth }
    private var rule: String { String(repeating: "─", count: width) }

    private func head(_ snapshot: DemoSnapshot) -> String {
        let day = "day \(snapshot.day) of \(snapshot.dayCount)"
        let moment = "\(snapshot.date.weekday.name) \(snapshot.date) \(snapshot.time)"
        let left = "nudge demo · \(day) · \(moment)"
        let right = "\(DemoFigures.rate(snapshot.contactsPerSecond))/s"
        let room = width - DisplayWidth.cells(of: right)
        return bold(DisplayWidth.fit(left, to: room)) + dim(right)
    }

    private func progress(_ snapshot: DemoSnapshot) -> String {
        let minutes = (snapshot.day - 1) * 1440 + Int(snapshot.time.minutes)
        let full = max(snapshot.dayCount * 1440, 1)
        let done = min(max(minutes * width / full, 0), width)
        return green(String(repeating: "█", count: done))
            + dim(String(repeating: "░", count: width - done))
    }

    private func channels(_ snapshot: DemoSnapshot) -> [String] {
        let columns = 8
        func row(_ name: String, _ today: String, _ total: String) -> String {
            DisplayWidth.fit(name, to: leftWidth - 2 * columns)
                + DisplayWidth.right(today, to: columns) + DisplayWidth.right(total, to: columns)
        }
        let today = snapshot.sent.reduce(0) { $0 + $1.today }
        let total = snapshot.sent.reduce(0) { $0 + $1.total }
        let rows = snapshot.sent + [DemoCount("all", today: today, total: total)]
        return [bold(row("sent", "today", "total"))]
            + rows.map {
                row($0.name, DemoFigures.count($0.today), DemoFigures.count($0.total))
            }
    }

    private func receipts(_ snapshot: DemoSnapshot) -> [String] {
        [
            bold(DisplayWidth.fit("came back", to: leftWidth)),
            row("delivered", snapshot.delivered, leftWidth),
            row("undelivered", snapshot.undelivered, leftWidth),
            yellow(row("unknown", snapshot.unknown, leftWidth)),
        ]
    }

    private func tiers(_ snapshot: DemoSnapshot) -> [String] {
        section("customers by tier", snapshot.tiers, rightWidth)
    }

    private func replies(_ snapshot: DemoSnapshot) -> [String] {
        section("replies", snapshot.replies, rightWidth)
    }

    private func held(_ snapshot: DemoSnapshot) -> [String] {
        section("held or dropped, and why", snapshot.held, leftWidth)
    }

    private func paid(_ snapshot: DemoSnapshot) -> [String] {
        func line(_ name: String, _ count: Int, _ money: Money) -> [String] {
            [
                row("payments \(name)", count, rightWidth),
                DisplayWidth.right(DemoFigures.money(money), to: rightWidth),
            ]
        }
        return [bold(DisplayWidth.fit("paid", to: rightWidth))]
            + line("today", snapshot.paymentsToday, snapshot.paidToday)
            + line("in all", snapshot.payments, snapshot.paid).map(green)
    }

    private func section(_ title: String, _ counts: [DemoCount], _ width: Int) -> [String] {
        var rows = counts
        if rows.count > DemoView.rowsMax {
            let others = rows[(DemoView.rowsMax - 1)...].reduce(0) { $0 + $1.total }
            rows = rows.prefix(DemoView.rowsMax - 1) + [DemoCount("others", total: others)]
        }
        return [bold(DisplayWidth.fit(title, to: width))]
            + rows.map { row($0.name, $0.total, width) }
    }

    private func row(_ name: String, _ number: Int, _ width: Int) -> String {
        let figure = DemoFigures.count(number)
        return DisplayWidth.fit(name, to: width - figure.count - 1) + " " + figure
    }

    private func blank(_ width: Int) -> String { String(repeating: " ", count: width) }

    private func beside(_ left: [String], _ right: [String]) -> [String] {
        (0..<max(left.count, right.count)).map { index in
            (index < left.count ? left[index] : blank(leftWidth)) + " │ "
                + (index < right.count ? right[index] : blank(rightWidth))
        }
    }

    // MARK: Colours

    private func bold(_ text: String) -> String { coloured(text, 1) }
    private func dim(_ text: String) -> String { coloured(text, 2) }
    private func green(_ text: String) -> String { coloured(text, 32) }
    private func yellow(_ text: String) -> String { coloured(text, 33) }

    private func coloured(_ text: String, _ code: Int) -> String {
        hasColours && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
