package import Curl
package import NudgeCore

/// One gateway, ready for use: pure functions from messages to requests, from answers to their
/// class, from callbacks to events.
///
/// The kinds `webhook` and `sandbox` speak the same words, docs/gateways-webhook.md, and are
/// answered here; what a file of kind `http` describes is done by `HTTPGateway`.
///
/// A class, since it never changes and is passed along with every message.
package final class Gateway: Sendable {
    package let settings: GatewaySettings
    /// Of kind `http`.
    package let http: HTTPGateway?
    /// Of kind `smtp`.
    let mail: MailGateway?
    /// Of the kinds that speak our own words.
    let secret: WebhookSecret?
    let callbackSecrets: [WebhookSecret]
    private let fixedHeaders: [String]
    private let schemes: CurlSchemes
    /// `nil`: the usual one.
    private let route: CurlRoute?
    /// By our names; empty: the gateway takes our own words.
    private let vendorWords: [String: VendorWords]

    /// A request that waited longer is put back and signed anew: receivers refuse a signature
    /// that is older than 300 s, and would stop the lane.
    private static let signatureLife = Milliseconds.minutes(4)

    /// - Parameters:
    ///   - settings: As read from the gateway's file.
    ///   - secret: The text that `settings.secret` refers to, or the password of `settings.mail`;
    ///     `nil` where it refers to none.
    ///   - callbackSecrets: The texts that `settings.callbackSecrets` refer to, in its order.
    ///   - namedSecrets: The texts that the secrets of `settings.http` refer to, by their names.
    /// - Throws: `GatewayError` for settings that would send nothing, or not where they say.
    package init(
        settings: GatewaySettings,
        secret: String?,
        callbackSecrets: [String] = [],
        namedSecrets: [String: String] = [:]
    ) throws(GatewayError) {
        let name = settings.name
        let isReached =
            settings.mail != nil
            || settings.schemes.contains { settings.url.hasPrefix($0.name + "://") }
        guard isReached else {
            throw GatewayError(name, "its url does not begin with one of its schemes")
        }
        guard settings.inFlight >= 1, settings.window >= settings.inFlight else {
            throw GatewayError(name, "inFlight must be at least 1, and window at least inFlight")
        }
        var lines = ["Content-Type: application/json", "User-Agent: nudge"]
        for header in settings.extraHeaders {
            let line = header.name + ": " + header.value
            let isControlled = line.utf8.contains { $0 < 0x20 || $0 == 0x7F }
            let isOurs = Gateway.ownHeaders.contains(header.name.lowercased())
            guard !isControlled, !isOurs, !header.name.isEmpty else {
                throw GatewayError(name, "the header \(header.name) may not be set here")
            }
            lines.append(line)
        }
        vendorWords = try Gateway.vendorWords(settings)
        self.settings = settings
        route = CurlRoute(settings.wireRoute)
        guard (settings.kind == .http) == (settings.http != nil),
            (settings.kind == .smtp) == (settings.mail != nil)
        else {
            throw GatewayError(name, "its kind and its description do not fit together")
        }
        mail = settings.mail.map {
            MailGateway($0, settings: settings, password: secret ?? "")
        }
        if mail != nil {
            http = nil
            self.secret = nil
        } else if let description = settings.http {
            http = try HTTPGateway(
                description,
                settings: settings,
                secrets: namedSecrets,
                route: route
            )
            self.secret = nil
        } else {
            guard let secret else { throw GatewayError(name, "it has no secret to sign with") }
            http = nil
            self.secret = try Gateway.parse(secret, of: name)
        }
        var parsed: [WebhookSecret] = []
        for text in callbackSecrets { parsed.append(try Gateway.parse(text, of: name)) }
        self.callbackSecrets = parsed
        fixedHeaders = lines
        var schemes: CurlSchemes = []
        if settings.schemes.contains(.http) { schemes.insert(.http) }
        if settings.schemes.contains(.https) { schemes.insert(.https) }
        self.schemes = schemes
    }

    private static let ownHeaders = [
        "content-type", "content-length", "expect", "host", "transfer-encoding", "user-agent",
        "webhook-id", "webhook-signature", "webhook-timestamp",
    ]

    private static func parse(
        _ secret: String,
        of name: String
    ) throws(GatewayError) -> WebhookSecret {
        do throws(WebhookSecretError) {
            return try WebhookSecret(parsing: secret)
        } catch {
            throw GatewayError(name, error.description)
        }
    }

    private static func vendorWords(
        _ settings: GatewaySettings
    ) throws(GatewayError) -> [String: VendorWords] {
        var words: [String: VendorWords] = [:]
        for template in settings.http?.templates ?? [] {
            do throws(TemplateError) {
                words[template.name] = try VendorWords(template)
            } catch {
                throw GatewayError(settings.name, "the template \(template.name): \(error)")
            }
        }
        return words
    }

    /// Whether it sends only the templates that its file maps to the vendor's.
    package var takesCodes: Bool { !vendorWords.isEmpty }

    /// The vendor's template for one of ours.
    package func vendorWords(for template: String) -> VendorWords? { vendorWords[template] }

    /// How many messages one request carries at most.
    package var batchSize: Int { settings.http?.batch?.size ?? 1 }

    /// Whether two messages may go in one request.
    package func joins(_ first: OutgoingMessage, _ second: OutgoingMessage) -> Bool {
        guard let batch = settings.http?.batch, batch.size > 1 else { return false }
        return batch.same.allSatisfy { first.isLike(second, in: $0) }
    }

    /// What messages that go in one request have in common: two that `joins` allows hash alike.
    package func hashLikeness(of message: OutgoingMessage, into hasher: inout Hasher) {
        for likeness in settings.http?.batch?.same ?? [] {
            message.hash(likeness, into: &hasher)
        }
    }

    /// Finds, before a message is committed, whether a request can carry it at all.
    ///
    /// Throws what `request` would.
    package func check(
        _ message: OutgoingMessage,
        token: String?,
        notAfter: Instant,
        now: Instant,
        nonce: String
    ) throws(RequestFault) {
        try http?.check(
            message,
            token: token,
            expires: notAfter == .distantFuture ? nil : notAfter,
            now: now,
            nonce: nonce
        )
    }

    /// The request that carries one message, or as many as the gateway takes at a time.
    ///
    /// It leaves before `notAfter`, and before its signature grows too old, or not at all.
    ///
    /// `messages`: At least one, at most `batchSize`, such as `joins` allows.
    /// `token`: What the gateway's token was last fetched as, where its file asks for one.
    /// `nonce`: 32 hexadecimal digits, new for each attempt.
    /// Throws `RequestFault` when a value cannot stand where the file puts it: surely nothing
    /// leaves.
    package func request(
        for messages: [OutgoingMessage],
        token: String? = nil,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant,
        nonce: String
    ) throws(RequestFault) -> CurlRequest {
        precondition(!messages.isEmpty && messages.count <= batchSize)
        var request: CurlRequest
        if let mail {
            do throws(MailGateway.Fault) {
                request = try mail.request(
                    for: messages[0],
                    html: messages[0].html,
                    id: id,
                    lane: lane,
                    notAfter: notAfter,
                    now: now
                )
            } catch {
                throw .unfit(place: "to", reason: "it is not an address that mail can be sent to")
            }
        } else if let http {
            let wire = try http.wireRequest(
                for: messages,
                token: token,
                expires: notAfter == .distantFuture ? nil : notAfter,
                now: now,
                nonce: nonce
            )
            request = http.curlRequest(
                wire,
                contacts: messages.map(\.wireID),
                id: id,
                lane: lane,
                notAfter: notAfter,
                now: now
            )
        } else {
            return self.request(
                for: messages[0],
                id: id,
                lane: lane,
                notAfter: notAfter,
                now: now
            )
        }
        request.route = route
        return request
    }

    /// Whether it is of kind `webhook` or `sandbox`.
    package var speaksOurWords: Bool { secret != nil }

    /// The request that carries a message in our own words.
    ///
    /// It leaves before `notAfter`, and before its signature grows too old, or not at all.
    ///
    /// - Precondition: the gateway is of kind `webhook` or `sandbox`.
    package func request(
        for message: OutgoingMessage,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant
    ) -> CurlRequest {
        guard let secret else { preconditionFailure("\(settings.name) has a form of its own") }
        let body = message.body
        let seconds = String(now.milliseconds / 1000)
        var headers: [String] = []
        headers.reserveCapacity(fixedHeaders.count + 3)
        headers += fixedHeaders
        headers.append("webhook-id: " + message.wireID)
        headers.append("webhook-timestamp: " + seconds)
        headers.append(
            secret.sign(
                id: message.wireID,
                timestamp: seconds,
                body: body,
                behind: "webhook-signature: "
            )
        )
        return CurlRequest(
            id: id,
            lane: lane,
            url: settings.url,
            headers: headers,
            body: body,
            connectTimeoutMilliseconds: Int32(clamping: settings.connectTimeout.count),
            totalTimeoutMilliseconds: Int32(clamping: settings.totalTimeout.count),
            schemes: schemes,
            notAfter: min(notAfter, now + Gateway.signatureLife).milliseconds,
            authorityFile: settings.authorityFile,
            route: route
        )
    }
}

/// Why a gateway cannot be used.
package struct GatewayError: Error, Hashable, Sendable, CustomStringConvertible {
    package let gateway: String
    package let problem: String

    init(_ gateway: String, _ problem: String) {
        self.gateway = gateway
        self.problem = problem
    }

    package var description: String { "gateway \(gateway): \(problem)" }
}
