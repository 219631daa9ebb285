/// The longest that each value can be, in UTF-16 units.
struct ValueLengths {
    let creditor: Creditor
    let currencies: Int

    func longest(_ variable: TemplateVariable, _ form: ValueForm) -> Int {
        switch variable.type {
        case .text, .name:
            variable.isCreditorConstant
                ? min(creditor.text(of: variable).utf16.count, variable.textUnitsMax)
                : variable.textUnitsMax
        case .count: 5
        case .date: longestDate(form)
        case .money: longestMoney(form) * currencies + (currencies - 1)
        case .flag, .list: 0
        }
    }

    private func longestDate(_ form: ValueForm) -> Int {
        units { DateForm.append(CivilDate(daysSinceEpoch: 20_818), form: form, to: &$0) }
    }

    /// All nines is the longest amount, also in capitals, where a zero is one character and any
    /// other digit two.
    private func longestMoney(_ form: ValueForm) -> Int {
        Currency.allCases.map { currency in
            let money = Money(minorUnits: MoneyForm.minorUnitsMax, currency: currency)
            return units { MoneyForm.append(money, form: form, to: &$0) }
        }.max() ?? 0
    }

    private func units(_ write: (inout [UInt8]) -> Void) -> Int {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self).utf16.count
    }
}
