import NudgeCore
import NudgeTestKit
import Testing

/// Rules for some customers and some tiers, seen through whole decisions.
struct RuleScopeTests {
    private static let step = Step.fixture(days: [1], preferred: ("20:00", "24:00"))
    private static let night = WindowRule(
        name: "night",
        scope: RuleScope(),
        sense: .quiet,
        spans: [WindowRule.Span(from: .fixture("22:00"), to: .fixture("08:00"))],
        agreement: AgreementClause(unlessAgreed: "night-contact"),
        basis: .house
    )

    /// Where in the day customers' contacts are foreseen, as minutes.
    private func minutes(_ said: [Agreement]) -> [Int] {
        let rules = Ruleset.fixture(windows: [Self.night], tiers: [.fixture(Self.step)])
        return (Int64(1)...60).compactMap { id in
            let facts = CustomerFacts.fixture(
                id: id,
                agreements: said,
                debts: [.fixture(id, due: "2026-11-21")]
            )
            let now = Instant.shanghai("2026-11-22 09:00")
            let proposal = decide(facts, rules: rules, at: now).action.proposal
            return (proposal?.notBefore).map {
                Int(ZoneRules.shanghai.local($0).milliseconds / 60_000)
            }
        }
    }

    @Test func whoAgreedIsWrittenToAtNightAndNobodyElse() {
        let silent = minutes([])
        #expect(silent.count == 60 && silent.allSatisfy { 1200..<1320 ~= $0 })
        let refused = minutes([
            Agreement(name: "night-contact", isGiven: false, asOf: .distantPast)
        ])
        #expect(refused == silent)
        let agreed = minutes([
            Agreement(name: "night-contact", isGiven: true, asOf: .distantPast)
        ])
        #expect(agreed.count == 60 && agreed.contains { $0 >= 1320 })
    }

    @Test func theForecastHeedsWhatACustomerSaid() {
        let rules = Ruleset.fixture(windows: [Self.night], tiers: [.fixture(Self.step)])
        let start = Instant.shanghai("2026-11-22 00:00")
        for id in Int64(1)...20 {
            let facts = CustomerFacts.fixture(
                id: id,
                agreements: [
                    Agreement(name: "night-contact", isGiven: true, asOf: .distantPast)
                ],
                debts: [.fixture(id, due: "2026-11-21")]
            )
            let entries = Forecast(rules: rules).run(facts, from: start, until: start + .days(2))
            let first = decide(facts, rules: rules, at: start).action.proposal
            #expect(entries.map(\.proposal.notBefore) == [first?.notBefore].compactMap(\.self))
        }
    }

    @Test func aCapForOneTierLeavesTheOthersAlone() {
        let never = CapRule.fixture(
            most: 0,
            per: .calendarDay,
            scope: RuleScope(channels: [.sms], tiers: ["late"])
        )
        let early = Tier(
            name: "early",
            match: TierMatch(daysFrom: 0, daysTo: 9),
            steps: [.fixture(days: [1])]
        )
        let late = Tier(
            name: "late",
            match: TierMatch(daysFrom: 10),
            steps: [.fixture(days: [10])]
        )
        let rules = Ruleset.fixture(caps: [never], tiers: [early, late])
        let facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-01")])
        let first = decide(facts, rules: rules, at: .shanghai("2026-11-02 08:00"))
        #expect(first.action.proposal != nil)
        let second = decide(facts, rules: rules, at: .shanghai("2026-11-11 08:00"))
        #expect(second.action.proposal == nil)
        #expect(second.trace.entries.contains { $0.reason == .forbiddenByCap })
    }

    /// The same words do not come twice within a day, other words may.
    @Test func theSameContentWaitsAndAnotherDoesNot() {
        var gap = CapRule.fixture(most: 1, per: .rolling(.hours(24)), counts: .contactPoint)
        gap.isSameContent = true
        let rules = Ruleset.fixture(caps: [gap])
        let now = Instant.shanghai("2026-11-22 16:00")
        func facts(_ template: String) -> CustomerFacts {
            .fixture(
                debts: [.fixture(due: "2026-11-22")],
                history: [
                    .fixture(
                        at: .shanghai("2026-11-22 10:00"),
                        messageClass: .notice,
                        debt: 7,
                        content: ContentPrint.of(template: template)
                    )
                ]
            )
        }
        let same = decide(facts("test/sms"), rules: rules, at: now)
        #expect(same.trace.entries.contains { $0.reason == .capReached })
        let other = decide(facts("test/other"), rules: rules, at: now)
        #expect(!other.trace.entries.contains { $0.reason == .capReached })
    }

    /// T-52: a forecast is made on a copy; what it foresees is still free afterwards.
    @Test func lookingAheadTakesNoPlace() {
        let rules = Ruleset.fixture(caps: [.fixture(most: 1, per: .calendarDay)])
        let facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-22")])
        let now = Instant.shanghai("2026-11-22 00:00")
        let before = decide(facts, rules: rules, at: now)
        let foreseen = Forecast(rules: rules).run(facts, from: now, until: now + .days(5))
        #expect(foreseen.count == 2)
        #expect(decide(facts, rules: rules, at: now).action == before.action)
    }

    /// A fortnight without an opening is one verdict that says when it ends.
    @Test func aBlackoutIsOneVerdict() throws {
        let dates = CivilDate.fixture("2026-02-10")...CivilDate.fixture("2026-02-24")
        let rules = Ruleset.fixture(blackouts: [
            Blackout(
                name: "festival",
                scope: RuleScope(),
                on: DateCondition(dates: [dates]),
                basis: .house
            )
        ])
        let facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-02-07")])
        let now = Instant.shanghai("2026-02-10 09:00")
        let decision = decide(facts, rules: rules, at: now)
        let closed = decision.trace.entries.filter { $0.stage == .window }
        #expect(closed.map(\.until) == [.shanghai("2026-02-25 00:00")])
        #expect(try #require(decision.action.until) > .shanghai("2026-02-25 00:00"))
        let words = Narrator(facts: facts, rules: rules).lines(decision.trace)
        #expect(words.contains { $0.contains("festival (house: test)") })
    }
}
