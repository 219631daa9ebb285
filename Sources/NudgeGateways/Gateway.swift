package import Curl
package import NudgeCore

/// One gateway, ready for use: pure functions from messages to requests, from answers to their
/// class, from callbacks to events.
///
/// Both kinds, `webhook` and `sandbox`, speak the same words: docs/gateways-webhook.md.
package struct Gateway: Sendable {
    package let settings: GatewaySettings
    let secret: WebhookSecret
    let callbackSecrets: [WebhookSecret]
    private let fixedHeaders: [String]
    private let schemes: CurlSchemes

    /// A request that waited longer is put back and signed anew: receivers refuse a signature
    /// that is older than 300 s, and would stop the lane.
    private static let signatureLife = Milliseconds.minutes(4)

    /// - Parameters:
    ///   - settings: As read from the gateway's file.
    ///   - secret: The text that `settings.secret` refers to.
    ///   - callbackSecrets: The texts that `settings.callbackSecrets` refer to, in its order.
    /// - Throws: `GatewayError` for settings that would send nothing, or not where they say.
    package init(
        settings: GatewaySettings,
        secret: String,
        callbackSecrets: [String]
    ) throws(GatewayError) {
        let name = settings.name
        guard settings.schemes.contains(where: { settings.url.hasPrefix($0.name + "://") }) else {
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
        self.settings = settings
        self.secret = try Gateway.parse(secret, of: name)
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

    /// The request that carries a message.
    ///
    /// It leaves before `notAfter`, and before its signature grows too old, or not at all.
    package func request(
        for message: OutgoingMessage,
        id: UInt64,
        lane: Int32,
        notAfter: Instant,
        now: Instant
    ) -> CurlRequest {
        let body = message.body
        let seconds = now.milliseconds / 1000
        let signature = secret.sign(id: message.wireID, timestamp: seconds, body: body)
        var headers = fixedHeaders
        headers.append("webhook-id: " + message.wireID)
        headers.append("webhook-timestamp: " + String(seconds))
        headers.append("webhook-signature: " + signature)
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
            authorityFile: settings.authorityFile
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
