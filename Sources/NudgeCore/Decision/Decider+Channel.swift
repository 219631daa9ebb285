extension Decider {
    /// Picks the channel of a step: the first that was not used up and can be used.
    mutating func candidate(
        debt index: Int,
        _ place: StepPlace,
        deadline: Instant
    ) -> Candidate? {
        let debt = facts.debts[index]
        let step = rules.strategy.tiers[place.tier].steps[place.step]
        guard rules.stepRecipients[place.tier][place.step] & debt.role.bit != 0 else {
            note(.point, .drop, .roleNotAllowed, debt: index, subject: place.step)
            return nil
        }
        let occasion = occasion(of: place, debt)
        var after = Instant.distantPast
        for channelIndex in step.channels.indices {
            let channel = step.channels[channelIndex].channel
            if let past = lastContact(occasion, channel, from: place.date) {
                let isLast = channelIndex == step.channels.count - 1
                guard let fallback = fallback(after: past, step, debt, isLast: isLast) else {
                    let isInDoubt = past.state == .unknown || past.state == .leaving
                    let reason: Reason = isInDoubt ? .inDoubt : .alreadySaid
                    note(.step, .drop, reason, debt: index, subject: place.step)
                    if past.hasFailed { askForRepair(index, place, deadline: deadline) }
                    return nil
                }
                after = max(after, fallback)
                continue
            }
            guard
                let (point, gateway) = outlet(
                    channel,
                    place,
                    template: step.channels[channelIndex].template,
                    occasion,
                    debt: index
                )
            else { continue }
            note(.step, .pass, .passed, debt: index, subject: place.step, value: Int64(place.day))
            return Candidate(
                debt: index,
                occasion: occasion,
                tier: place.tier,
                step: place.step,
                stepChannel: channelIndex,
                channel: channel,
                messageClass: place.messageClass,
                gateway: gateway,
                point: point,
                date: place.date,
                after: after,
                deadline: deadline
            )
        }
        askForRepair(index, place, deadline: deadline)
        return nil
    }

    /// The last contact that said this on this channel and was not taken back.
    private func lastContact(
        _ occasion: Occasion,
        _ channel: Channel,
        from date: CivilDate
    ) -> PastContact? {
        for index in history.indices.reversed() where history[index].channel == channel {
            guard history[index].isSaid,
                history[index].occasion == occasion
                    || history[index].moreOccasions.contains(occasion)
                    || history[index].saidBefore(occasion, inForceFrom: date)
            else { continue }
            return history[index]
        }
        return nil
    }

    /// From when the next channel may be tried after this contact; `nil`: not at all.
    private mutating func fallback(
        after past: PastContact,
        _ step: Step,
        _ debt: Debt,
        isLast: Bool
    ) -> Instant? {
        guard !isLast else { return nil }
        switch past.state {
        case .refused, .undelivered: return .distantPast
        case .delivered, .unknown, .putBack, .withdrawn: return nil
        case .leaving, .accepted:
            // Silence means something only where receipts flow.
            guard let wait = step.fallbackAfter, receiptsFlow(past.channel) else { return nil }
            let end = facts.silenceEnds(after: past.at, wait, on: debt.id)
            guard past.state == .leaving && now >= end else { return end }
            // Our own answer is overdue, too: nobody may conclude anything from silence.
            wake(at: now + Decider.lookAgainAfter)
            return nil
        }
    }

    /// How soon to look again at what only operators or gateways can change.
    private static let lookAgainAfter = Milliseconds.minutes(5)

    private func receiptsFlow(_ channel: Channel) -> Bool {
        // A history does not tell through which gateway it went: all of them must report.
        let route = rules.routes[Int(channel.rawValue)]
        return !route.isEmpty
            && route.allSatisfy { index in
                let gateway = rules.gateways[index]
                return gateway.hasReceipts
                    && !conditions.gatewaysWithoutReceipts.contains(gateway.name)
            }
    }

    /// A contact point and a gateway for the channel, or a verdict that says why there is none.
    private mutating func outlet(
        _ channel: Channel,
        _ place: StepPlace,
        template: String,
        _ occasion: Occasion,
        debt index: Int
    ) -> (PointID, Int)? {
        let subject = Int(channel.rawValue)
        let gateway: Int
        switch route(channel, template, occasion) {
        case .gateway(let index): gateway = index
        case .none:
            note(.point, .drop, .noGateway, debt: index, subject: subject)
            return nil
        case .stopped:
            hold(.gatewayStopped, debt: index, subject)
            return nil
        }
        if !conditions.stops.isEmpty, isStopped(channel, place, template: template) {
            hold(.stoppedByOperator, debt: index, subject)
            return nil
        }
        if isRefusedByConsent(channel, place.messageClass) {
            note(.point, .drop, .noConsent, debt: index, subject: subject)
            return nil
        }
        var reason = Reason.noContactPoint
        for point in facts.points where point.kind == channel.addressKind {
            if point.refused.contains(ClassChannelSet(place.messageClass, channel)) {
                reason = .refusedByRecipient
            } else if point.health != .good {
                reason = .pointUnusable
            } else {
                note(.point, .pass, .passed, debt: index, subject: subject)
                return (point.id, gateway)
            }
        }
        note(.point, .drop, reason, debt: index, subject: subject)
        return nil
    }

    mutating func hold(_ reason: Reason, debt index: Int, _ subject: Int) {
        note(.point, .hold, reason, debt: index, subject: subject)
        // A forecast takes the stop to last; the world looks again should its end wake nobody.
        wake(
            at: conditions.assumesFreshFacts
                ? zone.startOfDay(today + 1) : now + Decider.lookAgainAfter
        )
    }

    func isStopped(
        _ channel: Channel,
        _ place: StepPlace,
        template: String
    ) -> Bool {
        conditions.stops.contains { stop in
            switch stop.scope {
            case .everything: true
            case .tier(let name): rules.strategy.tiers[place.tier].name == name
            case .template(let name): template == name
            case .channel(let stopped): channel == stopped
            case .gateway, .draining: false
            }
        }
    }

    /// Notices and collection need no consent but heed a refusal; marketing needs consent.
    func isRefusedByConsent(_ channel: Channel, _ messageClass: MessageClass) -> Bool {
        let consent = facts.consents.last {
            $0.channel == channel && $0.messageClass == messageClass
        }
        guard let consent else { return messageClass == .marketing }
        return !consent.isGranted
    }
}
