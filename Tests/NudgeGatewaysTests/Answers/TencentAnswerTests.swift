import NudgeCore
import NudgeGateways
import Testing

/// Facts, section 2.
struct TencentAnswerTests {
    static func item(_ code: String, _ number: String = "+8613800138000") -> String {
        "{\"SerialNo\":\"5000:1045710669157053657849499619\",\"PhoneNumber\":\"\(number)\","
            + "\"Fee\":1,\"SessionContext\":\"test\",\"Code\":\"\(code)\",\"Message\":\"m\","
            + "\"IsoCode\":\"CN\"}"
    }

    static func set(_ items: String...) -> String {
        "{\"Response\":{\"SendStatusSet\":[\(items.joined(separator: ","))],\"RequestId\":\"r\"}}"
    }

    static func error(_ code: String) -> String {
        "{\"Response\":{\"Error\":{\"Code\":\"\(code)\",\"Message\":\"m\"},\"RequestId\":\"r\"}}"
    }

    static let untilMidnight = Milliseconds.hours(9)

    static func number(_ codes: [String], _ expected: AnswerClass) -> [AnswerCase] {
        codes.map { AnswerCase("tencent-sms", 200, set(item($0)), expected) }
    }

    static func request(_ codes: [String], _ expected: AnswerClass) -> [AnswerCase] {
        codes.map { AnswerCase("tencent-sms", 200, error($0), expected) }
    }

    static let cases: [AnswerCase] =
        [
            AnswerCase(
                "tencent-sms",
                200,
                set(item("Ok")),
                .accepted,
                id: "5000:1045710669157053657849499619"
            ),
            // The k is small.
            AnswerCase("tencent-sms", 200, set(item("OK")), .unknown),
            AnswerCase("tencent-sms", 200, set(), .unknown),
            AnswerCase("tencent-sms", 200, "{\"Response\":{\"RequestId\":\"r\"}}", .unknown),
            AnswerCase("tencent-sms", 502, set(item("Ok")), .unknown),
        ]
        + number(
            [
                "InternalError.Timeout", "InternalError.SendAndRecvFail",
                "InternalError.OtherError", "InternalError.UnknownError",
                "InternalError.ParseBackendResponseFail",
            ],
            .retry(after: nil)
        )
        + request(["InternalError", "InternalError.Timeout"], .retry(after: nil))
        // Permanent, in spite of their beginning.
        + request(
            ["InternalError.SigVerificationFail", "InternalError.RequestTimeException"],
            .authentication
        )
        + request(["InternalError.RestApiInterfaceNotExist"], .misconfigured)
        + number(["InternalError.SigVerificationFail"], .authentication)
        + request(["RequestLimitExceeded"], .rateLimited(after: .seconds(1), scope: .gateway))
        + number(
            ["LimitExceeded.PhoneNumberThirtySecondLimit"],
            .rateLimited(after: .seconds(30), scope: .recipient)
        )
        + number(
            ["LimitExceeded.PhoneNumberOneHourLimit"],
            .rateLimited(after: .hours(1), scope: .recipient)
        )
        + number(
            [
                "LimitExceeded.PhoneNumberDailyLimit",
                "LimitExceeded.PhoneNumberSameContentDailyLimit",
            ],
            .rateLimited(after: untilMidnight, scope: .recipient)
        )
        + number(
            [
                "LimitExceeded.AppDailyLimit", "LimitExceeded.AppMainlandChinaDailyLimit",
                "LimitExceeded.DailyLimit",
            ],
            .rateLimited(after: untilMidnight, scope: .gateway)
        )
        + number(
            ["LimitExceeded.DeliveryFrequencyLimit"],
            .rateLimited(after: nil, scope: .gateway)
        )
        + number(
            ["FailedOperation.MarketingSendTimeConstraint"],
            .rateLimited(after: .hours(17), scope: .recipient)
        )
        + number(
            [
                "InvalidParameterValue.IncorrectPhoneNumber",
                "FailedOperation.PhoneNumberParseFail", "UnsupportedOperation.UnsupportedRegion",
            ],
            .badRecipient
        )
        + number(["FailedOperation.PhoneNumberInBlacklist"], .optedOut)
        + number(
            [
                "FailedOperation.SignatureIncorrectOrUnapproved",
                "FailedOperation.TemplateIncorrectOrUnapproved",
                "FailedOperation.TemplateUnapprovedOrNotExist",
                "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
                "FailedOperation.ContainSensitiveWord", "FailedOperation.FailResolvePacket",
                "InvalidParameterValue.ContentLengthLimit",
                "InvalidParameterValue.TemplateParameterLengthLimit",
                "InvalidParameterValue.TemplateParameterFormatError",
                "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
            ],
            .misconfigured
        )
        + request(["MissingParameter", "UnknownParameter"], .misconfigured)
        + request(
            [
                "AuthFailure.SignatureFailure", "AuthFailure.SignatureExpire",
                "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
                "UnauthorizedOperation.RequestIpNotInWhitelist",
                "UnauthorizedOperation.SdkAppIdIsDisabled",
                "UnauthorizedOperation.RequestPermissionDeny",
                "InvalidParameterValue.SdkAppIdNotExist",
            ],
            .authentication
        )
        + number(
            [
                "FailedOperation.InsufficientBalanceInSmsPackage",
                "UnauthorizedOperation.ServiceSuspendDueToArrears",
            ],
            .balance
        )

    @Test(arguments: cases)
    func anAnswerHasItsClass(_ item: AnswerCase) throws {
        let answer = try #require(try item.verdict().answers.first)
        #expect(answer.answerClass == item.expected)
        #expect(answer.vendorID == item.id)
    }

    @Test func eachNumberOfABatchHasAClassOfItsOwn() throws {
        let numbers = ["+8613800138000", "+8613800138001", "+8613800138002", "+8613800138003"]
        let body = Self.set(
            Self.item("FailedOperation.PhoneNumberInBlacklist", "8613800138002"),
            Self.item("Ok", "13800138000"),
            Self.item("LimitExceeded.PhoneNumberThirtySecondLimit", numbers[1])
        )
        let verdict = try AnswerCase("tencent-sms", 200, body, .accepted, recipients: numbers)
            .verdict()
        #expect(
            verdict.answers.map(\.answerClass) == [
                .accepted, .rateLimited(after: .seconds(30), scope: .recipient), .optedOut,
                .unknown,
            ]
        )
        #expect(verdict.answers.map(\.laneEvent) == [.answered, nil, nil, nil])
    }

    @Test func aLimitOfTheAccountPausesTheLaneThoughOthersWereTaken() throws {
        let numbers = ["+8613800138000", "+8613800138001"]
        let body = Self.set(
            Self.item("Ok", numbers[0]),
            Self.item("LimitExceeded.AppDailyLimit", numbers[1])
        )
        let verdict = try AnswerCase("tencent-sms", 200, body, .accepted, recipients: numbers)
            .verdict()
        #expect(verdict.answers.first?.laneEvent == .rateLimited(after: Self.untilMidnight))
        #expect(verdict.answers.first?.answerClass == .accepted)
    }

    @Test func aMixtureOfRegionsIsSplit() throws {
        let code = "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber"
        let numbers = ["+8613800138000", "+85251234567"]
        let batch = try AnswerCase(
            "tencent-sms",
            200,
            Self.error(code),
            .split,
            recipients: numbers
        ).verdict()
        #expect(batch.splits)
        let single = try AnswerCase("tencent-sms", 200, Self.error(code), .misconfigured).verdict()
        #expect(!single.splits)
        #expect(single.answers.map(\.answerClass) == [.misconfigured])
    }
}
