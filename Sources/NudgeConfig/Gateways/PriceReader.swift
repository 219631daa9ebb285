import NudgeCore

/// Reads prices and budgets: `0.0325 CNY`, `0.05 CNY per message`, `{per_day: 5000 CNY}`.
enum PriceReader {
    static func price(_ value: YAMLValue) -> Price? {
        value.parsed("a price such as '0.0325 CNY', or '0.05 CNY per message'") { text in
            let words = text.split(separator: " ")
            guard words.count == 2 || (words.count == 4 && words[2] == "per"),
                let currency = Currency(code: String(words[1])),
                let millionths = millionths(words[0])
            else { return nil }
            var unit = Price.Unit.segment
            if words.count == 4 {
                guard let named = Price.Unit.allCases.first(where: { $0.name == words[3] }) else {
                    return nil
                }
                unit = named
            }
            return Price(millionths: millionths, currency: currency, unit: unit)
        }
    }

    static func budget(_ value: YAMLValue) -> Budget? {
        guard let map = value.mapping(["per_day", "then"]) else { return nil }
        let then = map.optional("then")?.word(of: Budget.Ending.allCases, named: \.name)
        return map.required("per_day")?.parsed("an amount for a day, such as '5000 CNY'") { text in
            let words = text.split(separator: " ")
            guard words.count == 2, let currency = Currency(code: String(words[1])),
                let millionths = millionths(words[0]), millionths > 0
            else { return nil }
            return Budget(perDay: millionths, currency: currency, then: then ?? .stop)
        }
    }

    /// Up to six digits behind the point.
    private static func millionths(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 9
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard (1...6).contains(fraction.utf8.count),
            (whole.utf8 + Array(fraction.utf8)).allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let padded = fraction + String(repeating: "0", count: 6 - fraction.utf8.count)
        return Int64(whole + padded)
    }
}
