import NudgeTestKit
import Testing

@testable import NudgeCore

@Suite("Ramp")
struct RampTests {
    private static let numbers = (0..<20_000).map { "C\($0)" }

    @Test(arguments: [1, 5, 25, 60])
    func whoIsInStaysInAsTheShareGrows(percent: Int) {
        let inside = Self.numbers.filter { Ramp.includes($0, percent: percent) }
        for wider in [percent + 1, 61, 99, 100] {
            #expect(inside.allSatisfy { Ramp.includes($0, percent: wider) })
        }
        let share = Double(inside.count) / Double(Self.numbers.count)
        #expect(abs(share - Double(percent) / 100) < 0.01)
    }

    @Test func noneAndAllAreExactlyThat() {
        #expect(Self.numbers.allSatisfy { !Ramp.includes($0, percent: 0) })
        #expect(Self.numbers.allSatisfy { Ramp.includes($0, percent: 100) })
    }

    /// Reckoned apart, in Python: a place that moved would change who is reached.
    @Test(arguments: [("", 6203), ("C1", 3944), ("6222020000000001", 8896), ("客户一", 5107)])
    func aPlaceNeverMoves(reference: String, place: Int) {
        #expect(Ramp.place(of: reference) == place)
    }

    private func walk(_ id: Int64, _ ramp: Ramp) -> Walk {
        let rules = Ruleset.fixture(
            tiers: [
                Tier(name: "late", match: TierMatch(daysFrom: 1), steps: [.fixture(days: [3])]),
                Tier(
                    name: "early",
                    match: TierMatch(daysFrom: -30),
                    steps: [.fixture(days: [-3, 0])]
                ),
            ],
            ramp: ramp
        )
        let facts = CustomerFacts.fixture(id: id, debts: [.fixture(due: "2026-11-10")])
        return Walk(facts, rules, from: "2026-11-01 00:00")
    }

    @Test func whoIsOutsideIsHeldAndToldWhy() throws {
        // C1 stands at 39.44 %.
        var outside = walk(1, Ramp(percent: 39))
        outside.now = .shanghai("2026-11-07 12:00")
        let decision = outside.decision()
        #expect(decision.action.proposal == nil)
        let entry = try #require(decision.trace.entries.first { $0.reason == .outsideRamp })
        #expect(entry.verdict == .hold)
        #expect(entry.value == 39)
        let lines = Narrator(facts: outside.facts, rules: outside.rules).lines(decision.trace)
        #expect(
            lines.contains(
                "hold  tier: outside-ramp: early reaches 39 % of the customers,"
                    + " and this one is not among them"
            )
        )
        outside.run(until: "2026-12-30 00:00")
        #expect(outside.log.isEmpty)
    }

    @Test func whoIsInsideIsRemindedAsWithoutARamp() {
        var inside = walk(1, Ramp(percent: 40))
        inside.run(until: "2026-12-30 00:00")
        var all = walk(1, .everybody)
        all.run(until: "2026-12-30 00:00")
        #expect(inside.log == all.log)
        #expect(inside.log.count == 3)
    }

    @Test func aTierMayHaveAShareOfItsOwn() {
        var walk = walk(1, Ramp(percent: 0, tiers: [Ramp.Share(tier: "late", percent: 100)]))
        walk.run(until: "2026-12-30 00:00")
        #expect(walk.log == ["2026-11-13 sms 1@3"])
    }

    @Test func theForecastKeepsToTheRamp() {
        let (start, end) = (
            Instant.shanghai("2026-11-01 00:00"), Instant.shanghai("2026-12-01 00:00")
        )
        for (percent, contacts) in [(39, 0), (40, 3)] {
            let walk = walk(1, Ramp(percent: percent))
            let forecast = Forecast(rules: walk.rules).run(walk.facts, from: start, until: end)
            #expect(forecast.count == contacts)
        }
    }
}
