import NudgeCore
import NudgeTestKit
import Testing

@Suite("Facts as they stood")
struct RewindTests {
    private static let then = Instant.shanghai("2026-11-10 12:00")
    private static let today = CivilDate.fixture("2026-11-12")

    private var known: CustomerFacts {
        .fixture(debts: [.fixture(due: "2026-11-09", asOf: Self.then - .days(2))])
    }

    private func standing(_ facts: CustomerFacts) -> Debt.Standing {
        facts.debts[0].standing(on: Self.today)
    }

    @Test func aPaymentOfLaterIsTakenAway() {
        var facts = known
        let before = standing(facts)
        for (hour, amount) in [(-1, 4_000), (1, 6_000)] {
            let payment = PaymentFact(
                reference: "p\(hour)",
                debt: "d",
                amount: Int64(amount),
                at: Self.then + .hours(hour)
            )
            _ = facts.apply(payment, to: facts.debts[0].id)
        }
        #expect(standing(facts) == .nothing(.paid))
        let past = facts.rewound(to: Self.then)
        #expect(past.isWhole)
        #expect(standing(past.facts) == .overdue(amount: 6_000, daysPastDue: 3))
        #expect(standing(past.facts) != before, "the earlier one stays")
    }

    @Test func aHoldThatWasLiftedSinceStandsAgain() {
        var facts = known
        for (reference, hour) in [("before", -5), ("after", 2)] {
            let from = Self.then + .hours(hour)
            let hold = Hold(
                reason: .legal,
                debt: nil,
                from: from,
                until: nil,
                reference: reference
            )
            _ = facts.place(hold, now: from)
        }
        _ = facts.liftHold(reference: "before", at: Self.then + .hours(3))
        #expect(facts.holds.map(\.reference) == ["after"])
        let past = facts.rewound(to: Self.then)
        #expect(past.isWhole)
        #expect(past.facts.holds.map(\.reason) == [.legal])
        #expect(past.facts.holds.allSatisfy { $0.isActive(at: Self.then) })
        #expect(past.facts.liftedHolds.isEmpty)
        #expect(facts.rewound(to: Self.then + .hours(4)).facts == facts)
    }

    @Test func whatWasMadeLaterHadNotHappened() {
        var facts = known
        for hour in [-1, 0, 1] { facts.history.append(.fixture(at: Self.then + .hours(hour))) }
        let past = facts.rewound(to: Self.then)
        #expect(past.isWhole && past.facts.history.map(\.at) == [Self.then - .hours(1)])
    }

    static let later: [(name: String, tell: @Sendable (inout CustomerFacts) -> Void)] = [
        ("books", { $0.debts[0].asOf = then + .hours(1) }),
        ("particulars", { $0.asOf = then + .hours(1) }),
        ("a standing order", { $0.debts[0].autopayAt = then + .hours(1) }),
        (
            "a consent",
            {
                let consent = Consent(
                    messageClass: .notice,
                    channel: .sms,
                    isGranted: false,
                    asOf: then + .hours(1)
                )
                $0.consents.append(consent)
            }
        ),
        (
            "an agreement",
            { $0.agreements.append(Agreement(name: "a", isGiven: true, asOf: then + .hours(1))) }
        ),
    ]

    @Test(arguments: later.indices)
    func whatReplacedSomethingIsSaidToBeMissing(_ index: Int) {
        var facts = known
        #expect(facts.rewound(to: Self.then).isWhole)
        Self.later[index].tell(&facts)
        #expect(!facts.rewound(to: Self.then).isWhole, "\(Self.later[index].name)")
        #expect(facts.rewound(to: Self.then + .hours(1)).isWhole)
    }
}
