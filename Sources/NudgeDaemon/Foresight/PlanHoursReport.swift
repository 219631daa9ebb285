internal import NudgeCore

/// Writes the load of gateways by day or hour.
package struct PlanHoursReport {
    private let hours: PlanHours
    private let format: ReportFormat

    package init(_ hours: PlanHours, format: ReportFormat) {
        self.hours = hours
        self.format = format
    }

    /// Writes UTF-8 piece by piece.
    package func write(_ output: @escaping ([UInt8]) -> Void) {
        var lines = ByteLines(output)
        switch format {
        case .table: lines.add(table)
        case .csv: csv(&lines)
        case .jsonl: for row in hours.rows { json(row, &lines) }
        }
        lines.flush()
    }

    private var table: String {
        var table = TextTable(
            head: ["day", "hour", "gateway", "contacts", "segments", "capacity", "late", "price"],
            rightAligned: [3, 4, 5, 6, 7]
        )
        for row in hours.rows {
            table.add([
                row.date.description, row.hour.map(PlanHoursReport.clock) ?? "", row.gateway,
                "\(row.contacts)", "\(row.segments)",
                (row.capacity.map { "\($0)" } ?? "no rate") + (row.isOver ? " OVER" : ""),
                row.latest < .seconds(1) ? "" : PlanHoursReport.length(row.latest),
                row.price?.plain ?? "",
            ])
        }
        let over = hours.rows.count(where: \.isOver)
        let note =
            over == 0
            ? "" : "OVER: \(over) times more is foreseen than the gateway's rate lets through\n"
        return table.text + note
    }

    private func csv(_ lines: inout ByteLines) {
        lines.add("day,hour,gateway,contacts,segments,capacity,over,late_seconds,price,currency\n")
        for row in hours.rows {
            let fields = [
                row.date.description, row.hour.map { "\($0)" } ?? "", row.gateway,
                "\(row.contacts)", "\(row.segments)", row.capacity.map { "\($0)" } ?? "",
                row.isOver ? "true" : "false", "\(row.latest.count / 1000)",
                row.price?.decimal ?? "", row.price?.currency.code ?? "",
            ]
            lines.add(fields.joined(separator: ","))
            lines.endLine()
        }
    }

    private func json(_ row: PlanHours.Row, _ lines: inout ByteLines) {
        lines.add("{\"day\":\"\(row.date)\",\"hour\":\(row.hour.map { "\($0)" } ?? "null")")
        lines.add(",\"gateway\":\"\(row.gateway)\",\"contacts\":\(row.contacts)")
        lines.add(",\"segments\":\(row.segments)")
        lines.add(",\"capacity\":\(row.capacity.map { "\($0)" } ?? "null")")
        lines.add(",\"over\":\(row.isOver),\"late_seconds\":\(row.latest.count / 1000)")
        lines.add(",\"price\":\(row.price.map { "\"\($0.decimal)\"" } ?? "null")")
        lines.add(",\"currency\":\(row.price.map { "\"\($0.currency.code)\"" } ?? "null")}")
        lines.endLine()
    }

    private static func clock(_ hour: Int) -> String {
        (hour < 10 ? "0\(hour)" : "\(hour)") + ":00"
    }

    /// `3h 20m`, `4m 10s`.
    private static func length(_ length: Milliseconds) -> String {
        let seconds = length.count / 1000
        if seconds >= 86_400 { return "\(seconds / 86_400)d \(seconds % 86_400 / 3600)h" }
        if seconds >= 3600 { return "\(seconds / 3600)h \(seconds % 3600 / 60)m" }
        return seconds >= 60 ? "\(seconds / 60)m \(seconds % 60)s" : "\(seconds)s"
    }
}
