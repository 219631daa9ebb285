import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: the next channel")
struct FallbackTests {
    private func walk(_ fallbackAfter: Milliseconds? = .hours(4), receipts: Bool = true) -> Walk {
        let step = Step.fixture(
            days: [0, 1],
            channels: [.push, .sms],
            preferred: ("09:00", "09:01"),
            fallbackAfter: fallbackAfter
        )
        let gateway = GatewayProfile(
            name: "g",
            channels: Set(Channel.allCases),
            hasReceipts: receipts
        )
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: [.fixture(step)],
            gateways: [gateway]
        )
        let facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
        return Walk(facts, rules, from: "2026-11-10 00:00")
    }

    private func channels(_ walk: Walk, _ state: ContactState, until: String) -> [String] {
        var walk = walk
        walk.run(until: .shanghai(until)) { $0.channel == .push ? state : .delivered }
        return walk.log
    }

    @Test(arguments: [
        (ContactState.undelivered, true), (.refused, true), (.accepted, true),
        (.delivered, false), (.unknown, false),
    ])
    func itFollowsFailureAndSilenceButNotDoubt(_ state: ContactState, _ falls: Bool) {
        let log = channels(walk(), state, until: "2026-11-10 23:00")
        #expect(log == ["2026-11-10 push 1@0"] + (falls ? ["2026-11-10 sms 1@0"] : []))
    }

    @Test func silenceIsWaitedFor() {
        var walk = walk()
        walk.run(until: .shanghai("2026-11-10 23:00")) { _ in .accepted }
        #expect(walk.sent.count == 2)
        #expect(walk.sent[1].at == walk.sent[0].at + .hours(4))
        #expect(walk.sent[1].proposal.heldBy == .waitingForReceipt)
    }

    @Test func silenceMeansNothingWithoutAWaitOrWithoutReceipts() {
        #expect(channels(walk(nil), .accepted, until: "2026-11-10 23:00").count == 1)
        #expect(channels(walk(receipts: false), .accepted, until: "2026-11-10 23:00").count == 1)
        var dry = walk()
        dry.conditions.gatewaysWithoutReceipts = ["g"]
        #expect(channels(dry, .accepted, until: "2026-11-10 23:00").count == 1)
        // A sure failure still counts.
        #expect(channels(dry, .undelivered, until: "2026-11-10 23:00").count == 2)
    }

    @Test func itEndsWhenTheNextStepBegins() {
        let log = channels(walk(.hours(20)), .accepted, until: "2026-11-11 09:30")
        #expect(log == ["2026-11-10 push 1@0", "2026-11-11 push 1@1"])
    }

    @Test func itIsAContactOfItsOwnUnderTheCaps() {
        var walk = walk()
        walk.rules = .fixture(
            caps: [.fixture(most: 1, per: .calendarDay)],
            tiers: walk.rules.strategy.tiers
        )
        walk.run(until: .shanghai("2026-11-10 23:59")) { _ in .undelivered }
        #expect(walk.log == ["2026-11-10 push 1@0"])
    }

    @Test func aRefusalGivesItsPlaceBack() {
        var walk = walk()
        walk.rules = .fixture(
            caps: [.fixture(most: 1, per: .calendarDay)],
            tiers: walk.rules.strategy.tiers
        )
        walk.run(until: .shanghai("2026-11-10 23:59")) {
            $0.channel == .push ? .refused : .accepted
        }
        #expect(walk.log == ["2026-11-10 push 1@0", "2026-11-10 sms 1@0"])
    }

    /// While our own answer is outstanding nobody may conclude anything.
    @Test func whatIsStillLeavingIsNotFollowed() {
        var walk = walk()
        walk.run(until: .shanghai("2026-11-10 23:00")) { _ in .leaving }
        #expect(walk.log == ["2026-11-10 push 1@0"])
    }

    @Test func whatWasPutBackIsTakenAgain() {
        var walk = walk()
        walk.now = walk.decision().action.until ?? walk.now
        guard let proposal = walk.decision().action.contact else {
            Issue.record("nothing to send")
            return
        }
        walk.facts = walk.facts.adding(proposal, at: walk.now, .putBack)
        #expect(walk.decision().action.contact?.occasions == proposal.occasions)
        #expect(walk.decision().action.contact?.channel == proposal.channel)
    }

    @Test func aChannelWithoutAPointIsPassedOver() {
        var walk = walk()
        walk.facts.points = [.phone(1)]
        walk.run(until: "2026-11-10 23:00")
        #expect(walk.log == ["2026-11-10 sms 1@0"])
    }
}
