import NudgeCore
import NudgeTestKit
import Testing

@Suite("Caps, case by case")
struct CapTests {
    private static let noon = Instant.shanghai("2026-11-22 12:00")

    private func question(
        _ caps: [CapRule],
        channel: Channel = .sms,
        messageClass: MessageClass = .collection,
        debts: [DebtID] = [DebtID(1)],
        content: UInt32 = 0,
        said: [Agreement] = [],
        own: [PastContact],
        shared: [PastContact] = [],
        zone: ZoneRules = .shanghai
    ) -> CapQuestion {
        let rules = Ruleset.fixture(caps: caps)
        return CapQuestion(
            rules: rules,
            zone: zone,
            channel: channel,
            messageClass: messageClass,
            agreements: rules.agreements(of: .fixture(agreements: said)),
            content: content,
            point: PointID(1),
            debts: debts,
            own: own,
            shared: shared
        )
    }

    private func contacts(_ times: String...) -> [PastContact] {
        times.map { .fixture(at: .shanghai($0)) }
    }

    @Test(arguments: 1...4)
    func nMeansNNotOneMore(_ most: Int) {
        // T-39
        let cap = CapRule.fixture(most: most, per: .rolling(.minutes(2)))
        let start = CapTests.noon
        let own = (0..<most).map { PastContact.fixture(at: start + .seconds($0)) }
        let asked = start + .seconds(60)
        #expect(question([cap], own: Array(own.dropLast())).full(at: asked) == nil)
        let full = question([cap], own: own).full(at: asked)
        #expect(full?.freeAt == start + .minutes(2))
        #expect(question([cap], own: own).full(at: start + .minutes(2)) == nil)
    }

    @Test func theFourthOfThreePerWeekWaitsForTheOldestToFallOut() {
        // T-44
        let cap = CapRule.fixture(most: 3, per: .rolling(.days(7)))
        let own = contacts("2026-11-17 10:00", "2026-11-19 09:00", "2026-11-21 20:00")
        #expect(
            question([cap], own: own).full(at: CapTests.noon)?.freeAt
                == .shanghai("2026-11-24 10:00")
        )
    }

    @Test(arguments: [
        (CapRule.Period.calendarDay, "2026-11-22 00:00", "2026-11-21 23:59", "2026-11-23 00:00"),
        (.calendarWeek, "2026-11-16 00:00", "2026-11-15 23:59", "2026-11-23 00:00"),
        (.calendarMonth, "2026-11-01 00:00", "2026-10-31 23:59", "2026-12-01 00:00"),
    ])
    func aCalendarPeriodBeginsAtLocalMidnight(
        _ period: CapRule.Period,
        _ first: String,
        _ before: String,
        _ free: String
    ) {
        let cap = CapRule.fixture(most: 1, per: period)
        #expect(question([cap], own: contacts(before)).full(at: CapTests.noon) == nil)
        #expect(
            question([cap], own: contacts(first)).full(at: CapTests.noon)?.freeAt
                == .shanghai(free)
        )
    }

    @Test func aCapOfOneChannelLeavesTheOthersAlone() {
        // T-42, T-43
        let caps = [
            CapRule.fixture(most: 1, per: .calendarDay, scope: RuleScope(channels: [.sms])),
            CapRule.fixture(most: 2, per: .calendarDay, scope: RuleScope(channels: [.email])),
        ]
        let own = contacts("2026-11-22 09:00")
        #expect(question(caps, own: own).full(at: CapTests.noon)?.rule == 0)
        #expect(question(caps, channel: .email, own: own).full(at: CapTests.noon) == nil)
        #expect(question(caps, channel: .push, own: own).full(at: CapTests.noon) == nil)
    }

    @Test(arguments: ContactState.allCases)
    func aSureRefusalGivesThePlaceBackAndDoubtKeepsIt(_ state: ContactState) {
        // T-38, T-51
        let cap = CapRule.fixture(most: 1, per: .calendarDay)
        let own = [PastContact.fixture(at: .shanghai("2026-11-22 09:00"), state: state)]
        let isFree = question([cap], own: own).full(at: CapTests.noon) == nil
        #expect(isFree == [.refused, .putBack, .withdrawn].contains(state))
    }

    @Test func contactsAtASharedPointCountForBoth() {
        // T-88
        let cap = CapRule.fixture(most: 2, per: .calendarDay, counts: .contactPoint)
        let own = contacts("2026-11-22 09:00")
        let elsewhere = [PastContact.fixture(at: .shanghai("2026-11-22 08:00"), point: 9)]
        let shared = contacts("2026-11-22 08:30")
        #expect(question([cap], own: own, shared: elsewhere).full(at: CapTests.noon) == nil)
        #expect(question([cap], own: own, shared: shared).full(at: CapTests.noon) != nil)
        let perCustomer = CapRule.fixture(most: 2, per: .calendarDay)
        #expect(question([perCustomer], own: own, shared: shared).full(at: CapTests.noon) == nil)
    }

    @Test func aCapPerDebtCountsTheDebtAlsoWhereItWasMerged() {
        let cap = CapRule.fixture(most: 1, per: .calendarDay, counts: .debt)
        var merged = PastContact.fixture(at: .shanghai("2026-11-22 09:00"), debt: 2)
        var other = merged.occasion
        other.debt = DebtID(1)
        #expect(question([cap], own: [merged]).full(at: CapTests.noon) == nil)
        merged.moreOccasions = [other]
        #expect(question([cap], own: [merged]).full(at: CapTests.noon) != nil)
    }

    @Test func aCapOfNoneForbids() {
        let full = question([.fixture(most: 0, per: .calendarDay)], own: [])
            .full(at: CapTests.noon)
        #expect(full != nil && full?.freeAt == nil)
    }

    @Test func aClockSetBackFreesNothing() {
        // T-27
        for period in [CapRule.Period.calendarDay, .rolling(.hours(24))] {
            let cap = CapRule.fixture(most: 1, per: period)
            let own = contacts("2026-11-22 12:05")
            #expect(question([cap], own: own).full(at: CapTests.noon) != nil)
        }
    }

    @Test func theCapThatIsFullForLongestAnswers() {
        let caps = [
            CapRule.fixture(most: 1, per: .rolling(.hours(4))),
            CapRule.fixture(most: 1, per: .calendarWeek),
            CapRule.fixture(most: 1, per: .calendarDay),
        ]
        let full = question(caps, own: contacts("2026-11-17 11:00", "2026-11-22 11:00"))
            .full(at: CapTests.noon)
        #expect(full?.freeAt == .shanghai("2026-11-23 00:00"))
    }

    /// Any order of two contacts within a day is one day's worth, whatever the length of the day.
    @Test func theLongDayOfAutumnIsOneDay() {
        let cap = CapRule.fixture(most: 1, per: .calendarDay)
        let own = [PastContact.fixture(at: .fixture("2026-10-25T00:00:00+02:00"))]
        let asked = Instant.fixture("2026-10-25T23:59:59+01:00")
        let full = question([cap], own: own, zone: .berlin).full(at: asked)
        #expect(full?.freeAt == .fixture("2026-10-26T00:00:00+01:00"))
    }

    /// A small bank whose calls came too often: a call and a text take places of one limit.
    @Test func voiceAndTextStandUnderOneLimit() {
        let cap = CapRule.fixture(
            most: 2,
            per: .rolling(.days(7)),
            scope: RuleScope(channels: [.sms, .voice])
        )
        let own = [
            PastContact.fixture(at: .shanghai("2026-11-20 10:00"), channel: .voice),
            PastContact.fixture(at: .shanghai("2026-11-21 10:00"), channel: .sms),
            PastContact.fixture(at: .shanghai("2026-11-22 10:00"), channel: .push),
        ]
        for channel in [Channel.sms, .voice] {
            let full = question([cap], channel: channel, own: own).full(at: CapTests.noon)
            #expect(full?.freeAt == .shanghai("2026-11-27 10:00"))
        }
        #expect(question([cap], channel: .push, own: own).full(at: CapTests.noon) == nil)
    }

    /// What was sent before contents were recorded counts as the same: no gap is broken for it.
    @Test(arguments: [(1, true), (2, false), (0, true)] as [(UInt32, Bool)])
    func theSameContentIsToldByItsTemplate(_ past: UInt32, _ isFull: Bool) {
        // T-54
        var cap = CapRule.fixture(most: 1, per: .rolling(.seconds(30)), counts: .contactPoint)
        cap.isSameContent = true
        let sent = CapTests.noon - .seconds(29)
        let own = [PastContact.fixture(at: sent, content: past)]
        let full = question([cap], content: 1, own: own).full(at: CapTests.noon)
        #expect((full != nil) == isFull)
        #expect(question([cap], content: 1, own: own).full(at: sent + .seconds(30)) == nil)
    }

    @Test func aMoreSpecificCapLeavesTheOthersUnlessItSaysSo() {
        // T-42
        let all = CapRule.fixture(most: 1, per: .calendarDay)
        var voice = CapRule.fixture(
            most: 3,
            per: .calendarDay,
            scope: RuleScope(channels: [.voice])
        )
        let own = contacts("2026-11-22 09:00")
        #expect(question([all, voice], channel: .voice, own: own).full(at: CapTests.noon) != nil)
        voice.replaces = [all.name]
        let caps = [all, voice]
        #expect(question(caps, channel: .voice, own: own).full(at: CapTests.noon) == nil)
        // Elsewhere it binds as before, and goes on counting calls.
        let call = [PastContact.fixture(at: .shanghai("2026-11-22 09:00"), channel: .voice)]
        #expect(question(caps, own: call).full(at: CapTests.noon)?.rule == 0)
    }

    /// A rule that does not bind replaces nothing.
    @Test func whoAgreedToNothingKeepsTheRuleThatAnAgreementReplaces() {
        let strict = CapRule.fixture(most: 1, per: .calendarDay)
        var loose = CapRule.fixture(most: 4, per: .calendarDay, counts: .contactPoint)
        loose.replaces = [strict.name]
        loose.agreement = AgreementClause(whenRefused: "quiet")
        let own = contacts("2026-11-22 09:00")
        let refusal = Agreement(name: "quiet", isGiven: false, asOf: .distantPast)
        #expect(question([strict, loose], own: own).full(at: CapTests.noon) != nil)
        let caps = [strict, loose]
        #expect(question(caps, said: [refusal], own: own).full(at: CapTests.noon) == nil)
    }

    @Test(arguments: 1...300)
    func capsAgreeWithCounting(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let caps = GeneratedRules.caps(&chance)
        let base = Instant.fixture("2026-10-20T00:00:00Z")
        func draw(_ count: Int) -> [PastContact] {
            (0..<count).map { _ in
                PastContact.fixture(
                    at: base + .minutes(chance.int(0...20_000)),
                    channel: chance.pick([.sms, .email, .push]),
                    messageClass: chance.pick([.notice, .collection]),
                    point: Int64(chance.int(1...2)),
                    state: chance.pick(ContactState.allCases),
                    debt: Int64(chance.int(1...2)),
                    content: UInt32(chance.int(0...2))
                )
            }.sorted { $0.at < $1.at }
        }
        let own = draw(chance.int(0...20))
        let shared = draw(chance.int(0...10))
        let zone = chance.pick([ZoneRules.shanghai, .berlin])
        let channel = chance.pick([Channel.sms, .email])
        let said = GeneratedRules.said(&chance)
        let naive = NaiveCaps(
            caps: caps,
            zone: zone,
            channel: channel,
            messageClass: .collection,
            point: PointID(1),
            debts: [DebtID(1)],
            own: own,
            shared: shared,
            content: 1,
            agreed: Set(said.filter(\.isGiven).map(\.name)),
            refused: Set(said.filter { !$0.isGiven }.map(\.name))
        )
        let question = question(
            caps,
            channel: channel,
            content: 1,
            said: said,
            own: own,
            shared: shared,
            zone: zone
        )
        for _ in 0..<40 {
            let asked = base + .minutes(chance.int(0...30_000))
            let full = question.full(at: asked)
            #expect((full == nil) == naive.hasPlace(at: asked), "seed \(seed) at \(asked)")
            guard let full, let free = full.freeAt else { continue }
            #expect(free > asked, "seed \(seed) at \(asked)")
            // Until then it is full, by counting, a minute before included.
            let late = max(asked, free - .minutes(1))
            #expect(!naive.hasPlace(at: late), "seed \(seed) at \(asked)")
        }
    }
}
