import NudgeCore
import NudgeGateways
import Testing

struct GatewayCallbackTests {
    static let now = GatewayFixture.now

    /// A callback as the gateway signs it.
    static func call(
        _ body: String,
        secret: String = GatewayFixture.callbackSecret,
        age: Int = 0,
        change: (inout [String: String]) -> Void = { _ in }
    ) throws -> GatewayCallback {
        let timestamp = now.milliseconds / 1000 - Int64(age)
        let bytes = Array(body.utf8)
        var headers = [
            "webhook-id": "cb_1",
            "webhook-timestamp": String(timestamp),
            "webhook-signature": try WebhookSecret(parsing: secret).sign(
                id: "cb_1",
                timestamp: timestamp,
                body: bytes
            ),
        ]
        change(&headers)
        return try GatewayFixture.gateway()
            .callback(header: { headers[$0] }, body: bytes, now: now)
    }

    @Test func receiptsAndRepliesAreRead() throws {
        let callback = try Self.call(
            """
            [{"type":"message.delivered","timestamp":"2027-01-15T07:59:58Z",
              "data":{"id":"s1-4f","vendor_id":3487542469355618313,"detail":"DELIVRD"}},
             {"type":"message.undelivered","timestamp":"2027-01-15T15:59:58.250+08:00",
              "data":{"vendor_id":"v-2","detail":"MK:0001 13800138000"}},
             {"type":"message.read","data":{"id":"s1-50"}},
             {"type":"message.reply",
              "data":{"channel":"sms","from":"+8613800138000","text":" td\\u3002"}}]
            """
        )
        #expect(callback.id == "cb_1")
        let expected: [InboundEvent] = [
            .receipt(
                InboundReceipt(
                    contactWireID: "s1-4f",
                    vendorID: "3487542469355618313",
                    fate: .delivered,
                    detail: "DELIVRD",
                    at: Self.now - .seconds(2)
                )
            ),
            .receipt(
                InboundReceipt(
                    contactWireID: nil,
                    vendorID: "v-2",
                    fate: .undelivered,
                    detail: "MK:0001 *******8000",
                    at: Self.now - Milliseconds(1750)
                )
            ),
            .reply(
                InboundReply(
                    channel: .sms,
                    address: "+8613800138000",
                    text: " td。",
                    at: Self.now
                )
            ),
        ]
        #expect(callback.events == expected)
    }

    @Test func aSingleEventNeedsNoArray() throws {
        let callback = try Self.call(
            "{\"type\":\"message.reply\",\"data\":{\"from\":13800138000,\"text\":\"退订\"}}"
        )
        let reply = InboundReply(channel: .sms, address: "13800138000", text: "退订", at: Self.now)
        #expect(callback.events == [.reply(reply)])
        #expect(reply.addressKind == .phone)
    }

    @Test func aTimeInTheFutureIsNow() throws {
        let callback = try Self.call(
            """
            {"type":"message.delivered","timestamp":"2031-01-01T00:00:00Z","data":{"id":"a"}}
            """
        )
        guard case .receipt(let receipt) = callback.events.first else {
            Issue.record("no receipt")
            return
        }
        #expect(receipt.at == Self.now)
    }

    static let good = "{\"type\":\"message.delivered\",\"data\":{\"id\":\"a\"}}"

    /// T-80.
    @Test func whatIsNotSignedByTheGatewayIsNotBelieved() throws {
        #expect(throws: CallbackError.notBelieved(.noMatch)) {
            try Self.call(Self.good, secret: GatewayFixture.secret)
        }
        #expect(throws: CallbackError.notBelieved(.noMatch)) {
            try Self.call(Self.good) { $0["webhook-id"] = "cb_2" }
        }
        #expect(throws: CallbackError.notBelieved(.tooOldOrTooNew)) {
            try Self.call(Self.good, age: 301)
        }
        #expect(throws: CallbackError.notBelieved(.missingHeader)) {
            try Self.call(Self.good) { $0["webhook-signature"] = nil }
        }
        #expect(throws: CallbackError.tooLarge(5_000_000)) {
            try Self.call(String(repeating: " ", count: 5_000_000))
        }
        #expect(try Self.call(Self.good, age: 300).events.count == 1)
        #expect(try Self.call(Self.good, age: -300).events.count == 1)
    }

    @Test func aGatewayWithoutACallbackSecretBelievesNobody() throws {
        let gateway = try Gateway(
            settings: GatewayFixture.settings(),
            secret: GatewayFixture.secret,
            callbackSecrets: []
        )
        #expect(throws: CallbackError.noSecret) {
            try gateway.callback(header: { _ in "x" }, body: [], now: Self.now)
        }
    }

    static let unreadable = [
        "", "{", "null", "7", "{}", "{\"type\":7}", "{\"type\":\"message.delivered\"}",
        "{\"type\":\"message.delivered\",\"data\":{\"id\":\"\"}}",
        "{\"type\":\"message.delivered\",\"data\":{\"id\":{}}}",
        "{\"type\":\"message.delivered\",\"timestamp\":1800000000,\"data\":{\"id\":\"a\"}}",
        "{\"type\":\"message.delivered\",\"timestamp\":\"today\",\"data\":{\"id\":\"a\"}}",
        "{\"type\":\"message.reply\",\"data\":{\"from\":\"1\"}}",
        "{\"type\":\"message.reply\",\"data\":{\"channel\":\"fax\",\"from\":\"1\",\"text\":\"\"}}",
        "[\(good),{}]", String(repeating: "[", count: 5_000),
        "[" + [String](repeating: good, count: 1_001).joined(separator: ",") + "]",
        "{\"type\":\"message.reply\",\"data\":{\"from\":\"1\",\"text\":\"\\ud83d\"}}",
    ]

    @Test(arguments: unreadable)
    func aCallbackThatCannotBeReadWholeIsRefusedWhole(_ body: String) {
        let error = #expect(throws: CallbackError.self) { try Self.call(body) }
        #expect(error?.status == 400)
    }

    @Test func aPairOfSurrogatesIsOneCharacter() throws {
        let callback = try Self.call(
            """
            {"type":"message.reply","data":{"from":"1","text":"\\ud83d\\ude00\\u00e9\\/\\b"}}
            """
        )
        let reply = InboundReply(channel: .sms, address: "1", text: "😀é/\u{8}", at: Self.now)
        #expect(callback.events == [.reply(reply)])
    }
}
