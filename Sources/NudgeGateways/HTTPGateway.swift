internal import Curl
package import NudgeCore

/// A gateway of kind `http` with its secrets: what its file describes, done.
///
/// A reference, so that a `Gateway` stays small to pass on.
package final class HTTPGateway: Sendable {
    package let description: HTTPDescription
    private let settings: GatewaySettings
    private let builder: RequestBuilder
    private let signer: Signer?
    private let reader: AnswerReader
    /// Where its token comes from; `nil`: it needs none.
    package let tokenSource: TokenSource?
    /// Where its callbacks come in, in the order of the file.
    package let callbackDoors: [CallbackDoor]
    /// Where its receipts are pulled from, in the order of the file.
    package let pullSources: [PullSource]
    /// By their names in the file; never walked through.
    private let secrets: [String: String]
    /// Where the vendor is to post, as it is told with a request; `nil`: it is not.
    private let callbackAddress: String?

    /// - Parameters:
    ///   - description: That of `settings`.
    ///   - settings: As read from the gateway's file.
    ///   - secrets: The texts that the description's secrets refer to, by their names.
    /// - Throws: `GatewayError` when a secret is missing, or is no key of its scheme.
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
        callbackAddress = HTTPGateway.callbackAddress(description, settings, secrets)
        builder = RequestBuilder(description.request)
        reader = AnswerReader(description.answers)
        let ground = HTTPGateway.ground(description, secrets)
        do throws(SigningError) {
            signer = try description.signing.map { (form) throws(SigningError) in
                try Signer(form, ground)
            }
            tokenSource = try HTTPGateway.tokenSource(description, settings, secrets, ground)
            pullSources = try HTTPGateway.pullSources(description, settings, secrets, ground)
        } catch {
            throw GatewayError(settings.name, error.description)
        }
        var doors: [CallbackDoor] = []
        for form in description.callbacks {
            do throws(CallbackSetupError) {
                doors.append(try CallbackDoor(form, secrets: secrets))
            } catch {
                throw GatewayError(settings.name, "callback \(form.name): \(error)")
            }
        }
        callbackDoors = doors
    }

    /// The public address of the first callback, with the secret of its path where it has one: the
    /// vendor must know it.
    private static func callbackAddress(
        _ description: HTTPDescription,
        _ settings: GatewaySettings,
        _ secrets: [String: String]
    ) -> String? {
        guard let base = settings.publicAddress, let first = description.callbacks.first else {
            return nil
        }
        let tail = first.pathSecret.flatMap { secrets[$0] }.map { "/\($0)" } ?? ""
        return "\(base)/callbacks/\(settings.name)/\(first.name)\(tail)"
    }

    private static func ground(
        _ description: HTTPDescription,
        _ secrets: [String: String]
    ) -> SigningGround {
        let values = description.values.compactMap { field -> WirePair? in
            switch field.node {
            case .template(let template): template.constant.map { WirePair(field.name, $0) }
            case .number(let digits): WirePair(field.name, digits)
            default: nil
            }
        }
        let named = description.secrets.compactMap { secret in
            secrets[secret.name].map { WirePair(secret.name, $0) }
        }
        return SigningGround(values: values, secrets: named)
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
            callback: callbackAddress,
            values: description.values,
            secrets: secrets
        )
        var request = try builder.request(context)
        signer?.sign(
            &request,
            at: SigningMoment(
                now: now,
                nonce: nonce,
                reference: messages.first?.wireID ?? "",
                token: token ?? ""
            )
        )
        return request
    }

    func curlRequest(
        _ request: WireRequest,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant
    ) -> CurlRequest {
        HTTPGateway.curlRequest(
            request,
            settings,
            id: id,
            lane: lane,
            // What waited longer is put back and signed anew.
            notAfter: min(notAfter, signer?.life.map { now + $0 } ?? notAfter),
            prefersHTTP2: description.request.prefersHTTP2
        )
    }

    static func curlRequest(
        _ request: WireRequest,
        _ settings: GatewaySettings,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        prefersHTTP2: Bool
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
            schemes: request.scheme == "https" ? .https : .http,
            notAfter: notAfter.milliseconds,
            prefersHTTP2: prefersHTTP2,
            authorityFile: settings.authorityFile
        )
    }

    // MARK: What comes back

    /// What an answer, or its absence, means for each message.
    func verdict(
        _ outcome: CurlOutcome,
        recipients: [String],
        now: Instant
    ) -> GatewayVerdict {
        reader.verdict(outcome, recipients: recipients, now: now)
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
