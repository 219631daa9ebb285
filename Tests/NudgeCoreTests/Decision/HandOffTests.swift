import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: what is handed to people")
struct HandOffTests {
    private func walk(
        _ steps: Step...,
        contactRepair: String? = nil,
        debts: [Debt] = [.fixture(due: "2026-11-10")],
        from: String = "2026-11-10 00:00"
    ) -> Walk {
        let tier = Tier(name: "all", match: TierMatch(daysFrom: -400), steps: steps)
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            caps: [.fixture(most: 1, per: .calendarMonth)],
            tiers: [tier],
            contactRepair: contactRepair
        )
        return Walk(.fixture(debts: debts), rules, from: from)
    }

    @Test func aStepForPeopleIsACaseOnceAndNeverAMessage() {
        var walk = walk(.fixture(days: [1]), .handOff(days: [3, 33], from: "07:30"))
        walk.run(until: "2027-03-01 00:00")
        // At its own hour, whatever windows and caps say: nobody is written to.
        #expect(
            walk.caseLog == [
                "2026-11-13 07:30 hand-off people 1@3", "2026-12-13 07:30 hand-off people 1@33",
            ]
        )
        #expect(walk.log == ["2026-11-11 sms 1@1"])
    }

    @Test func aCaseIsNotOpenedAfterPaymentOrUnderAHold() {
        var paid = walk(.handOff(days: [3]))
        paid.run(until: "2026-11-12 00:00")
        paid.facts.debts[0].paidSince = 10_000
        paid.run(until: "2026-12-01 00:00")
        #expect(paid.caseLog.isEmpty)
        var held = walk(.handOff(days: [3]))
        held.facts.holds = [
            Hold(reason: .dispute, debt: nil, from: held.now, until: nil, reference: "h")
        ]
        held.run(until: "2026-12-01 00:00")
        #expect(held.caseLog.isEmpty)
    }

    @Test func whatIsTooLateIsDroppedAndWhatIsNotIsMadeUpFor() {
        var dropped = walk(
            .handOff(days: [3], lateness: .dropAfter(.days(2))),
            from: "2026-11-20 00:00"
        )
        dropped.run(until: "2026-12-01 00:00")
        #expect(dropped.caseLog.isEmpty)
        var late = walk(.handOff(days: [3]), from: "2026-11-20 00:00")
        late.run(until: "2026-12-01 00:00")
        #expect(late.caseLog == ["2026-11-20 00:00 hand-off people 1@3"])
    }

    @Test func everyDebtHasItsOwnCaseInAnyOrderOfTheFile() {
        let debts = [Debt.fixture(2, due: "2026-11-10"), .fixture(1, due: "2026-11-10")]
        for debts in [debts, debts.reversed()] {
            var walk = walk(.handOff(days: [3]), debts: debts)
            walk.run(until: "2026-12-01 00:00")
            #expect(
                walk.caseLog == [
                    "2026-11-13 00:00 hand-off people 1@3", "2026-11-13 00:00 hand-off people 2@3",
                ]
            )
        }
    }

    @Test func aGuarantorIsNoCaseOfItsOwn() {
        var walk = walk(
            .handOff(days: [3]),
            debts: [.fixture(due: "2026-11-10", role: .guarantor)]
        )
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.caseLog.isEmpty)
    }

    // MARK: Contact repair

    static let failures: [ContactPoint.Health] = [.invalid, .wrongPerson, .blocked]

    // T-100
    @Test(arguments: failures)
    func aCustomerOfWhomEveryAddressFailedIsACaseOnceInASpell(health: ContactPoint.Health) {
        var walk = walk(.fixture(days: [1, 4, 9]), contactRepair: "repair")
        for index in walk.facts.points.indices { walk.facts.points[index].health = health }
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.caseLog == ["2026-11-11 00:00 contact-repair repair 1@1"])
        #expect(walk.sent.isEmpty)
        // Paid, and owed again: another spell, another case.
        walk.facts.debts[0].spell = 2
        walk.facts.debts[0].dueDate = .fixture("2026-12-10")
        walk.run(until: "2027-01-01 00:00")
        #expect(walk.caseLog.count == 2)
    }

    @Test func severalDebtsOfHisAreOneRepair() {
        var walk = walk(
            .fixture(days: [1, 4]),
            contactRepair: "repair",
            debts: [.fixture(1, due: "2026-11-10"), .fixture(2, due: "2026-11-12")]
        )
        for index in walk.facts.points.indices { walk.facts.points[index].health = .invalid }
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.caseLog == ["2026-11-11 00:00 contact-repair repair 1@1"])
    }

    @Test func oneGoodAddressOrNothingToSayIsNoRepair() {
        var reachable = walk(.fixture(days: [1]), contactRepair: "repair")
        reachable.facts.points[0].health = .invalid
        reachable.run(until: "2026-12-01 00:00")
        #expect(reachable.caseLog.isEmpty)
        var early = walk(.fixture(days: [1]), contactRepair: "repair", from: "2026-11-01 00:00")
        for index in early.facts.points.indices { early.facts.points[index].health = .invalid }
        early.run(until: "2026-11-10 23:00")
        #expect(early.caseLog.isEmpty)
        var refused = walk(.fixture(days: [1]), contactRepair: "repair")
        for index in refused.facts.points.indices { refused.facts.points[index].refused = .all }
        refused.run(until: "2026-12-01 00:00")
        #expect(refused.caseLog.isEmpty)
    }

    @Test func theLastAddressFailingWhileItIsWrittenToOpensTheCaseAtOnce() throws {
        var walk = walk(.fixture(days: [1]), contactRepair: "repair")
        walk.facts.points.removeLast(2)
        walk.run(until: .shanghai("2026-11-11 23:00")) { _ in .refused }
        #expect(walk.sent.count == 1)
        walk.facts.points[0].health = .invalid
        #expect(walk.decision().action.handOff?.kind == .contactRepair)
    }

    @Test func theTraceSaysThatPeopleHaveIt() throws {
        var walk = walk(.handOff(days: [3]), from: "2026-11-13 12:00")
        let decision = walk.decision()
        let narrator = Narrator(facts: walk.facts, rules: walk.rules)
        #expect(
            narrator.conclusion(decision.action)
                == "Open a case now: hand-off for team people, tier all, step hand-off."
        )
        #expect(
            narrator.lines(decision.trace)
                .contains("pass  step: the step of day +3 asks for people")
        )
        walk.run(until: "2026-11-14 00:00")
        #expect(
            narrator.lines(walk.decision().trace).contains("drop  step: already-handed-off")
        )
    }
}
