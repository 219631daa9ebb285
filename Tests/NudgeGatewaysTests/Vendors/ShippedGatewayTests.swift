import Crypto
import CryptoExtras
import Curl
import Foundation
import NudgeConfig
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// The shipped files, from text to signed request.
struct ShippedGatewayTests {
    /// A secret of the right kind for each name.
    static func secret(_ name: String) -> String {
        switch name {
        case "signing_secret", "callback_key": "whsec_" + String(repeating: "c2VjcmV0", count: 4)
        case "private_key": P256.Signing.PrivateKey().pemRepresentation
        case "service_account": serviceAccount
        default: CallbackFixture.secrets[name] ?? "hunter2-of-\(name)"
        }
    }

    /// Of a key made here.
    static let serviceAccount: String = {
        let key = (try? _RSA.Signing.PrivateKey(keySize: .bits2048))?.pemRepresentation ?? ""
        let account = [
            "type": "service_account", "private_key_id": "abc123", "private_key": key,
            "client_email": "push@example.iam.gserviceaccount.com",
        ]
        let data = (try? JSONEncoder().encode(account)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }()

    static func gateway(_ name: String) throws -> Gateway {
        let file = VendorPart.folder.appending(path: "\(name).yaml")
        let problems = ConfigProblemList(file: "\(name).yaml")
        let settings = try #require(
            GatewayReader.read(
                name: name,
                text: try String(contentsOf: file, encoding: .utf8),
                problems: problems
            ),
            "\(problems.sorted)"
        )
        var secrets: [String: String] = [:]
        for secret in settings.http?.secrets ?? [] {
            secrets[secret.name] = Self.secret(secret.name)
        }
        return try Gateway(settings: settings, secret: nil, namedSecrets: secrets)
    }

    static func message(_ gateway: Gateway) throws -> OutgoingMessage {
        let settings = gateway.settings
        let channel = try #require(Channel.allCases.first(where: settings.channels.contains))
        var message = OutgoingMessage(
            wireID: "k3x9q-5v",
            channel: channel,
            address: channel == .email ? "a@example.com" : "+8613800138000",
            text: "【示例银行】张三您好",
            subject: channel == .email || channel == .push ? "还款提醒" : nil,
            segments: 1,
            messageClass: .notice,
            template: "coming-due/first",
            currency: "CNY"
        )
        if let template = settings.http?.templates.first {
            let texts = template.parameters.all.map { "值\($0.name)" }
            let words = try #require(gateway.vendorWords(for: template.name))
            message.code = words.code
            message.parameters = words.outgoing(texts)
        }
        return message
    }

    @Test func everyShippedFileMakesASignedRequest() throws {
        let names = try VendorPart.names()
        #expect(names.count >= 22)
        for name in names {
            let gateway = try Self.gateway(name)
            let request = try gateway.request(
                for: [try Self.message(gateway)],
                token: "tok-en",
                id: 1,
                lane: 0,
                notAfter: GatewayFixture.now + .hours(2),
                now: GatewayFixture.now,
                nonce: RequestBuilderTests.nonce
            )
            let shown =
                ([request.url] + request.headers
                + [gateway.text(ofBody: request.body)]).joined(separator: "\n")
            #expect(!shown.contains("${"), "\(name)")
            #expect(request.url.hasPrefix("https://"), "\(name)")
            #expect(!request.url.contains("hunter2"), "\(name)")
            let isSigned =
                request.headers.contains { line in
                    ["authorization:", "x-wsse:", "webhook-signature:", "x-sign:", "token:"]
                        .contains { line.lowercased().hasPrefix($0) }
                }
                || ["Signature=", "access_token=tok-en", "sign=", "<Password>"]
                    .contains { shown.contains($0) }
            #expect(isSigned, "\(name)\n\(shown)")
            let isAddressed = ["13800138000", "a@example.com", "a%40example.com"]
                .contains { shown.contains($0) }
            #expect(isAddressed, "\(name)\n\(shown)")
        }
    }

    /// With a token there is a request for it, whose answer is read.
    @Test(arguments: ["getui", "fcm", "wechat", "wecom"])
    func aTokenHasItsRequest(_ name: String) throws {
        let source = try #require(try Self.gateway(name).http?.tokenSource)
        let request = source.request(
            TokenSource.Fetch(
                id: 1,
                lane: 0,
                now: GatewayFixture.now,
                nonce: RequestBuilderTests.nonce
            )
        )
        #expect(request.url.hasPrefix("https://"))
        #expect(!request.body.isEmpty || request.url.contains("corpsecret="))
    }

    /// Facts 4.2: the digest of key, time and master secret.
    @Test func getuisDigestIsThatOfItsPage() throws {
        let source = try #require(try Self.gateway("getui").http?.tokenSource)
        let request = source.request(
            TokenSource.Fetch(id: 1, lane: 0, now: GatewayFixture.now, nonce: "0")
        )
        let text = "example-app-key1800000000000" + Self.secret("master_secret")
        let digest = SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("\"sign\":\"\(digest)\""))
        #expect(body.contains("\"timestamp\":\"1800000000000\""))
    }

    static let bodies: [(String, String)] = [
        (
            "wechat",
            """
            {"touser":"+8613800138000","template_id":"OPENTM000000001",\
            "url":"https://www.example.com/repayment","data":{"thing1":{"value":"值thing1"},\
            "amount2":{"value":"值amount2"},"time3":{"value":"值time3"}},\
            "client_msg_id":"k3x9q-5v"}
            """
        ),
        (
            "tencent-sms",
            """
            {"PhoneNumberSet":["+8613800138000"],"SmsSdkAppId":"1400000000",\
            "SignName":"示例银行","TemplateId":"1000001",\
            "TemplateParamSet":["值1","值2","值3","值4"],"SessionContext":"k3x9q-5v"}
            """
        ),
        (
            "wecom",
            """
            {"touser":"+8613800138000","msgtype":"text","agentid":1000002,\
            "text":{"content":"【示例银行】张三您好"},"enable_duplicate_check":1,\
            "duplicate_check_interval":1800}
            """
        ),
        (
            "fcm",
            """
            {"message":{"token":"+8613800138000","notification":{"title":"还款提醒",\
            "body":"【示例银行】张三您好"},"data":{"reference":"k3x9q-5v"},\
            "android":{"ttl":"7200s"}}}
            """
        ),
        (
            "tencent-ses",
            """
            {"FromEmailAddress":"示例银行 <notice@mail.example.com>",\
            "Destination":["a@example.com"],"Subject":"还款提醒",\
            "Template":{"TemplateID":100001,"TemplateData":\
            "{\\"name\\":\\"值name\\",\\"tail\\":\\"值tail\\",\
            \\"amount\\":\\"值amount\\",\\"day\\":\\"值day\\"}"}}
            """
        ),
    ]

    /// Byte for byte as the vendors' pages have it (facts, sections 2, 4 to 6).
    @Test(arguments: bodies)
    func theBodyIsThatOfTheVendorsPage(_ name: String, _ body: String) throws {
        let gateway = try Self.gateway(name)
        let request = try gateway.request(
            for: [try Self.message(gateway)],
            token: "tok-en",
            id: 1,
            lane: 0,
            notAfter: GatewayFixture.now + .hours(2),
            now: GatewayFixture.now,
            nonce: RequestBuilderTests.nonce
        )
        #expect(String(decoding: request.body, as: UTF8.self) == body)
    }
}
