import NudgeCore

/// Numbers as the demo writes them.
enum DemoFigures {
    /// `12,345`.
    static func count(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `TWD 12,345`: whole units, rounded down; a demo needs no cents.
    static func money(_ money: Money) -> String {
        "\(money.currency.code) \(count(money.minorUnits / 100))"
    }

    /// `412`, `8.5`: one decimal below ten; what is no number or beyond a million shows as `-`.
    static func rate(_ perSecond: Double) -> String {
        guard perSecond.isFinite, (0..<1_000_000).contains(perSecond) else { return "-" }
        if perSecond >= 10 { return count(Int(perSecond.rounded())) }
        let tenths = Int((perSecond * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `37 %`; `-` of nothing.
    static func share(_ part: Int, of whole: Int) -> String {
        whole > 0 ? "\((part * 200 + whole) / (2 * whole)) %" : "-"
    }

    /// `42.3 s`, `1 m 05 s`.
    static func length(_ length: Milliseconds) -> String {
        let seconds = length.count / 1000
        guard seconds >= 60 else { return "\(seconds).\(length.count % 1000 / 100) s" }
        let rest = seconds % 60
        return "\(seconds / 60) m \(rest < 10 ? "0" : "")\(rest) s"
    }
}
