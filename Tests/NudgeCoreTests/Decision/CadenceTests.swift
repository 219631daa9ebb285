import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: occasions, tiers and steps")
struct CadenceTests {
    private let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        tiers: [.fixture(.fixture(days: [-3, 0, 3]))]
    )

    @Test func eachStepIsSaidOnceOnItsDay() {
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-01 00:00"
        )
        walk.run(until: "2026-12-10 00:00")
        #expect(walk.log == ["2026-11-07 sms 1@-3", "2026-11-10 sms 1@0", "2026-11-13 sms 1@3"])
    }

    @Test func theSameFactsGiveTheSameDecision() {
        let walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-07 00:00"
        )
        #expect(walk.decision().action == walk.decision().action)
        #expect(walk.decision().trace == walk.decision().trace)
    }

    @Test func aLateJoinerJoinsAtTodaysStep() {
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-11 07:00"
        )
        walk.run(until: "2026-12-10 00:00")
        #expect(walk.log == ["2026-11-11 sms 1@0", "2026-11-13 sms 1@3"])
    }

    @Test func daysWithoutServiceGiveOneMessageNotOnePerDay() {
        // T-23: `latest` is what a step without a limit means.
        let daily = Ruleset.fixture(tiers: [.fixture(.fixture(days: Array(0...30)))])
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            daily,
            from: "2026-11-24 00:00"
        )
        walk.run(until: "2026-11-24 23:59")
        #expect(walk.log == ["2026-11-24 sms 1@14"])
    }

    @Test func whatIsTooLateIsDropped() {
        // T-23: `drop > 20h` after two weeks without service.
        let step = Step.fixture(days: [0, 20], lateness: .dropAfter(.hours(20)))
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            .fixture(tiers: [.fixture(step)]),
            from: "2026-11-24 00:00"
        )
        walk.run(until: "2026-12-24 00:00")
        #expect(walk.log == ["2026-11-30 sms 1@20"])
    }

    @Test func aStepThatNobodyCanReceiveDoesNotEndTheCadence() {
        let rules = Ruleset.fixture(tiers: [
            .fixture(
                .fixture(days: [-3]),
                .fixture(days: [0, 1], channels: [.wechat], purpose: .dueToday),
                .fixture(days: [3])
            )
        ])
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-01 00:00"
        )
        walk.run(until: "2026-12-10 00:00")
        #expect(walk.log == ["2026-11-07 sms 1@-3", "2026-11-13 sms 1@3"])
    }

    @Test func aStepForOthersDoesNotEndTheCadence() {
        let rules = Ruleset.fixture(tiers: [
            .fixture(
                .fixture(days: [0], purpose: .dueToday, recipients: [.guarantor]),
                .fixture(days: [3])
            )
        ])
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-01 00:00"
        )
        walk.run(until: "2026-12-10 00:00")
        #expect(walk.log == ["2026-11-13 sms 1@3"])
    }

    @Test func aStepThatCannotLeaveInTimeDoesNotHideTheNext() {
        // The step's own channel is closed for a week; the next step, by push, is not.
        let friday = WindowRule.fixture(
            "09:00",
            "18:00",
            weekdays: [.friday],
            scope: RuleScope(channels: [.sms])
        )
        let rules = Ruleset.fixture(
            windows: [friday],
            tiers: [
                .fixture(
                    .fixture(days: [0]),
                    .fixture(days: [2], channels: [.push], purpose: .overdue)
                )
            ]
        )
        // The due date is a Saturday.
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-14")]),
            rules,
            from: "2026-11-01 00:00"
        )
        walk.run(until: "2026-12-10 00:00")
        #expect(walk.log == ["2026-11-16 push 1@2"])
    }

    @Test func twoStepsOfOneDayAreBothSaid() {
        let rules = Ruleset.fixture(tiers: [
            .fixture(
                .fixture(days: [1, 4], preferred: ("09:00", "10:00")),
                .fixture(days: [1], purpose: .assistance, preferred: ("15:00", "16:00"))
            )
        ])
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-01 00:00"
        )
        walk.run(until: "2026-12-10 00:00")
        #expect(walk.log == ["2026-11-11 sms 1@1", "2026-11-11 sms 1@1", "2026-11-14 sms 1@4"])
        #expect(Set(walk.sent.map { $0.proposal.occasions[0].purpose }) == [.overdue, .assistance])
    }

    @Test func aReopenedDebtIsRemindedAgain() {
        // T-96
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules,
            from: "2026-11-10 00:00"
        )
        walk.run(until: "2026-11-11 00:00")
        walk.facts.debts[0].paidSince = 10_000
        walk.run(until: "2026-11-12 00:00")
        #expect(walk.decision().action == .rest)
        walk.facts.debts[0].paidSince = 0
        walk.facts.debts[0].spell = 2
        walk.now = .shanghai("2026-11-12 00:00")
        walk.run(until: "2026-12-01 00:00")
        #expect(walk.log == ["2026-11-10 sms 1@0", "2026-11-12 sms 1@0", "2026-11-13 sms 1@3"])
    }

    @Test func partPaymentFallsToTheLowerTier() {
        // T-90
        let high = Tier(
            name: "high",
            match: TierMatch(daysFrom: 1, amountFrom: 8000),
            steps: [.fixture(days: [1, 2, 3, 4])]
        )
        let low = Tier(
            name: "low",
            match: TierMatch(daysFrom: 1),
            steps: [.fixture(days: [5], channels: [.email])]
        )
        var walk = Walk(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            .fixture(tiers: [high, low]),
            from: "2026-11-11 00:00"
        )
        walk.run(until: "2026-11-12 00:00")
        walk.facts.debts[0].paidSince = 5000
        walk.run(until: "2026-12-12 00:00")
        #expect(walk.log == ["2026-11-11 sms 1@1", "2026-11-15 email 1@5"])
        let owed = walk.decision().trace.entries.first { $0.stage == .owed }
        #expect(owed?.value == 5000)
    }

    @Test func theLastTierHasNoEnd() {
        // T-94
        let facts = CustomerFacts.fixture(debts: [.fixture(due: "2016-11-10")])
        let walk = Walk(facts, .mainland, from: "2026-11-22 12:00")
        #expect(walk.decision().action.proposal?.occasions[0].stepDay == 90)
        #expect(
            walk.decision().action.proposal.map { Ruleset.mainland.strategy.tiers[$0.tier].name }
                == "late"
        )
    }

    @Test func afterGraceTheDebtJoinsTheTierOfItsDay() {
        let facts = CustomerFacts.fixture(debts: [
            .fixture(due: "2026-11-10", graceEnd: "2026-11-12")
        ])
        var walk = Walk(facts, .mainland, from: "2026-11-09 00:00")
        walk.run(until: "2026-11-16 00:00")
        #expect(
            walk.log == [
                "2026-11-09 push 1@-2", "2026-11-10 push 1@0", "2026-11-13 sms 1@1",
                "2026-11-14 sms 1@4",
            ]
        )
    }

    @Test func aGraceThatNoLongerMattersHidesNoStep() {
        // By the books it is overdue already; the end of grace is no event any more.
        let facts = CustomerFacts.fixture(debts: [
            .fixture(
                due: "2026-11-10",
                graceEnd: "2026-11-14",
                overdueAmount: 9000,
                asOf: .shanghai("2026-11-11 06:00")
            )
        ])
        let rules = Ruleset.fixture(tiers: [.fixture(.fixture(days: [1, 7]))])
        var walk = Walk(facts, rules, from: "2026-11-11 06:00")
        walk.run(until: "2026-12-16 00:00")
        #expect(walk.log == ["2026-11-11 sms 1@1", "2026-11-17 sms 1@7"])
    }

    @Test func whatIsOverdueFromTheCycleBeforeIsRemindedNow() {
        let facts = CustomerFacts.fixture(debts: [
            .fixture(due: "2026-12-05", overdueAmount: 9000, asOf: .shanghai("2026-11-20 06:00"))
        ])
        var walk = Walk(facts, .mainland, from: "2026-11-20 06:00")
        walk.run(until: "2026-11-22 00:00")
        #expect(walk.log == ["2026-11-20 sms 1@1"])
    }

    @Test func anUnknownZoneGetsTheRulebooksAndNotNone() {
        // T-13
        for zone in ["", "Mars/Olympus"] {
            let facts = CustomerFacts.fixture(zone: zone, debts: [.fixture(due: "2026-11-10")])
            let walk = Walk(facts, rules, from: "2026-11-10 23:00")
            #expect((walk.decision().action.until ?? .distantPast) >= .shanghai("2026-11-11 08:00"))
        }
    }

    @Test func theDayIsTheRecipientsOwn() {
        // T-93, T-12: 23:30 on the 9th in Berlin is the 10th in Shanghai.
        let facts = CustomerFacts.fixture(
            zone: "Europe/Berlin",
            debts: [.fixture(due: "2026-11-10")]
        )
        var walk = Walk(facts, rules, from: "2026-11-10 06:30")
        walk.run(until: "2026-11-12 00:00")
        #expect(walk.sent.last.map { ZoneRules.berlin.localDate($0.at) } == .fixture("2026-11-10"))
    }

    @Test func theSpreadStaysInThePreferredHoursOnBothNightsOfTheYear() {
        for day in ["2026-03-29", "2026-10-25"] {
            for id in 1...40 {
                let facts = CustomerFacts.fixture(
                    id: Int64(id),
                    zone: "Europe/Berlin",
                    debts: [.fixture(due: day)]
                )
                var walk = Walk(facts, rules, from: "\(day) 00:00")
                walk.run(until: ZoneRules.berlin.startOfDay(.fixture(day) + 1))
                let at = walk.sent.last?.at ?? .distantPast
                let clock = ZoneRules.berlin.local(at).milliseconds
                #expect(clock >= 9 * 3_600_000 && clock < 18 * 3_600_000, "customer \(id)")
            }
        }
    }
}
