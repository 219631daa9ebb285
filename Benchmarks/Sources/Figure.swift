/// One line of the table: what was measured, against what was asked for.
struct Figure {
    var what: String
    var value: String
    /// Empty where nothing was asked for.
    var target = ""
    /// `nil` where there is no target.
    var isMet: Bool?

    var verdict: String {
        switch isMet {
        case true?: "met"
        case false?: "MISSED"
        case nil: ""
        }
    }
}

extension Figure {
    /// A figure that should be at least so much.
    init(_ what: String, _ value: Double, _ unit: String = "", atLeast least: Double) {
        self.init(
            what: what,
            value: Figure.text(value, unit),
            target: "≥ " + Figure.text(least, unit),
            isMet: value >= least
        )
    }

    /// A figure that should be at most so much.
    init(_ what: String, _ value: Double, _ unit: String = "", atMost most: Double) {
        self.init(
            what: what,
            value: Figure.text(value, unit),
            target: "≤ " + Figure.text(most, unit),
            isMet: value <= most
        )
    }

    init(_ what: String, _ value: Double, _ unit: String = "") {
        self.init(what: what, value: Figure.text(value, unit))
    }

    /// Three digits at least, thousands divided by commas.
    static func text(_ value: Double, _ unit: String) -> String {
        let text: String
        if value >= 100 {
            text = grouped(Int(value.rounded()))
        } else {
            let hundredths = Int((value * 100).rounded())
            let (whole, rest) = (hundredths / 100, hundredths % 100)
            text = rest == 0 ? "\(whole)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
        }
        return unit.isEmpty ? text : text + " " + unit
    }

    private static func grouped(_ value: Int) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(value))
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = digits.dropLast(3)
        }
        return ([digits] + groups.reversed()).joined(separator: ",")
    }
}

/// The table that a run ends with.
struct FigureTable {
    private var figures: [Figure] = []

    static func += (table: inout FigureTable, figures: [Figure]) {
        table.figures += figures
    }

    var text: String {
        let head = Figure(what: "measured", value: "figure", target: "target")
        let widths = ([head] + figures).reduce(into: (0, 0, 0)) { widths, figure in
            widths.0 = max(widths.0, figure.what.count)
            widths.1 = max(widths.1, figure.value.count)
            widths.2 = max(widths.2, figure.target.count)
        }
        func line(_ figure: Figure, _ verdict: String) -> String {
            "| " + padded(figure.what, widths.0) + " | " + right(figure.value, widths.1) + " | "
                + right(figure.target, widths.2) + " | " + padded(verdict, 7) + " |"
        }
        let rule = Figure(
            what: dashes(widths.0),
            value: dashes(widths.1),
            target: dashes(widths.2)
        )
        let lines =
            [line(head, "verdict"), line(rule, dashes(7))]
            + figures.map { line($0, $0.verdict) }
        return lines.joined(separator: "\n")
    }

    private func dashes(_ count: Int) -> String { String(repeating: "-", count: count) }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.count)
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: width - text.count) + text
    }
}
