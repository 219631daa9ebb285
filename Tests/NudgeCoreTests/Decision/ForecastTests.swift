import NudgeCore
import NudgeTestKit
import Testing

@Suite("Forecast and reality agree")
struct ForecastTests {
    private func text(_ proposal: Proposal) -> String {
        let said = proposal.occasions.map { "\($0.debt.value)@\($0.stepDay) \($0.purpose)" }
        return "\(proposal.notBefore) \(proposal.channel) \(said)"
    }

    /// Visits that nobody asked for change nothing: neither every hour nor at odd moments.
    @Test(arguments: 1...240)
    func extraVisitsChangeNothing(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let world = GeneratedWorld(&chance)
        let end = world.start + .days(45)
        let entries = Forecast(rules: world.rules)
            .run(world.facts, sharedHistory: world.shared, from: world.start, until: end)
        var walk = Walk(world.facts, world.rules, from: "2026-03-01 00:00")
        walk.shared = world.shared
        walk.now = world.start
        walk.run(until: end, every: .minutes(chance.pick([61, 127, 600, 1440])))
        let foreseen = entries.map { text($0.proposal) }
        let happened = walk.sent.map { text($0.proposal) }
        #expect(foreseen == happened, "seed \(seed) \(world.facts.zone)")
    }

    @Test func aForecastIsNotHeldAsStale() {
        let rules = Ruleset.fixture(staleAfter: ["bank": .hours(30)])
        let facts = CustomerFacts.fixture(debts: [
            .fixture(due: "2026-11-10", source: "bank", asOf: .shanghai("2026-11-01 00:00"))
        ])
        let entries = Forecast(rules: rules).run(
            facts,
            from: .shanghai("2026-11-01 00:00"),
            until: .shanghai("2026-12-01 00:00")
        )
        #expect(entries.map(\.proposal.occasions[0].stepDay) == [-3, 0, 3])
    }

    @Test func aForecastUnderAStopReachesItsEnd() {
        let rules = Ruleset.fixture(tiers: [
            .fixture(
                .fixture(days: [0]),
                .fixture(days: [40], channels: [.email], purpose: .assistance)
            )
        ])
        let entries = Forecast(
            rules: rules,
            conditions: Conditions(stops: [Stop(scope: .channel(.sms))])
        )
        .run(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            from: .shanghai("2026-11-01 00:00"),
            until: .shanghai("2027-01-01 00:00")
        )
        #expect(entries.map(\.proposal.channel) == [.email])
    }

    @Test func itEndsBeforeItsEnd() {
        let entries = Forecast(rules: .fixture()).run(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            from: .shanghai("2026-11-01 00:00"),
            until: .shanghai("2026-11-10 00:00")
        )
        #expect(entries.count == 1)
    }
}
