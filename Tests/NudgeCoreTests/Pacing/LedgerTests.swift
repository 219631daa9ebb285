import NudgeCore
import NudgeTestKit
import Testing

struct LedgerTests {
    private static let noon = Instant.shanghai("2026-11-10 12:00")
    private static let today = CivilDate.fixture("2026-11-10")

    private func ledger(
        _ budgets: [Ledger.Holder: Budget],
        stoppedOn: [Ledger.Holder: CivilDate] = [:]
    ) -> Ledger {
        Ledger(zone: .shanghai, budgets: budgets, stoppedOn: stoppedOn, at: Self.noon)
    }

    private static let yuan = Budget(perDay: 1_000_000, currency: .cny)

    @Test func theGatewaysOwnBudgetAndTheHousesAreHeldApart() {
        var ledger = ledger(["a": Self.yuan, nil: Budget(perDay: 1_500_000, currency: .cny)])
        ledger.take(900_000, .cny, gateway: "a", of: Self.today)
        #expect(ledger.passes(100_000, .cny, gateway: "a") == nil)
        #expect(ledger.passes(100_001, .cny, gateway: "a") == .some("a"))
        #expect(ledger.passes(600_001, .cny, gateway: "b") == .some(nil))
        #expect(ledger.passes(9_000_000, .usd, gateway: "a") == nil, "another currency")
        ledger.take(-900_000, .cny, gateway: "a", of: Self.today)
        #expect(ledger.spent(nil, .cny) == 0)
    }

    @Test func onceADayIsEnough() {
        var ledger = ledger(["a": Self.yuan])
        ledger.stopped("a")
        #expect(ledger.passes(2_000_000, .cny, gateway: "a") == nil, "lifted for the day")
        #expect(ledger.nextUpdate == .shanghai("2026-11-11 00:00"))
        let early = ledger.update(.shanghai("2026-11-10 23:59"))
        let due = ledger.update(.shanghai("2026-11-11 00:00"))
        #expect(early.isEmpty && due == ["a"])
        #expect(ledger.passes(2_000_000, .cny, gateway: "a") == .some("a"), "a new day")
        #expect(ledger.nextUpdate == nil)
    }

    @Test func whatAsksWaitsForAPerson() {
        var asking = Self.yuan
        asking.then = .ask
        var ledger = ledger([nil: asking])
        ledger.stopped(nil)
        #expect(ledger.nextUpdate == nil)
        let freed = ledger.update(.shanghai("2026-11-11 00:00"))
        #expect(freed.isEmpty)
    }

    @Test func whatShouldHaveEndedWhileNobodyLookedIsTold() {
        let ledger = ledger(["a": Self.yuan], stoppedOn: ["a": Self.today + -2])
        #expect(ledger.overdue == ["a"])
        #expect(ledger.passes(2_000_000, .cny, gateway: "a") == .some("a"))
    }

    @Test func pricesAreExactAndMoneyIsRounded() {
        let price = Price(millionths: 32_500, currency: .cny)
        #expect(price.cost(segments: 3) == 97_500)
        #expect(
            Price(millionths: 32_500, currency: .cny, unit: .message).cost(segments: 3) == 32_500
        )
        #expect(Money(millionths: 97_500, currency: .cny).minorUnits == 10)
        #expect(Money(millionths: 94_999, currency: .cny).minorUnits == 9)
        #expect(Money(millionths: -95_000, currency: .cny).minorUnits == -10)
    }
}
