internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore

extension Engine {
    /// Understands how one request ended; the answer is committed with the next turn.
    func take(_ completion: CurlCompletion) {
        if completion.id & DoubtWatch.questionBit != 0 { return takeWord(completion) }
        if completion.id & Batch.bit != 0 { return takeBatch(completion) }
        let contact = ContactID(Int64(completion.id))
        guard let known = outstanding.removeValue(forKey: contact) else {
            log.warning("an answer to nothing", metadata: ["contact": "\(contact.value)"])
            return
        }
        let now = clock.now()
        let answer = understand(completion.outcome, known, at: now)
        if let event = answer.laneEvent { apply(event, to: known.lane, answer, at: now) }
        if known.tokenGeneration > 0 || answer.answerClass == .refreshToken {
            tellTokens(known, answer, at: now)
        }
        if !routing.splits.isEmpty, !answer.answerClass.neverLeft {
            routing.splits[known.lane]?.left(known.point)
        }
        conclude(contact, known, answer, at: now)
    }

    /// What one answer means for its contact; its lane has heard of it.
    func conclude(
        _ contact: ContactID,
        _ known: Outstanding,
        _ answer: GatewayAnswer,
        at now: Instant
    ) {
        lanes[known.lane].leaving -= 1
        if answer.answerClass.takesNoQuota { lanes[known.lane].quota?.giveBack(known.segments) }
        if known.isResent { return takeResent(contact, answer, at: now) }
        if goesOn(contact, known, answer, at: now) { return }
        var attempt = attempt(contact, answer, at: now)
        if case .rateLimited(let wait, .recipient) = answer.answerClass {
            // Only this address has had enough: it waits, and the lane goes on.
            let until = now + (wait ?? Engine.addressWait)
            routing.addressWaits.add(known.point, until: until, now: now)
            attempt.wake = until
        }
        if attempt.answer == .putBack || attempt.answer == .refused {
            takeBack(known.spend)
            attempt.refund = known.spend?.refund
        }
        if answer.answerClass == .unknown { watch(known.lane, at: now) }
        if answer.answerClass == .accepted { watches?.accepted(lanes[known.lane].name, at: now) }
        answers.append(attempt)
        counters.count(answer.answerClass)
    }

    /// By the gateway's file, where it says how its answers are read.
    private func understand(
        _ outcome: CurlOutcome,
        _ known: Outstanding,
        at now: Instant
    ) -> GatewayAnswer {
        let gateway = composer.gateways[known.lane]
        guard let message = known.message,
            let answer = gateway.classify(outcome, messages: [message], now: now).answers.first
        else { return gateway.classify(outcome, now: now) }
        return answer
    }

    /// How long an address waits whose gateway does not say.
    private static let addressWait = Milliseconds.minutes(1)

    private func attempt(
        _ contact: ContactID,
        _ answer: GatewayAnswer,
        at now: Instant
    ) -> AttemptAnswer {
        var result = AttemptAnswer(
            contact: contact,
            answer: .unknown,
            reason: answer.answerClass.name,
            vendorID: answer.vendorID,
            at: now
        )
        switch answer.answerClass {
        case .accepted:
            result.answer = .accepted
        case .unknown:
            result.answer = .unknown
        case .retry(let wait):
            result.answer = .putBack
            result.wake = now + (wait ?? .minutes(1))
        case .rateLimited, .notSent, .authentication, .balance, .refreshToken, .split:
            // The lane itself waits; whoever is due goes as soon as it has room again.
            result.answer = .putBack
            result.wake = now
        case .badRecipient:
            result.answer = .refused
            result.pointHealth = .invalid
            result.wake = now
        case .optedOut:
            result.answer = .refused
            result.refusesClass = true
            result.wake = now
        case .misconfigured:
            result.answer = .refused
            result.wake = now
        }
        return result
    }

    /// What an answer says of the whole lane.
    func apply(
        _ event: LaneEvent,
        to lane: Int,
        _ answer: GatewayAnswer,
        at now: Instant
    ) {
        routing.count(event, lane: lane, &lanes, at: now)
        let before = lanes[lane].state.phase
        lanes[lane].state.apply(event, now: now, using: &generator)
        let after = lanes[lane].state.phase
        guard after != before else { return }
        routing.savesLanes = true
        if case .stopped(let reason) = after {
            // A person must act: said as a stop, so that he sees it and can lift it.
            routing.stops.append(
                StopRecord(
                    stop: Stop(scope: .gateway(lanes[lane].name)),
                    at: now,
                    actor: "engine",
                    why: "\(reason.name): \(answer.detail)"
                )
            )
        }
        guard after != .running else {
            log.notice("the lane runs again", metadata: ["gateway": "\(lanes[lane].name)"])
            return
        }
        log.warning(
            "the lane pauses",
            metadata: [
                "gateway": "\(lanes[lane].name)", "answer": "\(answer.answerClass.name)",
                "detail": "\(answer.detail)", "phase": "\(after)",
            ]
        )
    }
}

/// What the engine has done since it began; for the status line and the report.
package struct EngineCounters: Sendable {
    package var decided = 0
    package var sent = 0
    package var accepted = 0
    package var refused = 0
    package var unknown = 0
    package var putBack = 0
    /// Given to another gateway after a sure refusal.
    package var wentOn = 0
    /// Sent again, since they were in doubt and the gateway tells repeats.
    package var resent = 0
    /// Decided on facts that had changed by the time of the commit.
    package var overtaken = 0
    /// Not sent in staging, since the address is not on the allow-list.
    package var notAllowed = 0
    /// Cases opened for people.
    package var handedOff = 0

    package init() {}

    mutating func count(_ answer: AnswerClass) {
        switch answer {
        case .accepted: accepted += 1
        case .unknown: unknown += 1
        case .badRecipient, .optedOut, .misconfigured: refused += 1
        case .retry, .rateLimited, .notSent, .authentication, .balance, .refreshToken, .split:
            putBack += 1
        }
    }
}
