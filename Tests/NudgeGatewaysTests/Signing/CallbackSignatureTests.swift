import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// What vendors write on their callbacks, against their own examples.
struct CallbackSignatureTests {
    struct Twilio: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var auth_token: String
        var url: String
        var params: [String: String]?
        var body: String?
        var body_sha256: String?
        var expected_signature: String
        var testDescription: String { name }
    }

    struct SendGrid: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var public_key: String
        var timestamp: String
        var payload: String
        var signature: String
        var valid: Bool
        var testDescription: String { name }
    }

    struct List<Vector: Decodable & Sendable>: Decodable, Sendable {
        var vectors: [Vector]
    }

    struct Others: Decodable, Sendable {
        var mailgun_webhook: [Mailgun]
        var jsms_callback: [JSMS]
        var wechat: [WeChat]
    }

    struct Mailgun: Decodable, Sendable {
        var signing_key: String
        var timestamp: String
        var token: String
        var expected_signature: String
    }

    struct JSMS: Decodable, Sendable {
        var signed_text: String
        var expected_signature: String
    }

    struct WeChat: Decodable, Sendable {
        var token: String
        var timestamp: String
        var nonce: String
        var expected_signature: String?
        var encoding_aes_key: String?
        var corp_id: String?
        var msg_signature: String?
        var body: String?
        var decrypted: String?
    }

    struct Asymmetric: Decodable, Sendable {
        var asymmetric: [Pair]
    }

    struct Pair: Decodable, Sendable {
        var secret_key: String
        var public_key: String
        var signed_content: String
        var expected_signature: String
    }

    static let twilio =
        SigningFixture.read(List<Twilio>.self, PackageResources.twilio_signature_json)?.vectors
        ?? []
    static let sendGrid =
        SigningFixture.read(
            List<SendGrid>.self,
            PackageResources.sendgrid_event_webhook_json
        )?.vectors ?? []
    static let others = SigningFixture.read(Others.self, PackageResources.simple_auth_json)

    @Test func allVectorsAreThere() {
        #expect(Self.twilio.count == 6)
        #expect(Self.sendGrid.count == 4)
        #expect(Self.others?.mailgun_webhook.count == 2)
        #expect(Self.others?.jsms_callback.count == 1)
        #expect(Self.others?.wechat.count == 2)
    }

    @Test(arguments: twilio)
    func twilioSignsUrlAndForm(_ vector: Twilio) {
        let parameters = (vector.params ?? [:]).map { WirePair($0.key, $0.value) }
        let signature = CallbackSignature.twilio(
            token: vector.auth_token,
            url: vector.url,
            parameters: parameters
        )
        #expect(CallbackSignature.isSame(signature, vector.expected_signature))
        if let body = vector.body {
            #expect(CallbackSignature.sha256(Array(body.utf8)) == vector.body_sha256)
        }
        let other = CallbackSignature.twilio(
            token: vector.auth_token,
            url: vector.url + "x",
            parameters: parameters
        )
        #expect(!CallbackSignature.isSame(other, vector.expected_signature))
    }

    @Test(arguments: sendGrid)
    func sendGridSignsTimeAndBytes(_ vector: SendGrid) {
        let isValid = CallbackSignature.isSendGrid(
            key: vector.public_key,
            signature: vector.signature,
            timestamp: vector.timestamp,
            body: Array(vector.payload.utf8)
        )
        #expect(isValid == vector.valid)
    }

    @Test func mailgunSignsTimeAndToken() throws {
        for vector in try #require(Self.others).mailgun_webhook {
            let signature = CallbackSignature.mailgun(
                key: vector.signing_key,
                timestamp: vector.timestamp,
                token: vector.token
            )
            #expect(signature == vector.expected_signature)
        }
    }

    @Test func jsmsSignsItsText() throws {
        for vector in try #require(Self.others).jsms_callback {
            #expect(CallbackSignature.sha1(vector.signed_text) == vector.expected_signature)
        }
    }

    @Test func weChatSignsSortedTexts() throws {
        let vector = try #require(Self.others?.wechat.first { $0.expected_signature != nil })
        let signature = CallbackSignature.sortedSHA1([
            vector.token, vector.timestamp, vector.nonce,
        ])
        #expect(signature == vector.expected_signature)
    }

    @Test func weComsCallbackIsOpened() throws {
        let vector = try #require(Self.others?.wechat.first { $0.body != nil })
        let body = try #require(vector.body)
        let start = try #require(body.range(of: "<Encrypt><![CDATA["))
        let end = try #require(body.range(of: "]]></Encrypt>"))
        let text = String(body[start.upperBound..<end.lowerBound])
        let signature = CallbackSignature.sortedSHA1([
            vector.token, vector.timestamp, vector.nonce, text,
        ])
        #expect(signature == vector.msg_signature)
        let key = try #require(vector.encoding_aes_key)
        let plain = CallbackSignature.weCom(text, key: key, receiver: vector.corp_id ?? "")
        #expect(plain.map { String(decoding: $0, as: UTF8.self) } == vector.decrypted)
        #expect(CallbackSignature.weCom(text, key: key, receiver: "another") == nil)
        let broken = "AAAA" + text.dropFirst(4)
        #expect(CallbackSignature.weCom(broken, key: key, receiver: "") == nil)
    }

    @Test func anEd25519WebhookIsSignedAndChecked() throws {
        let list = SigningFixture.read(Asymmetric.self, PackageResources.standard_webhooks_json)
        let vector = try #require(list?.asymmetric.first)
        let parts = vector.signed_content.split(separator: ".", maxSplits: 2).map(String.init)
        let body = Array(parts[2].utf8)
        let key = try WebhookKey(parsing: vector.secret_key)
        let seconds = try #require(Int64(parts[1]))
        #expect(
            key.sign(id: parts[0], timestamp: seconds, body: body) == vector.expected_signature
        )
        #expect(key.publicKey == vector.public_key)
        let check = try WebhookPublicKey(parsing: vector.public_key)
        for (signatures, changed, isValid) in [
            (vector.expected_signature, body, true),
            ("v1,AAAA " + vector.expected_signature, body, true),
            (vector.expected_signature, body + [10], false),
            (String(vector.expected_signature.dropFirst(1)), body, false),
            ("v1a,", body, false),
        ] {
            #expect(
                check.isValid(
                    id: parts[0],
                    timestamp: parts[1],
                    signatures: signatures,
                    body: changed
                ) == isValid
            )
        }
        var request = WireRequest(host: "a.example", body: body)
        let signer = try Signer(
            .standardWebhooks(key: "key"),
            SigningFixture.ground("", vector.secret_key)
        )
        let now = Instant(seconds: seconds)
        signer.sign(&request, at: SigningMoment(now: now, nonce: "", reference: parts[0]))
        #expect(request.header("webhook-signature") == vector.expected_signature)
    }
}
