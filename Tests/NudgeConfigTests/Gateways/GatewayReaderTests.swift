import NudgeConfig
import NudgeCore
import Testing

struct GatewayReaderTests {
    static let sound = """
        kind: webhook
        channels: [sms, email]
        url: https://messages.example.com/v1/send
        secret: {credential: messages-secret}
        callback_secrets:
          - {file: keys/callback}
          - {environment: CALLBACK}
        authority_file: /etc/ca.pem
        timeouts: {connect: 2s, total: 15s}
        in_flight: 8
        window: 20
        rate: 50 per second
        burst: 7
        dedup: vendor within 24h
        receipts: true
        closing_margin: 2m
        headers: {X-Tenant: bank, X-A: "1"}
        sure_statuses: [503]
        price: 0.05 CNY

        """

    private func read(_ text: String) -> (gateway: GatewaySettings?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        return (GatewayReader.read(name: "x", text: text, problems: problems), problems)
    }

    @Test func aSoundFileIsReadWhole() {
        let (gateway, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        #expect(
            gateway
                == GatewaySettings(
                    name: "x",
                    kind: .webhook,
                    channels: [.sms, .email],
                    url: "https://messages.example.com/v1/send",
                    schemes: [.https],
                    secret: .credential("messages-secret"),
                    callbackSecrets: [
                        .file("Config/gateways/keys/callback"), .environment("CALLBACK"),
                    ],
                    authorityFile: "/etc/ca.pem",
                    connectTimeout: .seconds(2),
                    totalTimeout: .seconds(15),
                    inFlight: 8,
                    window: 20,
                    ratePerSecond: 50,
                    burst: 7,
                    deduplication: .vendor(window: .hours(24)),
                    hasReceipts: true,
                    closingMargin: .minutes(2),
                    extraHeaders: [
                        GatewayHeader(name: "X-Tenant", value: "bank"),
                        GatewayHeader(name: "X-A", value: "1"),
                    ],
                    sureStatuses: [503],
                    price: Price(millionths: 50_000, currency: .cny)
                )
        )
    }

    @Test func whatIsLeftOutHasTheSettingsOwnDefaults() {
        let (gateway, problems) = read(
            "{kind: webhook, channels: [sms], url: https://a/, secret: {file: /k}, in_flight: 10,"
                + " rate: 45 per second}"
        )
        #expect(problems.lines.isEmpty)
        #expect(
            gateway
                == GatewaySettings(
                    name: "x",
                    kind: .webhook,
                    channels: [.sms],
                    url: "https://a/",
                    secret: .file("/k"),
                    inFlight: 10,
                    ratePerSecond: 45
                )
        )
    }

    static let broken: [Broken] = [
        Broken(
            "a plain secret",
            "secret: {credential: messages-secret}",
            "secret: whsec_c2VjcmV0",
            "4:9: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a password in the URL",
            "https://messages",
            "https://me:pw@messages",
            "3:6: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a secret in a header",
            "X-Tenant: bank",
            "Authorization: Bearer x",
            "17:26: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a header of Nudge's own",
            "X-Tenant: bank",
            "Webhook-Id: x",
            "17:11: error: the header 'Webhook-Id' is set by Nudge itself"
        ),
        Broken(
            "a line end in a header",
            "\"1\"",
            "\"1\\r\\nX: y\"",
            "17:32: error: a header's value holds no control characters"
        ),
        Broken(
            "http not declared",
            "https://messages",
            "http://messages",
            "3:6: error: the URL's scheme 'http' is not among the gateway's schemes"
        ),
        Broken(
            "another scheme",
            "https://messages",
            "file://messages",
            "3:6: error: the scheme 'file' cannot be sent to"
        ),
        Broken(
            "no host",
            "https://messages.example.com/v1/send",
            "https:///v1/send",
            "3:6: error: 'https:///v1/send' has no host, or no port after its ':'"
        ),
        Broken(
            "no such port",
            "messages.example.com/",
            "messages.example.com:0/",
            "3:6: error: 'https://messages.example.com:0/v1/send' has no host, or no port after "
                + "its ':'"
        ),
        Broken(
            "timeouts crossed",
            "connect: 2s",
            "connect: 20s",
            "9:11: error: the total timeout, 15s, is shorter than that for connecting, 20s"
        ),
        Broken(
            "window below in_flight",
            "window: 20",
            "window: 7",
            "11:9: error: the window must not be smaller than in_flight, 8"
        ),
        Broken(
            "rate without a unit",
            "rate: 50 per second",
            "rate: 50",
            "12:7: error: '50' is not a rate such as '100 per second'",
            "13:8: error: a burst needs a rate"
        ),
        Broken(
            "dedup in other words",
            "dedup: vendor within 24h",
            "dedup: vendor",
            "14:8: error: 'vendor' is not 'none', or 'vendor within 24h'"
        ),
        Broken(
            "a sure status below 500",
            "[503]",
            "[429]",
            "18:17: error: 'sure_statuses' must lie in 500…599, not 429"
        ),
        Broken(
            "a price without a currency",
            "0.05 CNY",
            "0.05",
            "19:8: error: '0.05' is not a price such as '0.0325 CNY', or '0.05 CNY per message'"
        ),
        Broken(
            "several, though the kind is wrong",
            "kind: webhook",
            "kind: webhok\nrecepts: true",
            "1:7: error: 'webhok' is not a known value of 'kind'",
            "2:1: error: unknown key 'recepts'"
        ),
    ]

    @Test func aMisspeltKeyIsRefusedAtItsPlace() {
        let keys = MisspeltKey.all(in: Self.sound, free: ["Tenant", "A"])
        #expect(keys.count >= 20)
        for key in keys {
            for text in key.misspellings {
                let (value, problems) = read(key.text(misspelt: text))
                #expect(value == nil)
                let expected = "\(key.line):\(key.column): error: unknown key '\(text)'"
                #expect(problems.lines.contains(expected), "\(key.key) as \(text)")
            }
        }
    }

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (gateway, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(gateway == nil)
    }

    @Test func noProblemRepeatsASecret() {
        for secret in ["secret: hunter2", "url: https://me:hunter2@host/"] {
            let text = "kind: webhook\nchannels: [sms]\n\(secret)\n"
            let shown = read(text).problems.sorted.map(\.description).joined()
            #expect(shown.contains("a secret may not stand"))
            #expect(!shown.contains("hunter2"))
        }
    }

    static let hosts: [(String, Bool)] = [
        ("http://127.0.0.1:8471/messages", false), ("http://[::1]:80/", false),
        ("http://localhost/", false), ("http://example.com/", true),
        ("http://127.example.com/", true), ("http://10.0.0.1/", true),
    ]

    @Test(arguments: hosts)
    func leavingInTheClearIsWarnedOf(url: String, warns: Bool) {
        let (gateway, problems) = read(
            "{kind: webhook, channels: [sms], url: \"\(url)\", schemes: [http],"
                + " secret: {file: k}}"
        )
        #expect(gateway != nil)
        #expect(problems.sorted.map(\.severity) == (warns ? [.warning] : []))
    }

    /// Every one of them, and as many as there are.
    @Test func theShippedFilesAreSound() throws {
        let names = try Repository.files("Config/gateways/examples").filter {
            // Mail has a reader of its own: MailDescription+YAML.swift.
            $0.hasSuffix(".yaml") && $0 != "smtp.yaml"
        }
        #expect(names.count >= 23)
        for path in names.map({ "examples/\($0)" }) + ["sandbox.yaml"] {
            let (gateway, problems) = read(try Repository.text("Config/gateways/\(path)"))
            #expect(problems.lines.isEmpty, "\(path)")
            #expect(gateway != nil, "\(path)")
        }
    }
}
