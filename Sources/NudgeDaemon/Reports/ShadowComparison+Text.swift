internal import NudgeCore

/// The forms of a comparison.
package enum ShadowFormat: String, CaseIterable, Sendable {
    case table
    case csv
}

extension ShadowComparison {
    /// The rows as text: sums and every difference, or a line for each row.
    package static func text(_ rows: [Row], _ format: ShadowFormat) -> String {
        switch format {
        case .table: table(rows)
        case .csv: csv(rows)
        }
    }

    private static func csv(_ rows: [Row]) -> String {
        let header =
            "side,customer,channel,tier,ours,theirs,our_template,their_template,reason,detail,outside,"
            + "facts"
        let lines = rows.map { row in
            [
                row.side.rawValue, row.customer, row.channel.name, row.tier,
                row.ours?.description ?? "", row.theirs?.description ?? "", row.ourTemplate,
                row.theirTemplate, row.reason, row.detail, row.outside,
                row.ground?.rawValue ?? "",
            ].map(quoted).joined(separator: ",")
        }
        return ([header] + lines).map { $0 + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        let isPlain = !field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    private struct Group: Hashable, Comparable {
        var channel: UInt8
        var tier: String

        static func < (left: Group, right: Group) -> Bool {
            (left.channel, left.tier) < (right.channel, right.tier)
        }
    }

    private static func table(_ rows: [Row]) -> String {
        let groups = Dictionary(grouping: rows) {
            Group(channel: $0.channel.rawValue, tier: $0.tier)
        }
        var lines = [["channel", "tier", "both", "only ours", "only theirs", "outside windows"]]
        for (group, rows) in groups.sorted(by: { $0.key < $1.key }) {
            let channel = Channel(rawValue: group.channel)?.name ?? ""
            lines.append([channel, group.tier.isEmpty ? "-" : group.tier] + sums(rows))
        }
        lines.append(["all", ""] + sums(rows))
        var text = aligned(lines)
        let differences = rows.filter { $0.side != .both || !$0.outside.isEmpty }
        guard !differences.isEmpty else { return text }
        text += "\n"
        text += aligned(
            [["side", "customer", "channel", "ours", "theirs", "why"]]
                + differences.map { row in
                    [
                        row.side.rawValue, row.customer, row.channel.name,
                        row.ours?.description ?? "-", row.theirs?.description ?? "-", why(row),
                    ]
                }
        )
        let present = rows.count { $0.ground == .now }
        if present > 0 {
            text +=
                "\n* by the facts as they stand now, since those of that day are not kept:"
                + " \(present)\n"
        }
        return text
    }

    private static func why(_ row: Row) -> String {
        var words: [String] = []
        if !row.reason.isEmpty { words.append(row.ground == .now ? row.reason + "*" : row.reason) }
        if !row.outside.isEmpty { words.append("theirs left outside \(row.outside)") }
        if !row.detail.isEmpty { words.append(row.detail) }
        return words.joined(separator: "; ")
    }

    private static func sums(_ rows: [Row]) -> [String] {
        let sides = Row.Side.allCases.map { side in rows.count { $0.side == side } }
        return (sides + [rows.count { !$0.outside.isEmpty }]).map { "\($0)" }
    }

    private static func aligned(_ lines: [[String]]) -> String {
        let widths = (lines.first ?? []).indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.map { line in
            let cells = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return cells.joined(separator: "  ").trimmingBlanks + "\n"
        }.joined()
    }
}
