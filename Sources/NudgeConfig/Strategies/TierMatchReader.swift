import NudgeCore

/// Reads which debts fall into a tier:
/// `match: {days: "1..30", amount: "1,000.00..", risk: [high], products: […], tags: […],
/// times_late: "3..", broken_promises: "1..", utilisation: "90%.."}`.
enum TierMatchReader {
    /// Days relative to the due date that a strategy may speak of: a year before, ten years after.
    static let days = -366...3660

    static func read(_ value: YAMLValue) -> TierMatch? {
        let keys = [
            "days", "amount", "risk", "products", "tags", "times_late", "broken_promises",
            "utilisation",
        ]
        guard let map = value.mapping(keys) else { return nil }
        let days = map.required("days").flatMap(readDays)
        var match = TierMatch(daysFrom: 0)
        if let amount = map.optional("amount") {
            guard let range = readAmounts(amount) else { return nil }
            (match.amountFrom, match.amountTo) = range
        }
        match.riskGrades = map.optional("risk")?.texts() ?? []
        match.products = map.optional("products")?.texts() ?? []
        match.tags = map.optional("tags")?.texts() ?? []
        match.timesLate = map.optional("times_late")?.countRange()
        match.brokenPromises = map.optional("broken_promises")?.countRange()
        match.utilisation = map.optional("utilisation")?.shareRange()
        guard let days else { return nil }
        match.daysFrom = days.from
        match.daysTo = days.to
        return match
    }

    /// `-7..-1`, `0`, `91..`.
    private static func readDays(_ value: YAMLValue) -> (from: Int, to: Int?)? {
        guard let text = value.text() else { return nil }
        let parts = text.split("..")
        guard parts.count <= 2, let from = YAMLValue.integer(parts[0].trimmed) else {
            value.fail(
                "'\(text)' is not a range of days",
                hint: "write \"-7..-1\", \"0\", \"1..30\" or \"91..\"; the first day must be said"
            )
            return nil
        }
        var to: Int? = from
        if parts.count == 2 {
            let upper = parts[1].trimmed
            to = upper.isEmpty ? nil : YAMLValue.integer(upper)
            if to == nil, !upper.isEmpty {
                value.fail("'\(text)' is not a range of days", hint: "write \"1..30\" or \"91..\"")
                return nil
            }
        }
        guard days.contains(from), days.contains(to ?? from) else {
            value.fail("days must lie in \(days.lowerBound)…\(days.upperBound)")
            return nil
        }
        if let to, to < from {
            value.fail(
                "this tier can never match: no day lies in \(from)..\(to)",
                hint: "write \"\(to)..\(from)\""
            )
            return nil
        }
        return (from, to)
    }

    /// `1,000.00..5,000.00`: minor units; the lower end belongs to it, the upper does not.
    private static func readAmounts(_ value: YAMLValue) -> (from: Int64, to: Int64?)? {
        guard let text = value.text() else { return nil }
        let parts = text.split("..").map(\.trimmed)
        let ends = parts.map { $0.isEmpty ? nil : DecimalAmount.minorUnits(String($0)) }
        let isWellFormed =
            parts.count == 2 && !(parts[0].isEmpty && parts[1].isEmpty)
            && zip(parts, ends).allSatisfy { $0.isEmpty || $1 != nil }
        guard isWellFormed else {
            value.fail(
                "'\(text)' is not a range of amounts",
                hint: "write \"1,000.00..5,000.00\", \"1,000.00..\" or \"..1,000.00\""
            )
            return nil
        }
        let from = ends[0] ?? 0
        if let to = ends[1], to <= from {
            value.fail("this tier can never match: no amount lies in \(text)")
            return nil
        }
        return (from, ends[1])
    }
}

extension String {
    /// The parts between the occurrences of `separator`, empty ones included.
    fileprivate func split(_ separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
