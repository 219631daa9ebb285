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
    /// Asks what became of a message; `nil`: the vendor cannot be asked.
    package let inquirer: QueryInquirer?
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
    ///   - route: The way of the token's request; `nil`: the usual one.
    /// - Throws: `GatewayError` when a secret is missing, or is no key of its scheme.
    init(
        _ description: HTTPDescription,
        settings: GatewaySettings,
        secrets: [String: String],
        route: CurlRoute? = nil
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
            tokenSource = try HTTPGateway.tokenSource(
                description,
                settings,
                secrets,
                ground,
                route: route
            )
            let asking = try description.query?.signing.map { (form) throws(SigningError) in
                try Signer(form, ground)
            }
            inquirer = QueryInquirer(
                description,
                settings,
                secrets: secrets,
                signer: asking ?? signer,
                route: route
            )
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
        let context = context(messages, token, expires, now, nonce)
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

    /// Makes the request of one message, and drops it unsigned.
    func check(
        _ message: OutgoingMessage,
        token: String?,
        expires: Instant?,
        now: Instant,
        nonce: String
    ) throws(RequestFault) {
        _ = try builder.request(context([message], token, expires, now, nonce))
    }

    private func context(
        _ messages: [OutgoingMessage],
        _ token: String?,
        _ expires: Instant?,
        _ now: Instant,
        _ nonce: String
    ) -> RequestContext {
        RequestContext(
            messages: messages,
            now: now,
            nonce: nonce,
            expires: expires,
            token: token,
            callback: callbackAddress,
            values: description.values,
            secrets: secrets
        )
    }

    /// `contacts`: The ids of the messages in it, which a rehearsal keeps account by.
    func curlRequest(
        _ request: WireRequest,
        contacts: [String],
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant
    ) -> CurlRequest {
        HTTPGateway.curlRequest(
            request,
            settings,
            contacts: contacts,
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
        contacts: [String] = [],
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        prefersHTTP2: Bool
    ) -> CurlRequest {
        var headers = request.headers.map { "\($0.name): \($0.value)" } + ["User-Agent: nudge"]
        if settings.rehearsal != nil, !contacts.isEmpty {
            headers.append("Nudge-Rehearsal: " + contacts.joined(separator: ","))
        }
        return CurlRequest(
            id: id,
            lane: lane,
            method: CurlRequest.Method(rawValue: request.method) ?? .post,
            url: request.url(rehearsedAt: settings.rehearsal),
            headers: headers,
            body: request.body,
            connectTimeoutMilliseconds: Int32(clamping: settings.connectTimeout.count),
            totalTimeoutMilliseconds: Int32(clamping: settings.totalTimeout.count),
            schemes: request.scheme == "https" && settings.rehearsal == nil ? .https : .http,
            notAfter: notAfter.milliseconds,
            prefersHTTP2: prefersHTTP2 && settings.rehearsal == nil,
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
    /// The same request at the port of a rehearsal, which is told the vendor's host in its path.
    func url(rehearsedAt base: String?) -> String {
        guard let base else { return url }
        return base + "/" + url.dropFirst(scheme.utf8.count + 3)
    }

    /// Absolute, as it goes on the wire.
    package var url: String {
        let path = "\(scheme)://\(host)\(path)"
        guard !query.isEmpty else { return path }
        return path + "?"
            + String(decoding: PercentEncoding.pairs(query, charset: charset), as: UTF8.self)
    }
}
