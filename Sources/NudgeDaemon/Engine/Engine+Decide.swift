internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore

extension Engine {
    /// Decides everybody who was claimed; the commits go with the next turn.
    func decideAll(_ claimed: [ClaimedCustomer], at now: Instant) {
        let conditions = conditions(at: now)
        pending.reserveCapacity(claimed.count)
        for customer in claimed {
            FaultSwitch.pass(customer.facts.reference)
            let decision = decide(
                customer.facts,
                sharedHistory: customer.sharedHistory,
                rules: rules.ruleset,
                conditions: conditions,
                at: now
            )
            counters.decided += 1
            pending.append(plan(customer, decision, at: now))
        }
        composeDrafts(at: now)
    }

    /// Puts into words what was decided, on all cores; ids and room are given out in order.
    private func composeDrafts(at now: Instant) {
        let (composer, rules, conditions) = (composer, rules, conditions(at: now))
        let made = parallelMap(drafts, chunkSize: Engine.composedTogether) { draft in
            draft.made(composer, rules, conditions, at: now)
        }
        for (draft, made) in zip(drafts, made) {
            pending[draft.place] = contact(draft, made, at: now)
        }
        drafts.removeAll(keepingCapacity: true)
    }

    /// The first visit only sets a timer in the lane; the second, from that lane, makes the contact.
    private func plan(
        _ customer: ClaimedCustomer,
        _ decision: Decision,
        at now: Instant
    ) -> Pending {
        switch decision.action {
        case .rest:
            return pending(customer, timer: nil)
        case .wait(let until, nil):
            return pending(
                customer,
                timer: CustomerTimer(lane: decideLane, due: until, priority: 0)
            )
        case .wait(let until, let proposal?):
            return pending(customer, timer: timer(proposal, due: until))
        case .contact(let proposal):
            let lane = lanes[proposal.gateway]
            guard customer.timer?.lane == lane.name else {
                return pending(customer, timer: timer(proposal, due: now))
            }
            if let later = wait(proposal, at: now) {
                return pending(customer, timer: timer(proposal, due: later))
            }
            return contact(customer, decision, proposal, at: now)
        case .handOff(let handOff):
            return open(customer, decision, handOff, at: now)
        }
    }

    /// A case needs no lane: it is opened with this commit, and he is decided again.
    private func open(
        _ customer: ClaimedCustomer,
        _ decision: Decision,
        _ handOff: HandOff,
        at now: Instant
    ) -> Pending {
        let tier = rules.ruleset.strategy.tiers[handOff.tier]
        var facts = customer.facts
        facts.append(handOff.past(at: now))
        var pending = pending(customer, timer: timerAfter(facts, customer, at: now))
        pending.commit.opening = CaseOpening(
            handOff: handOff.past(at: now),
            team: handOff.team,
            tier: tier.name,
            step: tier.steps[handOff.step].name,
            reason: handOff.reason(of: tier),
            trace: TraceCodec.encode(
                decision.trace,
                facts: customer.facts,
                rules: rules.ruleset
            )
        )
        counters.handedOff += 1
        return pending
    }

    func timer(_ proposal: Proposal, due: Instant) -> CustomerTimer {
        CustomerTimer(
            lane: lanes[proposal.gateway].name,
            due: due,
            priority: proposal.priority
        )
    }

    private func pending(_ customer: ClaimedCustomer, timer: CustomerTimer?) -> Pending {
        Pending(
            commit: DecisionCommit(
                customer: customer.facts.id,
                lease: customer.lease,
                revision: customer.facts.revision,
                timer: timer
            ),
            request: nil,
            lane: nil,
            reference: customer.facts.reference
        )
    }

    private func contact(
        _ customer: ClaimedCustomer,
        _ decision: Decision,
        _ proposal: Proposal,
        at now: Instant
    ) -> Pending {
        guard lanes[proposal.gateway].withoutTokenSince == nil else {
            return pending(customer, timer: timer(proposal, due: now + Lane.tokenWait))
        }
        do {
            let draft = ContactDraft(
                place: pending.count,
                id: try contactIDs.take(),
                customer: customer,
                decision: decision,
                proposal: proposal,
                token: token(of: proposal.gateway, at: now),
                nonce: nonce(for: proposal.gateway)
            )
            drafts.append(draft)
        } catch {
            log.error("no contact ids", metadata: ["reason": "\(error)"])
        }
        return pending(customer, timer: timer(proposal, due: now + .seconds(1)))
    }

    /// Only what a file describes may ask for one, and the kernel's chance costs a microsecond.
    private func nonce(for lane: Int) -> String {
        composer.gateways[lane].http == nil ? "" : RequestNonce.text(using: &generator)
    }

    private func contact(
        _ draft: ContactDraft,
        _ made: ContactDraft.Made,
        at now: Instant
    ) -> Pending {
        let (customer, proposal) = (draft.customer, draft.proposal)
        do throws(Composer.Failure) {
            let composed = try made.composed.get()
            let segments = composed.intent.segments
            guard lanes[proposal.gateway].take(segments: segments, at: now) else {
                let opening = lanes[proposal.gateway].opening(segments: segments, after: now)
                return pending(customer, timer: timer(proposal, due: opening))
            }
            var intent = composed.intent
            intent.spend = spend(intent, lane: proposal.gateway)
            guard pays(intent.spend, at: now) else {
                lanes[proposal.gateway].giveBack(segments: segments)
                return pending(customer, timer: timer(proposal, due: now + Engine.closedLaneWait))
            }
            var pending = pending(customer, timer: made.next.flatMap { timer(after: $0, at: now) })
            pending.commit.intent = intent
            pending.request = composed.request
            pending.lane = proposal.gateway
            pending.failover = failover(customer, draft.decision, proposal)
            pending.message = composed.message
            pending.notAfter = proposal.notAfter
            pending.tokenGeneration = draft.token?.generation ?? 0
            return pending
        } catch Composer.Failure.notAllowed {
            counters.notAllowed += 1
            return pending(
                customer,
                timer: CustomerTimer(lane: decideLane, due: now + .days(1), priority: 0)
            )
        } catch {
            log.error(
                "cannot be put into words, set aside",
                metadata: [
                    "customer": "\(customer.facts.reference)", "reason": "\(error)",
                ]
            )
            var pending = pending(customer, timer: nil)
            pending.commit.quarantine = "\(error)"
            return pending
        }
    }

    /// When to look at the customer again, on the facts as they will stand after this commit.
    private func timerAfter(
        _ facts: CustomerFacts,
        _ customer: ClaimedCustomer,
        at now: Instant
    ) -> CustomerTimer? {
        let decision = decide(
            facts,
            sharedHistory: customer.sharedHistory,
            rules: rules.ruleset,
            conditions: conditions(at: now),
            at: now
        )
        return timer(after: decision.action, at: now)
    }

    private func timer(after action: Decision.Action, at now: Instant) -> CustomerTimer? {
        switch action {
        case .rest: return nil
        case .wait(let until, nil):
            return CustomerTimer(lane: decideLane, due: until, priority: 0)
        case .wait(let until, let proposal?): return timer(proposal, due: until)
        case .contact(let proposal): return timer(proposal, due: now)
        case .handOff: return CustomerTimer(lane: decideLane, due: now, priority: 0)
        }
    }

    // MARK: Sending

    /// Hands what was committed to libcurl; what was not is due again, and nothing of it left.
    ///
    /// With `recalled`, an operator's stop came with the same transaction: all is put back.
    func send(_ committed: [Bool], recalled: Bool, at now: Instant) {
        var requests: [CurlRequest] = []
        var letters: [Letter] = []
        for (pending, isCommitted) in zip(pending, committed) {
            guard let lane = pending.lane, let intent = pending.commit.intent else { continue }
            guard isCommitted else {
                lanes[lane].giveBack(segments: intent.segments)
                takeBack(intent.spend)
                counters.overtaken += 1
                continue
            }
            outstanding[intent.contact.id] = Outstanding(
                lane: lane,
                point: intent.contact.point,
                segments: intent.segments,
                failover: pending.failover,
                spend: intent.spend,
                message: pending.message,
                tokenGeneration: pending.tokenGeneration
            )
            counters.sent += 1
            if let request = pending.request {
                requests.append(request)
            } else if let message = pending.message {
                letters.append(
                    Letter(
                        contact: intent.contact.id,
                        lane: lane,
                        point: intent.contact.point,
                        message: message,
                        notAfter: pending.notAfter
                    )
                )
            }
        }
        pending.removeAll(keepingCapacity: true)
        if isShadow && !recalled {
            let contacts = requests.map { ContactID(Int64($0.id)) } + letters.map(\.contact)
            return answerShadows(contacts, at: now)
        }
        requests += self.requests(of: letters, at: now)
        guard !requests.isEmpty else { return }
        if recalled || sender.submit(requests) != .taken {
            for request in requests {
                take(
                    CurlCompletion(
                        id: request.id,
                        lane: request.lane,
                        outcome: .notSent(.cancelled)
                    )
                )
            }
        }
    }

    /// The end of the road in shadow mode: no byte is given to libcurl.
    private func answerShadows(_ contacts: [ContactID], at now: Instant) {
        for contact in contacts {
            guard let known = outstanding.removeValue(forKey: contact) else { continue }
            lanes[known.lane].leaving -= 1
            counters.accepted += 1
            answers.append(
                AttemptAnswer(contact: contact, answer: .accepted, reason: "shadow", at: now)
            )
        }
    }

    /// A new stop recalls at once what has not left; what is decided later heeds it by itself.
    ///
    /// Lifting one decides everybody afresh. Says whether there is a new stop; one of the engine's
    /// own takes nothing back: what it committed before was meant to leave.
    func heed(_ new: [Stop], own: [Stop] = []) -> Bool {
        guard new != stops else { return false }
        let isLifted = stops.contains { !new.contains($0) }
        let isFresh = new.contains {
            !stops.contains($0) && !own.contains($0) && $0.scope.recalls
        }
        if isFresh { sender.cancelUnsent { _ in true } }
        if isLifted {
            sweepAll()
            reopenLanes(leaving: new)
        }
        stops = new
        return isFresh
    }

    /// A lane that stopped by itself, for a wrong key or want of money, begins afresh when an
    /// operator lifts a stop of its gateway: `nudge stop --gateway NAME`, then `nudge resume`.
    private func reopenLanes(leaving new: [Stop]) {
        for index in lanes.indices {
            let isLifted = stops.contains { stop in
                (stop.scope.gateway == lanes[index].name || stop.scope == .everything)
                    && !new.contains(stop)
            }
            guard isLifted else { continue }
            lanes[index].state.resume()
            tokens?.resume(index)
        }
    }

    /// Takes the contacts out of decisions that are not committed yet: their customers are due again.
    func releasePending() {
        releaseReroutes(at: clock.now())
        releasePending { _ in true }
    }

    /// The same for some lanes alone.
    func releasePending(of isReleased: (Int) -> Bool) {
        for index in pending.indices {
            guard let lane = pending[index].lane, isReleased(lane),
                let intent = pending[index].commit.intent
            else { continue }
            lanes[lane].giveBack(segments: intent.segments)
            takeBack(intent.spend)
            pending[index].commit.intent = nil
            pending[index].commit.timer = CustomerTimer(
                lane: lanes[lane].name,
                due: clock.now(),
                priority: 0
            )
            pending[index].request = nil
            pending[index].lane = nil
        }
    }
}
