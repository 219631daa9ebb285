import NudgeCore
import Testing

@Suite
struct ParticularsTests {
    static let t0 = Instant(milliseconds: 1_793_505_600_000)

    @Test func theNewestParticularsWinAndNilLeavesWhatIsKnown() {
        var facts = CustomerFacts(id: CustomerID(1), reference: "C")
        let full = CustomerFact(
            reference: "C",
            language: "en",
            zone: "Asia/Urumqi",
            tags: ["vip"]
        )
        let later = Self.t0 + .hours(1)
        #expect(facts.apply(full, source: "bank", asOf: later) == .changed(wakes: true))
        #expect(facts.apply(full, source: "bank", asOf: later) == .unchanged)
        let old = CustomerFact(reference: "C", language: "zh-Hans")
        #expect(facts.apply(old, source: "crm", asOf: Self.t0) == .older)
        let part = CustomerFact(reference: "C", tags: [])
        #expect(facts.apply(part, source: "crm", asOf: later) == .changed(wakes: true))
        #expect(facts.zone == "Asia/Urumqi")
        #expect(facts.tags.isEmpty)
        let newest = later + .hours(1)
        #expect(facts.apply(part, source: "crm", asOf: newest) == .refreshed)
        #expect(facts.asOf == newest)
    }

    @Test(
        "the newest consent wins, and of two at once the refusal",
        arguments: [
            ([(0, true), (1, false)], false), ([(1, false), (0, true)], false),
            ([(0, false), (1, true)], true), ([(0, true), (0, false)], false),
            ([(0, false), (0, true)], false),
        ] as [([(Int, Bool)], Bool)]
    )
    func consents(_ told: [(Int, Bool)], _ isGranted: Bool) {
        var facts = CustomerFacts(id: CustomerID(1), reference: "C")
        for (hour, isGranted) in told {
            _ = facts.apply(
                ConsentFact(
                    customer: "C",
                    messageClass: .collection,
                    channel: .sms,
                    isGranted: isGranted,
                    at: Self.t0 + .hours(hour)
                )
            )
        }
        #expect(facts.consents.map(\.isGranted) == [isGranted])
    }

    @Test func aHoldWakesNobodyUntilItChanges() {
        var facts = CustomerFacts(id: CustomerID(1), reference: "C")
        var hold = Hold(reason: .dispute, debt: nil, from: Self.t0, until: nil, reference: "H")
        #expect(facts.place(hold, now: Self.t0) == .changed(wakes: false))
        #expect(facts.place(hold, now: Self.t0) == .unchanged)
        hold.until = Self.t0 + .days(1)
        #expect(facts.place(hold, now: Self.t0) == .changed(wakes: true))
        #expect(facts.liftHold(reference: "other", at: Self.t0) == .unchanged)
        let lifted = Self.t0 + .hours(5)
        #expect(facts.liftHold(reference: "H", at: lifted) == .changed(wakes: true))
        #expect(facts.holds.isEmpty)
        #expect(
            facts.liftedHolds == [
                LiftedHold(reason: .dispute, debt: nil, from: Self.t0, until: lifted)
            ]
        )
    }

    @Test func onlyHoldsThatEndedAreForgotten() {
        var facts = CustomerFacts(id: CustomerID(1), reference: "C")
        for number in 0..<100 {
            let until = number < 50 ? Self.t0 - .days(number) : nil
            let hold = Hold(
                reason: .dispute,
                debt: nil,
                from: Self.t0 - .days(99),
                until: until,
                reference: "\(number)"
            )
            _ = facts.place(hold, now: Self.t0)
        }
        #expect(facts.holds.count == CustomerFacts.holdsMax)
        #expect(facts.holds.filter { $0.until == nil }.count == 50)
        #expect(facts.holds.first?.reference == "0")
    }

    @Test func theHistoryIsBroughtUpToDateWithinTheSettlingTime() {
        var facts = CustomerFacts.typical
        let states: [ContactState] = [.leaving, .accepted, .unknown, .delivered, .refused]
        for index in 0..<10 { facts.history[index].state = states[index % 5] }
        facts.history[0].at = Self.t0 - .days(46)
        var asked: [Int] = []
        facts.refreshHistory(now: Self.t0) { id in
            let index = Int(id.value - 5_000_000) / 40_000
            asked.append(index)
            return index == 5 ? .putBack : .delivered
        }
        #expect(asked == [1, 2, 5, 6, 7])
        #expect(facts.history.count == 9)
        #expect(facts.history.first?.state == .leaving)
    }

    @Test func theHistoryIsBounded() {
        var facts = CustomerFacts.typical
        for number in 0..<800 {
            var contact = facts.history[0]
            contact.id = ContactID(9_000_000 + Int64(number))
            facts.append(contact)
        }
        #expect(facts.history.count == CustomerFacts.historyMax)
        #expect(facts.history.last?.id.value == 9_000_799)
    }
}
