/// An amount of one currency, in minor units (fen, cents).
package struct Money: Hashable, Sendable {
    package var minorUnits: Int64
    package var currency: Currency

    package init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// In major units with two decimals, `-1234.05`: for reports, tables and programs.
    ///
    /// What customers read is `MoneyForm`'s.
    package var decimal: String { Money.decimal(minorUnits) }

    /// With the currency's code, `-1234.05 CNY`.
    package var plain: String { "\(decimal) \(currency.code)" }

    package static func decimal(_ minorUnits: Int64) -> String {
        let cents = minorUnits.magnitude % 100
        let sign = minorUnits < 0 ? "-" : ""
        return "\(sign)\(minorUnits.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}

/// A currency that Nudge can write out.
package enum Currency: UInt8, CaseIterable, Sendable {
    case cny
    case hkd
    case twd
    case mop
    case sgd
    case usd
    case gbp
    case eur

    /// The ISO 4217 code.
    package var code: String {
        switch self {
        case .cny: "CNY"
        case .hkd: "HKD"
        case .twd: "TWD"
        case .mop: "MOP"
        case .sgd: "SGD"
        case .usd: "USD"
        case .gbp: "GBP"
        case .eur: "EUR"
        }
    }

    package init?(code: String) {
        guard let match = Currency.allCases.first(where: { $0.code == code }) else { return nil }
        self = match
    }
}
