import NudgeCore

/// A tier's conditions as a box over days × amount × risk × product × tags × history, to see which tiers
/// can never match because those before them take every debt.
struct TierBox {
    private let match: TierMatch

    init(_ match: TierMatch) {
        self.match = match
    }

    /// Whether the earlier tiers, first to last, leave nothing to this one.
    ///
    /// Exact for containment in one tier, and for the union over days of tiers that are at least as
    /// wide in every other condition. Other unions are not seen: they give no false alarm.
    func isCovered(by earlier: [TierBox]) -> Bool {
        var uncovered = match.daysFrom
        let ranges = earlier.filter { $0.isWider(than: self) }
            .map { (from: $0.match.daysFrom, to: $0.match.daysTo ?? Int.max) }
            .sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        let last = match.daysTo ?? Int.max
        for range in ranges where range.from <= uncovered && range.to >= uncovered {
            if range.to >= last { return true }
            uncovered = range.to + 1
        }
        return false
    }

    /// Whether every condition but the days lets through at least what `other` lets through.
    private func isWider(than other: TierBox) -> Bool {
        let amount =
            match.amountFrom <= other.match.amountFrom
            && (match.amountTo ?? Int64.max) >= (other.match.amountTo ?? Int64.max)
        return amount
            && TierBox.isWider(match.riskGrades, than: other.match.riskGrades)
            && TierBox.isWider(match.products, than: other.match.products)
            && TierBox.isWider(match.tags, than: other.match.tags)
            && TierBox.isWider(match.timesLate, than: other.match.timesLate)
            && TierBox.isWider(match.brokenPromises, than: other.match.brokenPromises)
            && TierBox.isWider(match.utilisation, than: other.match.utilisation)
    }

    /// `nil` means "any"; of shares, that of an unknown limit, too.
    private static func isWider(_ range: CountRange?, than other: CountRange?) -> Bool {
        guard let range else { return true }
        return other.map(range.holds) ?? false
    }

    /// Empty means "any".
    private static func isWider(_ list: [String], than other: [String]) -> Bool {
        list.isEmpty || (!other.isEmpty && other.allSatisfy(list.contains))
    }
}
