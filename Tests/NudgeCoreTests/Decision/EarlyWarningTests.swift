import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: early warnings")
struct EarlyWarningTests {
    /// Due in a month: no tier speaks yet.
    private func debt(_ change: (inout Debt) -> Void) -> Debt {
        var debt = Debt.fixture(due: "2026-12-20")
        change(&debt)
        return debt
    }

    private func walk(_ debt: Debt, _ warnings: Tier...) -> Walk {
        let tier = Tier(
            name: "late",
            match: TierMatch(daysFrom: 0),
            steps: [.fixture(days: [1])]
        )
        let rules = Ruleset.fixture(tiers: [tier] + warnings)
        return Walk(.fixture(debts: [debt]), rules, from: "2026-11-10 00:00")
    }

    private func grades(_ grades: (String, String)...) -> [DebtCourse.GradeChange] {
        grades.map { .init(grade: $0.0, since: .shanghai("\($0.1) 06:00")) }
    }

    @Test func aRiseOfRiskStartsACadenceBeforeAnythingIsDue() {
        let debt = debt { $0.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10")) }
        var walk = walk(debt, .warning(.riskRisesTo(["D", "E"]), .fixture(days: [0, 3])))
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.log == ["2026-11-10 sms 1@0", "2026-11-13 sms 1@3"])
        #expect(walk.sent.allSatisfy { $0.proposal.messageClass == .notice })
        #expect(walk.facts.history.map(\.occasion.purpose) == [.riskRise, .riskRise])
    }

    struct Rise: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var grades: [(String, String)]
        var day: String?
    }

    static let rises: [Rise] = [
        Rise(testDescription: "never told another", grades: [("D", "2026-11-01")], day: nil),
        Rise(
            testDescription: "the first grade that was given is no rise",
            grades: [("", "2026-10-01"), ("D", "2026-11-10")],
            day: nil
        ),
        Rise(
            testDescription: "within the list it is the same signal",
            grades: [("A", "2026-10-01"), ("D", "2026-11-10"), ("E", "2026-11-11")],
            day: "2026-11-10"
        ),
        Rise(
            testDescription: "fallen back",
            grades: [("A", "2026-10-01"), ("D", "2026-11-01"), ("B", "2026-11-05")],
            day: nil
        ),
        Rise(
            testDescription: "risen again is a signal of its own",
            grades: [
                ("A", "2026-10-01"), ("D", "2026-11-01"), ("B", "2026-11-05"), ("E", "2026-11-12"),
            ],
            day: "2026-11-12"
        ),
    ]

    @Test(arguments: rises)
    func aRiseIsOfTheGradesThatTheStrategyNames(rise: Rise) {
        let debt = debt { debt in
            debt.course.grades = rise.grades.map {
                .init(grade: $0.0, since: .shanghai("\($0.1) 06:00"))
            }
        }
        var walk = walk(debt, .warning(.riskRisesTo(["D", "E"]), .fixture(days: [0])))
        walk.now = .shanghai("2026-11-09 00:00")
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.log == (rise.day.map { ["\($0) sms 1@0"] } ?? []))
    }

    @Test func aLimitNearlyUsedIsASignalOnce() {
        var debt = debt { $0.creditLimit = 1_000_000 }
        func told(_ balance: Int64, _ day: String) {
            let fact = DebtFact(
                reference: "d",
                customer: "c",
                statementBalance: balance,
                minimumDue: 10_000,
                dueDate: debt.dueDate,
                creditLimit: 1_000_000
            )
            var facts = CustomerFacts.fixture(debts: [debt])
            _ = facts.apply(
                fact,
                as: debt.id,
                role: .debtor,
                source: "s",
                asOf: .shanghai("\(day) 06:00")
            )
            debt = facts.debts[0]
        }
        for (balance, day) in [
            (500_000, "2026-11-01"), (910_000, "2026-11-10"), (950_000, "2026-11-11"),
        ] { told(Int64(balance), day) }
        let warning = Tier.warning(.utilisation(CountRange(from: 900)), .fixture(days: [0, 5]))
        var first = walk(debt, warning)
        first.run(until: "2026-12-19 00:00")
        #expect(first.log == ["2026-11-10 sms 1@0", "2026-11-15 sms 1@5"])
        // Below, and up again: it arises anew.
        told(300_000, "2026-11-12")
        told(990_000, "2026-11-14")
        var second = walk(debt, warning)
        second.run(until: "2026-12-19 00:00")
        #expect(second.log == ["2026-11-14 sms 1@0", "2026-11-19 sms 1@5"])
    }

    @Test func aLimitUsedFromTheBeginningIsNoRise() {
        let debt = debt {
            $0.creditLimit = 1000
            $0.statementBalance = 950
            $0.course.utilisations = [.init(permille: 950, since: .shanghai("2026-11-10 00:00"))]
        }
        var walk = walk(debt, .warning(.utilisation(CountRange(from: 900)), .fixture(days: [0])))
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.log.isEmpty)
    }

    @Test func aFailedAutopayIsASignalFromTheDayItFailed() {
        let debt = debt {
            $0.autopay = .failed
            $0.course.autopaySince = .shanghai("2026-11-12 20:00")
        }
        var walk = walk(debt, .warning(.autopayFailed, .fixture(days: [1])))
        walk.now = .shanghai("2026-11-12 21:00")
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.log == ["2026-11-13 sms 1@1"])
    }

    @Test(arguments: [(0, true), (1, false)])
    func onlyTheFirstMissedMinimumIsASignal(timesLate: Int32, isFirst: Bool) {
        var debt = Debt.fixture(due: "2026-11-10")
        debt.timesLate = timesLate
        var walk = walk(debt, .warning(.firstMissedMinimum, .fixture(days: [2])))
        walk.run(until: "2026-12-19 00:00")
        let warned = walk.facts.history.filter { $0.occasion.purpose == .missedMinimum }
        #expect(warned.count == (isFirst ? 1 : 0))
        // Overdue is overdue: the rules of collection apply.
        #expect(warned.allSatisfy { $0.messageClass == .collection })
        #expect(walk.facts.history.contains { $0.occasion.purpose == .overdue })
    }

    struct Before: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var day: String
        var due: String
        var messageClass = MessageClass.collection
        var debt: Int64 = 1
        var state = ContactState.delivered
        var isFirst: Bool
    }

    static let befores: [Before] = [
        Before(testDescription: "collected", day: "2026-08-12", due: "2026-08-10", isFirst: false),
        Before(
            testDescription: "of another debt",
            day: "2026-08-12",
            due: "2026-08-10",
            debt: 2,
            isFirst: true
        ),
        Before(
            testDescription: "only reminded before it was due",
            day: "2026-08-09",
            due: "2026-08-10",
            messageClass: .notice,
            isFirst: true
        ),
        Before(
            testDescription: "put back",
            day: "2026-08-12",
            due: "2026-08-10",
            state: .putBack,
            isFirst: true
        ),
        Before(
            testDescription: "longer ago than twelve months",
            day: "2025-11-01",
            due: "2025-10-30",
            isFirst: true
        ),
    ]

    /// Some banks never tell how often a debt was late: then we know it by what we sent.
    @Test(arguments: befores)
    func whatWeCollectedBeforeIsNoFirstMiss(_ before: Before) {
        var walk = walk(
            .fixture(due: "2026-11-10"),
            .warning(.firstMissedMinimum, .fixture(days: [2]))
        )
        walk.facts.history = [
            .fixture(
                at: .shanghai("\(before.day) 10:00"),
                messageClass: before.messageClass,
                state: before.state,
                debt: before.debt,
                due: .fixture(before.due)
            )
        ]
        walk.run(until: "2026-12-19 00:00")
        let warned = walk.facts.history.contains { $0.occasion.purpose == .missedMinimum }
        #expect(warned == before.isFirst)
    }

    /// People had it in August; in November it is not the first any more.
    @Test func aMissThatWasHandedOverIsRememberedToo() {
        let people = Tier.warning(.firstMissedMinimum, .handOff(days: [0]), name: "people")
        var walk = walk(.fixture(due: "2026-11-10"), people)
        let occasion = Occasion(
            debt: DebtID(1),
            spell: 0,
            dueDate: .fixture("2026-08-11"),
            stepDay: 0,
            purpose: .missedMinimum
        )
        walk.facts.handOffs = [
            PastHandOff(kind: .earlyWarning, occasion: occasion, at: .shanghai("2026-08-11 00:00"))
        ]
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.caseLog.isEmpty)
    }

    @Test func booksClosedAfterTheDueDateMayCountThisTimeAlready() {
        var debt = Debt.fixture(due: "2026-11-10", asOf: .shanghai("2026-11-12 06:00"))
        debt.timesLate = 1
        var walk = walk(debt, .warning(.firstMissedMinimum, .fixture(days: [2])))
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.facts.history.contains { $0.occasion.purpose == .missedMinimum })
    }

    @Test func peopleAreToldAlsoWhileNothingIsOwedAndNobodyIsWrittenTo() {
        let debt = debt {
            $0.minimumDue = 0
            $0.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10"))
        }
        let people = Tier.warning(.riskRisesTo(["D"]), .handOff(days: [0]), name: "people")
        var told = walk(debt, people)
        told.run(until: "2026-12-19 00:00")
        #expect(told.caseLog == ["2026-11-10 00:00 early-warning people 1@0"])
        var silent = walk(debt, .warning(.riskRisesTo(["D"]), .fixture(days: [0])))
        silent.run(until: "2026-12-19 00:00")
        #expect(silent.log.isEmpty)
    }

    @Test func twoSignalsOfADayAreTwoThingsToSay() {
        let debt = debt {
            $0.autopay = .failed
            $0.course.autopaySince = .shanghai("2026-11-10 06:00")
            $0.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10"))
        }
        var walk = walk(
            debt,
            .warning(.riskRisesTo(["D"]), .fixture(days: [0]), name: "risk"),
            .warning(.autopayFailed, .fixture(days: [0]), name: "autopay")
        )
        walk.run(until: "2026-12-19 00:00")
        #expect(Set(walk.facts.history.map(\.occasion.purpose)) == [.riskRise, .autopayFailure])
    }

    @Test func ofOneKindOfSignalTheFirstWarningLeads() {
        let debt = debt { $0.course.grades = grades(("B", "2026-10-01"), ("E", "2026-11-10")) }
        var walk = walk(
            debt,
            .warning(.riskRisesTo(["E"]), .handOff(days: [0]), name: "worst"),
            .warning(.riskRisesTo(["D", "E"]), .fixture(days: [0]), name: "bad")
        )
        walk.run(until: "2026-12-19 00:00")
        #expect(walk.cases.count == 1)
        #expect(walk.log.isEmpty)
    }

    /// The notice of the due day comes at noon; one place is left today, and the warning is due at ten.
    @Test func aWarningTakesNoPlaceFromTheTiersStep() {
        var debt = Debt.fixture(due: "2026-11-10")
        debt.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10"))
        let rules = Ruleset.fixture(
            caps: [.fixture(most: 1, per: .calendarDay, counts: .debt)],
            tiers: [
                .fixture(
                    .fixture(
                        days: [0],
                        preferred: ("12:00", "12:30"),
                        lateness: .dropAfter(.days(1))
                    )
                ),
                .warning(
                    .riskRisesTo(["D"]),
                    .fixture(days: [0], preferred: ("10:00", "10:30"))
                ),
            ]
        )
        var walk = Walk(.fixture(debts: [debt]), rules, from: "2026-11-10 00:00")
        walk.run(until: "2026-11-20 00:00")
        #expect(walk.facts.history.map(\.occasion.purpose) == [.overdue, .riskRise])
        #expect(walk.log == ["2026-11-10 sms 1@0", "2026-11-11 sms 1@0"])
    }

    @Test func aNewCycleDoesNotSayAnOldSignalAgain() {
        let debt = debt { $0.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10")) }
        var walk = walk(debt, .warning(.riskRisesTo(["D"]), .fixture(days: [0])))
        walk.run(until: "2026-11-12 00:00")
        walk.now = .shanghai("2026-11-12 00:00")
        walk.facts.debts[0].spell += 1
        walk.facts.debts[0].dueDate = .fixture("2027-01-20")
        walk.run(until: "2027-01-19 00:00")
        #expect(walk.log == ["2026-11-10 sms 1@0"])
    }

    @Test func theForecastSeesThemToo() {
        let debt = debt { $0.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10")) }
        let walk = walk(
            debt,
            .warning(.riskRisesTo(["D"]), .fixture(days: [1]), .handOff(days: [4]))
        )
        let course = Forecast(rules: walk.rules).course(
            walk.facts,
            from: .shanghai("2026-11-10 07:00"),
            until: .shanghai("2026-12-01 00:00")
        )
        #expect(course.contacts.map(\.proposal.occasions[0].stepDay) == [1])
        #expect(course.cases.map(\.at) == [.shanghai("2026-11-14 00:00")])
        #expect(course.cases.map(\.handOff.kind) == [.earlyWarning])
    }

    @Test func theTraceNamesTheWarning() {
        let debt = debt { $0.course.grades = grades(("B", "2026-10-01"), ("D", "2026-11-10")) }
        let walk = walk(debt, .warning(.riskRisesTo(["D"]), .handOff(days: [0]), name: "risk"))
        let decision = decide(
            walk.facts,
            rules: walk.rules,
            at: .shanghai("2026-11-11 10:00")
        )
        let narrator = Narrator(facts: walk.facts, rules: walk.rules)
        #expect(
            narrator.lines(decision.trace).contains(
                "pass  tier: early warning risk, day +1 of its signal"
            )
        )
        #expect(
            narrator.conclusion(decision.action)
                == "Open a case now: early-warning for team people, tier risk, step hand-off, "
                + "since risk has risen to D."
        )
    }
}
