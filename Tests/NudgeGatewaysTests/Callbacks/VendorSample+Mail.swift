import NudgeCore
import NudgeGateways

extension VendorSample {
    static func reply(
        _ channel: Channel,
        _ address: String,
        _ text: String,
        at: Instant,
        _ meaning: ReplyMeaning? = nil,
        id: String? = nil
    ) -> InboundEvent {
        .reply(
            InboundReply(
                channel: channel,
                address: address,
                text: text,
                at: at,
                meaning: meaning,
                id: id
            )
        )
    }

    static let mailgunHead =
        "{\"signature\":{\"timestamp\":\"1529006854\","
        + "\"token\":\"a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0\",\"signature\":"
        + "\"b63c0701c4f4b614f272106a1b367c5c3369bcdca664ae73ebd52787e45eef07\"},"

    static let mail: [VendorSample] = [
        VendorSample(
            "tencent-ses",
            "events",
            Array(
                """
                {"event":"bounce","email":"a@example.com","bulkId":"qcloudses-30-1",
                "timestamp":1600112492,"reason":"no such user","bounceType":"hard_bounce"}
                """.utf8
            ),
            events: [
                undelivered(
                    "qcloudses-30-1",
                    to: "a@example.com",
                    "bounce hard_bounce no such user",
                    .badRecipient,
                    at: Instant(seconds: 1_600_112_492)
                )
            ]
        ),
        VendorSample(
            "tencent-ses",
            "events",
            Array(
                """
                {"event":"spamreport","email":"a@example.com","bulkId":"q-1",
                "timestamp":1600112492}
                """.utf8
            ),
            events: [
                reply(
                    .email,
                    "a@example.com",
                    "spamreport",
                    at: Instant(seconds: 1_600_112_492),
                    .complaint
                )
            ]
        ),
        VendorSample(
            "mailgun",
            "events",
            Array(
                (mailgunHead
                    + """
                    "event-data":{"event":"failed","severity":"permanent","reason":"bounce",
                    "recipient":"a@example.com","timestamp":1529006850.5,
                    "message":{"headers":{"message-id":"20260101.1@mg.example.com"}},
                    "user-variables":{"ref":"s1-4f"}}}
                    """).utf8
            ),
            events: [
                undelivered(
                    "20260101.1@mg.example.com",
                    reference: "s1-4f",
                    to: "a@example.com",
                    "failed permanent bounce",
                    .badRecipient,
                    at: Instant(seconds: 1_529_006_850)
                )
            ],
            input: { CallbackInput(body: $0) }
        ),
        VendorSample(
            "jpush",
            "push",
            Array(
                """
                {"total":2,"items":[{"msgid":"18100287007833349","uid":"alias-1","type":4,
                "itime":1600112492000},{"msgid":"18100287007833349","uid":"alias-2","type":1,
                "itime":1600112492000}]}
                """.utf8
            ),
            events: [
                delivered(
                    "18100287007833349",
                    to: "alias-1",
                    "4",
                    at: Instant(seconds: 1_600_112_492)
                ),
                undelivered(
                    "18100287007833349",
                    to: "alias-2",
                    "1",
                    .badRecipient,
                    at: Instant(seconds: 1_600_112_492)
                ),
            ],
            input: {
                let header = CallbackFixture.basic(
                    "7d431e42dfa6a6d693ac2d04",
                    "5e987ac6d2e04d95a9d8f0d1"
                )
                return CallbackInput(headers: ["authorization": header], body: $0)
            }
        ),
        VendorSample(
            "jpush",
            "sms",
            Array(
                CallbackFixture.form([
                    ("nonce", "7659972084945889195"), ("timestamp", "1492150740591"),
                    ("signature", "7bbc4283b95ec08c29bcf7ad0bafd0e968b83e8d"),
                    ("type", "SMS_REPORT"),
                    (
                        "data",
                        "{\"msgId\":\"0042\",\"status\":4004,\"phone\":\"13800138000\","
                            + "\"receiveTime\":1492150740000}"
                    ),
                ]).utf8
            ),
            events: [
                undelivered(
                    "0042",
                    to: "13800138000",
                    "4004",
                    .badRecipient,
                    at: Instant(seconds: 1_492_150_740)
                )
            ],
            input: { CallbackInput(body: $0) }
        ),
        VendorSample(
            "getui",
            "report",
            Array(
                """
                {"appid":"a","cid":"c1","taskid":"RASL_1","msgid":"m","code":"200","desc":"ok",\
                "sign":"x","recvtime":1600112492000}
                {"appid":"a","cid":"c2","taskid":"RASL_2","msgid":"m","code":"401","desc":"no",\
                "sign":"x","recvtime":1600112492000}
                """.utf8
            ),
            events: [
                delivered("RASL_1", to: "c1", "200 ok", at: Instant(seconds: 1_600_112_492)),
                undelivered(
                    "RASL_2",
                    to: "c2",
                    "401 no",
                    .badRecipient,
                    at: Instant(seconds: 1_600_112_492)
                ),
            ]
        ),
    ]

    static let chat: [VendorSample] = [
        VendorSample(
            "wechat",
            "events",
            Array(
                """
                <xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>
                <FromUserName><![CDATA[oia2TjuEGTNoeX76QEjQNrcURxG8]]></FromUserName>
                <CreateTime>1395658920</CreateTime><MsgType><![CDATA[event]]></MsgType>
                <Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event>
                <MsgID>3487542469355618313</MsgID>
                <Status><![CDATA[failed:user block]]></Status></xml>
                """.utf8
            ),
            events: [
                undelivered(
                    "3487542469355618313",
                    to: "oia2TjuEGTNoeX76QEjQNrcURxG8",
                    "failed:user block",
                    .optedOut,
                    at: Instant(seconds: 1_395_658_920)
                )
            ],
            input: {
                let digest = CallbackFixture.sha1("12345678901795161600QDG6eK")
                return CallbackInput(
                    query: "signature=\(digest)&timestamp=1795161600&nonce=1234567890",
                    body: $0
                )
            }
        )
    ]
}
