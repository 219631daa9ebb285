import NudgeCore
import NudgeGateways

/// Vendors that sign.
extension VendorSample {
    static let twilioURL = "https://nudge.example.com/callbacks/twilio/"

    static func twilio(
        _ name: String,
        _ fields: [(String, String)],
        _ event: InboundEvent
    ) -> VendorSample {
        let signature = CallbackFixture.twilio(
            twilioURL + name,
            fields,
            key: CallbackFixture.secrets["auth_token"] ?? ""
        )
        return VendorSample(
            "twilio",
            name,
            Array(CallbackFixture.form(fields).utf8),
            events: [event],
            // A changed body keeps the signature of the first.
            input: { CallbackInput(headers: ["x-twilio-signature": signature], body: $0) }
        )
    }

    /// Signed anew whatever the body is: what a vendor itself might send.
    static func signed(
        _ vendor: String,
        _ name: String,
        _ body: String,
        _ events: [InboundEvent]
    ) -> VendorSample {
        let key = CallbackFixture.secrets["callback_key"] ?? ""
        return VendorSample(
            vendor,
            name,
            Array(body.utf8),
            events: events,
            input: {
                CallbackInput(
                    headers: ["x-signature": CallbackFixture.hmacSHA256($0, key: key)],
                    body: $0,
                    remote: "10.1.2.3"
                )
            }
        )
    }

    static let platforms: [VendorSample] = [
        twilio(
            "status",
            [
                ("AccountSid", "AC0"), ("ErrorCode", "30005"), ("MessageSid", "SM1"),
                ("MessageStatus", "undelivered"), ("To", "+8613800138000"),
            ],
            undelivered(
                "SM1",
                to: "+8613800138000",
                "undelivered 30005",
                .badRecipient,
                at: CallbackFixture.now
            )
        ),
        twilio(
            "reply",
            [
                ("Body", "不要 再 发"), ("From", "+8613800138000"), ("MessageSid", "SM2"),
                ("OptOutType", "STOP"), ("To", "+15005550006"),
            ],
            .reply(
                InboundReply(
                    channel: .sms,
                    address: "+8613800138000",
                    text: "不要 再 发",
                    at: CallbackFixture.now,
                    meaning: .optOut,
                    id: "SM2"
                )
            )
        ),
        signed(
            "bank-platform",
            "report",
            """
            {"reports":[{"msgId":"00042","seqNo":"s1-4f","mobile":"13800138000","state":"DELIVRD",
            "reportTime":"20261125145959","pkNumber":"2","pkTotal":"3"},
            {"msgId":"43","mobile":"13800138001","state":"DB:0144","stateDesc":"黑名单",
            "reportTime":"2026-11-25 14:59:58"}]}
            """,
            [
                delivered(
                    "42",
                    reference: "s1-4f",
                    to: "13800138000",
                    "DELIVRD",
                    at: beijing("2026-11-25T14:59:59"),
                    part: ReceiptPart(sequence: 2, total: 3)
                ),
                undelivered(
                    "43",
                    to: "13800138001",
                    "DB:0144 黑名单",
                    .optedOut,
                    at: beijing("2026-11-25T14:59:58")
                ),
            ]
        ),
        signed(
            "voice",
            "report",
            """
            {"event":"hangup","call_id":"c1","out_id":"s1-4f","callee":"13800138000",
            "state":"NO_ANSWER","end_time":"2026-11-25 14:30:00"}
            """,
            [
                undelivered(
                    "c1",
                    reference: "s1-4f",
                    to: "13800138000",
                    "NO_ANSWER",
                    at: beijing("2026-11-25T14:30:00")
                )
            ]
        ),
        VendorSample(
            "carrier-bridge",
            "deliver",
            Array(
                """
                {"registered_delivery":1,"msg_id":"00012345678901234567",
                "src_terminal_id":"8613800138000","stat":"DELIVRD","done_time":"2611251459"}
                """.utf8
            ),
            events: [
                delivered(
                    "12345678901234567",
                    to: "8613800138000",
                    "DELIVRD",
                    at: beijing("2026-11-25T14:59:00")
                )
            ],
            input: { CallbackInput(headers: ["authorization": "Bearer QDG6eK"], body: $0) }
        ),
        VendorSample(
            "bank-platform-xml",
            "reply",
            Array("<?xml version=\"1.0\"?><Message><Body><Reply><Mobile>13800138000</Mobile>".utf8)
                // 退订 in GB18030.
                + Array("<Content>".utf8) + [0xCD, 0xCB, 0xB6, 0xA9] + Array("</Content>".utf8)
                + Array("<MoId>7</MoId></Reply></Body></Message>".utf8),
            events: [
                .reply(
                    InboundReply(
                        channel: .sms,
                        address: "13800138000",
                        text: "退订",
                        at: CallbackFixture.now,
                        id: "7"
                    )
                )
            ],
            input: {
                let header = CallbackFixture.basic("nudge", "passw0rd")
                return CallbackInput(
                    headers: ["authorization": header],
                    body: $0,
                    remote: "::ffff:10.0.0.9"
                )
            }
        ),
    ]
}
