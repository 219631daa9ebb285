import NudgeTestKit
import Testing

@testable import NudgeCore

@Suite("The same rules under another generation")
struct RulesetCopyTests {
    private func built() -> Ruleset {
        .fixture(
            windows: [.fixture("08:00", "22:00", days: .working)],
            caps: [.fixture(most: 1, per: .calendarDay)],
            tiers: Strategy.fiveTiers.tiers
        )
    }

    @Test func theyDecideTheSame() {
        let rules = built()
        let other = rules.with(generation: 7)
        #expect(other.generation == 7 && rules.generation != 7)
        let zone = ZoneRules(name: "Test/Zone", offsetSeconds: 3600)
        let wider = other.adding(zones: ["Test/Zone": zone])
        #expect(wider.generation == 7 && wider.zones["Test/Zone"] == zone)
        #expect(wider.zones.count == rules.zones.count + 1)
        let facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
        for day in 1...28 {
            let now = Instant.shanghai("2026-11-\(day < 10 ? "0" : "")\(day) 09:00")
            let decision = decide(facts, rules: rules, at: now)
            for copy in [other, wider] {
                let again = decide(facts, rules: copy, at: now)
                #expect(again.action == decision.action && again.trace == decision.trace)
            }
        }
    }

    /// A reload names the generation after it has built the rules: nothing is sorted again.
    @Test func whatWasCompiledIsShared() {
        let clock = ContinuousClock()
        let rules = built()
        let building = clock.measure { _ = built() }
        let copying = clock.measure {
            for generation in 0..<100 { _ = rules.with(generation: Int64(generation)) }
        }
        #expect(copying < building, "a hundred copies cost less than one building")
    }
}
