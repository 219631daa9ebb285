import Curl
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// A gateway of kind `http` behind the facade of all kinds.
struct HTTPGatewayTests {
    static let names = WireNames.message + WireNames.request + ["token", "values.", "secrets."]

    static func settings(
        url: String = "https://vendor.example",
        body: BodyForm = .json(.object([WireField("to", .each(node("${to}"), join: nil))])),
        headers: [WireField] = [WireField("X-Pin", node("${secrets.pin}"))],
        query: [WireField] = [],
        batch: BatchForm? = nil,
        signing: SigningForm? = nil
    ) -> GatewaySettings {
        let scheme: GatewayScheme = url.hasPrefix("https") ? .https : .http
        let form = RequestForm(
            method: .put,
            url: URLForm(scheme: scheme, host: String(url.dropFirst(scheme.name.count + 3))),
            headers: headers,
            query: query,
            body: body,
            prefersHTTP2: true
        )
        return GatewaySettings(
            name: "vendor",
            kind: .http,
            channels: [.sms],
            url: form.url.text,
            schemes: [scheme],
            http: HTTPDescription(
                secrets: [WireSecret(name: "pin", reference: .credential("pin"))],
                request: form,
                signing: signing,
                batch: batch,
                answers: answers
            )
        )
    }

    /// Two codes are known; of a batch, each number has its own.
    static let answers = AnswerForm(
        rules: [
            AnswerRule(
                when: WireCondition(
                    statuses: [200...200],
                    fields: [PathTest(WirePath(steps: [.name("code")]), .isOne(of: ["0"]))]
                ),
                .accepted
            )
        ]
    )

    static func node(_ text: String) -> WireNode { WireNode(text: text) }

    static func gateway(_ settings: GatewaySettings = settings()) throws -> Gateway {
        try Gateway(settings: settings, secret: nil, namedSecrets: ["pin": "hunter2"])
    }

    static func request(
        _ gateway: Gateway,
        _ messages: [OutgoingMessage] = [GatewayFixture.message()],
        token: String? = nil,
        notAfter: Instant = .distantFuture
    ) throws -> CurlRequest {
        try gateway.request(
            for: messages,
            token: token,
            id: 9,
            lane: 3,
            notAfter: notAfter,
            now: GatewayFixture.now,
            nonce: RequestBuilderTests.nonce
        )
    }

    @Test func theRequestIsWhatTheFileDescribes() throws {
        let request = try Self.request(try Self.gateway())
        #expect(request.id == 9)
        #expect(request.lane == 3)
        #expect(request.method == .put)
        #expect(request.url == "https://vendor.example/")
        #expect(request.schemes == .https)
        #expect(request.prefersHTTP2)
        #expect(
            request.headers
                == ["Content-Type: application/json", "X-Pin: hunter2", "User-Agent: nudge"]
        )
        #expect(String(decoding: request.body, as: UTF8.self) == "{\"to\":[\"+8613800138000\"]}")
    }

    /// A signature is believed for 300 s at the strictest vendor.
    @Test(arguments: [(60, 60), (240, 240), (86_400, 240)])
    func itLeavesBeforeItsSignatureGrowsOld(_ window: Int, _ expected: Int) throws {
        let end = GatewayFixture.now + .seconds(window)
        let form = SigningForm.wsse(
            user: WireTemplate(text: "me"),
            password: "pin",
            digest: .raw
        )
        let request = try Self.request(
            try Self.gateway(Self.settings(signing: form)),
            notAfter: end
        )
        #expect(request.headers.contains { $0.hasPrefix("X-WSSE: UsernameToken") })
        // What is not signed does not age.
        #expect(try Self.request(try Self.gateway(), notAfter: end).notAfter == end.milliseconds)
        #expect(request.notAfter == (GatewayFixture.now + .seconds(expected)).milliseconds)
    }

    @Test func anInstantOfExpiryIsThereOnlyWhereOneWasSaid() throws {
        let settings = Self.settings(query: [WireField("until", Self.node("${expires | seconds}"))])
        let gateway = try Self.gateway(settings)
        let without = try Self.request(gateway).url
        #expect(!without.contains("until"))
        let end = GatewayFixture.now + .hours(1)
        #expect(try Self.request(gateway, notAfter: end).url.hasSuffix("?until=1800003600"))
    }

    @Test func withoutItsTokenNothingLeaves() throws {
        let gateway = try Self.gateway(
            Self.settings(query: [WireField("access_token", Self.node("${token}"))])
        )
        #expect(throws: RequestFault.noValue(place: "token")) { try Self.request(gateway) }
        #expect(try Self.request(gateway, token: "a/b").url.hasSuffix("?access_token=a%2Fb"))
    }

    @Test func whatArrivesIsWhatWasBuilt() async throws {
        let server = try LoopbackServer { _ in .answer(status: 200, body: "{}") }
        let gateway = try Self.gateway(
            Self.settings(
                url: String(server.url.dropLast()),
                query: [WireField("q", Self.node("${content}"))]
            )
        )
        let (completions, feed) = AsyncStream.makeStream(of: CurlCompletion.self)
        let client = try CurlClient(
            settings: CurlSettings(lanes: [CurlLane(id: 3, inFlightMax: 1)]),
            clock: { GatewayFixture.now.milliseconds },
            completed: { for completion in $0 { feed.yield(completion) } }
        )
        let message = GatewayFixture.message(text: "一 &=?#%")
        #expect(client.submit([try Self.request(gateway, [message])]) == .taken)
        _ = try #require(await completions.first { _ in true })
        let arrived = try #require(server.requests.first)
        #expect(arrived.method == "PUT")
        #expect(arrived.target == "/?q=%E4%B8%80%20%26%3D%3F%23%25")
        #expect(arrived.header("x-pin") == "hunter2")
        #expect(String(decoding: arrived.body, as: UTF8.self) == "{\"to\":[\"+8613800138000\"]}")
        client.shutdown(withinMilliseconds: 0)
    }

    // MARK: Batches

    static func message(_ change: (inout OutgoingMessage) -> Void = { _ in }) -> OutgoingMessage {
        var message = RequestBuilderTests.message()
        change(&message)
        return message
    }

    struct Pair: Sendable, CustomTestStringConvertible {
        let likeness: BatchForm.Likeness
        let change: @Sendable (inout OutgoingMessage) -> Void

        var testDescription: String { likeness.name }
    }

    static let pairs: [Pair] = [
        Pair(likeness: .content) { $0.text = "x" }, Pair(likeness: .subject) { $0.subject = "x" },
        Pair(likeness: .code) { $0.code = "x" },
        Pair(likeness: .parameters) { $0.parameters = .list(["李四"]) },
        Pair(likeness: .template) { $0.template = "x" },
        Pair(likeness: .class) { $0.messageClass = .marketing },
        Pair(likeness: .channel) { $0.channel = .voice },
        Pair(likeness: .segments) { $0.segments = 9 },
        Pair(likeness: .currency) { $0.currency = "HKD" },
        Pair(likeness: .mainland) { $0.address = "+85251234567" },
    ]

    /// What differs keeps two messages apart where the file asks for it, and only there.
    @Test(arguments: pairs)
    func onlyWhatIsAlikeGoesTogether(_ pair: Pair) throws {
        for likeness in BatchForm.Likeness.allCases {
            let gateway = try Self.gateway(
                Self.settings(batch: BatchForm(size: 2, same: [likeness]))
            )
            let joins = gateway.joins(Self.message(), Self.message(pair.change))
            #expect(joins == (likeness != pair.likeness), "\(likeness.name)")
        }
    }

    @Test func withoutABatchNothingGoesTogether() throws {
        let single = try Self.gateway()
        #expect(single.batchSize == 1)
        #expect(!single.joins(Self.message(), Self.message()))
        #expect(try GatewayFixture.gateway().batchSize == 1)
        let several = try Self.gateway(Self.settings(batch: BatchForm(size: 200)))
        #expect(several.batchSize == 200)
    }

    // MARK: Outcomes

    @Test func withoutAnAnswerEachMessageHasTheSameFate() throws {
        let gateway = try Self.gateway()
        let messages = [Self.message(), Self.message { $0.address = "+8613800138001" }]
        func classes(_ outcome: CurlOutcome) -> [AnswerClass] {
            gateway.classify(
                outcome,
                recipients: messages.map(\.address),
                now: GatewayFixture.now
            )
            .answers.map(\.answerClass)
        }
        let timeout = CurlError(code: .timeout, message: "slow")
        #expect(classes(.failed(timeout, wasWritten: true)) == [.unknown, .unknown])
        #expect(classes(.failed(timeout, wasWritten: false)) == [.notSent, .notSent])
        #expect(classes(.notSent(.expired)) == [.notSent, .notSent])
    }

    /// Success needs a rule that says so.
    @Test(arguments: [("0", AnswerClass.accepted), ("1", .unknown)])
    func anAnswerThatNoRuleTakesIsDoubtful(_ code: String, _ expected: AnswerClass) throws {
        let verdict = try Self.gateway().classify(
            GatewayFixture.answer(200, "{\"code\":\"\(code)\"}"),
            recipients: ["+8613800138000"],
            now: GatewayFixture.now
        )
        #expect(verdict.answers.map(\.answerClass) == [expected])
    }

    // MARK: Setting up

    @Test func aMissingSecretIsNamed() {
        let error = #expect(throws: GatewayError.self) {
            try Gateway(settings: Self.settings(), secret: nil)
        }
        #expect(error?.description == "gateway vendor: the secret 'pin' is not there")
    }

    @Test func aKindWithoutItsDescriptionIsRefused() {
        var settings = Self.settings()
        settings.http = nil
        #expect(throws: GatewayError.self) { try Gateway(settings: settings, secret: nil) }
    }
}
