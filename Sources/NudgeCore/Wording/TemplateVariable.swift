/// What a template may name: a closed list, so that a typing error is an error and never a blank.
///
/// Each has a Chinese name and an English one; templates may use either, also mixed.
package enum TemplateVariable: UInt8, CaseIterable, Sendable {
    case name
    case creditor
    case product
    case accountTail
    case amount
    case dueDate
    case daysPastDue
    case daysUntilDue
    case debtCount
    case howToPay
    case hotline
    case complaintLine
    case debts
    case otherCount
    case otherAmount
    case several
    case overdue
    case autopay
    case autopayFailed
    case guarantor
    case number
    case last
    case optOut

    /// The variable of either name, as written between braces.
    package init?(named text: some StringProtocol) {
        guard
            let match = TemplateVariable.allCases.first(where: { $0.names.contains { $0 == text } })
        else { return nil }
        self = match
    }

    /// The Chinese name.
    package var chineseName: String { names[0] }

    /// The English name.
    package var englishName: String { names[1] }

    private var names: [String] {
        switch self {
        case .name: ["姓名", "name"]
        case .creditor: ["机构", "creditor"]
        case .product: ["产品", "product"]
        case .accountTail: ["尾号", "account_tail"]
        case .amount: ["金额", "amount"]
        case .dueDate: ["到期日", "due_date"]
        case .daysPastDue: ["逾期天数", "days_past_due"]
        case .daysUntilDue: ["剩余天数", "days_until_due"]
        case .debtCount: ["笔数", "debt_count"]
        case .howToPay: ["还款方式", "how_to_pay"]
        case .hotline: ["客服电话", "hotline"]
        case .complaintLine: ["投诉电话", "complaint_line"]
        case .debts: ["明细", "debts"]
        case .otherCount: ["其余笔数", "other_count"]
        case .otherAmount: ["其余金额", "other_amount"]
        case .several: ["多笔", "several"]
        case .overdue: ["已逾期", "overdue"]
        case .autopay: ["自动扣款", "autopay"]
        case .autopayFailed: ["扣款失败", "autopay_failed"]
        case .guarantor: ["保证人", "guarantor"]
        case .number: ["序号", "number"]
        case .last: ["末笔", "last"]
        case .optOut: ["退订方式", "opt_out"]
        }
    }

    /// What kind of value it has: decides which formatters fit, and whether it opens a section.
    package var type: ValueType {
        switch self {
        case .name: .name
        case .creditor, .product, .accountTail, .howToPay, .hotline, .complaintLine, .optOut:
            .text
        case .amount, .otherAmount: .money
        case .dueDate: .date
        case .daysPastDue, .daysUntilDue, .debtCount, .otherCount, .number: .count
        case .debts: .list
        case .several, .overdue, .autopay, .autopayFailed, .guarantor, .last: .flag
        }
    }

    /// The most UTF-16 units that a text of it takes; a longer one is cut and ends in `…`.
    ///
    /// What bounds a text bounds the price of a message. Texts only; other types are bounded by
    /// their form. Names: 20 covers the longest names with interpuncts.
    package var textUnitsMax: Int {
        switch self {
        case .name, .creditor, .product: 20
        case .accountTail: 4
        case .howToPay: 60
        case .hotline, .complaintLine: 20
        case .optOut: 40
        default: 0
        }
    }

    /// Whether it exists only inside a `明细` section.
    package var isOnlyInDebts: Bool { self == .number || self == .last }

    /// Whether the creditor's own constants decide it, so that it is known before sending.
    package var isCreditorConstant: Bool {
        switch self {
        case .creditor, .howToPay, .hotline, .complaintLine, .optOut: true
        default: false
        }
    }

    /// Its place in a set of variables.
    var bit: UInt32 { 1 << UInt32(rawValue) }
}
