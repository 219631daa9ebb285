/// How one gateway is reached and what it promises: the content of a file in `Config/gateways/`.
///
/// Secrets are named here, never held.
package struct GatewaySettings: Hashable, Sendable {
    /// The file's name without its ending; also the lane's name.
    package var name: String
    package var kind: GatewayKind
    package var channels: Set<Channel>
    /// Absolute; its scheme is one of `schemes`.
    package var url: String
    package var schemes: Set<GatewayScheme>
    /// Signs what leaves; `nil` for the kinds that describe their signing themselves.
    package var secret: SecretReference?
    /// Any of them may have signed what comes back: two while one is being replaced.
    package var callbackSecrets: [SecretReference]
    /// A file of PEM certificates to trust instead of the system's.
    package var authorityFile: String?
    /// For name, TCP and TLS together.
    package var connectTimeout: Milliseconds
    /// From the start to the last byte of the answer.
    ///
    /// Standard Webhooks asks for 15 to 30 s.
    package var totalTimeout: Milliseconds
    /// How many requests are under way at a time; at least 1.
    package var inFlight: Int
    /// How many contacts may be committed as leaving at a time; at least `inFlight`.
    package var window: Int
    /// Segments per second, all nodes' together; `nil`: as fast as it answers.
    package var ratePerSecond: Double?
    /// How many segments may leave at once after a pause.
    package var burst: Int
    package var deduplication: Deduplication
    /// Whether delivery receipts come back, so that their absence means something.
    package var hasReceipts: Bool
    /// Sending stops this long before a window closes.
    package var closingMargin: Milliseconds
    /// Sent with each request, in this order.
    package var extraHeaders: [GatewayHeader]
    /// Statuses of 500 and above with which the gateway surely took nothing; others leave doubt.
    package var sureStatuses: [Int]
    package var price: Price?
    package var budget: Budget?
    /// Of kind `http`, and only there.
    package var http: HTTPDescription?
    /// Under which the house's callbacks are reached from outside; `nil`: it is not told.
    package var publicAddress: String?
    package var pacing = PacingForm()
    package var route = RouteForm()
    package var doubt = DoubtPolicy()
    /// Of kind `smtp`, and only there.
    package var mail: MailDescription?
    /// How it is reached.
    package var wireRoute: WireRoute
    /// Of kind `http`: the base of the addresses that stand for the vendor's in a rehearsal.
    package var rehearsal: String?

    package init(
        name: String,
        kind: GatewayKind,
        channels: Set<Channel>,
        url: String,
        schemes: Set<GatewayScheme> = [.https],
        secret: SecretReference? = nil,
        callbackSecrets: [SecretReference] = [],
        authorityFile: String? = nil,
        connectTimeout: Milliseconds = .seconds(5),
        totalTimeout: Milliseconds = .seconds(20),
        inFlight: Int = 16,
        window: Int? = nil,
        ratePerSecond: Double? = nil,
        burst: Int? = nil,
        deduplication: Deduplication = .none,
        hasReceipts: Bool = false,
        closingMargin: Milliseconds = .zero,
        extraHeaders: [GatewayHeader] = [],
        sureStatuses: [Int] = [],
        price: Price? = nil,
        http: HTTPDescription? = nil,
        mail: MailDescription? = nil,
        wireRoute: WireRoute = .usual,
        rehearsal: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.channels = channels
        self.url = url
        self.schemes = schemes
        self.secret = secret
        self.callbackSecrets = callbackSecrets
        self.authorityFile = authorityFile
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.inFlight = inFlight
        self.window = window ?? inFlight * GatewaySettings.windowFactor
        self.ratePerSecond = ratePerSecond
        self.burst = burst ?? GatewaySettings.burst(ratePerSecond)
        self.deduplication = deduplication
        self.hasReceipts = hasReceipts
        self.closingMargin = closingMargin
        self.extraHeaders = extraHeaders
        self.sureStatuses = sureStatuses
        self.price = price
        self.http = http
        self.mail = mail
        self.wireRoute = wireRoute
        self.rehearsal = rehearsal
    }

    /// Enough to keep the lane busy while a batch is committed; all is in doubt after a crash.
    package static let windowFactor = 4

    /// A tenth of a second's worth, so that a second never sees more than 1.1 of the rate.
    private static func burst(_ ratePerSecond: Double?) -> Int {
        guard let ratePerSecond else { return 1 }
        return max(1, Int((ratePerSecond / 10).rounded(.up)))
    }

    /// What a decision needs to know of it.
    package var profile: GatewayProfile {
        let mapped = http.map { Set($0.templates.map(\.name)) } ?? []
        return GatewayProfile(
            name: name,
            channels: channels,
            hasReceipts: hasReceipts,
            closingMargin: closingMargin,
            order: route.order,
            weight: route.weight,
            hours: pacing.hours,
            recipientLimits: pacing.recipient,
            zone: pacing.zone,
            templates: mapped.isEmpty ? nil : mapped
        )
    }
}

/// How a gateway is talked to.
package enum GatewayKind: UInt8, CaseIterable, Sendable {
    /// A POST of JSON signed by the Standard Webhooks rules.
    case webhook
    /// The same, to the trial gateway inside Nudge itself.
    case sandbox
    /// Any vendor or platform that is spoken to over HTTP: its file describes it whole.
    case http
    /// A mail server.
    case smtp

    package var name: String {
        switch self {
        case .webhook: "webhook"
        case .sandbox: "sandbox"
        case .http: "http"
        case .smtp: "smtp"
        }
    }

    package init?(name: String) {
        guard let match = GatewayKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// A URL scheme that a gateway's file allows.
package enum GatewayScheme: UInt8, CaseIterable, Sendable {
    case http
    case https

    package var name: String {
        switch self {
        case .http: "http"
        case .https: "https"
        }
    }

    package init?(name: String) {
        guard let match = GatewayScheme.allCases.first(where: { $0.name == name }) else {
            return nil
        }
        self = match
    }
}

/// Whether a gateway recognises the same contact sent twice.
///
/// A message in doubt is sent again only to one that does, within its window, the same bytes.
package enum Deduplication: Hashable, Sendable {
    case none
    /// By our id, for so long after the first.
    case vendor(window: Milliseconds)
}

/// One header line of a gateway's file.
package struct GatewayHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Where a secret is to be read from, at start.
package enum SecretReference: Hashable, Sendable {
    /// A file of this name in systemd's credentials directory.
    case credential(String)
    /// A file by its path.
    case file(String)
    /// A variable of the environment.
    case environment(String)
}
