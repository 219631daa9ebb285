internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore

/// Contacts that may have arrived: sent again where the gateway tells repeats, asked about where it
/// can be asked, and closed by its policy when nothing else settles them. docs/lanes.md.
extension Engine {
    /// Looks at what is in doubt, if it is time; what it finds goes with the next turn.
    func workOnDoubts(at now: Instant) throws(StoreError) {
        if isShadow || isDraining { doubts.nextLook = nil }
        guard let look = doubts.nextLook, look <= now else { return }
        var next: Instant?
        for lane in lanes.indices {
            if let instant = try workOnDoubts(of: lane, at: now) {
                next = min(next ?? instant, instant)
            }
        }
        try closeDoubtsOfOthers(at: now)
        doubts.nextLook = next
        if next == nil { doubts.tries.removeAll() }
    }

    /// When to look at this gateway's again; `nil`: it has none.
    private func workOnDoubts(of lane: Int, at now: Instant) throws(StoreError) -> Instant? {
        let settings = lanes[lane].settings
        let page = try store.doubts(
            of: settings.name,
            since: .distantPast,
            limit: DoubtWatch.pageSize
        )
        var next: Instant?
        var closed = 0
        for record in page where outstanding[record.id] == nil {
            let end = record.at + settings.doubt.after
            guard end > now else {
                close(record.id, settings.doubt, at: now)
                closed += 1
                continue
            }
            let again = try pursue(record, lane, at: now) ?? end
            next = min(next ?? end, max(min(again, end), now + Milliseconds(1)))
        }
        // The rest of a long list follows with the next turns.
        return closed > 0 && page.count == DoubtWatch.pageSize ? now : next
    }

    private func close(_ contact: ContactID, _ policy: DoubtPolicy, at now: Instant) {
        let words = "in doubt for \(policy.after)"
        let ending: DoubtVerdict.Ending = policy.then == .expire ? .expired : .asked
        log.warning(
            policy.then == .expire
                ? "a contact stays unknown" : "a contact is unknown: an operator is asked",
            metadata: ["contact": "\(contact.value)", "why": "\(words)"]
        )
        doubts.tries[contact] = nil
        routing.doubts.append(DoubtVerdict(contact: contact, ending: ending, why: words))
    }

    /// Contacts of gateways that are no more: a person is asked, after the usual time.
    private func closeDoubtsOfOthers(at now: Instant) throws(StoreError) {
        let policy = DoubtPolicy()
        let known = lanes.map(\.name)
        for doubt in try store.doubts(before: now - policy.after, limit: DoubtWatch.pageSize)
        where !known.contains(doubt.gateway) {
            close(doubt.contact, policy, at: now)
        }
    }

    /// Does what can be done about one now; gives when to try again, `nil`: never.
    private func pursue(
        _ record: ContactRecord,
        _ lane: Int,
        at now: Instant
    ) throws(StoreError) -> Instant? {
        let settings = lanes[lane].settings
        let isAsked = doubts.inquirers[settings.name] != nil
        var isResent = false
        if case .vendor(let window) = settings.deduplication, self.isResent(lane) {
            isResent = now < record.at + window - settings.totalTimeout
        }
        guard isAsked || isResent else { return nil }
        let due =
            doubts.tries[record.id]?.next ?? (record.answeredAt ?? record.at) + DoubtWatch.firstWait
        guard due <= now else { return due }
        guard !isDoubtClosed(lane, at: now) else { return now + Lane.waitMin }
        if isResent {
            try resend(record, lane, at: now)
        } else {
            try ask(record, lane, at: now)
        }
        return doubts.tries[record.id]?.next
    }

    /// Whether what is in doubt may be sent again there: not what may have left with others, for the
    /// same bytes cannot be made of it any more.
    private func isResent(_ lane: Int) -> Bool {
        lanes[lane].settings.deduplication != .none && composer.gateways[lane].batchSize == 1
    }

    private func isDoubtClosed(_ lane: Int, at now: Instant) -> Bool {
        lanes[lane].isStopped(by: stops) || lanes[lane].room(at: now) <= 0
    }

    // MARK: Sending again

    /// Sends the same bytes again, if a decision at this moment would make the same contact.
    private func resend(
        _ record: ContactRecord,
        _ lane: Int,
        at now: Instant
    ) throws(StoreError) {
        guard let sent = try store.openText(record).flatMap(SentText.init(encoded:)),
            let digest = sent.digest,
            let customer = try store.customer(record.customer, at: now)
        else { return doubts.postpone(record.id, until: .distantFuture) }
        let (decision, proposal, again) = sameContact(record, customer, at: now)
        guard var proposal else { return doubts.postpone(record.id, until: again) }
        proposal.gateway = lane
        guard
            let composed = try? composer.compose(
                customer,
                decision,
                proposal,
                id: record.id,
                rules: rules,
                token: token(of: lane, at: now),
                nonce: RequestNonce.text(using: &generator),
                at: now
            ), composed.digest == digest, let request = composed.request
        else {
            log.notice(
                "in doubt, and it would say something else now: not sent again",
                metadata: ["contact": "\(record.id.value)"]
            )
            return doubts.postpone(record.id, until: .distantFuture)
        }
        guard lanes[lane].take(segments: record.segments, at: now) else { return }
        outstanding[record.id] = Outstanding(
            lane: lane,
            point: record.point,
            segments: record.segments,
            message: composed.message,
            tokenGeneration: token(of: lane, at: now)?.generation ?? 0,
            isResent: true
        )
        doubts.tried(record.id, at: now)
        counters.resent += 1
        if sender.submit([request]) != .taken {
            outstanding[record.id] = nil
            lanes[lane].giveBack(segments: record.segments)
        }
    }

    /// Decides as if the contact had not been made: holds, caps and windows are asked again.
    ///
    /// Without a proposal, the instant at which to ask again.
    private func sameContact(
        _ record: ContactRecord,
        _ customer: ClaimedCustomer,
        at now: Instant
    ) -> (Decision, Proposal?, Instant) {
        var facts = customer.facts
        let past = facts.history.first { $0.id == record.id }
        facts.history.removeAll { $0.id == record.id }
        let decision = decide(
            facts,
            sharedHistory: customer.sharedHistory,
            rules: rules.ruleset,
            conditions: conditions(at: now),
            at: now
        )
        guard let past else { return (decision, nil, .distantFuture) }
        switch decision.action {
        case .contact(let proposal)
        where proposal.channel == past.channel && proposal.point == past.point
            && proposal.messageClass == past.messageClass
            && proposal.occasions == [past.occasion] + past.moreOccasions:
            return (decision, proposal, now)
        case .wait(let until, _): return (decision, nil, until)
        case .contact, .rest, .handOff: return (decision, nil, now + Engine.otherwiseWait)
        }
    }

    /// Something else is to be said first, or nothing at all: facts may change that.
    private static let otherwiseWait = Milliseconds.minutes(15)

    /// Only a yes settles it: a no may be about the repeat.
    func takeResent(_ contact: ContactID, _ answer: GatewayAnswer, at now: Instant) {
        guard answer.answerClass == .accepted else {
            doubts.look(at: doubts.tries[contact]?.next ?? now + DoubtWatch.firstWait)
            return
        }
        doubts.settled(contact)
        counters.accepted += 1
        answers.append(
            AttemptAnswer(
                contact: contact,
                answer: .accepted,
                reason: "accepted when sent again",
                vendorID: answer.vendorID,
                at: now
            )
        )
    }

    // MARK: Asking

    /// Who can be asked, by the gateways' names.
    static func inquirers(_ parts: EngineParts) -> [String: any DoubtInquirer] {
        var inquirers = parts.inquirers
        for gateway in parts.gateways {
            guard let inquirer = gateway.http?.inquirer else { continue }
            inquirers[gateway.settings.name] = inquirer
        }
        return inquirers
    }

    private func ask(
        _ record: ContactRecord,
        _ lane: Int,
        at now: Instant
    ) throws(StoreError) {
        guard doubts.asking[record.id] == nil else { return }
        let sent = try store.openText(record).flatMap(SentText.init(encoded:))
        let contact = DoubtedContact(
            wireID: composer.wire.text(of: record.id),
            vendorID: record.vendorID,
            channel: record.channel,
            address: sent?.address ?? "",
            text: sent?.body ?? "",
            at: record.at
        )
        let asking = DoubtQuestion(
            id: UInt64(record.id.value) | DoubtWatch.questionBit,
            lane: Int32(lane),
            token: token(of: lane, at: now)?.token.text,
            now: now,
            nonce: RequestNonce.text(using: &generator)
        )
        guard
            let question = doubts.inquirers[lanes[lane].name]?.question(about: contact, asking)
        else { return doubts.postpone(record.id, until: .distantFuture) }
        doubts.tried(record.id, at: now)
        if sender.submit([question]) == .taken { doubts.asking[record.id] = contact }
    }

    /// What a gateway said about a contact in doubt.
    func takeWord(_ completion: CurlCompletion) {
        let contact = ContactID(Int64(completion.id & ~DoubtWatch.questionBit))
        let now = clock.now()
        guard let asked = doubts.asking.removeValue(forKey: contact),
            lanes.indices.contains(Int(completion.lane))
        else { return }
        let name = lanes[Int(completion.lane)].name
        switch doubts.inquirers[name]?.word(in: completion.outcome, about: asked, now: now) {
        case .accepted(let vendorID):
            doubts.settled(contact)
            answers.append(
                AttemptAnswer(
                    contact: contact,
                    answer: .accepted,
                    reason: "accepted when asked",
                    vendorID: vendorID,
                    at: now
                )
            )
        case .delivered: settle(contact, .delivered, name)
        case .undelivered: settle(contact, .undelivered, name)
        case .notTaken: settle(contact, .notSent, name)
        case .notYet(let after):
            if let after { doubts.postpone(contact, until: now + after) }
            doubts.look(at: doubts.tries[contact]?.next ?? now + DoubtWatch.firstWait)
        case nil: break
        }
    }

    private func settle(
        _ contact: ContactID,
        _ settlement: ContactEvent.Settlement,
        _ gateway: String
    ) {
        doubts.settled(contact)
        routing.doubts.append(
            DoubtVerdict(contact: contact, ending: .settled(settlement), why: "\(gateway) said so")
        )
    }

    /// An answer left doubt: when to look at it first.
    func watch(_ lane: Int, at now: Instant) {
        let settings = lanes[lane].settings
        let isPursued = isResent(lane) || doubts.inquirers[settings.name] != nil
        doubts.look(at: now + (isPursued ? DoubtWatch.firstWait : settings.doubt.after))
    }
}
