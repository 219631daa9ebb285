import NudgeConfig
import NudgeCore
import Testing

/// Files of kind `http`: a sound one, and the same broken in one place.
struct HTTPGatewayReaderTests {
    static let sound = """
        kind: http
        channels: [sms]
        url: https://sms.${values.region}.example.com/v1/${values.app_id}/send?app=1
        values: {app_id: "1400006666", region: gz, sign_name: 某某银行, agent: 7}
        secrets:
          secret_key: {credential: tencent-secret-key}
          pin: {file: keys/pin}
        templates:
          early/first:
            code: "1110"
            parameters: ["{{姓名}}", "{{金额}}前"]
          early/second: {code: "1111"}
        request:
          method: POST
          headers: {X-Action: SendSms, X-Pin: "${secrets.pin}"}
          query: {trace: "${nonce}"}
          json:
            Numbers: {$each: "${to | e164}"}
            App: "${values.app_id}"
            Agent: 7
            Urgent: true
            Nothing: null
            Params: "${parameters}"
            Code: "${code}"
            Batch: {$json: {Ref: "${reference}"}}
          charset: utf-8
          http2: true
        batch: {size: 200, same: [code, parameters, mainland]}
        signing: {scheme: tc3, service: sms, key_id: "${values.app_id}", key: secret_key}
        answers: {rules: [{when: {status: 200, json: {Ok: "1"}}, class: accepted}]}

        """

    private func read(_ text: String) -> (gateway: GatewaySettings?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        return (GatewayReader.read(name: "x", text: text, problems: problems), problems)
    }

    private static func text(_ text: String) -> WireNode {
        .template(WireTemplate(pieces: text.isEmpty ? [] : [.text(text)]))
    }

    private static func place(_ name: String, _ filters: WireFilter...) -> WireNode {
        .template(WireTemplate(pieces: [.place(WirePlace(name: name, filters: filters))]))
    }

    @Test func aSoundFileIsReadWhole() throws {
        let (gateway, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        #expect(gateway?.kind == .http)
        #expect(gateway?.secret == nil)
        #expect(gateway?.url == "https://sms.gz.example.com/v1/")
        let http = try #require(gateway?.http)
        #expect(http.values.map(\.name) == ["app_id", "region", "sign_name", "agent"])
        #expect(http.value("agent") == .number("7"))
        #expect(http.value("app_id") == Self.text("1400006666"))
        #expect(
            http.secrets == [
                WireSecret(name: "secret_key", reference: .credential("tencent-secret-key")),
                WireSecret(name: "pin", reference: .file("Config/gateways/keys/pin")),
            ]
        )
        #expect(http.templates.map(\.name) == ["early/first", "early/second"])
        #expect(http.templates[0].code == "1110")
        #expect(http.templates[0].parameters.all.map(\.source) == ["{{姓名}}", "{{金额}}前"])
        #expect(http.templates[1].parameters == .list([]))
        #expect(http.batch == BatchForm(size: 200, same: [.code, .parameters, .mainland]))
        #expect(gateway?.window == 200, "one request may be full")
    }

    @Test func whatIsSentAgainIsNotSentInBatches() {
        let text = Self.sound + "dedup: vendor within 24h\n"
        let (gateway, problems) = read(text)
        #expect(gateway == nil)
        #expect(
            problems.lines == [
                "31:1: error: what leaves in a batch is never sent again: 'dedup: vendor' needs one"
                    + " message to a request"
            ]
        )
        #expect(read(text.replacing("size: 200", with: "size: 1")).gateway != nil)
        #expect(read(Self.sound + "dedup: none\n").gateway != nil)
    }

    @Test func theRequestIsReadAsItStands() throws {
        let form = try #require(read(Self.sound).gateway?.http?.request)
        #expect(form.method == .post)
        #expect(form.prefersHTTP2)
        #expect(form.url.scheme == .https)
        #expect(form.url.host == "sms.gz.example.com")
        #expect(form.url.path.names == ["values.app_id"])
        #expect(form.url.query == [WireField("app", Self.text("1"))])
        #expect(form.query == [WireField("trace", Self.place("nonce"))])
        #expect(form.headers.map(\.name) == ["X-Action", "X-Pin"])
        #expect(
            form.body
                == .json(
                    .object([
                        WireField("Numbers", .each(Self.place("to", .e164), join: nil)),
                        WireField("App", Self.place("values.app_id")),
                        WireField("Agent", .number("7")),
                        WireField("Urgent", .flag(true)),
                        WireField("Nothing", .null),
                        WireField("Params", Self.place("parameters")),
                        WireField("Code", Self.place("code")),
                        WireField(
                            "Batch",
                            .json(.object([WireField("Ref", Self.place("reference"))]))
                        ),
                    ])
                )
        )
    }

    @Test(arguments: addresses + secrets + places + requests + templates)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (gateway, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(gateway == nil)
    }

    /// Those that name something of the vendor's, or whose section is another reader's.
    static let free: Set<String> = [
        "app_id", "region", "sign_name", "agent", "secret_key", "pin", "first", "second", "Action",
        "Pin", "trace", "Numbers", "App", "Agent", "Urgent", "Nothing", "Params", "Code", "Batch",
        "Ref", "each", "json", "scheme", "Ok",
    ]

    @Test func aMisspeltKeyIsRefusedAtItsPlace() {
        let keys = MisspeltKey.all(in: Self.sound, free: Self.free)
        #expect(keys.count >= 18)
        for key in keys {
            for text in key.misspellings {
                let (value, problems) = read(key.text(misspelt: text))
                #expect(value == nil)
                let expected = "\(key.line):\(key.column): error: unknown key '\(text)'"
                #expect(problems.lines.contains(expected), "\(key.key) as \(text)")
            }
        }
    }

    @Test func noProblemRepeatsASecret() throws {
        for broken in Self.secrets {
            let shown = read(try broken.text(of: Self.sound)).problems.sorted
                .map(\.description).joined()
            for secret in ["hunter2", "8fJ2hs", "0123456789abcdef0123", "whsec_"] {
                #expect(!shown.contains(secret), "\(broken.name)")
            }
        }
    }

    /// A code is of use only where the file maps templates.
    @Test func aCodeNeedsTemplates() {
        let (gateway, problems) = read(
            "{kind: http, channels: [sms], url: https://a/, request: {form: {to: \"${to}\","
                + " text: \"${content}\", id: \"${code}\"}}, answers: {rules: [{when: {status: 200},"
                + " class: accepted}]}}"
        )
        #expect(gateway == nil)
        #expect(problems.sorted.map(\.message) == ["'${code}' has no value here"])
    }
}
