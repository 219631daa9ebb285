package import NudgeCore

/// Reads `Config/gateways/NAME.yaml`.
package struct GatewayReader {
    /// One lane drives so many transfers at most: above it, libcurl's own loop slows down.
    private static let inFlightMax = 1000
    /// All of it is in doubt after a crash.
    private static let windowMax = 10_000
    private static let rateMax = 100_000.0
    /// Three certainly suffice while a key is being replaced.
    private static let callbackSecretsMax = 4

    let base: String
    let zones: ZoneStore

    /// Relative paths in the file start at its own folder, taken from the list's file.
    package static func read(
        name: String,
        text: String,
        problems: ConfigProblemList,
        zones: ZoneStore = ZoneStore()
    ) -> GatewaySettings? {
        guard let top = StrictYAML.parse(text, problems: problems) else { return nil }
        let reader = GatewayReader(base: FilePath.folder(of: problems.file), zones: zones)
        let settings = reader.settings(name: name, top)
        return problems.hasErrors ? nil : settings
    }

    /// Of every kind.
    private static let commonKeys =
        [
            "kind", "channels", "url", "schemes", "authority_file", "timeouts", "in_flight",
            "window", "rate", "burst", "dedup", "receipts", "closing_margin", "price", "pacing",
            "route", "doubt", "budget",
        ] + WireRoute.keys
    /// Of the kinds that speak our own words.
    private static let webhookKeys = ["secret", "callback_secrets", "headers", "sure_statuses"]

    private static func keys(of kind: GatewayKind?) -> [String] {
        switch kind {
        case .webhook, .sandbox, nil: commonKeys + webhookKeys
        case .smtp: commonKeys.filter { $0 != "url" && $0 != "schemes" } + MailDescription.keys
        case .http: commonKeys + httpKeys
        }
    }

    private func settings(name: String, _ top: YAMLValue) -> GatewaySettings? {
        let keys = GatewayReader.keys(of: top.peek("kind").flatMap(GatewayKind.init(name:)))
        guard let map = top.mapping(keys) else { return nil }
        let kind = map.required("kind")?.word(of: GatewayKind.allCases, named: \.name)
        let channels = map.required("channels")?.channels()
        let schemes = map.optional("schemes")?.words(of: GatewayScheme.allCases, named: \.name)
        var settings = GatewaySettings(
            name: name,
            kind: kind ?? .webhook,
            channels: channels ?? [],
            url: "",
            schemes: Set(schemes ?? [.https])
        )
        let isWhole: Bool
        switch kind {
        case .http:
            settings.http = http(map, schemes: schemes ?? [.https], channels: channels ?? [])
            settings.url = settings.http?.request.url.text ?? ""
            isWhole = settings.http != nil
        case .smtp:
            settings.mail = MailDescription.read(map, base: base)
            settings.url = settings.mail?.url ?? ""
            isWhole = settings.mail != nil
        case .webhook, .sandbox, nil:
            isWhole = readWebhook(map, schemes: schemes ?? [.https], into: &settings)
        }
        readRest(map, into: &settings)
        guard kind != nil, channels != nil, isWhole else { return nil }
        return settings
    }

    /// Whether all was there that must be.
    private func readWebhook(
        _ map: YAMLMapping,
        schemes: [GatewayScheme],
        into settings: inout GatewaySettings
    ) -> Bool {
        let url = map.required("url").flatMap { self.url($0, schemes: schemes) }
        settings.secret = map.required("secret")?.secretReference(base: base)
        settings.callbackSecrets = map.optional("callback_secrets").map(callbackSecrets) ?? []
        settings.extraHeaders = map.optional("headers").map(headers) ?? []
        settings.url = url ?? ""
        return url != nil && settings.secret != nil
    }

    private func readRest(_ map: YAMLMapping, into settings: inout GatewaySettings) {
        settings.authorityFile = map.optional("authority_file")?.text()
            .map { FilePath.join(base, $0) }
        let stall = readTimeouts(map.optional("timeouts"), into: &settings)
        settings.wireRoute = WireRoute.read(map, stall: stall, base: base)
        readPacing(map, into: &settings)
        if let value = map.optional("dedup").flatMap(deduplication) {
            settings.deduplication = value
        }
        if settings.deduplication != .none, settings.http?.batch?.size ?? 1 > 1 {
            map.key("dedup")?.fail(
                "what leaves in a batch is never sent again: 'dedup: vendor' needs one message to"
                    + " a request",
                hint: "take out 'batch', or say 'dedup: none'"
            )
        }
        if let value = map.optional("receipts")?.flag() { settings.hasReceipts = value }
        if let value = map.optional("closing_margin")?.length(in: .zero ... .hours(1)) {
            settings.closingMargin = value
        }
        settings.sureStatuses = map.optional("sure_statuses").map(sureStatuses) ?? []
        if let value = map.optional("pacing") { settings.pacing = PacingReader.pacing(value) }
        if let value = map.optional("route") { settings.route = PacingReader.route(value) }
        if let value = map.optional("doubt") { settings.doubt = PacingReader.doubt(value) }
        settings.price = map.optional("price").flatMap(PriceReader.price)
        settings.budget = map.optional("budget").flatMap(PriceReader.budget)
        if let budget = map.key("budget"), settings.price == nil {
            budget.fail("a budget needs a 'price'")
        }
    }

    // MARK: Where to

    private func url(_ value: YAMLValue, schemes: [GatewayScheme]) -> String? {
        guard let text = value.text() else { return nil }
        return GatewayReader.checkedURL(text, value, schemes: schemes).map { _ in text }
    }

    /// Says what is wrong with a URL at the value's place.
    static func checkedURL(
        _ text: String,
        _ value: YAMLValue,
        schemes: [GatewayScheme]
    ) -> GatewayURL? {
        do {
            let url = try GatewayURL(parsing: text)
            guard schemes.contains(url.scheme) else {
                value.fail(
                    "the URL's scheme '\(url.scheme.name)' is not among the gateway's schemes",
                    hint: "use https; or say 'schemes: [\(url.scheme.name)]' if you must"
                )
                return nil
            }
            if url.scheme == .http && !url.isLoopback {
                value.warn(
                    "contacts leave for \(url.host) in the clear",
                    hint: "use https outside of this machine"
                )
            }
            return url
        } catch {
            value.fail(error.message, hint: error.hint)
            return nil
        }
    }

    private func callbackSecrets(_ value: YAMLValue) -> [SecretReference] {
        guard let elements = value.list() else { return [] }
        if elements.count > GatewayReader.callbackSecretsMax {
            value.fail("at most \(GatewayReader.callbackSecretsMax) secrets at a time")
        }
        return elements.compactMap { $0.secretReference(base: base) }
    }

    // MARK: How fast

    /// Gives back what the route reads.
    private func readTimeouts(
        _ value: YAMLValue?,
        into settings: inout GatewaySettings
    ) -> YAMLValue? {
        guard let map = value?.mapping(["connect", "total", "stall"]) else { return nil }
        let range: ClosedRange<Milliseconds> = Milliseconds(100) ... .minutes(5)
        if let connect = map.optional("connect")?.length(in: range) {
            settings.connectTimeout = connect
        }
        if let total = map.optional("total")?.length(in: range) { settings.totalTimeout = total }
        if settings.totalTimeout < settings.connectTimeout {
            map.fail(
                "the total timeout, \(settings.totalTimeout), is shorter than that for "
                    + "connecting, \(settings.connectTimeout)"
            )
        }
        return map.optional("stall")
    }

    private func readPacing(_ map: YAMLMapping, into settings: inout GatewaySettings) {
        if let count = map.optional("in_flight")?.integer(in: 1...GatewayReader.inFlightMax) {
            settings.inFlight = count
            settings.window = count * GatewaySettings.windowFactor
        }
        // Or no request would ever be full.
        settings.window = max(settings.window, settings.http?.batch?.size ?? 1)
        if let value = map.optional("window"),
            let count = value.integer(in: 1...GatewayReader.windowMax)
        {
            settings.window = count
            if count < settings.inFlight {
                value.fail("the window must not be smaller than in_flight, \(settings.inFlight)")
            }
        }
        if let rate = map.optional("rate").flatMap(rate) {
            settings.ratePerSecond = rate
            settings.burst = max(1, Int((rate / 10).rounded(.up)))
        }
        if let value = map.optional("burst"),
            let burst = value.integer(in: 1...GatewayReader.windowMax)
        {
            settings.burst = burst
            if settings.ratePerSecond == nil { value.fail("a burst needs a rate") }
        }
    }

    /// `100 per second`, `0.5 per second`.
    private func rate(_ value: YAMLValue) -> Double? {
        value.parsed("a rate such as '100 per second'") { text in
            let words = text.split(separator: " ")
            guard words.count == 3, words[1] == "per", words[2] == "second",
                words[0].utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }),
                let rate = Double(words[0]), rate > 0, rate <= GatewayReader.rateMax
            else { return nil }
            return rate
        }
    }

    // MARK: What it promises

    /// `none`, or `vendor within 24h`.
    private func deduplication(_ value: YAMLValue) -> Deduplication? {
        value.parsed("'none', or 'vendor within 24h'") { text in
            if text == "none" { return Deduplication.none }
            let prefix = "vendor within "
            guard text.hasPrefix(prefix),
                let window = Milliseconds(parsing: text.dropFirst(prefix.count)),
                window > .zero, window <= .days(30)
            else { return nil }
            return .vendor(window: window)
        }
    }

    private func sureStatuses(_ value: YAMLValue) -> [Int] {
        (value.list() ?? []).compactMap { $0.integer(in: 500...599) }
    }

    // MARK: Headers

    private func headers(_ value: YAMLValue) -> [GatewayHeader] {
        var headers: [GatewayHeader] = []
        for (key, value) in value.entries() ?? [] {
            guard let name = key.text(), let text = value.text() else { continue }
            guard GatewayReader.isToken(name) else {
                key.fail("'\(name)' is not the name of a header")
                continue
            }
            let lower = name.lowercased()
            if GatewayReader.secretHeaders.contains(lower) {
                value.fail(
                    "a secret may not stand in a configuration file",
                    hint: "the request is signed with 'secret'; drop this header"
                )
            } else if GatewayReader.ownHeaders.contains(lower) || lower.hasPrefix("webhook-") {
                key.fail("the header '\(name)' is set by Nudge itself", hint: "drop it")
            } else if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
                value.fail("a header's value holds no control characters")
            } else {
                headers.append(GatewayHeader(name: name, value: text))
            }
        }
        return headers
    }

    private static let secretHeaders = ["authorization", "proxy-authorization", "cookie"]
    private static let ownHeaders = [
        "content-type", "content-length", "transfer-encoding", "host", "connection", "expect",
    ]

    /// RFC 9110 section 5.6.2.
    static func isToken(_ text: String) -> Bool {
        let signs = Array("!#$%&'*+-.^_`|~".utf8)
        return text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || signs.contains(byte)
        }
    }
}
