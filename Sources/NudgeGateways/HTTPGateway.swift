internal import Curl
package import NudgeCore

/// A gateway of kind `http` with its secrets: what its file describes, done.
package struct HTTPGateway: Sendable {
    package let description: HTTPDescription
    private let settings: GatewaySettings
    private let builder: RequestBuilder
    /// By their names in the file; never walked through.
    private let secrets: [String: String]
    private let schemes: CurlSchemes

    /// A request that waited longer is put back and signed anew: the strictest vendor takes a
    /// signature for 300 s.
    private static let signatureLife = Milliseconds.minutes(4)

    /// - Parameters:
    ///   - description: That of `settings`.
    ///   - settings: As read from the gateway's file.
    ///   - secrets: The texts that the description's secrets refer to, by their names.
    /// - Throws: `GatewayError` when a secret is missing.
    init(
        _ description: HTTPDescription,
        settings: GatewaySettings,
        secrets: [String: String]
    ) throws(GatewayError) {
        for secret in description.secrets where secrets[secret.name] == nil {
            throw GatewayError(settings.name, "the secret '\(secret.name)' is not there")
        }
        self.description = description
        self.settings = settings
        self.secrets = secrets
        builder = RequestBuilder(description.request)
        schemes = description.request.url.scheme == .https ? .https : .http
        // A Signer of `description.signing` and the secrets is made here.
    }

    // MARK: What leaves

    /// The request of one message or a batch, signed.
    ///
    /// - Throws: `RequestFault` when a value cannot stand where the file puts it.
    package func wireRequest(
        for messages: [OutgoingMessage],
        token: String?,
        expires: Instant?,
        now: Instant,
        nonce: String
    ) throws(RequestFault) -> WireRequest {
        let context = RequestContext(
            messages: messages,
            now: now,
            nonce: nonce,
            expires: expires,
            token: token,
            values: description.values,
            secrets: secrets
        )
        // The Signer adds to it here.
        return try builder.request(context)
    }

    func curlRequest(
        _ request: WireRequest,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant
    ) -> CurlRequest {
        CurlRequest(
            id: id,
            lane: lane,
            method: CurlRequest.Method(rawValue: request.method) ?? .post,
            url: request.url,
            headers: request.headers.map { "\($0.name): \($0.value)" } + ["User-Agent: nudge"],
            body: request.body,
            connectTimeoutMilliseconds: Int32(clamping: settings.connectTimeout.count),
            totalTimeoutMilliseconds: Int32(clamping: settings.totalTimeout.count),
            schemes: schemes,
            notAfter: min(notAfter, now + HTTPGateway.signatureLife).milliseconds,
            prefersHTTP2: description.request.prefersHTTP2,
            authorityFile: settings.authorityFile
        )
    }

    // MARK: What comes back

    /// What an answer means for each message: its rules say; without them it is doubtful.
    func verdict(
        _ answer: CurlAnswer,
        for messages: [OutgoingMessage],
        now: Instant
    ) -> GatewayVerdict {
        // An AnswerReader of `description.answers` decides here.
        let doubt = GatewayAnswer(
            answerClass: .unknown,
            detail: "\(answer.status): no rule takes it",
            laneEvent: .doubted
        )
        return GatewayVerdict(answers: messages.map { _ in doubt })
    }
}

extension WireRequest {
    /// Absolute, as it goes on the wire.
    package var url: String {
        let path = "\(scheme)://\(host)\(path)"
        guard !query.isEmpty else { return path }
        return path + "?"
            + String(decoding: PercentEncoding.pairs(query, charset: charset), as: UTF8.self)
    }
}
