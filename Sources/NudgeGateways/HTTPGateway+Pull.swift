internal import Curl
internal import NudgeCore

extension HTTPGateway {
    /// Where receipts are pulled from, in the order of the file.
    static func pullSources(
        _ description: HTTPDescription,
        _ settings: GatewaySettings,
        _ secrets: [String: String],
        _ ground: SigningGround
    ) throws(SigningError) -> [PullSource] {
        var sources: [PullSource] = []
        for form in description.pulls {
            let ask = try PulledRequest(form.request, form.signing, ground)
            let thank = try form.acknowledgement.map { (form) throws(SigningError) in
                try PulledRequest(form.request, form.signing, ground)
            }
            let values = description.values
            try ask.tryOut(form.name, values, settings, secrets)
            sources.append(
                PullSource(
                    gateway: settings.name,
                    form: form,
                    needsToken: form.needsToken,
                    answers: AnswerReader(description.answers)
                ) { (question, mark) throws(RequestFault) in
                    var context = RequestContext(
                        messages: [],
                        now: question.now,
                        nonce: question.nonce,
                        token: question.token,
                        values: values,
                        secrets: secrets
                    )
                    context.mark = mark
                    let request = mark == nil ? ask : thank ?? ask
                    return try request.curlRequest(context, settings, question)
                }
            )
        }
        return sources
    }
}

/// A request that is nobody's message, with its signature.
private struct PulledRequest: Sendable {
    private let builder: RequestBuilder
    private let signer: Signer?
    private let prefersHTTP2: Bool

    init(
        _ form: RequestForm,
        _ signing: SigningForm?,
        _ ground: SigningGround
    ) throws(SigningError) {
        builder = RequestBuilder(form)
        signer = try signing.map { (form) throws(SigningError) in try Signer(form, ground) }
        prefersHTTP2 = form.prefersHTTP2
    }

    /// What can be wrong with it is found before the daemon runs: nothing in it is a message's.
    func tryOut(
        _ name: String,
        _ values: [WireField],
        _ settings: GatewaySettings,
        _ secrets: [String: String]
    ) throws(SigningError) {
        let nonce = String(repeating: "0", count: 32)
        let now = Instant(seconds: 0)
        do throws(RequestFault) {
            _ = try curlRequest(
                RequestContext(
                    messages: [],
                    now: now,
                    nonce: nonce,
                    token: "token",
                    values: values,
                    secrets: secrets
                ),
                settings,
                PullSource.Question(id: 0, lane: 0, now: now, nonce: nonce)
            )
        } catch {
            throw SigningError("the request of pull '\(name)' cannot be made: \(error)", hint: "")
        }
    }

    func curlRequest(
        _ context: RequestContext,
        _ settings: GatewaySettings,
        _ question: PullSource.Question
    ) throws(RequestFault) -> CurlRequest {
        var request = try builder.request(context)
        signer?.sign(
            &request,
            at: SigningMoment(
                now: context.now,
                nonce: context.nonce,
                token: context.token ?? ""
            )
        )
        var curl = HTTPGateway.curlRequest(
            request,
            settings,
            id: question.id,
            lane: question.lane,
            notAfter: .distantFuture,
            prefersHTTP2: prefersHTTP2
        )
        curl.route = CurlRoute(settings.wireRoute)
        return curl
    }
}

extension PullForm {
    /// Whether one of its requests carries the gateway's token.
    fileprivate var needsToken: Bool {
        func carries(_ request: RequestForm, _ signing: SigningForm?) -> Bool {
            signing?.needsToken ?? false || request.names(WireNames.token)
                || (request.headers + request.query + request.url.query)
                    .contains { $0.node.names.contains(WireNames.token) }
        }
        return carries(request, signing)
            || acknowledgement.map { carries($0.request, $0.signing) } ?? false
    }
}
