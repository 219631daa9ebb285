internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways

/// Several contacts in one request, for gateways whose file says `batch`. docs/lanes.md.
///
/// Each is committed, counted and answered by itself; only the request is theirs together.
extension Engine {
    /// Contacts that left in one request.
    struct Batch {
        var lane: Int
        var contacts: [ContactID]

        /// Marks a request's id as that of a batch: the rest of it is the first contact's.
        static let bit: UInt64 = 1 << 61
    }

    // MARK: Leaving

    /// The requests of letters that are committed; what cannot leave after all is answered for here.
    func requests(of letters: [Letter], at now: Instant) -> [CurlRequest] {
        guard !letters.isEmpty else { return [] }
        var gatherer = BatchGatherer()
        for letter in letters {
            gatherer.add(
                letter,
                composer.gateways[letter.lane],
                isAlone: routing.splits[letter.lane]?.isAlone(letter.point, now: now) ?? false
            )
        }
        return gatherer.groups.flatMap { requests(ofGroup: $0.letters, at: now) }
    }

    /// One request; one for each where they cannot stand together after all.
    private func requests(ofGroup letters: [Letter], at now: Instant) -> [CurlRequest] {
        let lane = letters[0].lane
        let held = token(of: lane, at: now)
        guard held != nil || lanes[lane].withoutTokenSince == nil else {
            for letter in letters { fail(letter, .notSent, "there is no token", at: now) }
            return []
        }
        do throws(RequestFault) {
            return [try request(of: letters, held, at: now)]
        } catch {
            if letters.count > 1 { return letters.flatMap { requests(ofGroup: [$0], at: now) } }
            // It was looked at before its commit: only a mistake of ours comes here.
            fail(letters[0], .misconfigured, "no request can be made: \(error)", at: now)
            return []
        }
    }

    private func request(
        of letters: [Letter],
        _ held: TokenDesk.Held?,
        at now: Instant
    ) throws(RequestFault) -> CurlRequest {
        let lane = letters[0].lane
        let first = UInt64(letters[0].contact.value)
        let id = letters.count > 1 ? first | Batch.bit : first
        var request = try composer.gateways[lane].request(
            for: letters.map(\.message),
            token: held?.token.text,
            id: id,
            lane: Int32(lane),
            notAfter: letters.map(\.notAfter).min() ?? now,
            now: now,
            nonce: RequestNonce.text(using: &generator)
        )
        if let held {
            request.notAfter = min(request.notAfter, held.until.milliseconds)
            for letter in letters {
                outstanding[letter.contact]?.tokenGeneration = held.generation
            }
        }
        if letters.count > 1 {
            batches[id] = Batch(lane: lane, contacts: letters.map(\.contact))
        }
        return request
    }

    private func fail(
        _ letter: Letter,
        _ answerClass: AnswerClass,
        _ detail: String,
        at now: Instant
    ) {
        guard let known = outstanding.removeValue(forKey: letter.contact) else { return }
        if answerClass != .notSent {
            log.error("\(detail)", metadata: ["contact": "\(letter.contact.value)"])
        }
        let answer = GatewayAnswer(answerClass: answerClass, detail: detail, laneEvent: nil)
        conclude(letter.contact, known, answer, at: now)
    }

    // MARK: Answers

    /// Understands how a batch ended, for each of its contacts.
    func takeBatch(_ completion: CurlCompletion) {
        guard let batch = batches.removeValue(forKey: completion.id) else {
            log.warning("an answer to nothing", metadata: ["batch": "\(completion.id)"])
            return
        }
        let now = clock.now()
        var letters: [(contact: ContactID, known: Outstanding, message: OutgoingMessage)] = []
        for contact in batch.contacts {
            guard let known = outstanding.removeValue(forKey: contact),
                let message = known.message
            else { preconditionFailure("contact \(contact.value) of a batch left without a trace") }
            letters.append((contact, known, message))
        }
        let verdict = composer.gateways[batch.lane].classify(
            completion.outcome,
            messages: letters.map(\.message),
            now: now
        )
        if verdict.splits { split(batch, letters.map(\.known.point), verdict, at: now) }
        hear(verdict, letters[0].known, at: now)
        for (letter, answer) in zip(letters, verdict.answers) {
            conclude(letter.contact, letter.known, answer, at: now)
        }
    }

    /// What a batch's answer says of its lane and its token, once.
    private func hear(_ verdict: GatewayVerdict, _ known: Outstanding, at now: Instant) {
        if let event = verdict.answers[0].laneEvent {
            let telling = verdict.answers.first { $0.says(event) } ?? verdict.answers[0]
            apply(event, to: known.lane, telling, at: now)
        }
        for answerClass in [AnswerClass.accepted, .refreshToken] {
            guard let answer = verdict.answers.first(where: { $0.answerClass == answerClass })
            else { continue }
            if known.tokenGeneration > 0 || answerClass == .refreshToken {
                tellTokens(known, answer, at: now)
            }
        }
    }

    /// A batch was refused as a whole, surely: nobody of it got anything.
    ///
    /// They are put back, decided afresh as the lane has room, and each goes by itself.
    private func split(
        _ batch: Batch,
        _ points: [PointID],
        _ verdict: GatewayVerdict,
        at now: Instant
    ) {
        for point in points {
            routing.splits[batch.lane, default: SplitMemory()].add(point, now: now)
        }
        log.notice(
            "a batch was refused as a whole: its messages go singly",
            metadata: [
                "gateway": "\(lanes[batch.lane].name)", "messages": "\(points.count)",
                "detail": "\(verdict.answers[0].detail)",
            ]
        )
    }
}

extension GatewayAnswer {
    /// Whether this is the answer of several that an event of their lane is about.
    fileprivate func says(_ event: LaneEvent) -> Bool {
        switch (answerClass, event) {
        case (.authentication, .stopped(.authentication)), (.balance, .stopped(.balance)),
            (.rateLimited(_, .gateway), .rateLimited):
            true
        default: false
        }
    }
}
