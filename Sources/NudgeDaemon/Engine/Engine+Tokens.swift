internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways

/// Lanes whose requests carry a token: closed while there is none, told when one is refused.
/// docs/gateways-signing.md.
extension Engine {
    /// The desk for the gateways that need a token; `nil` when none does, or nothing is sent.
    static func tokenDesk(_ parts: EngineParts) -> TokenDesk? {
        let sources = parts.gateways.map { $0.http?.tokenSource }
        guard !parts.isShadow, sources.contains(where: { $0 != nil }) else { return nil }
        return TokenDesk(
            sources,
            lane: GatewayAssembly.tokenLane(parts.gateways.map(\.settings)),
            sender: parts.sender,
            board: parts.tokenBoard,
            log: parts.log
        )
    }

    /// Begins the fetches that are due, and opens or closes the lanes that wait for one.
    func workOnTokens(at now: Instant) {
        guard let tokens else { return }
        for refusal in tokens.refusedElsewhere() {
            refuse(refusal.gateway, refusal.generation, "by a pull", tokens, at: now)
        }
        tokens.work(at: now, isDraining: isDraining) { lane in
            // Who is paused still wants the receipts of what has left.
            let isUsed = !lanes[lane].isStopped(by: stops) || pullsWithToken(lane)
            return isUsed && lanes[lane].state.opening(now: now) != nil
        }
        for lane in tokens.gateways { updateLane(lane, tokens, at: now) }
    }

    private func updateLane(_ lane: Int, _ tokens: TokenDesk, at now: Instant) {
        if tokens.isReady(lane, at: now) {
            lanes[lane].withoutTokenSince = nil
        } else if lanes[lane].withoutTokenSince == nil {
            lanes[lane].withoutTokenSince = now
        }
    }

    /// What a request of this lane carries; `nil`: nothing.
    func token(of lane: Int, at now: Instant) -> TokenDesk.Held? {
        if let tokens { return tokens.held(lane, at: now) }
        // A shadow's requests are made and never sent.
        guard isShadow, composer.gateways[lane].http?.tokenSource != nil else { return nil }
        return TokenDesk.Held(token: AccessToken("none"), generation: 0, until: .distantFuture)
    }

    /// Understands how a fetch ended.
    func takeToken(_ completion: CurlCompletion, _ tokens: TokenDesk) {
        let now = clock.now()
        guard let refusal = tokens.take(completion, at: now) else { return }
        stop(refusal.gateway, refusal.reason, at: now)
    }

    /// What an answer says of the token that its request carried.
    func tellTokens(_ known: Outstanding, _ answer: GatewayAnswer, at now: Instant) {
        let lane = known.lane
        guard let tokens, tokens.isNeeded(by: lane) else {
            // Nothing can be fetched: the gateway is left alone for a while.
            if answer.answerClass == .refreshToken { apply(.failed, to: lane, answer, at: now) }
            return
        }
        if answer.answerClass == .accepted {
            tokens.taken(lane, generation: known.tokenGeneration)
        }
        guard answer.answerClass == .refreshToken, known.tokenGeneration > 0 else { return }
        refuse(lane, known.tokenGeneration, answer.detail, tokens, at: now)
    }

    private func pullsWithToken(_ lane: Int) -> Bool {
        composer.gateways[lane].http?.pullSources.contains(where: \.needsToken) ?? false
    }

    private func refuse(
        _ lane: Int,
        _ generation: Int,
        _ why: String,
        _ tokens: TokenDesk,
        at now: Instant
    ) {
        let wasReady = tokens.isReady(lane, at: now)
        let isHopeless = tokens.refused(lane, generation: generation, at: now)
        if isHopeless { stop(lane, "new tokens are refused: \(why)", at: now) }
        guard wasReady, !tokens.isReady(lane, at: now) else { return }
        updateLane(lane, tokens, at: now)
        // What has not left would be refused, too.
        sender.cancelUnsent(lane: Int32(lane))
        releasePending { $0 == lane }
    }

    private func stop(_ lane: Int, _ why: String, at now: Instant) {
        let answer = GatewayAnswer(answerClass: .authentication, detail: why, laneEvent: nil)
        apply(.stopped(.authentication), to: lane, answer, at: now)
    }
}
