/// Amounts as people write them in configuration.
enum DecimalAmount {
    /// Hundredths, from `1,000.00` or `1000`: commas only between groups of three, and no fraction
    /// or two digits of it.
    ///
    /// `nil` for anything else, a sign included.
    static func minorUnits(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first else { return nil }
        let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
        for (index, group) in groups.enumerated() where groups.count > 1 {
            let isWellFormed = index == 0 ? (1...3).contains(group.count) : group.count == 3
            guard isWellFormed else { return nil }
        }
        let cents = parts.count == 2 ? String(parts[1]) : "00"
        let digits = groups.joined() + cents
        guard !whole.isEmpty, cents.utf8.count == 2, digits.utf8.count <= 17,
            digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(digits)
    }
}
