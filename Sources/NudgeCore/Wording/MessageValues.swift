/// What a message says of one debt.
package struct DebtValues: Hashable, Sendable {
    package var product: String
    /// The last digits of the account, at most four.
    package var accountTail: String
    /// What is still to pay.
    package var amount: Money
    package var dueDate: CivilDate
    /// Days since the due date on the day of sending; negative before it.
    package var daysFromDue: Int

    package init(
        product: String,
        accountTail: String,
        amount: Money,
        dueDate: CivilDate,
        daysFromDue: Int
    ) {
        self.product = product
        self.accountTail = accountTail
        self.amount = amount
        self.dueDate = dueDate
        self.daysFromDue = daysFromDue
    }
}

extension DebtValues {
    /// Those of some of a customer's debts, by their indices, on a day.
    package static func of(
        _ facts: CustomerFacts,
        _ indices: [Int],
        on today: CivilDate
    ) -> [DebtValues] {
        indices.map { facts.debts[$0].values(on: today) }
    }
}

extension Debt {
    @inline(__always)
    fileprivate func values(on today: CivilDate) -> DebtValues {
        let amount: Int64 =
            switch standing(on: today) {
            case .nothing: 0
            case .due(let missing): missing
            case .overdue(let missing, _): missing
            }
        return DebtValues(
            product: product,
            accountTail: accountTail,
            amount: Money(minorUnits: amount, currency: currency),
            dueDate: dueDate,
            daysFromDue: today - dueDate
        )
    }
}

/// Everything that a template may say in one message to one person.
///
/// The first debt leads: outside a `明细` section, product and account tail are its own. The amount
/// is the sum (one sum for each currency, in order of appearance), the due date the earliest, the
/// days past due the most of all debts.
package struct MessageValues: Sendable {
    package let name: String
    package let creditor: Creditor
    package let debts: [DebtValues]
    /// Sums by currency.
    let amounts: [Money]
    let dueDate: CivilDate?
    let daysFromDue: Int
    /// The conditions that hold, as bits of `TemplateVariable`.
    let flags: UInt32

    package init(
        name: String,
        creditor: Creditor,
        debts: [DebtValues],
        autopay: Debt.Autopay = .none,
        role: Role = .debtor
    ) {
        self.name = name
        self.creditor = creditor
        self.debts = debts
        amounts = MessageValues.sums(of: debts[...])
        dueDate = debts.lazy.map(\.dueDate).min()
        daysFromDue = debts.lazy.map(\.daysFromDue).max() ?? 0
        var flags: UInt32 = 0
        if debts.count > 1 { flags |= TemplateVariable.several.bit }
        if daysFromDue > 0 { flags |= TemplateVariable.overdue.bit }
        if autopay == .scheduled || autopay == .pending { flags |= TemplateVariable.autopay.bit }
        if autopay == .failed { flags |= TemplateVariable.autopayFailed.bit }
        if role == .guarantor { flags |= TemplateVariable.guarantor.bit }
        self.flags = flags
    }

    /// Sums by currency, in order of appearance.
    ///
    /// An overflow saturates, and is then refused as out of range when it is written.
    static func sums(of debts: ArraySlice<DebtValues>) -> [Money] {
        var sums: [Money] = []
        for debt in debts {
            let money = debt.amount
            if let index = sums.firstIndex(where: { $0.currency == money.currency }) {
                let (sum, overflow) = sums[index].minorUnits
                    .addingReportingOverflow(money.minorUnits)
                sums[index].minorUnits = overflow ? .max : sum
            } else {
                sums.append(money)
            }
        }
        return sums
    }
}
