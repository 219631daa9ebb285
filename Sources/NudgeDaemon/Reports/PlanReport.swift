package import NudgeCore
package import NudgeStore

/// The forms of a forecast.
package enum PlanFormat: String, CaseIterable, Sendable {
    case table
    case csv
    case jsonl
}

/// Forecasts every customer, or one, and writes a record per contact in the order of time.
package struct PlanReport {
    private let installation: Installation
    private let start: Instant
    private let end: Instant
    private let format: PlanFormat

    /// Customers read at once.
    private static let pageSize = 1000

    package init(
        installation: Installation,
        from start: Instant,
        until end: Instant,
        format: PlanFormat
    ) {
        self.installation = installation
        self.start = start
        self.end = end
        self.format = format
    }

    /// One foreseen contact, as it is written.
    private struct Row {
        var notBefore: Instant
        var local: String
        var customer: String
        var debts: [String]
        var tier: String
        var step: String
        var channel: String
        var template: String
        var held: String
    }

    /// Writes text piece by piece; with `customer`, only that one's.
    package func write(
        customer reference: String?,
        _ output: (String) -> Void
    ) throws(StoreError) {
        var rows: [Row] = []
        let forecast = Forecast(
            rules: installation.rules.ruleset,
            conditions: try installation.conditions()
        )
        if let reference {
            guard let customer = try installation.store.customer(reference: reference) else {
                throw .failed("there is no customer \(reference)")
            }
            rows = try self.rows(customer, forecast)
        } else {
            var after: CustomerID?
            while true {
                let page = try installation.store.customers(
                    after: after,
                    limit: PlanReport.pageSize
                )
                guard let last = page.last else { break }
                for customer in page { rows += try self.rows(customer, forecast) }
                after = last.facts.id
            }
        }
        rows.sort { ($0.notBefore, $0.customer) < ($1.notBefore, $1.customer) }
        print(rows, output)
    }

    private func rows(
        _ customer: ClaimedCustomer,
        _ forecast: Forecast
    ) throws(StoreError) -> [Row] {
        let rules = installation.rules.ruleset
        let entries = forecast.run(
            customer.facts,
            sharedHistory: customer.sharedHistory,
            from: start,
            until: end
        )
        let narrator = Narrator(facts: customer.facts, rules: rules)
        var rows: [Row] = []
        for entry in entries {
            let tier = rules.strategy.tiers[entry.proposal.tier]
            let step = tier.steps[entry.proposal.step]
            let ids = entry.proposal.debts.map { customer.facts.debts[$0].id }
            rows.append(
                Row(
                    notBefore: entry.proposal.notBefore,
                    local: narrator.local(entry.proposal.notBefore),
                    customer: entry.reference,
                    debts: try installation.store.debtReferences(ids),
                    tier: tier.name,
                    step: step.name,
                    channel: entry.proposal.channel.name,
                    template: step.channels[entry.proposal.stepChannel].template,
                    held: entry.proposal.heldBy == .passed ? "" : entry.proposal.heldBy.name
                )
            )
        }
        return rows
    }

    private func print(_ rows: [Row], _ output: (String) -> Void) {
        switch format {
        case .table: table(rows, output)
        case .csv:
            output("not_before,customer,debts,tier,step,channel,template,held_by\n")
            for row in rows {
                let fields = [
                    row.notBefore.description, row.customer, row.debts.joined(separator: " "),
                    row.tier, row.step, row.channel, row.template, row.held,
                ]
                output(fields.map(PlanReport.quoted).joined(separator: ",") + "\n")
            }
        case .jsonl:
            for row in rows { output(json(row) + "\n") }
        }
    }

    private func table(_ rows: [Row], _ output: (String) -> Void) {
        let header = [
            "not before", "customer", "debts", "tier", "step", "channel", "template", "held by",
        ]
        let lines = rows.map { row in
            [
                row.local, row.customer, row.debts.joined(separator: " "), row.tier, row.step,
                row.channel, row.template, row.held,
            ]
        }
        let widths = header.indices.map { column in
            ([header] + lines).map { $0[column].count }.max() ?? 0
        }
        for line in [header] + lines {
            let cells = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            output(cells.joined(separator: "  ").trimmingBlanks + "\n")
        }
        output("\(rows.count) contacts\n")
    }

    private func json(_ row: Row) -> String {
        let debts = row.debts.map(PlanReport.jsonText).joined(separator: ",")
        let members = [
            ("not_before", PlanReport.jsonText(row.notBefore.description)),
            ("customer", PlanReport.jsonText(row.customer)),
            ("debts", "[\(debts)]"),
            ("tier", PlanReport.jsonText(row.tier)),
            ("step", PlanReport.jsonText(row.step)),
            ("channel", PlanReport.jsonText(row.channel)),
            ("template", PlanReport.jsonText(row.template)),
            ("held_by", PlanReport.jsonText(row.held)),
        ]
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ field: String) -> String {
        let isPlain = !field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    private static func jsonText(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
