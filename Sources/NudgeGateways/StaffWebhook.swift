package import Curl
package import NudgeCore

/// Where the staff's own system is told of cases: one POST of JSON for each, signed by the Standard
/// Webhooks rules, as messages to gateways are.
package struct StaffWebhook: Sendable {
    private let url: String
    private let secret: WebhookSecret
    private let schemes: CurlSchemes

    /// The whole exchange; the staff's system is nobody's hot path.
    private static let timeoutMilliseconds: Int32 = 20_000
    /// A request that waited longer is signed anew: receivers refuse a signature older than 300 s.
    private static let signatureLife = Milliseconds.minutes(4)

    /// `http` only where the URL says so: the configuration's reader has warned of it.
    package init(url: String, secret: String) throws(WebhookSecretError) {
        self.url = url
        self.secret = try WebhookSecret(parsing: secret)
        schemes = url.hasPrefix("https://") ? .https : .http
    }

    /// The request that tells of a case; `id` comes back with its completion.
    package func request(
        for notice: CaseNotice,
        id: UInt64,
        lane: Int32,
        now: Instant
    ) -> CurlRequest {
        let body = notice.body
        let seconds = now.milliseconds / 1000
        let signature = secret.sign(id: notice.wireID, timestamp: seconds, body: body)
        return CurlRequest(
            id: id,
            lane: lane,
            url: url,
            headers: [
                "Content-Type: application/json", "User-Agent: nudge",
                "webhook-id: " + notice.wireID, "webhook-timestamp: " + String(seconds),
                "webhook-signature: " + signature,
            ],
            body: body,
            totalTimeoutMilliseconds: StaffWebhook.timeoutMilliseconds,
            schemes: schemes,
            notAfter: (now + StaffWebhook.signatureLife).milliseconds
        )
    }
}

/// What the staff are told of a case: whom by the bank's own number alone, no name, no address.
package struct CaseNotice: Hashable, Sendable {
    /// The case's id on the wire; also the webhook id, the same however often it is told.
    package var wireID: String
    package var kind: CaseKind
    package var team: String
    /// The bank's number of the customer.
    package var customer: String
    package var tier: String
    package var step: String
    package var reason: String
    package var openedAt: Instant

    package init(
        wireID: String,
        kind: CaseKind,
        team: String,
        customer: String,
        tier: String,
        step: String,
        reason: String,
        openedAt: Instant
    ) {
        self.wireID = wireID
        self.kind = kind
        self.team = team
        self.customer = customer
        self.tier = tier
        self.step = step
        self.reason = reason
        self.openedAt = openedAt
    }

    var body: [UInt8] {
        var json = JSONWriter(capacity: 320)
        json.beginObject()
        json.member("type", "case.opened")
        json.member("timestamp", openedAt.description)
        json.name("data")
        json.beginObject()
        json.member("id", wireID)
        json.member("kind", kind.name)
        json.member("team", team)
        json.member("customer", customer)
        json.member("tier", tier)
        json.member("step", step)
        json.member("reason", reason)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
