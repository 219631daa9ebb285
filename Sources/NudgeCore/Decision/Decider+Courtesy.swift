/// Courtesy answers to a customer's own words: contacts like all others, but that holds which the
/// words themselves placed do not keep them back. docs/replies.md.
extension Decider {
    /// So old words are no longer answered.
    private static let courtesyLife = Milliseconds.hours(24)
    /// Placed by the very words that are answered.
    private static let ownHolds: [HoldReason] = [.saysPaid, .hardshipPlan, .complaint]

    /// The answer to his last words, if they ask for one that has not been given.
    mutating func courtesyPlan() -> Plan? {
        guard let reply = facts.lastReply, let tier = rules.courtesyTier, !facts.debts.isEmpty,
            now < reply.at + Decider.courtesyLife,
            let step = rules.strategy.tiers[tier].steps.firstIndex(where: {
                $0.name == reply.meaning.name
            })
        else { return nil }
        let index = debtSpokenOf(reply)
        note(.tier, .pass, .repliedTo, debt: index, subject: tier)
        guard !wasAnswered(reply) else {
            note(.step, .drop, .answeredToday, debt: index, subject: step)
            return nil
        }
        var deadline = reply.at + Decider.courtesyLife
        if reply.meaning == .optOut {
            guard let within = rules.optOutConfirmation else {
                note(.point, .drop, .notToBeConfirmed, debt: index, channel: reply.channel)
                return nil
            }
            deadline = min(deadline, reply.at + within)
        }
        guard passesForeignHolds(index), passesRole(index, facts.debts[index]) else { return nil }
        return answer(reply, debt: index, tier: tier, step: step, deadline: deadline)
    }

    private mutating func answer(
        _ reply: LastReply,
        debt index: Int,
        tier: Int,
        step: Int,
        deadline: Instant
    ) -> Plan? {
        let channels = rules.strategy.tiers[tier].steps[step].channels
        guard let channel = channels.firstIndex(where: { $0.channel == reply.channel }) else {
            note(.point, .drop, .noAnswerThere, debt: index, channel: reply.channel)
            return nil
        }
        let debt = facts.debts[index]
        let isOverdue = if case .overdue = debt.standing(on: today) { true } else { false }
        let place = StepPlace(
            tier: tier,
            step: step,
            day: 0,
            date: today,
            messageClass: isOverdue ? .collection : .notice,
            sharesDay: false,
            anchor: zone.localDate(reply.at),
            spell: 0
        )
        let occasion = occasion(of: place, debt)
        let template = channels[channel].template
        guard passesPoint(reply, place, debt: index),
            let gateway = answeringGateway(reply.channel, template, occasion, place, debt: index)
        else { return nil }
        note(.step, .pass, .repliedTo, debt: index, subject: step)
        let candidate = Candidate(
            debt: index,
            occasion: occasion,
            tier: tier,
            step: step,
            stepChannel: channel,
            channel: reply.channel,
            messageClass: place.messageClass,
            gateway: gateway,
            point: reply.point,
            date: today,
            after: .distantPast,
            deadline: deadline
        )
        guard let timing = timing(of: candidate) else { return nil }
        guard timing.notBefore < deadline, now < deadline else {
            note(.step, .drop, .tooLate, debt: index, subject: step, until: deadline)
            return nil
        }
        return Plan(candidate: candidate, timing: timing)
    }

    /// The debt that was last spoken of at the address that he wrote from.
    private func debtSpokenOf(_ reply: LastReply) -> Int {
        let last = history.last { $0.point == reply.point && $0.isSaid }
        return last.flatMap { last in
            facts.debts.firstIndex { $0.id == last.occasion.debt }
        } ?? 0
    }

    /// Once for his words, and once in 24 hours, on whatever channel.
    private func wasAnswered(_ reply: LastReply) -> Bool {
        history.contains { past in
            past.occasion.purpose == .courtesy && past.isSaid
                && (past.at >= reply.at || past.at > now - Decider.courtesyLife)
        }
    }

    private mutating func passesForeignHolds(_ index: Int) -> Bool {
        for (number, hold) in facts.holds.enumerated()
        where hold.isActive(at: now) && !Decider.ownHolds.contains(hold.reason)
            && (hold.debt == nil || hold.debt == facts.debts[index].id)
        {
            note(.holds, .hold, .onHold, debt: index, subject: number, until: hold.until)
            if let until = hold.until { wake(at: until) }
            return false
        }
        return true
    }

    /// Only the address that he wrote from, while it is his alone and takes our messages; what he has
    /// just refused is confirmed there once.
    private mutating func passesPoint(
        _ reply: LastReply,
        _ place: StepPlace,
        debt index: Int
    ) -> Bool {
        let confirms = reply.meaning == .optOut
        let reason: Reason?
        if let point = facts.points.first(where: { $0.id == reply.point }) {
            let refused = ClassChannelSet(place.messageClass, reply.channel)
            if point.health != .good || point.isShared {
                reason = .pointUnusable
            } else if !confirms && point.refused.contains(refused) {
                reason = .refusedByRecipient
            } else if !confirms && isRefusedByConsent(reply.channel, place.messageClass) {
                reason = .noConsent
            } else {
                reason = nil
            }
        } else {
            reason = .noContactPoint
        }
        note(
            .point,
            reason == nil ? .pass : .drop,
            reason ?? .passed,
            debt: index,
            channel: reply.channel
        )
        return reason == nil
    }

    private mutating func answeringGateway(
        _ channel: Channel,
        _ template: String,
        _ occasion: Occasion,
        _ place: StepPlace,
        debt index: Int
    ) -> Int? {
        let subject = Int(channel.rawValue)
        if isStopped(channel, place, template: template) {
            hold(.stoppedByOperator, debt: index, subject)
            return nil
        }
        switch route(channel, template, occasion) {
        case .gateway(let gateway): return gateway
        case .none: note(.point, .drop, .noGateway, debt: index, channel: channel)
        case .stopped: hold(.gatewayStopped, debt: index, subject)
        }
        return nil
    }

    private mutating func note(
        _ stage: Trace.Stage,
        _ verdict: Trace.Verdict,
        _ reason: Reason,
        debt: Int,
        channel: Channel
    ) {
        note(stage, verdict, reason, debt: debt, subject: Int(channel.rawValue))
    }
}
