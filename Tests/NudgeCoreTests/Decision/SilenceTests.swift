import NudgeCore
import NudgeTestKit
import Testing

/// Days under a hold are no silence: nobody asked the customer anything.
@Suite("Decide: silence under a hold")
struct SilenceTests {
    private static let day = "2026-11-10"

    private func at(_ time: String, _ day: String = day) -> Instant { .shanghai("\(day) \(time)") }

    /// A push at 09:00, and an SMS after four hours without a receipt; the next step is days later.
    private func walk() -> Walk {
        let step = Step.fixture(
            days: [0, 9],
            channels: [.push, .sms],
            preferred: ("09:00", "09:01"),
            fallbackAfter: .hours(4)
        )
        let rules = Ruleset.fixture(
            windows: [.fixture("00:00", "24:00")],
            tiers: [.fixture(step)],
            gateways: [
                GatewayProfile(name: "g", channels: Set(Channel.allCases), hasReceipts: true)
            ]
        )
        let facts = CustomerFacts.fixture(debts: [.fixture(due: Self.day)])
        var walk = Walk(facts, rules, from: "\(Self.day) 00:00")
        walk.run(until: at("09:30")) { _ in .accepted }
        return walk
    }

    private func hold(_ from: String, _ until: Instant?, debt: Int64? = nil) -> Hold {
        Hold(
            reason: .dispute,
            debt: debt.map { DebtID($0) },
            from: at(from),
            until: until,
            reference: "\(from)-\(debt ?? 0)"
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// From and until, on the day; a debt of its own where one is given.
        var holds: [(from: String, until: String, debt: Int64?)]
        /// How long after the push the SMS leaves.
        var wait: Milliseconds
    }

    static let cases: [Case] = [
        Case(testDescription: "no hold", holds: [], wait: .hours(4)),
        Case(testDescription: "one", holds: [("10:00", "13:00", nil)], wait: .hours(7)),
        Case(testDescription: "of this debt", holds: [("10:00", "13:00", 1)], wait: .hours(7)),
        Case(testDescription: "of another debt", holds: [("10:00", "13:00", 2)], wait: .hours(4)),
        Case(
            testDescription: "overlapping ones count once",
            holds: [("10:00", "12:00", nil), ("11:00", "14:00", 1)],
            wait: .hours(8)
        ),
        Case(
            testDescription: "one within the other",
            holds: [("10:00", "15:00", nil), ("11:00", "12:00", nil)],
            wait: .hours(9)
        ),
        Case(
            testDescription: "two apart, the second within the lengthened wait",
            holds: [("10:00", "12:00", nil), ("14:00", "15:00", nil)],
            wait: .hours(7)
        ),
        Case(
            testDescription: "over before the push",
            holds: [("07:00", "08:00", nil)],
            wait: .hours(4)
        ),
    ]

    @Test(arguments: cases)
    func aWaitStandsStillWhileAHoldLasts(_ row: Case) throws {
        var walk = walk()
        walk.facts.holds = row.holds.map { hold($0.from, at($0.until), debt: $0.debt) }
        walk.run(until: at("23:59")) { _ in .accepted }
        #expect(walk.sent.map(\.proposal.channel) == [.push, .sms])
        let (push, sms) = (try #require(walk.sent.first), try #require(walk.sent.last))
        #expect(sms.at == push.at + row.wait)
        #expect(sms.proposal.heldBy == .waitingForReceipt)
    }

    @Test(arguments: [true, false])
    func aHoldThatWasLiftedCountsUntilThen(_ isOpenEnded: Bool) throws {
        var walk = walk()
        let hold = hold("10:00", isOpenEnded ? nil : at("10:00", "2026-12-01"))
        _ = walk.facts.place(hold, now: at("10:00"))
        walk.run(until: at("12:30")) { _ in .accepted }
        #expect(walk.sent.count == 1)
        walk.now = at("12:30")
        _ = walk.facts.liftHold(reference: hold.reference, at: at("12:30"))
        walk.run(until: at("23:59")) { _ in .accepted }
        let (push, sms) = (try #require(walk.sent.first), try #require(walk.sent.last))
        #expect(sms.at == push.at + .hours(6) + .minutes(30))
    }

    /// A source's files may come in any order.
    @Test func itIsTheSameWhicheverWasToldFirst() {
        let hold = hold("10:00", nil)
        var placedFirst = CustomerFacts.fixture()
        _ = placedFirst.place(hold, now: at("10:00"))
        _ = placedFirst.liftHold(reference: hold.reference, at: at("12:30"))
        var liftedFirst = CustomerFacts.fixture()
        #expect(liftedFirst.noteLifted(hold, at: at("12:30")) == .changed(wakes: false))
        #expect(liftedFirst.noteLifted(hold, at: at("12:30")) == .unchanged)
        #expect(placedFirst.liftedHolds == liftedFirst.liftedHolds)
    }

    @Test func onlyTheLastLiftedHoldsAreKept() {
        var facts = CustomerFacts.fixture()
        for number in 0..<40 {
            let from = at("10:00") + .days(number)
            let hold = Hold(
                reason: .dispute,
                debt: nil,
                from: from,
                until: nil,
                reference: "\(number)"
            )
            _ = facts.noteLifted(hold, at: from + .hours(1))
        }
        #expect(facts.liftedHolds.count == CustomerFacts.liftedHoldsMax)
        #expect(facts.liftedHolds.last?.until == at("11:00") + .days(39))
        // One of before, told again, changes nothing.
        let old = LiftedHold(reason: .dispute, debt: nil, from: at("10:00"), until: at("11:00"))
        #expect(!facts.liftedHolds.contains(old))
        #expect(facts.noteLifted(hold("10:00", nil), at: at("11:00")) == .unchanged)
    }
}
