internal import Curl
internal import NudgeCore

extension HTTPGateway {
    /// The request that fetches a token, and how its answer is read; `nil`: none is needed.
    ///
    /// Nothing in it is a message's: what can be wrong with it is found when the gateway is made.
    static func tokenSource(
        _ description: HTTPDescription,
        _ settings: GatewaySettings,
        _ secrets: [String: String],
        _ ground: SigningGround,
        route: CurlRoute?
    ) throws(SigningError) -> TokenSource? {
        guard let form = description.token, let requestForm = description.tokenRequest else {
            return nil
        }
        let assertion = try form.assertion.map { (form) throws(SigningError) in
            try Assertion(form, ground)
        }
        let signer = try form.signing.map { (form) throws(SigningError) in
            try Signer(form, ground)
        }
        let builder = RequestBuilder(requestForm)
        let values = description.values
        @Sendable func wireRequest(
            at now: Instant,
            nonce: String
        ) throws(RequestFault) -> WireRequest {
            var request = try builder.request(
                RequestContext(
                    messages: [],
                    now: now,
                    nonce: nonce,
                    assertion: assertion?.text(at: now),
                    values: values,
                    secrets: secrets
                )
            )
            signer?.sign(&request, at: SigningMoment(now: now, nonce: nonce))
            return request
        }
        do throws(RequestFault) {
            _ = try wireRequest(at: Instant(seconds: 0), nonce: String(repeating: "0", count: 32))
        } catch {
            throw SigningError("the token's request cannot be made: \(error)", hint: "")
        }
        return TokenSource(gateway: settings.name, form: form) { fetch in
            guard let request = try? wireRequest(at: fetch.now, nonce: fetch.nonce) else {
                preconditionFailure("the token's request of \(settings.name) was made before")
            }
            var curlRequest = HTTPGateway.curlRequest(
                request,
                settings,
                id: fetch.id,
                lane: fetch.lane,
                notAfter: .distantFuture,
                prefersHTTP2: requestForm.prefersHTTP2
            )
            curlRequest.route = route
            return curlRequest
        }
    }
}
