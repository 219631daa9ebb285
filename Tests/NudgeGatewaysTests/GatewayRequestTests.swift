import Curl
import Foundation
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

struct GatewayRequestTests {
    static func request(
        _ message: OutgoingMessage = GatewayFixture.message(),
        notAfter: Instant = .distantFuture,
        change: (inout GatewaySettings) -> Void = { _ in }
    ) throws -> CurlRequest {
        try GatewayFixture.gateway(change: change).request(
            for: message,
            id: 9,
            lane: 3,
            notAfter: notAfter,
            now: GatewayFixture.now
        )
    }

    @Test func theBodyIsTheDocumentedJSON() throws {
        var message = GatewayFixture.message(text: "张三您好")
        message.subject = "提醒"
        let expected = """
            {"type":"reminder.send","data":{"id":"s1-4f","channel":"sms","to":"+8613800138000",\
            "text":"张三您好","subject":"提醒","segments":2,"class":"collection",\
            "template":"early-1"}}
            """
        #expect(String(decoding: try Self.request(message).body, as: UTF8.self) == expected)
    }

    static let texts = [
        "plain", "\"quoted\" \\ back/slash", "line\nbreak\r\n\ttab", "\u{0}\u{1}\u{1F}\u{7F}",
        "【招商】¥1,234.50 👨‍👩‍👧 \u{2028}\u{FEFF}", "e\u{301} é", "",
    ]

    @Test(arguments: texts)
    func anyTextSurvivesTheJSON(_ text: String) throws {
        let body = try Self.request(GatewayFixture.message(text: text)).body
        let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let data = json?["data"] as? [String: Any]
        let read = try #require(data?["text"] as? String)
        #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars))
        #expect(data?["subject"] == nil)
    }

    /// Texts are looked through eight bytes at a time: what must be escaped may stand at each of
    /// their places, and after bytes of every kind.
    @Test(arguments: ["a", "é", "还", "\u{7F}", "!", "[", "\u{80}"])
    func everySignSurvivesAtEveryPlace(_ filling: String) throws {
        for sign in (0..<0x80).compactMap({ Unicode.Scalar($0) }) {
            for before in 0...9 {
                let text =
                    String(repeating: filling, count: before) + String(Character(sign))
                    + String(repeating: filling, count: 9)
                let body = try Self.request(GatewayFixture.message(text: text)).body
                let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
                let data = json?["data"] as? [String: Any]
                let read = (data?["text"] as? String).map { Array($0.unicodeScalars) }
                #expect(read == Array(text.unicodeScalars), "\(sign.value) after \(before)")
            }
        }
    }

    @Test func theRequestCarriesWhatTheFileSays() throws {
        let request = try Self.request { settings in
            settings.connectTimeout = .seconds(3)
            settings.totalTimeout = .seconds(15)
            settings.authorityFile = "/etc/nudge/ca.pem"
            settings.extraHeaders = [GatewayHeader(name: "X-Tenant", value: "7")]
        }
        #expect(request.id == 9)
        #expect(request.lane == 3)
        #expect(request.method == .post)
        #expect(request.schemes == .https)
        #expect(request.connectTimeoutMilliseconds == 3000)
        #expect(request.totalTimeoutMilliseconds == 15_000)
        #expect(request.authorityFile == "/etc/nudge/ca.pem")
        #expect(request.headers.contains("X-Tenant: 7"))
        #expect(request.headers.contains("Content-Type: application/json"))
        #expect(request.headers.contains("webhook-id: s1-4f"))
        #expect(request.headers.contains("webhook-timestamp: 1800000000"))
    }

    @Test func theSameContactMeansTheSameBytes() throws {
        let gateway = try GatewayFixture.gateway()
        let bodies = [0, 60, 86_400].map { seconds in
            gateway.request(
                for: GatewayFixture.message(),
                id: UInt64(seconds),
                lane: 1,
                notAfter: .distantFuture,
                now: GatewayFixture.now + .seconds(seconds)
            ).body
        }
        #expect(bodies[0] == bodies[1] && bodies[1] == bodies[2])
    }

    @Test(arguments: [(60, 60), (239, 239), (240, 240), (241, 240), (86_400, 240)])
    func aRequestLeavesBeforeItsSignatureGrowsOld(_ window: Int, _ expected: Int) throws {
        let request = try Self.request(notAfter: GatewayFixture.now + .seconds(window))
        #expect(request.notAfter == (GatewayFixture.now + .seconds(expected)).milliseconds)
    }

    @Test func theReceiverCanVerifyWhatArrives() async throws {
        let server = try LoopbackServer { _ in .answer(status: 202, body: "{\"id\":\"v-1\"}") }
        let gateway = try GatewayFixture.gateway(url: server.url)
        let (completions, feed) = AsyncStream.makeStream(of: CurlCompletion.self)
        let client = try CurlClient(
            settings: CurlSettings(lanes: [CurlLane(id: 1, inFlightMax: 1)]),
            clock: { GatewayFixture.now.milliseconds },
            completed: { for completion in $0 { feed.yield(completion) } }
        )
        let request = gateway.request(
            for: GatewayFixture.message(),
            id: 1,
            lane: 1,
            notAfter: .distantFuture,
            now: GatewayFixture.now
        )
        #expect(client.submit([request]) == .taken)
        let completion = try #require(await completions.first { _ in true })
        let answer = gateway.classify(completion.outcome, now: GatewayFixture.now)
        #expect(answer.answerClass == .accepted)
        #expect(answer.vendorID == "v-1")
        let arrived = try #require(server.requests.first)
        try WebhookSecret.verify(
            id: arrived.header("webhook-id"),
            timestamp: arrived.header("webhook-timestamp"),
            signatures: arrived.header("webhook-signature"),
            body: arrived.body,
            secrets: [try WebhookSecret(parsing: GatewayFixture.secret)],
            now: GatewayFixture.now
        )
        client.shutdown(withinMilliseconds: 0)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout GatewaySettings) -> Void
    }

    static let wrong = [
        Wrong(testDescription: "scheme not declared") { $0.url = "http://gateway.example/" },
        Wrong(testDescription: "no scheme") { $0.schemes = [] },
        Wrong(testDescription: "no room") { $0.inFlight = 0 },
        Wrong(testDescription: "window below room") { $0.window = 1 },
        Wrong(testDescription: "our own header") {
            $0.extraHeaders = [GatewayHeader(name: "Webhook-ID", value: "x")]
        },
        Wrong(testDescription: "line break in a header") {
            $0.extraHeaders = [GatewayHeader(name: "X-A", value: "1\r\nX-B: 2")]
        },
    ]

    @Test(arguments: wrong)
    func settingsThatCannotWorkAreRefused(_ wrong: Wrong) {
        #expect(throws: GatewayError.self) { try GatewayFixture.gateway(change: wrong.change) }
    }

    @Test func anUnfitSecretIsRefusedWithoutBeingShown() {
        let error = #expect(throws: GatewayError.self) {
            try Gateway(
                settings: GatewayFixture.settings(),
                secret: "hunter2!",
                callbackSecrets: []
            )
        }
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.description.contains("bank-sms") == true)
    }
}
