import NudgeCore
import NudgeServer
import Testing

@Suite struct SandboxBehaviourTests {
    private let behaviour = SandboxBehaviour()

    private func reaction(to script: SandboxScript, attempt: Int = 1) -> SandboxReaction {
        var generator = SandboxGenerator(id: "n1-1", attempt: attempt)
        return behaviour.reaction(to: script, attempt: attempt, using: &generator)
    }

    static let answers: [(script: SandboxScript, answer: SandboxReaction.Answer, isTaken: Bool)] = [
        (.ordinary, .accepted, true), (.refuse, .refused(.badRecipient), false),
        (.optedOut, .refused(.optedOut), false), (.misconfigured, .refused(.misconfigured), false),
        (.balance, .refused(.balance), false), (.throttle, .throttled(retryAfterSeconds: 2), false),
        (.fail, .failed, false), (.hang, .never, false), (.close, .closed, true),
        (.unreadable, .unreadable, true), (.silent, .accepted, true), (.late, .accepted, true),
        (.delay(seconds: 3), .accepted, true), (.receiptFirst, .accepted, true),
    ]

    @Test(arguments: answers)
    func everyScriptHasItsAnswer(
        script: SandboxScript,
        answer: SandboxReaction.Answer,
        isTaken: Bool
    ) {
        let reaction = reaction(to: script)
        #expect(reaction.answer == answer)
        #expect(reaction.isTaken == isTaken)
        #expect(isTaken || reaction.events.isEmpty, "what is not taken has no receipt")
    }

    static let events: [(script: SandboxScript, kinds: [SandboxEvent.Kind])] = [
        (.silent, []), (.vendorID, [.receiptByVendorID(.delivered)]),
        (.undelivered, [.receipt(.undelivered)]),
        (.twice, [.receipt(.delivered), .receipt(.delivered)]),
        (.recovered, [.receipt(.undelivered), .receipt(.delivered)]),
        (.receiptFirst, [.receipt(.delivered)]), (.close, [.receipt(.delivered)]),
        (.late, [.receipt(.delivered)]), (.unreadable, [.receipt(.delivered)]),
        (.delay(seconds: 2), [.receipt(.delivered)]),
        (.replyOptOut, [.receipt(.delivered), .reply("TD")]),
        (.replyPaid, [.receipt(.delivered), .reply("已还")]),
        (.replyComplaint, [.receipt(.delivered), .reply("我要投诉你们")]),
        (.replyWrongPerson, [.receipt(.delivered), .reply("不是本人")]),
    ]

    @Test(arguments: events)
    func everyScriptHasItsEventsInOrder(script: SandboxScript, kinds: [SandboxEvent.Kind]) {
        let events = reaction(to: script).events
        #expect(events.map(\.kind) == kinds)
        #expect(events.map(\.after) == events.map(\.after).sorted())
    }

    @Test func lateAndDelayedAnswersSayWhen() {
        #expect(reaction(to: .late).answerAfter == .seconds(60))
        #expect(reaction(to: .delay(seconds: 7)).answerAfter == .seconds(7))
        #expect(reaction(to: .ordinary).answerAfter == .zero)
        #expect(reaction(to: .receiptFirst).answersAfterFirstEvent)
        #expect(reaction(to: .receiptFirst).events.first?.after == .zero)
    }

    /// T-76.
    @Test func throttleOnceRefusesTheFirstAttemptOnly() {
        #expect(reaction(to: .throttleOnce).answer == .throttled(retryAfterSeconds: 2))
        let second = reaction(to: .throttleOnce, attempt: 2)
        #expect(second.answer == .accepted)
        #expect(second.events.count == 1)
        var generator = SandboxGenerator(id: "n1-2", attempt: 1)
        let again = behaviour.reaction(
            to: .throttleOnce,
            attempt: 1,
            wasThrottled: true,
            using: &generator
        )
        #expect(again.answer == .accepted)
    }

    @Test func theSameIdMeetsTheSameFateAndAnotherAttemptAnother() {
        let message = SandboxMessage(id: "n1-2s", channel: .sms, to: "13800138000", text: "x")
        let first = behaviour.reaction(to: message, attempt: 1)
        #expect(first == behaviour.reaction(to: message, attempt: 1))
        #expect(first != behaviour.reaction(to: message, attempt: 2))
        // Pinned: a ledger of an earlier version must mean the same.
        #expect(first.events == [.init(after: Milliseconds(19_104), kind: .receipt(.delivered))])
    }

    @Test func mostReceiptsComeWithinAMinuteAndAFewPerCentAreUndelivered() {
        let count = 20_000
        var undelivered = 0
        var withinMinute = 0
        for number in 0..<count {
            var generator = SandboxGenerator(id: "n1-\(number)", attempt: 1)
            let events = behaviour.reaction(to: .ordinary, attempt: 1, using: &generator).events
            #expect(events.count == 1)
            if events.first?.kind == .receipt(.undelivered) { undelivered += 1 }
            if let after = events.first?.after, after <= .minutes(1) { withinMinute += 1 }
        }
        #expect((count * 25 / 1000...count * 35 / 1000).contains(undelivered))
        #expect((count * 97 / 100...count * 99 / 100).contains(withinMinute))
    }
}
