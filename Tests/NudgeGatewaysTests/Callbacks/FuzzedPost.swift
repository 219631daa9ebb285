import Foundation
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// A post that its door believes, to be forged.
struct FuzzedPost {
    var name: String
    var door: CallbackDoor
    var input: CallbackInput
    /// What of it is bound to the secret.
    var bound: Bound
    var certificates: [String: String] = [:]

    /// Whether it is a form that says the same to who signed it: Twilio signs names and values
    /// without a sign between them, so that one may lose its `=`, and hexadecimal digits have two
    /// forms.
    func saysTheSame(_ forged: CallbackInput) -> Bool {
        guard case .twilio = door.form.check else { return false }
        func signed(_ body: [UInt8]) -> [UInt8]? {
            String(decoding: body, as: UTF8.self).removingPercentEncoding.map {
                Array($0.utf8).filter { !"=&".utf8.contains($0) }
            }
        }
        return signed(forged.body) == signed(input.body)
    }

    /// What a forger cannot change without being found out.
    enum Bound {
        case body
        case pathSecret
        /// The value of a header, behind its scheme.
        case header(String)
        /// The signature in the query.
        case query
        /// The signature in the body, which signs a token alone.
        case code(String)
    }

    /// The post with something changed that the secret binds; `nil`: chance changed nothing.
    func forged(using generator: inout SeededGenerator) -> CallbackInput? {
        var forged = input
        switch bound {
        case .body:
            forged.body = BodyMutation.mutated(input.body, using: &generator)
        case .pathSecret:
            let bytes = Array((input.pathTail ?? "").utf8)
            forged.pathTail = text(BodyMutation.mutated(bytes, using: &generator))
        case .header(let name):
            forged.headers[name] = FuzzedPost.turned(input.headers[name] ?? "", &generator)
        case .query:
            forged.query = FuzzedPost.turned(input.query, &generator)
        case .code(let code):
            let other = FuzzedPost.turned(code, &generator)
            forged.body = Array(
                String(decoding: input.body, as: UTF8.self)
                    .replacingOccurrences(of: code, with: other).utf8
            )
        }
        let isSame =
            forged.body == input.body && forged.pathTail == input.pathTail
            && forged.query == input.query && forged.headers == input.headers
        return isSame ? nil : forged
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// One of the last letters or digits, behind which the code may be padded, becomes another.
    private static func turned(_ text: String, _ generator: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        let places = bytes.indices.suffix(16).filter { isPlain(bytes[$0]) }.dropLast()
        guard let place = places.randomElement(using: &generator) else { return text }
        let others = Array("abcdef0123456789".utf8).filter { $0 != bytes[place] | 0x20 }
        bytes[place] = others.randomElement(using: &generator) ?? bytes[place]
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }

    // MARK: - One of each way to sign

    static func all() throws -> [FuzzedPost] {
        var posts = try VendorSample.all.compactMap { sample -> FuzzedPost? in
            let door = try CallbackFixture.door(sample.vendor, sample.name)
            guard let bound = bound(door.form, sample) else { return nil }
            let input = sample.input(sample.body)
            return FuzzedPost(
                name: sample.description,
                door: door,
                input: input,
                bound: bound
            )
        }
        posts += [try standardWebhook(), try sendGrid(), try sns(), try weCom()]
        return posts
    }

    private static func bound(_ form: CallbackForm, _ sample: VendorSample) -> Bound? {
        switch form.check {
        case .none: form.pathSecret == nil ? nil : .pathSecret
        case .basic, .header: .header("authorization")
        case .hmac, .twilio: .body
        case .sortedSHA1: .query
        case .mailgun: .code("b63c0701c4f4b614f272106a1b367c5c3369bcdca664ae73ebd52787e45eef07")
        case .jsms: .code("7bbc4283b95ec08c29bcf7ad0bafd0e968b83e8d")
        default: nil
        }
    }

    private static func standardWebhook() throws -> FuzzedPost {
        let body = Array("{\"type\":\"message.delivered\",\"data\":{\"id\":\"s1-4f\"}}".utf8)
        let seconds = CallbackFixture.now.milliseconds / 1000
        let secret = try WebhookSecret(parsing: CallbackFixture.secrets["callback_key"] ?? "")
        return FuzzedPost(
            name: "standard-webhooks",
            door: try CallbackFixture.door("standard-webhooks", "events"),
            input: CallbackInput(
                headers: [
                    "webhook-id": "cb_1", "webhook-timestamp": "\(seconds)",
                    "webhook-signature": secret.sign(id: "cb_1", timestamp: seconds, body: body),
                ],
                body: body
            ),
            bound: .body
        )
    }

    private static func sendGrid() throws -> FuzzedPost {
        let vector = try #require(CallbackVectorTests.sendgrid.first { $0.valid })
        return FuzzedPost(
            name: "sendgrid",
            door: try CallbackFixture.door("sendgrid", "events") { form in
                form.check = .sendgrid(publicKeys: [vector.public_key], within: nil)
            },
            input: CallbackInput(
                headers: [
                    "x-twilio-email-event-webhook-signature": vector.signature,
                    "x-twilio-email-event-webhook-timestamp": vector.timestamp,
                ],
                body: Array(vector.payload.utf8)
            ),
            bound: .body
        )
    }

    /// JSON may be written otherwise and say the same: the signed words themselves are changed.
    private static func sns() throws -> FuzzedPost {
        let signer = try SNSTests.Signer()
        let input = try SNSTests.notification(signer)
        return FuzzedPost(
            name: "aws-ses",
            door: try CallbackFixture.door("aws-ses", "events"),
            input: input,
            bound: .code("m-1"),
            certificates: [SNSTests.certificateURL: signer.certificate]
        )
    }

    private static func weCom() throws -> FuzzedPost {
        let vector = try #require(
            try CallbackVectorTests.simple().wechat.first { $0.name == "wecom-official-callback" }
        )
        let head = "timestamp=\(vector.timestamp)&nonce=\(vector.nonce)"
        return FuzzedPost(
            name: "wecom",
            door: try CallbackFixture.door("wecom", "events"),
            input: CallbackInput(
                query: head + "&msg_signature=\(vector.msg_signature ?? "")",
                body: Array((vector.body ?? "").utf8)
            ),
            bound: .query
        )
    }

    // MARK: - What readers read

    /// Bodies behind the signatures of vendors whose samples are elsewhere.
    static let unsigned: [VendorSample] = [
        VendorSample(
            "standard-webhooks",
            "events",
            Array("{\"type\":\"message.delivered\",\"data\":{\"id\":\"s1-4f\"}}".utf8),
            events: []
        ),
        VendorSample(
            "sendgrid",
            "events",
            Array(
                """
                [{"email":"a@example.com","event":"bounce","type":"bounce","reference":"s1-4f",
                "sg_message_id":"LRzXl.filter","timestamp":1600112492},
                {"email":"b@example.com","event":"spamreport","sg_event_id":"e1"}]
                """.utf8
            ),
            events: []
        ),
        VendorSample(
            "aws-ses",
            "events",
            Array("{\"Type\":\"Notification\",\"Message\":\(quoted(SNSTests.event))}".utf8),
            events: []
        ),
        VendorSample(
            "wecom",
            "events",
            Array(
                """
                <xml><FromUserName><![CDATA[mycreate]]></FromUserName><CreateTime>1409659813</CreateTime>
                <MsgType>text</MsgType><Content>hello</Content><MsgId>4561255354251345929</MsgId></xml>
                """.utf8
            ),
            events: []
        ),
    ]

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    /// Whether all that would move a state stood in the body: ids and addresses, sign for sign.
    static func isMadeOf(_ event: InboundEvent, _ body: [UInt8]) -> Bool {
        let parts: [String]
        switch event {
        case .receipt(let receipt):
            parts = [receipt.contactWireID, receipt.vendorID, receipt.address].compactMap { $0 }
        case .reply(let reply): parts = [reply.address]
        }
        return parts.allSatisfy { part in
            // Escapes write a sign otherwise: then each of its signs is looked for alone.
            contains(body, Array(part.utf8)) || !part.utf8.allSatisfy { $0 < 0x80 }
                || body.contains(UInt8(ascii: "%"))
                || body.contains(UInt8(ascii: "\\")) || body.contains(UInt8(ascii: "&"))
        }
    }

    private static func contains(_ body: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, part.count <= body.count else { return part.isEmpty }
        for start in 0...(body.count - part.count) where body[start] == first {
            if body[start..<start + part.count].elementsEqual(part) { return true }
        }
        return false
    }
}
