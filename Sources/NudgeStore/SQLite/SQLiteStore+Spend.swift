package import NudgeCore

extension SQLiteStore: SpendStore {
    package func spend(on day: CivilDate) throws(StoreError) -> [SpendLine] {
        try read { session in
            try session[.spendOfDay].int(Int64(day.daysSinceEpoch)).all { query in
                SpendLine(
                    day: day,
                    gateway: query.text(at: 0),
                    tier: query.text(at: 1),
                    template: query.text(at: 2),
                    currency: UInt8(exactly: query.int(at: 3)).flatMap(Currency.init(rawValue:))
                        ?? .cny,
                    contacts: Int(query.int(at: 4)),
                    segments: Int(query.int(at: 5)),
                    cost: query.int(at: 6)
                )
            }
        }
    }

    package func budgetStops() throws(StoreError) -> [BudgetStop] {
        try read { session in
            try session[.budgetStops].all {
                BudgetStop(
                    holder: $0.text(at: 0),
                    day: CivilDate(daysSinceEpoch: Int32(truncatingIfNeeded: $0.int(at: 1)))
                )
            }
        }
    }
}
