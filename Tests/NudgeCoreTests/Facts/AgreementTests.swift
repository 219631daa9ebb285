import NudgeCore
import NudgeTestKit
import Testing

/// What is kept of agreements and refusals: the newest, and of two at one instant the refusal.
struct AgreementTests {
    private static let monday = Instant.shanghai("2026-11-23 10:00")

    private func fact(_ isGiven: Bool, _ hours: Int, _ name: String = "night") -> AgreementFact {
        AgreementFact(
            customer: "C1",
            agreement: name,
            isGiven: isGiven,
            at: Self.monday + .hours(hours)
        )
    }

    @Test func theFirstOneIsKept() {
        var facts = CustomerFacts.fixture()
        #expect(facts.apply(fact(true, 0)) == .changed(wakes: true))
        #expect(facts.apply(fact(false, 0, "weekend")) == .changed(wakes: false))
        #expect(facts.agreements.map(\.name) == ["night", "weekend"])
        #expect(facts.apply(fact(true, 0)) == .unchanged)
    }

    @Test func anOlderOneChangesNothing() {
        var facts = CustomerFacts.fixture()
        _ = facts.apply(fact(false, 0))
        #expect(facts.apply(fact(true, -1)) == .older)
        #expect(facts.agreements.map(\.isGiven) == [false])
    }

    @Test func theSameAgainIsARefresh() {
        var facts = CustomerFacts.fixture()
        _ = facts.apply(fact(true, 0))
        #expect(facts.apply(fact(true, 5)) == .refreshed)
        #expect(facts.agreements.map(\.asOf) == [Self.monday + .hours(5)])
    }

    @Test(arguments: 1...50)
    func anyOrderGivesTheSame(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let told = (0..<8).map { _ in
            fact(chance.chance(1, in: 2), chance.int(0...3), chance.pick(["night", "weekend"]))
        }
        func state(_ facts: [AgreementFact]) -> [Agreement] {
            var customer = CustomerFacts.fixture()
            for fact in facts { _ = customer.apply(fact) }
            return customer.agreements.sorted { $0.name < $1.name }
        }
        #expect(state(told) == state(told.reversed()), "seed \(seed)")
        #expect(state(told) == state(told + told), "seed \(seed)")
    }

    @Test func refusalsAreNeverForgotten() {
        var facts = CustomerFacts.fixture()
        for index in 0..<CustomerFacts.agreementsMax {
            _ = facts.apply(fact(index % 2 == 0, index, "name \(index)"))
        }
        _ = facts.apply(fact(false, 900, "one more"))
        #expect(facts.agreements.count == CustomerFacts.agreementsMax)
        #expect(facts.agreements.count { !$0.isGiven } == CustomerFacts.agreementsMax / 2 + 1)
        #expect(!facts.agreements.contains { $0.name == "name 0" })
    }
}
