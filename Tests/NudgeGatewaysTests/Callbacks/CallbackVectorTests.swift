import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// Vendors' own examples, in `Vectors`.
struct CallbackVectorTests {
    // MARK: - Twilio

    struct Twilio: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var auth_token: String
        var url: String
        var params: [String: String]?
        var body: String?
        var expected_signature: String
        var testDescription: String { name }
    }

    struct TwilioFile: Decodable { var vectors: [Twilio] }

    static let twilio =
        (try? JSONDecoder().decode(
            TwilioFile.self,
            from: Data(PackageResources.twilio_signature_json)
        ).vectors) ?? []

    static func form(_ check: CallbackCheck, _ format: WireFormat = .form) -> CallbackForm {
        CallbackForm(
            name: "x",
            format: format,
            check: check,
            replies: [
                ReplyForm(
                    channel: .sms,
                    address: WirePath(steps: [.name("From")]),
                    text: WirePath(steps: [.name("Body")])
                )
            ]
        )
    }

    /// Whether it is believed; that it cannot be read is not asked here.
    static func isBelieved(_ door: CallbackDoor, _ input: CallbackInput, _ now: Instant) -> Bool {
        do {
            _ = try door.read(input, now: now)
            return true
        } catch {
            if case .unreadable = error { return true }
            return false
        }
    }

    static func door(_ vector: Twilio, url: String) throws -> CallbackDoor {
        let form = form(.twilio(url: url, keys: ["k"]), vector.body == nil ? .form : .json)
        return try CallbackDoor(form, secrets: ["k": vector.auth_token])
    }

    static func input(_ vector: Twilio) -> CallbackInput {
        let query = vector.url.split(separator: "?").dropFirst().first.map(String.init) ?? ""
        let fields = (vector.params ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return CallbackInput(
            query: query,
            headers: ["x-twilio-signature": vector.expected_signature],
            body: Array((vector.body ?? CallbackFixture.form(fields)).utf8)
        )
    }

    @Test func allVectorsAreThere() {
        #expect(Self.twilio.count == 6)
        #expect(Self.sendgrid.count == 4)
    }

    @Test(arguments: twilio)
    func twilioIsBelieved(_ vector: Twilio) throws {
        let url = vector.url.prefix { $0 != "?" }
        let input = Self.input(vector)
        let now = CallbackFixture.now
        #expect(Self.isBelieved(try Self.door(vector, url: String(url)), input, now))
        // Behind a proxy the port may be written or not.
        for (with, without) in [(":443", ""), ("", ":443")] where url.hasPrefix("https") {
            let other =
                url.contains(":443")
                ? url.replacingOccurrences(of: with, with: without)
                : url.replacingOccurrences(of: ".com", with: ".com" + with)
            #expect(Self.isBelieved(try Self.door(vector, url: other), input, now))
        }
    }

    @Test(arguments: twilio)
    func anyChangeOfWhatTwilioSignedIsSeen(_ vector: Twilio) throws {
        let now = CallbackFixture.now
        let url = String(vector.url.prefix { $0 != "?" })
        let door = try Self.door(vector, url: url)
        var changed = Self.input(vector)
        changed.body.append(contentsOf: Array("&x=1".utf8))
        #expect(!Self.isBelieved(door, changed, now))
        changed = Self.input(vector)
        changed.query += "&y=1"
        #expect(!Self.isBelieved(door, changed, now))
        changed = Self.input(vector)
        changed.headers = [:]
        #expect(!Self.isBelieved(door, changed, now))
        let elsewhere = try Self.door(vector, url: url + "/x")
        #expect(!Self.isBelieved(elsewhere, Self.input(vector), now))
    }

    // MARK: - SendGrid

    struct SendGrid: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var public_key: String
        var timestamp: String
        var payload: String
        var signature: String
        var valid: Bool
        var testDescription: String { name }
    }

    struct SendGridFile: Decodable { var vectors: [SendGrid] }

    static let sendgrid =
        (try? JSONDecoder().decode(
            SendGridFile.self,
            from: Data(PackageResources.sendgrid_event_webhook_json)
        ).vectors) ?? []

    @Test(arguments: sendgrid)
    func sendGridIsBelievedByTheBytesAlone(_ vector: SendGrid) throws {
        let door = try CallbackFixture.door("sendgrid", "events") { form in
            form.check = .sendgrid(publicKeys: [vector.public_key], within: nil)
        }
        let input = CallbackInput(
            headers: [
                "x-twilio-email-event-webhook-signature": vector.signature,
                "x-twilio-email-event-webhook-timestamp": vector.timestamp,
            ],
            body: Array(vector.payload.utf8)
        )
        guard vector.valid else {
            #expect(throws: CallbackError.wrongSignature) {
                try door.read(input, now: CallbackFixture.now)
            }
            return
        }
        let reading = try door.read(input, now: CallbackFixture.now)
        #expect(
            reading.events == [
                VendorSample.undelivered(
                    // The event's id begins with that of the answer.
                    "LRzXl_NHStOGhQ4kofSm_A",
                    to: "hello@world.com",
                    "dropped Bounced Address",
                    at: Instant(seconds: 1_600_112_492)
                )
            ]
        )
        let strict = try CallbackFixture.door("sendgrid", "events") { form in
            form.check = .sendgrid(publicKeys: [vector.public_key], within: .hours(1))
        }
        #expect(throws: CallbackError.wrongTime) {
            try strict.read(input, now: CallbackFixture.now)
        }
    }

    // MARK: - The others

    struct Simple: Decodable {
        struct Mailgun: Decodable {
            var signing_key: String
            var timestamp: String
            var token: String
            var expected_signature: String
        }

        struct WeChat: Decodable {
            var name: String
            var msg_signature: String?
            var timestamp: String
            var nonce: String
            var body: String?
            var token: String
            var expected_signature: String?
        }

        var mailgun_webhook: [Mailgun]
        var wechat: [WeChat]
    }

    static func simple() throws -> Simple {
        try JSONDecoder().decode(Simple.self, from: Data(PackageResources.simple_auth_json))
    }

    @Test func mailgunIsBelievedAndItsTokenMarksIt() throws {
        for vector in try Self.simple().mailgun_webhook {
            func body(_ signature: String) -> [UInt8] {
                Array(
                    """
                    {"signature":{"timestamp":"\(vector.timestamp)","token":"\(vector.token)",
                    "signature":"\(signature)"},"event-data":{"event":"opened"}}
                    """.utf8
                )
            }
            let form = try VendorPart.form("mailgun", "events")
            let door = try CallbackDoor(form, secrets: ["signing_key": vector.signing_key])
            let good = CallbackInput(body: body(vector.expected_signature))
            let reading = try door.read(good, now: CallbackFixture.now)
            #expect(reading.once == vector.token)
            let bad = CallbackInput(body: body(String(vector.expected_signature.reversed())))
            #expect(throws: CallbackError.wrongSignature) {
                try door.read(bad, now: CallbackFixture.now)
            }
        }
    }

    @Test func weChatsPlainSignatureIsThatOfItsLibrary() throws {
        let vector = try #require(
            try Self.simple().wechat.first { $0.name == "wechat-mp-url-signature" }
        )
        let form = try VendorPart.form("wechat", "events")
        let door = try CallbackDoor(form, secrets: ["callback_token": vector.token])
        let query =
            "signature=\(vector.expected_signature ?? "")&timestamp=\(vector.timestamp)"
            + "&nonce=\(vector.nonce)&echostr=42"
        let input = CallbackInput(method: "GET", query: query)
        #expect(try door.echo(input, now: CallbackFixture.now) == Array("42".utf8))
    }

    @Test func weComsOwnExampleIsDecrypted() throws {
        let vector = try #require(
            try Self.simple().wechat.first { $0.name == "wecom-official-callback" }
        )
        let door = try CallbackFixture.door("wecom", "events")
        let query =
            "msg_signature=\(vector.msg_signature ?? "")&timestamp=\(vector.timestamp)"
            + "&nonce=\(vector.nonce)"
        let body = Array((vector.body ?? "").utf8)
        let input = CallbackInput(query: query, body: body)
        #expect(
            try door.read(input, now: CallbackFixture.now).events == [
                VendorSample.reply(
                    .wechat,
                    "mycreate",
                    "hello",
                    at: Instant(seconds: 1_409_659_813),
                    id: "4561255354251345929"
                )
            ]
        )
        var forged = input
        forged.query = query.replacingOccurrences(of: "nonce=1", with: "nonce=2")
        #expect(throws: CallbackError.wrongSignature) {
            try door.read(forged, now: CallbackFixture.now)
        }
        let another = try CallbackFixture.door("wecom", "events") { form in
            form.check = .wechatSafe(
                token: "callback_token",
                key: "aes_key",
                receiver: "wx0000000000000000"
            )
        }
        #expect(throws: CallbackError.wrongReceiver) {
            try another.read(input, now: CallbackFixture.now)
        }
    }

    @Test func aStandardWebhookIsBelievedWhileASecretIsReplaced() throws {
        let old = "whsec_" + String(repeating: "b2xkLW9s", count: 4)
        let new = CallbackFixture.secrets["callback_key"] ?? ""
        var form = try VendorPart.form("standard-webhooks", "events")
        form.check = .standardWebhooks(keys: ["new", "old"])
        let door = try CallbackDoor(form, secrets: ["new": new, "old": old])
        let body = Array("{\"type\":\"message.delivered\",\"data\":{\"id\":\"s1-4f\"}}".utf8)
        let seconds = CallbackFixture.now.milliseconds / 1000
        for secret in [old, new] {
            let signature = try WebhookSecret(parsing: secret)
                .sign(id: "cb_1", timestamp: seconds, body: body)
            var input = CallbackInput(
                headers: [
                    "webhook-id": "cb_1", "webhook-timestamp": "\(seconds)",
                    "webhook-signature": signature,
                ],
                body: body
            )
            let reading = try door.read(input, now: CallbackFixture.now)
            #expect(reading.once == "cb_1")
            #expect(reading.events.count == 1)
            #expect(throws: CallbackError.notBelieved(.tooOldOrTooNew)) {
                try door.read(input, now: CallbackFixture.now + .seconds(301))
            }
            // The same JSON written otherwise is another body.
            input.body.append(0x20)
            #expect(throws: CallbackError.notBelieved(.noMatch)) {
                try door.read(input, now: CallbackFixture.now)
            }
        }
    }

    @Test func huaweisRequestIsSignedAsItsLibrarySigns() throws {
        struct File: Decodable {
            struct Vector: Decodable {
                var path: String
                var headers: [String: String]
                var body: String
                var ak: String
                var sk: String
                var expected_authorization: String
            }

            var aksk_vectors: [Vector]
        }
        let file = try JSONDecoder().decode(
            File.self,
            from: Data(PackageResources.huawei_sms_auth_json)
        )
        #expect(file.aksk_vectors.count >= 2)
        let now = try #require(Instant(parsing: "2026-11-20T08:10:00Z"))
        for vector in file.aksk_vectors {
            let form = Self.form(
                .huaweiSDK(appKey: vector.ak, secrets: ["s"], path: vector.path),
                vector.body.hasPrefix("{") ? .json : .form
            )
            let door = try CallbackDoor(form, secrets: ["s": vector.sk])
            var input = CallbackInput(headers: vector.headers, body: Array(vector.body.utf8))
            input.headers["authorization"] = vector.expected_authorization
            #expect(Self.isBelieved(door, input, now))
            #expect(!Self.isBelieved(door, input, now + .minutes(10)))
            input.headers["x-sdk-date"] = "20261120T080001Z"
            #expect(!Self.isBelieved(door, input, now))
        }
    }
}
