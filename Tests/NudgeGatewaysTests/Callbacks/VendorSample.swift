import NudgeCore
import NudgeGateways

/// One post of a vendor, signed as the vendor signs it, and what it tells.
struct VendorSample: Sendable {
    let vendor: String
    let name: String
    /// How its body reads.
    let body: [UInt8]
    /// Signs a body; what is not signed is posted as it is.
    let input: @Sendable ([UInt8]) -> CallbackInput
    let events: [InboundEvent]

    init(
        _ vendor: String,
        _ name: String,
        _ body: [UInt8],
        events: [InboundEvent],
        input: @escaping @Sendable ([UInt8]) -> CallbackInput = {
            CallbackInput(
                pathTail: CallbackFixture.pathSecret,
                body: $0,
                remote: "203.0.113.9"
            )
        }
    ) {
        self.vendor = vendor
        self.name = name
        self.body = body
        self.input = input
        self.events = events
    }

    var description: String { "\(vendor)/\(name)" }

    static func delivered(
        _ vendorID: String?,
        reference: String? = nil,
        to address: String? = nil,
        _ detail: String,
        at: Instant,
        part: ReceiptPart? = nil
    ) -> InboundEvent {
        .receipt(
            InboundReceipt(
                contactWireID: reference,
                vendorID: vendorID,
                fate: .delivered,
                detail: detail,
                at: at,
                address: address,
                part: part
            )
        )
    }

    static func undelivered(
        _ vendorID: String?,
        reference: String? = nil,
        to address: String? = nil,
        _ detail: String,
        _ cause: ReceiptCause? = nil,
        at: Instant,
        part: ReceiptPart? = nil
    ) -> InboundEvent {
        .receipt(
            InboundReceipt(
                contactWireID: reference,
                vendorID: vendorID,
                fate: .undelivered,
                detail: detail,
                at: at,
                address: address,
                cause: cause,
                part: part
            )
        )
    }

    /// Beijing's clock, as vendors write it without a zone.
    static func beijing(_ text: String) -> Instant {
        Instant(parsing: text + "+08:00") ?? .distantPast
    }
}

extension VendorSample {
    static let all: [VendorSample] = sms + platforms + mail + chat

    static let sms: [VendorSample] = [
        VendorSample(
            "aliyun-sms",
            "report",
            Array(
                """
                [{"phone_number":"13800138000","send_time":"2017-01-01 00:00:00",
                "report_time":"2017-01-01 00:00:05","success":true,"err_code":"DELIVERED",
                "err_msg":"用户接收成功","sms_size":"1","biz_id":"9006197469364984^0",
                "out_id":"s1-4f"},{"phone_number":"13800138001",
                "send_time":"2017-01-01 00:00:00","report_time":"2017-01-01 00:00:06",
                "success":false,"err_code":"MOBILE_IN_BLACK","err_msg":"黑名单","sms_size":"1",
                "biz_id":"9006197469364984^0","out_id":""}]
                """.utf8
            ),
            events: [
                delivered(
                    "9006197469364984^0",
                    reference: "s1-4f",
                    to: "13800138000",
                    "DELIVERED 用户接收成功",
                    at: beijing("2017-01-01T00:00:05")
                ),
                undelivered(
                    "9006197469364984^0",
                    to: "13800138001",
                    "MOBILE_IN_BLACK 黑名单",
                    .optedOut,
                    at: beijing("2017-01-01T00:00:06")
                ),
            ]
        ),
        VendorSample(
            "aliyun-sms",
            "reply",
            Array(
                """
                [{"phone_number":"13800138000","send_time":"2017-09-01 00:00:00","content":"TD",
                "sign_name":"签名","dest_code":"1234","sequence_id":1234567890}]
                """.utf8
            ),
            events: [
                .reply(
                    InboundReply(
                        channel: .sms,
                        address: "13800138000",
                        text: "TD",
                        at: beijing("2017-09-01T00:00:00"),
                        id: "1234567890"
                    )
                )
            ]
        ),
        VendorSample(
            "tencent-sms",
            "report",
            Array(
                """
                [{"user_receive_time":"2015-10-17 08:03:04","nationcode":"86",
                "mobile":"13800138000","report_status":"SUCCESS","errmsg":"DELIVRD",
                "description":"用户短信送达成功","sid":"5000:1045"},
                {"user_receive_time":"2015-10-17 08:03:04","nationcode":"86",
                "mobile":"13800138001","report_status":"FAIL","errmsg":"MK:0001",
                "description":"空号","sid":"5000:1046"}]
                """.utf8
            ),
            events: [
                delivered(
                    "5000:1045",
                    to: "13800138000",
                    "DELIVRD 用户短信送达成功",
                    at: beijing("2015-10-17T08:03:04")
                ),
                undelivered(
                    "5000:1046",
                    to: "13800138001",
                    "MK:0001 空号",
                    .badRecipient,
                    at: beijing("2015-10-17T08:03:04")
                ),
            ]
        ),
        VendorSample(
            "tencent-sms",
            "reply",
            Array(
                """
                {"extend":"扩展码","mobile":"13800138000","nationcode":"86","sign":"短信签名",
                "text":"已还","time":1457336869}
                """.utf8
            ),
            events: [
                .reply(
                    InboundReply(
                        channel: .sms,
                        address: "13800138000",
                        text: "已还",
                        at: Instant(seconds: 1_457_336_869)
                    )
                )
            ]
        ),
        VendorSample(
            "huawei-sms",
            "report",
            Array(
                ("sequence=1&total=2&orgCode=000&updateTime=2018-04-13T06%3A31%3A46Z&source=2"
                    + "&smsMsgId=b9d9_6&status=DELIVRD&extend=s1-4f&to=%2B8613800138000").utf8
            ),
            events: [
                delivered(
                    "b9d9_6",
                    reference: "s1-4f",
                    to: "+8613800138000",
                    "DELIVRD",
                    at: Instant(parsing: "2018-04-13T06:31:46Z") ?? .distantPast,
                    part: ReceiptPart(sequence: 1, total: 2)
                )
            ]
        ),
        VendorSample(
            "huawei-sms",
            "batch",
            Array(
                """
                {"statusReportList":[{"smsMsgId":"b9d9_7","total":1,"sequence":1,
                "status":"MBBLACK","source":2,"updateTime":"2018-04-13T06:31:46Z",
                "to":"+8613800138000"},{"smsMsgId":"b9d9_8","total":1,"sequence":1,
                "status":"ACCEPTD","source":2,"updateTime":"2018-04-13T06:31:46Z"}]}
                """.utf8
            ),
            events: [
                undelivered(
                    "b9d9_7",
                    to: "+8613800138000",
                    "MBBLACK",
                    .optedOut,
                    at: Instant(parsing: "2018-04-13T06:31:46Z") ?? .distantPast
                )
            ]
        ),
        VendorSample(
            "huawei-sms",
            "reply",
            Array("smsMsgId=m9&from=%2B8613800138000&to=1069&body=%E9%80%80%E8%AE%A2".utf8),
            events: [
                .reply(
                    InboundReply(
                        channel: .sms,
                        address: "+8613800138000",
                        text: "退订",
                        at: CallbackFixture.now,
                        id: "m9"
                    )
                )
            ]
        ),
    ]
}
