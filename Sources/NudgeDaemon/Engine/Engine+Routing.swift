internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore

/// Several gateways for a channel: which lanes can take something, who moves from one to another,
/// and what a refused contact does next. docs/lanes.md.
extension Engine {
    /// What a decision must know of the world now.
    func conditions(at now: Instant) -> Conditions {
        var conditions = Conditions(
            stops: stops,
            // In a shadow no receipt ever comes, and nothing may be concluded from that.
            gatewaysWithoutReceipts: isShadow
                ? Set(lanes.map(\.name)) : watches?.silent(at: now) ?? []
        )
        guard lanes.count > 1 else { return conditions }
        for index in lanes.indices {
            if lanes[index].isWaiting(at: now) {
                conditions.waitingGateways.insert(lanes[index].name)
            }
            if lanes[index].share.percent < 100 {
                conditions.shares[lanes[index].name] = lanes[index].share.percent
            }
        }
        return conditions
    }

    // MARK: Moving from a closed lane

    /// Claims from lanes that are closed while another could take what waits in them: whoever is
    /// claimed so is only decided, and finds the other lane.
    func claimsToMove(at now: Instant) -> [ClaimRequest] {
        guard lanes.count > 1 else { return [] }
        return lanes.indices.filter { isClosed($0, at: now) && hasSubstitute($0, at: now) }
            .map { ClaimRequest(lane: lanes[$0].name, limit: Engine.decideSliceBusy) }
    }

    private func isClosed(_ lane: Int, at now: Instant) -> Bool {
        lanes[lane].isStopped(by: stops) || lanes[lane].isWaiting(at: now)
    }

    private func hasSubstitute(_ lane: Int, at now: Instant) -> Bool {
        lanes.indices.contains { other in
            other != lane && !isClosed(other, at: now)
                && !lanes[other].settings.channels.isDisjoint(with: lanes[lane].settings.channels)
        }
    }

    /// When to look again at a contact that stays in a closed lane, or whose address waits.
    func wait(_ proposal: Proposal, at now: Instant) -> Instant? {
        if let until = routing.addressWaits.wait(proposal.point, now: now) { return until }
        guard lanes.count > 1, isClosed(proposal.gateway, at: now) else { return nil }
        return max(
            lanes[proposal.gateway].opening(after: now) ?? now + Engine.closedLaneWait,
            now + Lane.waitMin
        )
    }

    /// What ends by a person's word is looked at again besides when he gives it.
    static let closedLaneWait = Milliseconds.minutes(5)

    // MARK: Failover

    /// What is kept of a contact in case its gateway refuses it; `nil` where no other carries it.
    func failover(
        _ customer: ClaimedCustomer,
        _ decision: Decision,
        _ proposal: Proposal
    ) -> Failover? {
        guard rules.ruleset.routes[Int(proposal.channel.rawValue)].count > 1, !isShadow else {
            return nil
        }
        return Failover(
            customer: customer,
            decision: decision,
            proposal: proposal,
            generation: rules.ruleset.generation,
            tried: [proposal.gateway]
        )
    }

    /// Gives a contact that its gateway surely refused to the next one; false when none takes it.
    func goesOn(
        _ contact: ContactID,
        _ known: Outstanding,
        _ answer: GatewayAnswer,
        at now: Instant
    ) -> Bool {
        guard answer.letsAnotherTry, !isDraining,
            var failover = known.failover,
            failover.generation == rules.ruleset.generation, now < failover.proposal.notAfter
        else { return false }
        guard let next = nextGateway(failover, at: now) else { return false }
        failover.proposal.gateway = next
        failover.tried.append(next)
        guard
            let composed = try? composer.compose(
                failover.customer,
                failover.decision,
                failover.proposal,
                id: contact,
                rules: rules,
                token: token(of: next, at: now),
                nonce: RequestNonce.text(using: &generator),
                at: now
            ), let request = composed.request,
            lanes[next].take(segments: composed.intent.segments, at: now)
        else { return false }
        let cost = spend(composed.intent, lane: next)
        guard pays(cost, at: now) else {
            lanes[next].giveBack(segments: composed.intent.segments)
            return false
        }
        takeBack(known.spend)
        var reroute = Reroute(
            contact: contact,
            gateway: lanes[next].name,
            // Its own commit was one change.
            revision: failover.customer.facts.revision + 1
        )
        reroute.spend = [known.spend?.refund, cost].compactMap { $0 }
        log.notice(
            "refused, and given to another gateway",
            metadata: [
                "contact": "\(contact.value)", "from": "\(lanes[known.lane].name)",
                "to": "\(lanes[next].name)", "answer": "\(answer.answerClass.name)",
                "detail": "\(answer.detail)",
            ]
        )
        counters.wentOn += 1
        routing.goingOn.append(
            RoutingState.GoingOn(
                contact: contact,
                request: request,
                outstanding: Outstanding(
                    lane: next,
                    point: known.point,
                    segments: composed.intent.segments,
                    failover: failover,
                    spend: cost,
                    message: composed.message,
                    tokenGeneration: token(of: next, at: now)?.generation ?? 0
                ),
                before: known.spend,
                reroute: reroute
            )
        )
        return true
    }

    /// The next gateway of the channel that can take it now.
    private func nextGateway(_ failover: Failover, at now: Instant) -> Int? {
        let ruleset = rules.ruleset
        let proposal = failover.proposal
        let step = ruleset.strategy.tiers[proposal.tier].steps[proposal.step]
        let template = step.channels[proposal.stepChannel].template
        return ruleset.routes[Int(proposal.channel.rawValue)].first { lane in
            !failover.tried.contains(lane) && ruleset.gateways[lane].carries(template)
                && !isClosed(lane, at: now) && lanes[lane].room(at: now) > 0
        }
    }

    /// Sends on what the turn gave to another gateway; the rest is put back and decided afresh.
    func sendOn(_ rerouted: [Bool], recalled: Bool, at now: Instant) {
        let goingOn = routing.goingOn
        routing.goingOn.removeAll(keepingCapacity: true)
        for (contact, isTheirs) in zip(goingOn, rerouted) {
            guard isTheirs, !recalled, !isClosed(contact.outstanding.lane, at: now) else {
                putBack(contact, charged: isTheirs, at: now)
                continue
            }
            outstanding[contact.contact] = contact.outstanding
            guard sender.submit([contact.request]) != .taken else { continue }
            outstanding[contact.contact] = nil
            putBack(contact, charged: true, at: now)
        }
    }

    /// Nothing of these left: a drain, or a stop, came before.
    func releaseReroutes(at now: Instant) {
        for contact in routing.goingOn { putBack(contact, charged: false, at: now) }
        routing.goingOn.removeAll()
    }

    /// `charged`: the store has it under the second gateway.
    private func putBack(
        _ contact: RoutingState.GoingOn,
        charged: Bool,
        at now: Instant
    ) {
        takeBack(contact.outstanding.spend)
        lanes[contact.outstanding.lane].giveBack(segments: contact.outstanding.segments)
        counters.putBack += 1
        var answer = AttemptAnswer(
            contact: contact.contact,
            answer: .putBack,
            reason: AnswerClass.notSent.name,
            at: now,
            wake: now
        )
        answer.refund = charged ? contact.outstanding.spend?.refund : contact.before?.refund
        answers.append(answer)
    }
}
