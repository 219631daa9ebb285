import NudgeCore

/// Values that the wording tests share.
enum WordingFixtures {
    static let creditor = Creditor(
        name: "示例银行",
        signature: "示例银行",
        howToPay: "请通过示例银行手机银行或任一网点还款",
        hotline: "95500",
        complaintLine: "12378"
    )

    static let dueDate = CivilDate(daysSinceEpoch: 20_779)  // 2026-11-22

    static func debt(
        tail: String = "1234",
        product: String = "信用卡",
        fen: Int64 = 123_456,
        currency: Currency = .cny,
        dueIn days: Int = 0,
        from daysFromDue: Int = 0
    ) -> DebtValues {
        DebtValues(
            product: product,
            accountTail: tail,
            amount: Money(minorUnits: fen, currency: currency),
            dueDate: dueDate + days,
            daysFromDue: daysFromDue
        )
    }

    static func values(
        name: String = "张三丰",
        debts: [DebtValues] = [debt()],
        creditor: Creditor = creditor,
        autopay: Debt.Autopay = .none
    ) -> MessageValues {
        MessageValues(name: name, creditor: creditor, debts: debts, autopay: autopay)
    }

    static func sms(_ source: String) throws -> MessageTemplate {
        try MessageTemplate(name: "trial", channel: .sms, source: source)
    }
}
