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
    /// How often it was late in the last twelve months, by the bank's count; `nil`: any.
    package var timesLate: CountRange?
    /// How many promises to pay were broken since it was last clear; `nil`: any.
    package var brokenPromises: CountRange?
    /// Thousandths of the limit that the statement uses; a debt of unknown limit has none.
    package var utilisation: CountRange?

    package init(
        daysFrom: Int,
        daysTo: Int? = nil,
        amountFrom: Int64 = 0,
        amountTo: Int64? = nil,
        riskGrades: [String] = [],
        products: [String] = [],
        tags: [String] = [],
        timesLate: CountRange? = nil,
        brokenPromises: CountRange? = nil,
        utilisation: CountRange? = nil
    ) {
        self.daysFrom = daysFrom
        self.daysTo = daysTo
        self.amountFrom = amountFrom
        self.amountTo = amountTo
        self.riskGrades = riskGrades
        self.products = products
        self.tags = tags
        self.timesLate = timesLate
        self.brokenPromises = brokenPromises
        self.utilisation = utilisation
    }
}

extension TierMatch {
    /// Whether a debt falls into the tier; all conditions hold, and an empty list means "any".
    ///
    /// `broken` is asked for only where promises matter.
    package func matches(
        days: Int,
        amount: Int64,
        debt: Debt,
        tags bearer: [String],
        broken: () -> Int = { 0 }
    ) -> Bool {
        guard days >= daysFrom, daysTo.map({ days <= $0 }) ?? true else { return false }
        guard amount >= amountFrom, amountTo.map({ amount < $0 }) ?? true else { return false }
        guard riskGrades.isEmpty || riskGrades.contains(debt.riskGrade) else { return false }
        guard products.isEmpty || products.contains(debt.product) else { return false }
        if let timesLate, !timesLate.contains(Int(debt.timesLate)) { return false }
        if let utilisation {
            guard let used = debt.utilisation, utilisation.contains(Int(used)) else { return false }
        }
        if let brokenPromises, !brokenPromises.contains(broken()) { return false }
        return tags.isEmpty || tags.contains { bearer.contains($0) }
    }
}
