package import NudgeCore

/// Decides what the sandbox does about a message; pure, so that a run can be repeated exactly.
///
/// Chance comes in as a generator, which `reaction(to:attempt:)` seeds from the message's id: the same
/// id meets the same fate on every run and every machine.
package struct SandboxBehaviour: Sendable {
    /// What a throttled client is told to wait.
    package var throttleSeconds = 2
    /// When `late` answers: longer than a client waits (gateways time out after 15 to 30 s).
    package var lateAnswer: Milliseconds = .seconds(60)
    /// Of ordinary messages, in per cent: about what carriers report for numbers that are off or gone.
    package var undeliveredPercent = 3

    package init() {}

    /// - Parameters:
    ///   - message: as received.
    ///   - attempt: 1 for the first time that this id is seen.
    ///   - wasThrottled: whether its address was told to wait, and nothing was taken for it since.
    /// - Returns: the answer and the events that follow it.
    package func reaction(
        to message: SandboxMessage,
        attempt: Int,
        wasThrottled: Bool = false
    ) -> SandboxReaction {
        var generator = SandboxGenerator(id: message.id, attempt: attempt)
        let script = SandboxScript(address: message.to, kind: message.channel.addressKind)
        return reaction(
            to: script,
            attempt: attempt,
            wasThrottled: wasThrottled,
            using: &generator
        )
    }

    /// The same, with the chance of the caller's choice.
    package func reaction(
        to script: SandboxScript,
        attempt: Int,
        wasThrottled: Bool = false,
        using generator: inout some RandomNumberGenerator
    ) -> SandboxReaction {
        precondition(attempt >= 1, "attempts are counted from one")
        switch script {
        case .refuse: return SandboxReaction(answer: .refused(.badRecipient))
        case .optedOut: return SandboxReaction(answer: .refused(.optedOut))
        case .misconfigured: return SandboxReaction(answer: .refused(.misconfigured))
        case .balance: return SandboxReaction(answer: .refused(.balance))
        case .throttle: return throttled
        // What was told to wait is put back, and comes again under another id.
        case .throttleOnce where attempt == 1 && !wasThrottled: return throttled
        case .fail: return SandboxReaction(answer: .failed)
        case .hang: return SandboxReaction(answer: .never)
        default: return taken(script, using: &generator)
        }
    }

    private var throttled: SandboxReaction {
        SandboxReaction(answer: .throttled(retryAfterSeconds: throttleSeconds))
    }

    /// Messages that are taken, and differ in the answer and in what follows.
    private func taken(
        _ script: SandboxScript,
        using generator: inout some RandomNumberGenerator
    ) -> SandboxReaction {
        var reaction = SandboxReaction(answer: .accepted)
        reaction.events = events(script, using: &generator)
        switch script {
        case .close: reaction.answer = .closed
        case .unreadable: reaction.answer = .unreadable
        case .late: reaction.answerAfter = lateAnswer
        case .delay(let seconds): reaction.answerAfter = .seconds(seconds)
        case .receiptFirst: reaction.answersAfterFirstEvent = true
        default: break
        }
        return reaction
    }

    private func events(
        _ script: SandboxScript,
        using generator: inout some RandomNumberGenerator
    ) -> [SandboxReaction.Planned] {
        // Drawn for every script, so that a script never shifts the chance of another draw.
        let receipt = receiptDelay(using: &generator)
        let isUndelivered = Int.random(in: 0..<100, using: &generator) < undeliveredPercent
        let reply = receipt + Milliseconds(.random(in: 5000..<65_000, using: &generator))
        func planned(_ after: Milliseconds, _ kind: SandboxEvent.Kind) -> SandboxReaction.Planned {
            SandboxReaction.Planned(after: after, kind: kind)
        }
        let delivered = planned(receipt, .receipt(.delivered))
        switch script {
        case .silent: return []
        case .undelivered: return [planned(receipt, .receipt(.undelivered))]
        case .vendorID: return [planned(receipt, .receiptByVendorID(.delivered))]
        case .twice: return [delivered, delivered]
        case .recovered:
            return [
                planned(receipt, .receipt(.undelivered)), planned(reply, .receipt(.delivered)),
            ]
        case .receiptFirst: return [planned(.zero, .receipt(.delivered))]
        case .replyOptOut: return [delivered, planned(reply, .reply("TD"))]
        case .replyPaid: return [delivered, planned(reply, .reply("已还"))]
        case .replyComplaint: return [delivered, planned(reply, .reply("我要投诉你们"))]
        case .replyWrongPerson: return [delivered, planned(reply, .reply("不是本人"))]
        case .ordinary where isUndelivered, .throttleOnce where isUndelivered:
            return [planned(receipt, .receipt(.undelivered))]
        default: return [delivered]
        }
    }

    /// Nine in ten within 20 s, most others within a minute, one in fifty within half an hour.
    private func receiptDelay(using generator: inout some RandomNumberGenerator) -> Milliseconds {
        let share = Int.random(in: 0..<100, using: &generator)
        let range: Range<Int64> =
            switch share {
            case ..<90: 1000..<20_000
            case ..<98: 20_000..<60_000
            default: 60_000..<1_800_000
            }
        return Milliseconds(.random(in: range, using: &generator))
    }
}
