import NudgeCore

/// The counts and sums of one file, by which the next one of its source is judged.
package struct ImportStatistics: Hashable, Sendable, Codable {
    /// Rows that were taken.
    package var rows: Int
    /// Different customers; an estimate within some two percent above 65,536.
    package var customers: Int
    /// Debts, counted by their debtors' rows: other parties to a debt do not count it again.
    package var debts: Int
    /// One entry a currency, by code.
    package var totals: [CurrencyTotal]

    package init(
        rows: Int = 0,
        customers: Int = 0,
        debts: Int = 0,
        totals: [CurrencyTotal] = []
    ) {
        self.rows = rows
        self.customers = customers
        self.debts = debts
        self.totals = totals
    }
}

/// Sums over the debts of one currency, in minor units; they stop at the largest number there is.
package struct CurrencyTotal: Hashable, Sendable, Codable {
    /// ISO 4217.
    package var currency: String
    /// Minimum due, or the overdue amount where that is more.
    package var owed: Int64
    package var statementBalance: Int64
    package var overdue: Int64

    package init(currency: String, owed: Int64, statementBalance: Int64, overdue: Int64) {
        self.currency = currency
        self.owed = owed
        self.statementBalance = statementBalance
        self.overdue = overdue
    }
}

/// Gathers the statistics while rows pass.
struct StatisticsCounter {
    private var rows = 0
    private var debts = 0
    private var customers = DistinctCounter()
    /// By the currency's raw value.
    private var totals: [CurrencyTotal?] = Currency.allCases.map { _ in nil }

    /// Counts one row that was taken; each row names one customer at most.
    mutating func addRow(customer: String?) {
        rows += 1
        if let customer { customers.add(customer) }
    }

    /// Counts a debt by its debtor's row.
    mutating func add(_ debt: borrowing DebtFact) {
        guard debt.role == .debtor else { return }
        debts += 1
        guard !debt.isSettled else { return }
        let place = Int(debt.currency.rawValue)
        var total =
            totals[place]
            ?? CurrencyTotal(
                currency: debt.currency.code,
                owed: 0,
                statementBalance: 0,
                overdue: 0
            )
        total.owed = sum(total.owed, max(debt.minimumDue, debt.overdueAmount))
        total.statementBalance = sum(total.statementBalance, debt.statementBalance)
        total.overdue = sum(total.overdue, debt.overdueAmount)
        totals[place] = total
    }

    private func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isTooLarge) = left.addingReportingOverflow(right)
        return isTooLarge ? (right > 0 ? .max : .min) : sum
    }

    var statistics: ImportStatistics {
        ImportStatistics(
            rows: rows,
            customers: customers.count,
            debts: debts,
            totals: totals.compactMap(\.self).sorted { $0.currency < $1.currency }
        )
    }
}
