import Curl
import NudgeCore
import NudgeGateways
import Testing

/// Facts, sections 5 to 7, and the platforms that a lender runs itself.
struct MailAnswerTests {
    static func limited(_ wait: Milliseconds?, _ scope: LimitScope = .gateway) -> AnswerClass {
        .rateLimited(after: wait, scope: scope)
    }

    static func aliyun(_ code: String) -> String { "{\"Code\":\"\(code)\",\"Message\":\"m\"}" }

    static func tencent(_ code: String) -> String {
        "{\"Response\":{\"Error\":{\"Code\":\"\(code)\",\"Message\":\"m\"},\"RequestId\":\"r\"}}"
    }

    static let mail: [AnswerCase] = [
        // Success has no code here.
        AnswerCase(
            "aliyun-directmail",
            200,
            "{\"EnvId\":\"600000123\",\"RequestId\":\"r\"}",
            .accepted,
            id: "600000123"
        ),
        AnswerCase("aliyun-directmail", 400, aliyun("InvalidToAddress"), .badRecipient),
        AnswerCase("aliyun-directmail", 400, aliyun("InvalidToAddress.Spam"), .optedOut),
        AnswerCase("aliyun-directmail", 400, aliyun("InvalidSendMail.Spam"), limited(.hours(9))),
        AnswerCase(
            "aliyun-directmail",
            400,
            aliyun("Throttling.User"),
            limited(.seconds(2)),
            headers: ["x-acs-retry-after": "2000"]
        ),
        AnswerCase("aliyun-directmail", 404, aliyun("InvalidMailAddress.NotFound"), .misconfigured),
        AnswerCase("aliyun-directmail", 500, aliyun("InternalServiceError"), .retry(after: nil)),
        AnswerCase("aliyun-directmail", 200, "{\"RequestId\":\"r\"}", .unknown),
        AnswerCase(
            "tencent-ses",
            200,
            "{\"Response\":{\"MessageId\":\"qcloudses-30-1\",\"RequestId\":\"r\"}}",
            .accepted,
            id: "qcloudses-30-1"
        ),
        AnswerCase(
            "tencent-ses",
            200,
            tencent("FailedOperation.FrequencyLimit"),
            limited(.hours(1), .recipient)
        ),
        AnswerCase(
            "tencent-ses",
            200,
            tencent("FailedOperation.TemporaryBlocked"),
            limited(.minutes(10))
        ),
        AnswerCase(
            "tencent-ses",
            200,
            tencent("FailedOperation.ExceedSendLimit"),
            limited(.hours(9))
        ),
        AnswerCase(
            "tencent-ses",
            200,
            tencent("FailedOperation.ServiceNotAvailable"),
            .retry(after: nil)
        ),
        AnswerCase("tencent-ses", 200, tencent("AuthFailure.SecretIdNotFound"), .authentication),
        AnswerCase(
            "tencent-ses",
            200,
            tencent("FailedOperation.NotAuthenticatedSender"),
            .misconfigured
        ),
        AnswerCase("sendgrid", 202, "", .accepted, id: "m-1", headers: ["x-message-id": "m-1"]),
        AnswerCase(
            "sendgrid",
            401,
            "{\"errors\":[{\"message\":\"Maximum credits exceeded\",\"field\":null}]}",
            .balance
        ),
        AnswerCase("sendgrid", 401, "{\"errors\":[{\"message\":\"no\"}]}", .authentication),
        AnswerCase(
            "sendgrid",
            429,
            "",
            limited(.seconds(30)),
            headers: ["x-ratelimit-reset": "1795590030"]
        ),
        AnswerCase("sendgrid", 200, "", .unknown),
        AnswerCase("sendgrid", 500, "", .unknown),
        AnswerCase(
            "mailgun",
            200,
            "{\"id\":\"<20260101.1@mg.example.com>\",\"message\":\"Queued. Thank you.\"}",
            .accepted,
            id: "20260101.1@mg.example.com"
        ),
        AnswerCase("mailgun", 401, "Forbidden", .authentication),
        AnswerCase("mailgun", 402, "{\"message\":\"m\"}", .balance),
        AnswerCase("mailgun", 404, "{\"message\":\"m\"}", .misconfigured),
        AnswerCase("mailgun", 429, "", limited(nil)),
        AnswerCase("aws-ses", 200, "{\"MessageId\":\"0100-1\"}", .accepted, id: "0100-1"),
        AnswerCase(
            "aws-ses",
            429,
            "{\"message\":\"Maximum sending rate exceeded.\"}",
            limited(nil),
            headers: ["x-amzn-errortype": "TooManyRequestsException:http://x"]
        ),
        AnswerCase(
            "aws-ses",
            429,
            "{\"message\":\"Daily message quota exceeded.\"}",
            limited(.hours(1)),
            headers: ["x-amzn-errortype": "TooManyRequestsException"]
        ),
        AnswerCase(
            "aws-ses",
            400,
            "{\"message\":\"m\"}",
            .authentication,
            headers: ["x-amzn-errortype": "AccountSuspendedException"]
        ),
        AnswerCase(
            "aws-ses",
            400,
            "{\"message\":\"m\"}",
            .misconfigured,
            headers: ["x-amzn-errortype": "MessageRejected"]
        ),
        AnswerCase("aws-ses", 403, "{\"message\":\"signature\"}", .authentication),
    ]

    static func twilio(_ code: Int) -> String {
        "{\"code\":\(code),\"message\":\"m\",\"more_info\":\"u\",\"status\":400}"
    }

    static let others: [AnswerCase] =
        [
            AnswerCase(
                "twilio",
                201,
                "{\"sid\":\"SM1\",\"status\":\"queued\",\"error_code\":null}",
                .accepted,
                id: "SM1"
            ),
            AnswerCase("twilio", 200, "{\"sid\":\"SM1\"}", .unknown),
            AnswerCase("twilio", 400, twilio(21_610), .optedOut),
            AnswerCase("twilio", 429, twilio(20_429), limited(nil)),
            AnswerCase("twilio", 400, twilio(63_038), limited(.hours(1))),
            AnswerCase("twilio", 400, twilio(30_001), .retry(after: nil)),
            AnswerCase("twilio", 400, twilio(99_999), .unknown),
            AnswerCase("twilio", 500, "", .unknown),
            AnswerCase("standard-webhooks", 204, "", .accepted),
            AnswerCase("standard-webhooks", 200, "{\"id\":7}", .accepted, id: "7"),
            AnswerCase("standard-webhooks", 200, "{\"error\":{\"code\":\"x\"}}", .unknown),
            AnswerCase("standard-webhooks", 200, "{\"id\":", .unknown),
            AnswerCase(
                "standard-webhooks",
                422,
                "{\"error\":{\"code\":\"bad_recipient\"}}",
                .badRecipient
            ),
            AnswerCase("standard-webhooks", 410, "", .misconfigured),
            AnswerCase("standard-webhooks", 409, "", .unknown),
            AnswerCase(
                "standard-webhooks",
                503,
                "",
                limited(.seconds(5)),
                headers: ["retry-after": "5"]
            ),
            AnswerCase("standard-webhooks", 503, "", .unknown),
            AnswerCase(
                "bank-platform",
                200,
                "{\"retCode\":\"0000\",\"msgId\":\"0007\"}",
                .accepted,
                id: "0007"
            ),
            AnswerCase(
                "bank-platform",
                200,
                "{\"retCode\":\"4001\",\"waitSeconds\":12}",
                limited(.seconds(12))
            ),
            AnswerCase("bank-platform", 200, "{\"retCode\":\"5003\"}", .retry(after: nil)),
            AnswerCase("bank-platform", 200, "{\"retCode\":\"9999\"}", .unknown),
            AnswerCase(
                "carrier-bridge",
                200,
                "{\"result\":0,\"msg_id\":\"00012345678901234567\"}",
                .accepted,
                id: "12345678901234567"
            ),
            AnswerCase("carrier-bridge", 200, "{\"result\":8}", limited(.seconds(1))),
            AnswerCase("voice", 200, "{\"code\":\"OK\",\"call_id\":\"c1\"}", .accepted, id: "c1"),
            AnswerCase("voice", 200, "{\"code\":\"BALANCE\"}", .balance),
        ]
        + [21_211, 21_614, 21_612].map { AnswerCase("twilio", 400, twilio($0), .badRecipient) }
        + [21_606, 21_603, 21_408, 21_617].map {
            AnswerCase("twilio", 400, twilio($0), .misconfigured)
        }
        + [20_003, 20_005].map { AnswerCase("twilio", 401, twilio($0), .authentication) }

    @Test(arguments: mail + others)
    func anAnswerHasItsClass(_ item: AnswerCase) throws {
        let answer = try #require(try item.verdict().answers.first)
        #expect(answer.answerClass == item.expected)
        #expect(answer.vendorID == item.id)
    }

    @Test func xmlInTheMainlandsEncodingIsUnderstood() throws {
        // 成功 in GB18030.
        let head = Array("<?xml version=\"1.0\" encoding=\"GB18030\"?><Message><Head>".utf8)
        let middle = Array("<RetCode>0000</RetCode><RetMsg>".utf8) + [0xB3, 0xC9, 0xB9, 0xA6]
        let tail = Array("</RetMsg></Head><Body><MsgId>0042</MsgId></Body></Message>".utf8)
        let verdict = try VendorPart.answers("bank-platform-xml").verdict(
            .answered(CurlAnswer(status: 200, body: head + middle + tail)),
            recipients: ["+8613800138000"],
            now: AnswerCase.now
        )
        #expect(verdict.answers.map(\.answerClass) == [.accepted])
        #expect(verdict.answers.first?.vendorID == "0042")
        #expect(verdict.answers.first?.detail == "200 0000: 成功")
    }

    @Test func whatDidNotLeaveIsSureAndWhatWasWrittenIsInDoubt() throws {
        let reader = try VendorPart.answers("aliyun-sms")
        let two = ["+8613800138000", "+8613800138001"]
        let lost = reader.verdict(
            .failed(CurlError(code: CurlCode(rawValue: 56), message: "x"), wasWritten: true),
            recipients: two,
            now: AnswerCase.now
        )
        #expect(lost.answers.map(\.answerClass) == [.unknown, .unknown])
        #expect(lost.answers.map(\.laneEvent) == [.doubted, nil])
        let unsent = reader.verdict(.notSent(.expired), recipients: two, now: AnswerCase.now)
        #expect(unsent.answers.map(\.answerClass) == [.notSent, .notSent])
    }
}
