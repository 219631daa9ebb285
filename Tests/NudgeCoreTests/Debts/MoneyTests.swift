import NudgeCore
import Testing

@Suite
struct MoneyTests {
    @Test(
        arguments: [
            (0, "0.00"), (7, "0.07"), (100, "1.00"), (123_405, "1234.05"), (-1, "-0.01"),
            (-99, "-0.99"), (-100, "-1.00"), (Int64.min, "-92233720368547758.08"),
        ] as [(Int64, String)]
    )
    func amountsKeepTheirSignAndTheirCents(minorUnits: Int64, text: String) {
        let money = Money(minorUnits: minorUnits, currency: .hkd)
        #expect(money.decimal == text)
        #expect(money.plain == text + " HKD")
    }
}
