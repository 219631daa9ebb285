/// How far a whole-portfolio file may depart from the one before it.
package struct SnapshotLimits: Hashable, Sendable {
    /// Percent by which counts may shrink.
    package var countDropMax: Int
    /// Percent by which counts may grow.
    package var countGrowthMax: Int
    /// Percent by which sums may shrink.
    package var sumDropMax: Int
    /// Percent by which sums may grow.
    package var sumGrowthMax: Int
    /// Counts that differ by no more than this pass: a small book moves by large percentages.
    package var countSlack: Int

    package init(
        countDropMax: Int = 20,
        countGrowthMax: Int = 50,
        sumDropMax: Int = 40,
        sumGrowthMax: Int = 100,
        countSlack: Int = 20
    ) {
        self.countDropMax = countDropMax
        self.countGrowthMax = countGrowthMax
        self.sumDropMax = sumDropMax
        self.sumGrowthMax = sumGrowthMax
        self.countSlack = countSlack
    }
}

/// Compares a file's statistics with those of the file before it.
///
/// A column in fen read as yuan, or half the customers missing, is an accident at the source; taken
/// in, it would write wrong amounts to everybody, or take half the book as gone.
package enum SnapshotGuard {
    /// The departures beyond the limits, in words; none: the file may go in.
    package static func check(
        previous: ImportStatistics,
        current: ImportStatistics,
        limits: SnapshotLimits = SnapshotLimits()
    ) -> [String] {
        var departures: [String] = []
        let counts = [
            ("customers", previous.customers, current.customers),
            ("debts", previous.debts, current.debts),
        ]
        for (what, before, now) in counts where abs(now - before) > limits.countSlack {
            let isBeyond = departs(
                Int64(before),
                Int64(now),
                dropMax: limits.countDropMax,
                growthMax: limits.countGrowthMax
            )
            guard isBeyond else { continue }
            departures.append(
                "\(what) went from \(grouped(Int64(before))) to \(grouped(Int64(now)))"
                    + " (\(change(Int64(before), Int64(now))))"
            )
        }
        return departures + sums(previous, current, limits)
    }

    private static func sums(
        _ previous: ImportStatistics,
        _ current: ImportStatistics,
        _ limits: SnapshotLimits
    ) -> [String] {
        var departures: [String] = []
        let codes = Set((previous.totals + current.totals).map(\.currency)).sorted()
        for code in codes {
            let before = total(code, previous)
            let now = total(code, current)
            let sums = [
                ("total owed", before.owed, now.owed),
                ("total of statement balances", before.statementBalance, now.statementBalance),
                ("total overdue", before.overdue, now.overdue),
            ]
            for (what, before, now) in sums {
                let isBeyond = departs(
                    before,
                    now,
                    dropMax: limits.sumDropMax,
                    growthMax: limits.sumGrowthMax
                )
                guard isBeyond else { continue }
                departures.append(
                    "\(what) went from \(money(before)) to \(money(now)) \(code)"
                        + " (\(change(before, now)))" + suspicion(before, now)
                )
            }
        }
        return departures
    }

    private static func total(_ code: String, _ statistics: ImportStatistics) -> CurrencyTotal {
        statistics.totals.first { $0.currency == code }
            ?? CurrencyTotal(currency: code, owed: 0, statementBalance: 0, overdue: 0)
    }

    private static func departs(
        _ before: Int64,
        _ now: Int64,
        dropMax: Int,
        growthMax: Int
    ) -> Bool {
        guard before != 0 else { return false }
        let percent = (Double(now) - Double(before)) / abs(Double(before)) * 100
        return percent < -Double(dropMax) || percent > Double(growthMax)
    }

    private static func change(_ before: Int64, _ now: Int64) -> String {
        let ratio = Double(now) / Double(before)
        if ratio >= 2 { return "\(rounded(ratio)) times" }
        let percent = Int(((ratio - 1) * 100).rounded())
        return percent >= 0 ? "+\(percent) %" : "\(percent) %"
    }

    private static func rounded(_ ratio: Double) -> String {
        if ratio >= 10 { return grouped(Int64(min(ratio.rounded(), 1e15))) }
        let tenths = Int((ratio * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// A hundred times, give or take what a book moves, is a unit mistaken.
    private static func suspicion(_ before: Int64, _ now: Int64) -> String {
        let ratio = Double(now) / Double(before)
        if (60...160).contains(ratio) { return ": a column in fen read as yuan?" }
        if (0.006...0.016).contains(ratio) { return ": a column in yuan read as fen?" }
        return ""
    }

    static func money(_ minorUnits: Int64) -> String {
        let magnitude = minorUnits.magnitude
        let cents = String(100 + magnitude % 100).dropFirst()
        let sign = minorUnits < 0 ? "-" : ""
        return sign + grouped(Int64(magnitude / 100)) + "." + cents
    }

    static func grouped(_ number: Int64) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0 && index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + String(text.reversed())
    }
}
