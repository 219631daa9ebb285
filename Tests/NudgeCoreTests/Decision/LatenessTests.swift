import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: how late a step may be")
struct LatenessTests {
    /// A hold over days 1 to 3: the step of day 1 comes late.
    private func walk(_ lateness: Lateness) -> Walk {
        let rules = Ruleset.fixture(tiers: [
            .fixture(.fixture(days: [1, 5], lateness: lateness), .fixture(days: [9]))
        ])
        var facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
        facts.holds = [
            Hold(
                reason: .dispute,
                debt: nil,
                from: .shanghai("2026-11-10 00:00"),
                until: .shanghai("2026-11-13 00:00"),
                reference: "h"
            )
        ]
        return Walk(facts, rules, from: "2026-11-10 00:00")
    }

    @Test func sendSaysItUntilTheNextStepBegins() {
        var walk = walk(.send)
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.log == ["2026-11-13 sms 1@1", "2026-11-15 sms 1@5", "2026-11-19 sms 1@9"])
    }

    @Test func dropDropsIt() {
        var walk = walk(.dropAfter(.days(1)))
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.log == ["2026-11-15 sms 1@5", "2026-11-19 sms 1@9"])
    }

    @Test func mergeSaysItWithTheNextStep() {
        var walk = walk(.merge)
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.log == ["2026-11-15 sms 1@5+1@1", "2026-11-19 sms 1@9"])
        // Of one debt: the message names it once.
        #expect(walk.sent[0].proposal.debts == [0])
    }

    @Test func whatMergesIsSaidOnItsOwnDay() {
        var walk = walk(.merge)
        walk.facts.holds = []
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.log == ["2026-11-11 sms 1@1", "2026-11-15 sms 1@5", "2026-11-19 sms 1@9"])
    }

    @Test func theTraceSaysThatItWaitsForTheNextStep() {
        var walk = walk(.merge)
        walk.now = .shanghai("2026-11-13 10:00")
        let lines = Narrator(facts: walk.facts, rules: walk.rules).lines(walk.decision().trace)
        #expect(lines.contains { $0.contains("said-with-next-step") })
    }
}
