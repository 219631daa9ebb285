/// How a value is written: `{{金额|大写}}` asks for the form `大写`; a closed list.
package enum ValueForm: UInt8, CaseIterable, Sendable {
    /// The form of a variable without a formatter.
    case plain
    /// Amount: `人民币1,234.56元`, other currencies with their own name.
    case withCurrency
    /// Amount: `1,234.56`, no unit.
    case digits
    /// Amount: `人民币壹仟贰佰叁拾肆元伍角陆分`.
    case capitals
    /// Date: `11月22日`.
    case monthDay
    /// Date: `2026-11-22`.
    case iso
    /// Name: `张*丰`.
    case masked

    /// The form of either name, as written behind the bar.
    package init?(named text: some StringProtocol) {
        guard let match = ValueForm.allCases.first(where: { $0.names.contains { $0 == text } })
        else { return nil }
        self = match
    }

    /// Chinese and English; empty for `plain`, which is not written.
    package var names: [String] {
        switch self {
        case .plain: []
        case .withCurrency: ["人民币", "with_currency"]
        case .digits: ["数字", "digits"]
        case .capitals: ["大写", "capitals"]
        case .monthDay: ["月日", "month_day"]
        case .iso: ["ISO", "iso"]
        case .masked: ["脱敏", "masked"]
        }
    }

    /// The type that it writes; `nil` for `plain`, which writes all that can be written.
    package var type: ValueType? {
        switch self {
        case .plain: nil
        case .withCurrency, .digits, .capitals: .money
        case .monthDay, .iso: .date
        case .masked: .name
        }
    }
}
