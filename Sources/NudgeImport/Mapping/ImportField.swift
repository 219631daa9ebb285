import NudgeCore

/// What a file tells of.
package enum ImportKind: String, CaseIterable, Sendable {
    /// A customer and a debt in each row: the usual export of a bank.
    case portfolio
    case customers
    case debts
    case payments
    case promises
    case holds
    case consents
    case agreements
    case autopay
    /// Contacts that the system before made.
    case history

    /// The fields that a file of this kind may have, in the order of the documentation.
    package var fields: [ImportField] {
        switch self {
        case .portfolio:
            ImportField.customerFields + ImportField.debtFields.filter { $0 != .customer }
        case .customers: ImportField.customerFields
        case .debts: ImportField.debtFields
        case .payments: [.reference, .debt, .amount, .at, .reversal]
        case .promises: [.reference, .customer, .debt, .at, .until]
        case .holds: [.reference, .customer, .debt, .reason, .from, .until, .lifted, .owner]
        case .consents: [.customer, .messageClass, .channel, .granted, .at, .address]
        case .agreements: [.customer, .agreement, .given, .at]
        case .autopay: [.debt, .state, .at]
        case .history:
            [
                .customer, .debt, .dueDate, .channel, .messageClass, .at, .address, .template,
            ]
        }
    }

    /// The fields without which a row says nothing.
    package var required: [ImportField] {
        switch self {
        case .portfolio, .debts: [.customer, .debt, .minimumDue, .dueDate]
        case .customers: [.customer]
        case .payments: [.reference, .debt, .amount, .at]
        case .promises: [.reference, .customer, .until]
        case .holds: [.reference, .customer, .reason]
        case .consents: [.customer, .messageClass, .channel, .granted]
        case .agreements: [.customer, .agreement, .given]
        case .autopay: [.debt, .state]
        case .history: [.customer, .channel, .at]
        }
    }

    /// The kind of a file whose columns bear Nudge's own names; `nil` when they fit none.
    package static func recognise(_ names: [String]) -> ImportKind? {
        let order: [ImportKind] = [
            .portfolio, .payments, .holds, .promises, .consents, .agreements, .autopay, .history,
            .customers,
        ]
        return order.first { kind in kind.required.allSatisfy { names.contains($0.name) } }
    }
}

/// One thing that a column can tell.
package enum ImportField: UInt8, CaseIterable, Sendable {
    // Of a customer.
    case customer
    case name
    case language
    case zone
    case tags
    case phone
    case phone2
    case phone3
    case email
    case email2
    case device
    case wechat
    // Of a debt.
    case debt
    case role
    case product
    case currency
    case account
    case statementDate
    case statementBalance
    case minimumDue
    case dueDate
    case graceEnd
    case tolerance
    case autopay
    case overdueAmount
    case riskGrade
    case overdueReason
    case creditLimit
    case timesLate
    case settled
    // Of an event.
    case reference
    case amount
    case at
    case reversal
    case until
    case from
    case reason
    case lifted
    case owner
    case messageClass
    case channel
    case granted
    case state
    case agreement
    case given
    /// Of the channel's kind.
    case address
    case template

    static let customerFields: [ImportField] = [
        .customer, .name, .language, .zone, .tags, .phone, .phone2, .phone3, .email, .email2,
        .device, .wechat,
    ]
    static let debtFields: [ImportField] = [
        .debt, .customer, .role, .product, .currency, .account, .statementDate,
        .statementBalance, .minimumDue, .dueDate, .graceEnd, .tolerance, .autopay,
        .overdueAmount, .riskGrade, .overdueReason, .creditLimit, .timesLate, .settled,
    ]

    /// The name in mapping files, and of the column where there is no mapping.
    package var name: String {
        switch self {
        case .statementDate: "statement_date"
        case .statementBalance: "statement_balance"
        case .minimumDue: "minimum_due"
        case .dueDate: "due_date"
        case .graceEnd: "grace_end"
        case .overdueAmount: "overdue_amount"
        case .riskGrade: "risk_grade"
        case .overdueReason: "overdue_reason"
        case .creditLimit: "credit_limit"
        case .timesLate: "times_late"
        case .messageClass: "class"
        default: "\(self)"
        }
    }

    package init?(name: String) {
        guard let match = ImportField.allCases.first(where: { $0.name == name }) else {
            return nil
        }
        self = match
    }

    var isAmount: Bool {
        switch self {
        case .statementBalance, .minimumDue, .tolerance, .overdueAmount, .creditLimit, .amount: true
        default: false
        }
    }

    var isPhone: Bool { self == .phone || self == .phone2 || self == .phone3 }

    /// Whether a value may have lost the blanks at its end.
    var isFreeText: Bool {
        switch self {
        case .name, .product, .riskGrade, .overdueReason, .tags, .email, .email2, .owner, .template:
            true
        default: false
        }
    }

    /// The words that Nudge itself knows for a field of a closed list, with their codes; `nil` for
    /// fields that are no such list.
    var words: [(word: String, code: UInt8)]? {
        switch self {
        case .role: Role.allCases.map { ($0.name, $0.rawValue) }
        case .currency: Currency.allCases.map { ($0.code, $0.rawValue) }
        case .autopay, .state: Debt.Autopay.allCases.map { ($0.name, $0.rawValue) }
        case .reason: HoldReason.allCases.map { ($0.name, $0.rawValue) }
        case .messageClass: MessageClass.allCases.map { ($0.name, $0.rawValue) }
        case .channel: Channel.allCases.map { ($0.name, $0.rawValue) }
        case .settled, .reversal, .lifted, .granted, .given: ImportField.flagWords
        default: nil
        }
    }

    private static let flagWords: [(word: String, code: UInt8)] = [
        ("true", 1), ("false", 0), ("yes", 1), ("no", 0), ("Y", 1), ("N", 0), ("1", 1), ("0", 0),
        ("是", 1), ("否", 0),
    ]
}
