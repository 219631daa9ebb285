import NudgeConfig
import NudgeCore
import Testing

struct SigningFormTests {
    private static let names = GatewayNames(
        values: ["id", "region"],
        secrets: ["secret_key", "session"],
        hasToken: true
    )

    static func read(
        _ text: String,
        _ names: GatewayNames = names
    ) -> (form: SigningForm?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        let form = StrictYAML.parse(text, problems: problems).flatMap { $0.signing(names) }
        return (problems.hasErrors ? nil : form, problems)
    }

    private static func place(_ name: String) -> WireTemplate {
        WireTemplate(pieces: [.place(WirePlace(name: name))])
    }

    private static func text(_ text: String) -> WireTemplate {
        WireTemplate(pieces: [.text(text)])
    }

    static let sound: [(String, SigningForm)] = [
        (
            "{scheme: basic, user: api, password: secret_key}",
            .basic(user: text("api"), password: "secret_key")
        ),
        ("{scheme: bearer, key: secret_key}", .bearer(key: "secret_key")),
        ("{scheme: bearer}", .bearer(key: nil)),
        (
            "{scheme: header, name: X-Token, value: \"${token}\"}",
            .header(name: "X-Token", value: place("token"))
        ),
        (
            "{scheme: acs3, key_id: \"${values.id}\", key: secret_key, headers: [User-Agent]}",
            .canonical(
                CanonicalForm(
                    profile: .acs3,
                    keyID: place("values.id"),
                    key: "secret_key",
                    headers: ["user-agent"]
                )
            )
        ),
        (
            "{scheme: tc3, service: sms, key_id: AKID, key: secret_key, security_token: session}",
            .canonical(
                CanonicalForm(
                    profile: .tc3,
                    keyID: text("AKID"),
                    key: "secret_key",
                    securityToken: "session",
                    service: "sms"
                )
            )
        ),
        (
            "{scheme: huawei-sdk, key_id: \"${values.id}\", key: secret_key}",
            .canonical(
                CanonicalForm(profile: .huaweiSDK, keyID: place("values.id"), key: "secret_key")
            )
        ),
        (
            "{scheme: aws4, region: \"${values.region}\", service: ses, key_id: A, "
                + "key: secret_key}",
            .canonical(
                CanonicalForm(
                    profile: .aws4,
                    keyID: text("A"),
                    key: "secret_key",
                    region: place("values.region"),
                    service: "ses"
                )
            )
        ),
        (
            "{scheme: aliyun-rpc, key_id: A, key: secret_key}",
            .aliyunRPC(keyID: text("A"), key: "secret_key", securityToken: nil)
        ),
        (
            "{scheme: wsse, user: \"${values.id}\", password: secret_key, digest: hex}",
            .wsse(user: place("values.id"), password: "secret_key", digest: .hex)
        ),
        (
            "{scheme: standard-webhooks, key: secret_key}", .standardWebhooks(key: "secret_key")
        ),
        (
            "{scheme: jwt-es256, key_id: K, issuer: T, key: secret_key}",
            .jwtES256(keyID: text("K"), issuer: text("T"), key: "secret_key")
        ),
    ]

    @Test(arguments: sound)
    func everySchemeIsRead(text: String, expected: SigningForm) {
        let (form, problems) = Self.read(text)
        #expect(problems.lines.isEmpty)
        #expect(form == expected)
    }

    @Test func everySchemeHasACase() {
        let given = Self.sound.map { $0.0.dropFirst(9).prefix { $0 != "," && $0 != "}" } }
        #expect(Set(given.map(String.init)) == Set(SigningForm.names))
    }

    static let broken: [(String, String)] = [
        ("{key: secret_key}", "1:1: error: the key 'scheme' is missing"),
        ("{scheme: tc4}", "1:10: error: 'tc4' is not a known value of 'scheme'"),
        (
            "{scheme: tc3, key_id: A, key: secret_key}",
            "1:1: error: the key 'service' is missing"
        ),
        (
            "{scheme: acs3, key_id: A, key: secret_key, region: b}",
            "1:44: error: unknown key 'region'"
        ),
        (
            "{scheme: bearer, key: hunter2}",
            "1:23: error: 'key' must be the name of one of this file's secrets"
        ),
        (
            "{scheme: bearer, key: {file: x}}",
            "1:23: error: 'key' must be the name of one of this file's secrets"
        ),
        (
            "{scheme: wsse, user: \"${values.ib}\", password: secret_key}",
            "1:22: error: '${values.ib}' has no value here"
        ),
        (
            "{scheme: wsse, user: \"${values.id | upper}\", password: secret_key}",
            "1:22: error: '${values.id}' takes no filter in 'user'"
        ),
        (
            "{scheme: basic, user: \"${token}\", password: secret_key}",
            "1:23: error: '${token}' has no value here"
        ),
        (
            "{scheme: header, name: \"X Y\", value: a}",
            "1:24: error: 'X Y' is not the name of a header"
        ),
        (
            "{scheme: wsse, user: a, password: secret_key, digest: sha1}",
            "1:55: error: 'sha1' is not a known value of 'digest'"
        ),
        ("bearer", "1:1: error: this must be a mapping"),
    ]

    @Test(arguments: broken)
    func aBrokenSchemeIsRefusedAtItsPlace(text: String, expected: String) {
        let (form, problems) = Self.read(text)
        #expect(problems.lines == [expected])
        #expect(form == nil)
    }

    @Test func noProblemRepeatsWhatMayBeASecret() {
        let (_, problems) = Self.read("{scheme: basic, user: a, password: hunter2}")
        #expect(!problems.sorted.map(\.description).joined().contains("hunter2"))
        #expect(problems.sorted.first?.hint == "known secrets: secret_key, session")
    }

    @Test func aFetchedTokenNeedsItsSection() {
        let names = GatewayNames(values: [], secrets: [], hasToken: false)
        let (form, problems) = Self.read("{scheme: bearer}", names)
        #expect(form == nil)
        #expect(problems.lines == ["1:1: error: there is no token to sign with"])
    }

    // MARK: Tokens

    private func token(_ text: String) -> (form: TokenForm?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        let map = StrictYAML.parse(text, problems: problems)
            .flatMap { $0.mapping(["url"] + TokenForm.keys) }
        let form = map.flatMap { TokenForm.read($0, Self.names) }
        return (problems.hasErrors ? nil : form, problems)
    }

    @Test func aTokenIsRead() {
        let (form, problems) = token(
            """
            url: https://oauth2.example.com/token
            assertion:
              key: secret_key
              audience: https://oauth2.example.com/token
              scope: messaging
              lifetime: 30m
            value: access_token
            lifetime: {json: expires_in, unit: seconds}
            ahead: 2m
            refused: {error: [invalid_client, invalid_grant]}
            """
        )
        #expect(problems.lines.isEmpty)
        #expect(
            form
                == TokenForm(
                    assertion: AssertionForm(
                        key: "secret_key",
                        audience: Self.text("https://oauth2.example.com/token"),
                        scope: Self.text("messaging"),
                        lifetime: .minutes(30)
                    ),
                    value: WirePath(steps: [.name("access_token")]),
                    lifetime: .length(WirePath(steps: [.name("expires_in")]), .seconds),
                    ahead: .minutes(2),
                    refusals: [
                        PathTest(
                            WirePath(steps: [.name("error")]),
                            .isOne(of: ["invalid_client", "invalid_grant"])
                        )
                    ]
                )
        )
    }

    static let lifetimes: [(String, TokenLifetime)] = [
        ("2h", .fixed(.hours(2))),
        ("{json: e, unit: milliseconds}", .length(WirePath(steps: [.name("e")]), .milliseconds)),
        ("{json: a.e, unit: epoch}", .end(WirePath(steps: [.name("a"), .name("e")]), .seconds)),
        (
            "{json: e, unit: epoch-milliseconds}",
            .end(WirePath(steps: [.name("e")]), .milliseconds)
        ),
    ]

    @Test(arguments: lifetimes)
    func aLifetimeIsReadInAllItsForms(text: String, expected: TokenLifetime) {
        let (form, problems) = token("{value: t, lifetime: \(text)}")
        #expect(problems.lines.isEmpty)
        #expect(form?.lifetime == expected)
    }

    static let brokenTokens: [(String, String)] = [
        ("{lifetime: 2h}", "1:1: error: the key 'value' is missing"),
        ("{value: a..b, lifetime: 2h}", "1:9: error: 'a..b' is not a path such as data.token"),
        ("{value: t, lifetime: 2}", "1:22: error: '2' is not a length such as 30s, 15m, 24h or 7d"),
        (
            "{value: t, lifetime: {json: e, unit: hours}}",
            "1:38: error: 'hours' is not a known value of 'unit'"
        ),
        (
            "{value: t, lifetime: 2h, signing: {scheme: bearer}}",
            "1:35: error: there is no token to sign with"
        ),
        (
            "{value: t, lifetime: 2h, assertion: {key: secret_key}}",
            "1:37: error: the key 'audience' is missing"
        ),
        (
            "{value: t, lifetime: 2h, refused: {a..b: x}}",
            "1:36: error: 'a..b' is not a path"
        ),
        ("{value: t, lifetime: 2h, refused: {}}", "1:35: error: 'refused' asks for nothing"),
        ("{value: t, lifetime: 2h, ahead: 2h}", "1:33: error: 'ahead' must lie in 1s…1h, not 2h"),
    ]

    @Test(arguments: brokenTokens)
    func aBrokenTokenIsRefusedAtItsPlace(text: String, expected: String) {
        let (form, problems) = token(text)
        #expect(problems.lines == [expected])
        #expect(form == nil)
    }
}
