import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: what holds a message back")
struct RestraintTests {
    private let rules = Ruleset.fixture(windows: [.fixture("08:00", "22:00")])

    private func walk(
        _ debt: Debt = .fixture(due: "2026-11-10"),
        holds: [Hold] = [],
        rules: Ruleset? = nil,
        from: String = "2026-11-10 00:00"
    ) -> Walk {
        Walk(.fixture(holds: holds, debts: [debt]), rules ?? self.rules, from: from)
    }

    private func hold(
        _ from: String,
        _ until: String?,
        debt: Int64? = nil,
        _ reason: HoldReason = .dispute
    ) -> Hold {
        Hold(
            reason: reason,
            debt: debt.map { DebtID($0) },
            from: .shanghai(from),
            until: until.map { Instant.shanghai($0) },
            reference: from
        )
    }

    @Test func paidAMinuteBeforeIsNotReminded() {
        // T-89
        var walk = walk()
        walk.now = walk.decision().action.until ?? walk.now
        #expect(walk.decision().action.contact != nil)
        walk.facts.debts[0].paidSince = 10_000
        #expect(walk.decision().action == .rest)
    }

    @Test func anOpenEndedHoldRests() {
        #expect(walk(holds: [hold("2026-11-01 00:00", nil)]).decision().action == .rest)
    }

    @Test func overlappingHoldsEndWithTheLast() {
        var walk = walk(holds: [
            hold("2026-11-01 00:00", "2026-11-11 12:00"),
            hold("2026-11-05 00:00", "2026-11-12 12:00"),
            hold("2026-11-09 00:00", "2026-11-10 12:00"),
        ])
        #expect(walk.decision().action.until == .shanghai("2026-11-12 12:00"))
        walk.run(until: "2026-11-30 00:00")
        #expect(walk.log == ["2026-11-12 sms 1@0", "2026-11-13 sms 1@3"])
    }

    @Test func aHoldEndsAtItsInstant() {
        let walk = walk(holds: [hold("2026-11-01 00:00", "2026-11-10 12:00")])
        var after = walk
        after.now = .shanghai("2026-11-10 12:00")
        #expect(after.decision().trace.entries.contains { $0.stage == .holds } == false)
    }

    @Test func aHoldOnOneDebtLeavesTheOthers() {
        // T-99
        let facts = CustomerFacts.fixture(
            holds: [hold("2026-11-01 00:00", nil, debt: 1)],
            debts: [.fixture(1, due: "2026-11-10"), .fixture(2, due: "2026-11-10")]
        )
        var walk = Walk(facts, rules, from: "2026-11-10 00:00")
        walk.run(until: "2026-11-12 00:00")
        #expect(walk.log == ["2026-11-10 sms 2@0"])
    }

    @Test func aPromiseHoldsUntilTheDayHasEnded() {
        var walk = walk(holds: [hold("2026-11-09 15:00", "2026-11-13 00:00", .promiseToPay)])
        walk.run(until: "2026-11-30 00:00")
        #expect(walk.log == ["2026-11-13 sms 1@3"])
    }

    @Test(arguments: Debt.Autopay.allCases)
    func aRunningStandingOrderIsNotDisturbed(_ autopay: Debt.Autopay) {
        var walk = walk(.fixture(due: "2026-11-10", autopay: autopay), from: "2026-11-06 00:00")
        walk.run(until: "2026-11-12 00:00")
        let speaks = autopay == .none || autopay == .failed
        #expect(walk.log.contains("2026-11-10 sms 1@0") == speaks)
        walk.run(until: "2026-11-30 00:00")
        #expect(walk.log.contains("2026-11-13 sms 1@3"))
    }

    @Test func staleFactsHoldAndFreshOnesRelease() {
        let rules = Ruleset.fixture(staleAfter: ["core-banking": .hours(36)])
        var debt = Debt.fixture(
            due: "2026-11-10",
            source: "core-banking",
            asOf: .shanghai("2026-11-08 06:00")
        )
        let stale = walk(debt, rules: rules).decision()
        #expect(stale.action == .rest)
        #expect(stale.trace.entries.last?.reason == .staleFacts)
        debt.asOf = .shanghai("2026-11-09 06:00")
        #expect(walk(debt, rules: rules).decision().action.proposal != nil)
    }

    @Test(arguments: [
        Stop.Scope.everything, .tier("all"), .template("test/sms"), .channel(.sms),
        .gateway("everything"),
    ])
    func aStopStopsAndItsEndReleases(_ scope: Stop.Scope) {
        var walk = walk(from: "2026-11-10 20:00")
        #expect(walk.decision().action.contact != nil)
        walk.conditions = Conditions(stops: [Stop(scope: scope)])
        #expect(walk.decision().action.contact == nil)
        // It looks again by itself, should the end of the stop wake nobody.
        #expect((walk.decision().action.until ?? .distantFuture) <= walk.now + .days(1))
    }

    @Test(arguments: [
        Stop.Scope.tier("other"), .template("test/push"), .channel(.email), .gateway("other"),
    ])
    func aStopOfSomethingElseStopsNothing(_ scope: Stop.Scope) {
        var walk = walk(from: "2026-11-10 20:00")
        walk.conditions = Conditions(stops: [Stop(scope: scope)])
        #expect(walk.decision().action.contact != nil)
    }

    @Test(arguments: Role.allCases)
    func theRoleDecidesWhoIsContacted(_ role: Role) {
        let walk = walk(.fixture(due: "2026-11-10", role: role), from: "2026-11-10 20:00")
        #expect((walk.decision().action.contact != nil) == [.debtor, .coBorrower].contains(role))
        let strict = Ruleset.fixture(recipients: [.debtor])
        let strictWalk = self.walk(
            .fixture(due: "2026-11-10", role: role),
            rules: strict,
            from: "2026-11-10 20:00"
        )
        #expect((strictWalk.decision().action.contact != nil) == (role == .debtor))
    }

    @Test func refusalsAreHeededPerClassAndChannel() {
        let step = Step.fixture(days: [0, 3], channels: [.sms, .email])
        let rules = Ruleset.fixture(tiers: [.fixture(step)])
        var facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
        facts.points[0].refused = ClassChannelSet(.notice, .sms)
        facts.consents = [
            Consent(
                messageClass: .collection,
                channel: .email,
                isGranted: false,
                asOf: .distantPast
            )
        ]
        var walk = Walk(facts, rules, from: "2026-11-10 00:00")
        walk.run(until: "2026-11-30 00:00")
        // A notice by mail, since it was refused by text; collection by text, since refused by mail.
        #expect(walk.log == ["2026-11-10 email 1@0", "2026-11-13 sms 1@3"])
    }

    @Test(arguments: ContactPoint.Health.allCases)
    func aPointThatIsNotHisIsPassedOver(_ health: ContactPoint.Health) {
        var facts = CustomerFacts.fixture(
            points: [.phone(1), .phone(2)],
            debts: [.fixture(due: "2026-11-10")]
        )
        facts.points[0].health = health
        let walk = Walk(facts, rules, from: "2026-11-10 20:00")
        #expect(walk.decision().action.contact?.point == PointID(health == .good ? 1 : 2))
    }

    @Test func aCapOfNoneDropsTheChannelAndSaysSo() {
        let rules = Ruleset.fixture(caps: [.fixture(most: 0, per: .calendarDay)])
        var walk = walk(rules: rules, from: "2026-11-10 20:00")
        #expect(walk.decision().trace.entries.contains { $0.reason == .forbiddenByCap })
        walk.run(until: "2026-12-30 00:00")
        #expect(walk.log.isEmpty)
    }

    @Test func whenAHolidayMovesTheDayTheHourIsTheStepsOwn() {
        // T-11: asked on Saturday at 18:13.
        let weekdays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00", weekdays: weekdays)],
            tiers: [.fixture(.fixture(days: [0], preferred: ("09:00", "09:30")))]
        )
        let walk = walk(.fixture(due: "2026-11-14"), rules: rules, from: "2026-11-14 18:13")
        let until = walk.decision().action.until ?? .distantPast
        #expect(until >= .shanghai("2026-11-16 09:00") && until < .shanghai("2026-11-16 09:30"))
    }

    @Test func heldOverNightAndDownInTheMorningGoesOutOnceAfterwards() {
        // T-06
        var walk = walk(from: "2026-11-10 23:50")
        #expect(walk.decision().action.contact == nil)
        walk.now = .shanghai("2026-11-11 20:00")
        walk.run(until: "2026-11-12 23:00")
        #expect(walk.log == ["2026-11-11 sms 1@0"])
        #expect(walk.sent[0].at == .shanghai("2026-11-11 20:00"))
    }

    @Test func aClockSetBackRepeatsNothing() {
        // T-27
        var walk = walk(from: "2026-11-10 20:00")
        walk.run(until: "2026-11-10 20:30")
        #expect(walk.sent.count == 1)
        walk.now = .shanghai("2026-11-10 19:58")
        walk.run(until: "2026-11-12 23:00")
        #expect(walk.sent.count == 1)
    }

    @Test func aHistoryOutOfOrderCountsAllTheSame() {
        let rules = Ruleset.fixture(caps: [.fixture(most: 1, per: .rolling(.hours(2)))])
        var walk = walk(rules: rules, from: "2026-11-10 20:00")
        // Committed after the clock was set back: the later entry bears the earlier instant.
        walk.facts.history = [
            .fixture(at: .shanghai("2026-11-10 19:30")),
            .fixture(at: .shanghai("2026-11-10 17:30")),
        ]
        #expect(walk.decision().action.until == .shanghai("2026-11-10 21:30"))
    }

    @Test func aQuarantinedCustomerIsLeftAlone() {
        var walk = walk(from: "2026-11-10 20:00")
        walk.facts.quarantine = "trapped three times"
        #expect(walk.decision().action == .rest)
    }
}
