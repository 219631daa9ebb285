/// Amounts in words of a message: `1,234.56元`.
///
/// Two decimals, groups of three, the unit behind; never `￥`, which carriers refuse
/// (facts: provider template rules).
package enum MoneyForm {
    /// The largest amount that a message may name: 999,999,999.99.
    ///
    /// It bounds the length of a message; a consumer's debt is far below.
    package static let minorUnitsMax: Int64 = 99_999_999_999

    /// `1,234.56元`, `1,234.56港元`.
    package static func plain(_ money: Money) -> String {
        string { append(money, form: .plain, to: &$0) }
    }

    /// `人民币1,234.56元`, `港币1,234.56元`, `1,234.56美元`.
    package static func withCurrency(_ money: Money) -> String {
        string { append(money, form: .withCurrency, to: &$0) }
    }

    /// `1,234.56`.
    package static func digits(_ money: Money) -> String {
        string { append(money, form: .digits, to: &$0) }
    }

    /// `人民币壹仟贰佰叁拾肆元伍角陆分`; the currency's name goes directly before.
    package static func capitals(_ money: Money) -> String {
        string { append(money, form: .capitals, to: &$0) }
    }

    static func append(_ money: Money, form: ValueForm, to bytes: inout [UInt8]) {
        switch form {
        case .digits:
            appendGrouped(money.minorUnits, to: &bytes)
        case .withCurrency:
            if let prefix = money.currency.prefix {
                bytes.append(contentsOf: prefix.utf8)
                appendGrouped(money.minorUnits, to: &bytes)
                bytes.append(contentsOf: "元".utf8)
            } else {
                append(money, form: .plain, to: &bytes)
            }
        case .capitals:
            bytes.append(contentsOf: money.currency.formalName.utf8)
            CapitalAmount.append(money.minorUnits, to: &bytes)
        default:
            appendGrouped(money.minorUnits, to: &bytes)
            bytes.append(contentsOf: money.currency.unit.utf8)
        }
    }

    private static func appendGrouped(_ minorUnits: Int64, to bytes: inout [UInt8]) {
        if minorUnits < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = minorUnits.magnitude
        appendGroups(magnitude / 100, to: &bytes)
        let cents = UInt8(magnitude % 100)
        bytes.append(UInt8(ascii: "."))
        bytes.append(48 + cents / 10)
        bytes.append(48 + cents % 10)
    }

    private static func appendGroups(_ whole: UInt64, to bytes: inout [UInt8]) {
        guard whole >= 1000 else { return Digits.append(whole, to: &bytes) }
        appendGroups(whole / 1000, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        Digits.append(whole % 1000, width: 3, to: &bytes)
    }

    private static func string(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Currency {
    /// What stands behind an amount.
    fileprivate var unit: String {
        switch self {
        case .cny: "元"
        case .hkd: "港元"
        case .twd: "新台币元"
        case .mop: "澳门元"
        case .sgd: "新加坡元"
        case .usd: "美元"
        case .gbp: "英镑"
        case .eur: "欧元"
        }
    }

    /// What stands before an amount that ends in `元`; `nil` where the unit itself is the name.
    fileprivate var prefix: String? {
        switch self {
        case .cny: "人民币"
        case .hkd: "港币"
        case .twd: "新台币"
        case .mop: "澳门币"
        case .sgd: "新加坡币"
        case .usd, .gbp, .eur: nil
        }
    }

    /// What stands before an amount in capitals.
    fileprivate var formalName: String { prefix ?? unit }
}
