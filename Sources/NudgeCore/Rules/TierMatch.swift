/// Which debts fall into a tier: all of its conditions hold.
package struct TierMatch: Hashable, Sendable {
    /// Days relative to the due date: negative before, 0 on the day; `nil` upper bound: no end.
    package var daysFrom: Int
    package var daysTo: Int?
    /// Minor units of what is owed, inclusive.
    package var amountFrom: Int64
    /// Exclusive; `nil`: no end.
    package var amountTo: Int64?
    /// Empty: any.
    package var riskGrades: [String]
    package var products: [String]
    /// The customer bears one of these; empty: any.
    package var tags: [String]

    package init(
        daysFrom: Int,
        daysTo: Int? = nil,
        amountFrom: Int64 = 0,
        amountTo: Int64? = nil,
        riskGrades: [String] = [],
        products: [String] = [],
        tags: [String] = []
    ) {
        self.daysFrom = daysFrom
        self.daysTo = daysTo
        self.amountFrom = amountFrom
        self.amountTo = amountTo
        self.riskGrades = riskGrades
        self.products = products
        self.tags = tags
    }
}

extension TierMatch {
    /// Whether a debt falls into the tier; all conditions hold, and an empty list means "any".
    package func matches(days: Int, amount: Int64, debt: Debt, tags bearer: [String]) -> Bool {
        guard days >= daysFrom, daysTo.map({ days <= $0 }) ?? true else { return false }
        guard amount >= amountFrom, amountTo.map({ amount < $0 }) ?? true else { return false }
        guard riskGrades.isEmpty || riskGrades.contains(debt.riskGrade) else { return false }
        guard products.isEmpty || products.contains(debt.product) else { return false }
        return tags.isEmpty || tags.contains { bearer.contains($0) }
    }
}
