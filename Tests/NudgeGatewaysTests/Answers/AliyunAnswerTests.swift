import NudgeCore
import NudgeGateways
import Testing

/// Facts, section 1.4.
struct AliyunAnswerTests {
    static func business(_ code: String, _ message: String = "x") -> String {
        "{\"Message\":\"\(message)\",\"RequestId\":\"F655A8D5\",\"Code\":\"\(code)\"}"
    }

    static func limited(_ wait: Milliseconds?, _ scope: LimitScope = .gateway) -> AnswerClass {
        .rateLimited(after: wait, scope: scope)
    }

    static let untilMidnight = Milliseconds.hours(9)

    static let cases: [AnswerCase] =
        [
            AnswerCase(
                "aliyun-sms",
                200,
                "{\"Message\":\"OK\",\"RequestId\":\"F655A8D5\",\"Code\":\"OK\",\"BizId\":"
                    + "\"9006197469364984^0\"}",
                .accepted,
                id: "9006197469364984^0"
            ),
            AnswerCase(
                "aliyun-sms",
                200,
                business("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1"),
                limited(.minutes(1), .recipient)
            ),
            AnswerCase(
                "aliyun-sms",
                200,
                business("isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5"),
                limited(.hours(1), .recipient)
            ),
            AnswerCase(
                "aliyun-sms",
                200,
                business("isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10"),
                limited(untilMidnight, .recipient)
            ),
            AnswerCase(
                "aliyun-sms",
                200,
                business("isv.DAY_LIMIT_CONTROL"),
                limited(untilMidnight)
            ),
            AnswerCase(
                "aliyun-sms",
                200,
                business("isv.MONTH_LIMIT_CONTROL"),
                limited(.hours(9 + 5 * 24))
            ),
            AnswerCase(
                "aliyun-sms",
                400,
                business("Throttling.User"),
                limited(Milliseconds(1500)),
                headers: ["x-acs-retry-after": "1500"]
            ),
            AnswerCase("aliyun-sms", 400, business("Throttling"), limited(nil)),
            AnswerCase("aliyun-sms", 200, business("isv.MOBILE_NUMBER_ILLEGAL"), .badRecipient),
            AnswerCase("aliyun-sms", 503, business("ServiceUnavailable"), .retry(after: nil)),
            AnswerCase("aliyun-sms", 200, business("isp.SYSTEM_ERROR"), .retry(after: nil)),
            AnswerCase("aliyun-sms", 400, business("SignatureNonceUsed"), .retry(after: nil)),
            // Neither its status nor its body is success.
            AnswerCase("aliyun-sms", 200, business("isv.SOMETHING_NEW"), .unknown),
            AnswerCase("aliyun-sms", 200, "{\"RequestId\":\"1\"}", .unknown),
            AnswerCase("aliyun-sms", 200, "<html>ok</html>", .unknown),
            AnswerCase("aliyun-sms", 200, "{\"Code\":\"OK\",\"BizId\":\"90", .unknown),
            AnswerCase("aliyun-sms", 200, "", .unknown),
            AnswerCase("aliyun-sms", 500, "", .unknown),
            AnswerCase("aliyun-sms", 502, "<html>Bad Gateway</html>", .unknown),
            AnswerCase("aliyun-sms", 302, business("OK"), .unknown),
        ]
        + [
            "isv.SMS_TEMPLATE_ILLEGAL", "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL",
            "isv.SIGN_STATE_ILLEGAL", "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
            "isv.TEMPLATE_MISSING_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL",
            "isv.INVALID_PARAMETERS", "isv.INVALID_JSON_PARAM", "isv.PARAM_LENGTH_LIMIT",
            "isv.PARAM_NOT_SUPPORT_URL", "isv.SMS_CONTENT_ILLEGAL",
            "isv.BLACK_KEY_CONTROL_LIMIT", "isv.EXTEND_CODE_ERROR",
            "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "isv.MOBILE_COUNT_OVER_LIMIT",
            "MissingPhoneNumbers",
        ].map { AnswerCase("aliyun-sms", 200, business($0), .misconfigured) }
        + [
            ("InvalidAccessKeyId.NotFound", 404), ("SignatureDoesNotMatch", 400),
            ("InvalidTimeStamp.Expired", 400), ("isp.RAM_PERMISSION_DENY", 200),
            ("isv.ACCOUNT_NOT_EXISTS", 200), ("isv.ACCOUNT_ABNORMAL", 200),
            ("isv.PRODUCT_UN_SUBSCRIPT", 200), ("isv.DENY_IP_RANGE", 200),
        ].map { AnswerCase("aliyun-sms", $0.1, business($0.0), .authentication) }
        + ["isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE"].map {
            AnswerCase("aliyun-sms", 200, business($0), .balance)
        }

    @Test(arguments: cases)
    func anAnswerHasItsClass(_ item: AnswerCase) throws {
        let answer = try #require(try item.verdict().answers.first)
        #expect(answer.answerClass == item.expected)
        #expect(answer.vendorID == item.id)
    }

    @Test func oneIdStandsForAWholeBatch() throws {
        let verdict = try AnswerCase(
            "aliyun-sms",
            200,
            "{\"Code\":\"OK\",\"BizId\":\"9^0\"}",
            .accepted,
            recipients: ["+8613800138000", "+8613800138001", "+8613800138002"]
        ).verdict()
        #expect(verdict.answers.map(\.vendorID) == ["9^0", "9^0", "9^0"])
        #expect(verdict.answers.map(\.laneEvent) == [.answered, nil, nil])
        #expect(!verdict.splits)
    }

    @Test(arguments: ["isv.MOBILE_NUMBER_ILLEGAL", "isv.BUSINESS_LIMIT_CONTROL"])
    func whatIsAboutOneNumberSplitsABatch(_ code: String) throws {
        let verdict = try AnswerCase(
            "aliyun-sms",
            200,
            Self.business(code, "触发分钟级流控"),
            .split,
            recipients: ["+8613800138000", "+8613800138001"]
        ).verdict()
        #expect(verdict.splits)
        #expect(verdict.answers.map(\.answerClass) == [.split, .split])
        #expect(verdict.answers.first?.laneEvent == .answered)
    }
}
