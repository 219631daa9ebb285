package import NudgeCore

/// The forms of a report for people, spreadsheets and programs.
package enum ReportFormat: String, CaseIterable, Sendable {
    case table
    case csv
    case jsonl
}

/// Writes foreseen contacts one by one, in the order of time.
package struct PlanReport {
    private let plan: PlanRows
    private let rules: Ruleset
    private let format: ReportFormat
    /// What rows of one step on one of its channels have in common, ready to be written.
    private let places: [[[Place]]]
    private let gateways: [[UInt8]]
    private let reasons: [[UInt8]]
    private let classes: [[UInt8]]

    private struct Place {
        var tier: [UInt8]
        var step: [UInt8]
        var channel: [UInt8]
        var template: [UInt8]
        var purpose: String
    }

    package init(_ plan: PlanRows, rules: Ruleset, format: ReportFormat) {
        self.plan = plan
        self.rules = rules
        self.format = format
        places = rules.strategy.tiers.map { tier in
            tier.steps.map { step in
                step.channels.map {
                    Place(
                        tier: Array(tier.name.utf8),
                        step: Array(step.name.utf8),
                        channel: Array($0.channel.name.utf8),
                        template: Array($0.template.utf8),
                        purpose: step.purpose.name
                    )
                }
            }
        }
        gateways = rules.gateways.map { Array($0.name.utf8) }
        reasons = Reason.allCases.map { $0 == .passed ? [] : Array($0.name.utf8) }
        classes = MessageClass.allCases.map { Array($0.name.utf8) }
    }

    /// Writes UTF-8 piece by piece.
    package func write(_ output: @escaping ([UInt8]) -> Void) {
        var lines = ByteLines(output)
        switch format {
        case .table: table(&lines)
        case .csv: csv(&lines)
        case .jsonl: plan.forEach { json($0, $1, &lines) }
        }
        lines.flush()
    }

    /// Stands for the channel where people get a case; the team stands for the template.
    private static let caseChannel = Array("case".utf8)

    private func words(_ place: PlanPlace) -> Place {
        guard place.isCase else { return places[place.tier][place.step][place.stepChannel] }
        let tier = rules.strategy.tiers[place.tier]
        return Place(
            tier: Array(tier.name.utf8),
            step: Array(tier.steps[place.step].name.utf8),
            channel: PlanReport.caseChannel,
            template: Array(place.team.utf8),
            purpose: tier.steps[place.step].purpose.name
        )
    }

    /// The class of the message; a case has none.
    private func className(_ place: PlanPlace) -> [UInt8] {
        place.isCase ? [] : classes[Int(place.messageClass.rawValue)]
    }

    private func gatewayName(_ place: PlanPlace) -> [UInt8] {
        place.isCase ? [] : gateways[place.gateway]
    }

    // MARK: CSV

    private func csv(_ lines: inout ByteLines) {
        lines.add("not_before,customer,debts,tier,step,channel,template,held_by,class,gateway,at")
        lines.endLine()
        plan.forEach { slice, row in
            let place = slice.place(row)
            let words = words(place)
            lines.add(row.notBefore)
            lines.byte(0x2C)
            lines.csv(slice.reference(row))
            for field in [
                debts(slice, row), words.tier, words.step, words.channel, words.template,
                reasons[Int(place.heldBy.rawValue)], className(place), gatewayName(place),
            ] {
                lines.byte(0x2C)
                lines.csv(field)
            }
            lines.byte(0x2C)
            lines.add(row.instant)
            lines.endLine()
        }
    }

    /// The references of its debts, divided by blanks.
    private func debts(_ slice: PlanSlice, _ row: PlanRow) -> [UInt8] {
        guard row.more > 0 else { return Array(slice.reference(ofDebt: row.debt)) }
        let references = slice.debts(of: row).map { slice.reference(ofDebt: $0) }
        return Array(references.joined(separator: [0x20]))
    }

    // MARK: JSON

    private func json(_ slice: PlanSlice, _ row: PlanRow, _ lines: inout ByteLines) {
        let place = slice.place(row)
        let words = words(place)
        lines.add("{\"not_before\":\"")
        lines.add(row.notBefore)
        lines.add("\",\"at\":\"")
        lines.add(row.instant)
        lines.add("\",\"customer\":")
        lines.json(slice.reference(row))
        lines.add(",\"zone\":\"\(slice.zoneName(row))\",\"occasions\":[")
        for (index, said) in slice.said(row).enumerated() {
            let traits = slice.traits(ofDebt: said.debt)
            lines.add(index == 0 ? "{\"debt\":" : ",{\"debt\":")
            lines.json(slice.reference(ofDebt: said.debt))
            lines.add(",\"spell\":\(traits.spell),\"due\":\"\(traits.dueDate)\"")
            lines.add(",\"day\":\(said.day),\"purpose\":\"\(said.purpose?.name ?? words.purpose)\"")
            lines.add(",\"role\":\"\(traits.role.name)\"}")
        }
        lines.add("],\"point\":\(row.point)")
        for (name, value) in [
            ("class", className(place)), ("tier", words.tier),
            ("step", words.step), ("channel", words.channel), ("template", words.template),
            ("gateway", gatewayName(place)),
            ("held_by", reasons[Int(place.heldBy.rawValue)]),
        ] {
            lines.add(",\"\(name)\":")
            lines.json(value)
        }
        lines.byte(0x7D)
        lines.endLine()
    }

    // MARK: Table

    /// Reads the rows twice: the columns are as wide as their widest cell.
    private func table(_ lines: inout ByteLines) {
        let head = [
            "not before", "customer", "debts", "tier", "step", "channel", "template", "held by",
        ]
        var widths = head.map(\.count)
        plan.forEach { slice, row in
            for (column, cell) in cells(slice, row).enumerated() {
                widths[column] = max(widths[column], cell.count)
            }
        }
        line(head, widths, &lines)
        plan.forEach { slice, row in line(cells(slice, row), widths, &lines) }
        let cases = plan.cases
        let tail = cases == 0 ? "" : ", \(cases) cases for people"
        lines.add("\(plan.count - cases) contacts\(tail)\n")
    }

    private func cells(_ slice: PlanSlice, _ row: PlanRow) -> [String] {
        let place = slice.place(row)
        let words = words(place)
        let zone = rules.zones[slice.zoneName(row)] ?? rules.defaultZone
        let fields = [
            Array(slice.reference(row)), debts(slice, row), words.tier, words.step, words.channel,
            words.template, reasons[Int(place.heldBy.rawValue)],
        ]
        return [zone.clock(row.notBefore)] + fields.map { String(decoding: $0, as: UTF8.self) }
    }

    private func line(_ cells: [String], _ widths: [Int], _ lines: inout ByteLines) {
        for (column, cell) in cells.enumerated() {
            lines.add(cell)
            guard cells[(column + 1)...].contains(where: { !$0.isEmpty }) else { break }
            lines.add(String(repeating: " ", count: widths[column] - cell.count + 2))
        }
        lines.endLine()
    }
}
