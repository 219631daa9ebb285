import Curl
import NudgeCore
import NudgeGateways
import Testing

/// Facts, sections 3 to 7.
struct VendorAnswerTests {
    static func huawei(_ code: String, _ status: String = "000000") -> String {
        "{\"code\":\"\(code)\",\"description\":\"d\",\"result\":[{\"originTo\":\"+8613800138000\","
            + "\"createTime\":\"2018-08-06T11:59:50Z\",\"from\":\"1069031221280000001\","
            + "\"smsMsgId\":\"4b4b34e7_85496076\",\"status\":\"\(status)\"}]}"
    }

    static let huawei: [AnswerCase] =
        [
            AnswerCase("huawei-sms", 200, huawei("000000"), .accepted, id: "4b4b34e7_85496076"),
            AnswerCase("huawei-sms", 200, huawei("E000510", "MBBLACK"), .optedOut),
            AnswerCase("huawei-sms", 200, huawei("E000510", "E200028"), .badRecipient),
            AnswerCase("huawei-sms", 200, huawei("E000510", "E200019"), .misconfigured),
            AnswerCase("huawei-sms", 200, huawei("000000", "E999999"), .unknown),
            AnswerCase("huawei-sms", 400, "{\"code\":\"E000000\"}", .retry(after: nil)),
            AnswerCase(
                "huawei-sms",
                200,
                "{\"code\":\"E000623\"}",
                .rateLimited(after: .hours(9), scope: .gateway)
            ),
            AnswerCase("huawei-sms", 200, "{\"code\":\"E000112\"}", .balance),
            AnswerCase(
                "huawei-sms",
                429,
                "{\"error_code\":\"APIG.0308\"}",
                .rateLimited(after: nil, scope: .gateway)
            ),
        ]
        + [
            "E000001", "E000006", "E000020", "E000027", "E000045", "E000101", "E000103", "E000111",
            "E000620",
        ]
        .map { AnswerCase("huawei-sms", 401, "{\"code\":\"\($0)\"}", .authentication) }
        + ["E000503", "E200018", "E200023", "E200032"]
        .map { AnswerCase("huawei-sms", 200, "{\"code\":\"\($0)\"}", .misconfigured) }

    static func pushError(_ code: Int) -> String {
        "{\"error\":{\"code\":\(code),\"message\":\"m\"},\"msg_id\":1}"
    }

    static let push: [AnswerCase] =
        [
            AnswerCase(
                "jpush",
                200,
                "{\"sendno\":\"18\",\"msg_id\":\"1828256757\"}",
                .accepted,
                id: "1828256757"
            ),
            AnswerCase(
                "jpush",
                429,
                pushError(2002),
                .rateLimited(after: .seconds(42), scope: .gateway),
                headers: ["x-rate-limit-reset": "42"]
            ),
            AnswerCase(
                "jpush",
                403,
                pushError(2005),
                .rateLimited(after: .hours(1), scope: .recipient)
            ),
            AnswerCase("jpush", 400, pushError(1011), .badRecipient),
            AnswerCase("jpush", 500, pushError(1000), .retry(after: nil)),
            AnswerCase("jpush", 503, pushError(1030), .retry(after: nil)),
            AnswerCase("jpush", 502, "", .unknown),
            AnswerCase("jpush", 500, "", .unknown),
            AnswerCase(
                "getui",
                200,
                "{\"code\":0,\"msg\":\"success\",\"data\":{\"RASL_1\":{\"c1\":\"successed_online\"}}}",
                .accepted,
                id: "RASL_1"
            ),
            AnswerCase(
                "getui",
                200,
                "{\"code\":0,\"data\":{\"RASL_1\":{\"c1\":\"successed_ignore\"}}}",
                .badRecipient
            ),
            AnswerCase("getui", 200, "{\"code\":10001,\"msg\":\"token error\"}", .refreshToken),
            AnswerCase("getui", 200, "{\"code\":20001}", .unknown),
            AnswerCase("apns", 200, "", .accepted, id: "E-1", headers: ["apns-id": "E-1"]),
            AnswerCase(
                "apns",
                429,
                "{\"reason\":\"TooManyRequests\"}",
                .rateLimited(after: .seconds(60), scope: .recipient)
            ),
            AnswerCase(
                "apns",
                429,
                "{\"reason\":\"TooManyProviderTokenUpdates\"}",
                .rateLimited(after: .minutes(20), scope: .gateway)
            ),
            AnswerCase("apns", 403, "{\"reason\":\"ExpiredProviderToken\"}", .refreshToken),
            AnswerCase("apns", 500, "", .unknown),
        ]
        + [1001, 1002, 1003, 1005, 1009, 1012].map {
            AnswerCase("jpush", 400, pushError($0), .misconfigured)
        }
        + [1004, 1008, 2003, 2004, 2006, 2007].map {
            AnswerCase("jpush", 401, pushError($0), .authentication)
        }
        + reasons(["BadDeviceToken", "DeviceTokenNotForTopic"], 400, .badRecipient)
        + reasons(["Unregistered", "ExpiredToken"], 410, .badRecipient)
        + reasons(
            ["BadTopic", "MissingTopic", "TopicDisallowed", "PayloadTooLarge"],
            400,
            .misconfigured
        )
        + reasons(["InvalidProviderToken", "MissingProviderToken"], 403, .authentication)
        + reasons(
            ["InternalServerError", "ServiceUnavailable", "Shutdown"],
            503,
            .retry(after: nil)
        )

    static func reasons(
        _ reasons: [String],
        _ status: Int,
        _ expected: AnswerClass
    ) -> [AnswerCase] {
        reasons.map {
            AnswerCase("apns", status, "{\"reason\":\"\($0)\",\"timestamp\":1}", expected)
        }
    }

    static func fcm(_ status: String, _ code: String?, _ message: String = "m") -> String {
        let detail =
            code.map {
                "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\","
                    + "\"errorCode\":\"\($0)\"}"
            } ?? "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\"}"
        return "{\"error\":{\"code\":1,\"status\":\"\(status)\",\"message\":\"\(message)\","
            + "\"details\":[\(detail)]}}"
    }

    static let firebase: [AnswerCase] = [
        AnswerCase(
            "fcm",
            200,
            "{\"name\":\"projects/p/messages/0:1500415314455276%31bd1c96\"}",
            .accepted,
            id: "projects/p/messages/0:1500415314455276%31bd1c96"
        ),
        AnswerCase("fcm", 404, fcm("NOT_FOUND", "UNREGISTERED"), .badRecipient),
        AnswerCase("fcm", 400, fcm("INVALID_ARGUMENT", "INVALID_ARGUMENT"), .badRecipient),
        AnswerCase(
            "fcm",
            400,
            fcm("INVALID_ARGUMENT", nil, "The registration token is not a valid FCM token"),
            .badRecipient
        ),
        AnswerCase("fcm", 400, fcm("INVALID_ARGUMENT", nil), .misconfigured),
        AnswerCase("fcm", 403, fcm("PERMISSION_DENIED", "SENDER_ID_MISMATCH"), .authentication),
        AnswerCase("fcm", 401, fcm("UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), .authentication),
        AnswerCase("fcm", 401, fcm("UNAUTHENTICATED", nil), .refreshToken),
        AnswerCase(
            "fcm",
            429,
            fcm("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
            .rateLimited(after: .seconds(60), scope: .gateway)
        ),
        AnswerCase(
            "fcm",
            429,
            fcm("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
            .rateLimited(after: .seconds(7), scope: .gateway),
            headers: ["retry-after": "7"]
        ),
        AnswerCase("fcm", 503, fcm("UNAVAILABLE", "UNAVAILABLE"), .retry(after: nil)),
        AnswerCase("fcm", 500, fcm("INTERNAL", "INTERNAL"), .retry(after: nil)),
        AnswerCase("fcm", 500, "", .unknown),
    ]

    static func wechat(_ vendor: String, _ code: Int, _ rest: String = "") -> String {
        "{\"errcode\":\(code),\"errmsg\":\"m\"\(rest)}"
    }

    static let wechat: [AnswerCase] =
        [
            AnswerCase(
                "wechat",
                200,
                "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":3487542469355618313}",
                .accepted,
                id: "3487542469355618313"
            ),
            AnswerCase(
                "wechat",
                200,
                "{\"errcode\":45009}",
                .rateLimited(after: .hours(9), scope: .gateway)
            ),
            AnswerCase(
                "wechat",
                200,
                "{\"errcode\":45011}",
                .rateLimited(after: .seconds(60), scope: .gateway)
            ),
            AnswerCase("wechat", 200, "{\"errcode\":-1}", .retry(after: nil)),
            AnswerCase("wechat", 200, "{}", .unknown),
            AnswerCase(
                "wecom",
                200,
                "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":\"m1\"}",
                .accepted,
                id: "m1"
            ),
            AnswerCase("wecom", 200, "{\"errcode\":81013}", .badRecipient),
            AnswerCase("wecom", 200, "{\"errcode\":42001}", .refreshToken),
            AnswerCase("wecom", 200, "{\"errcode\":60020}", .authentication),
        ]
        + [(40001, .refreshToken), (40014, .refreshToken), (42001, .refreshToken)].map(code)
        + [(43101, .optedOut), (43019, .optedOut), (40003, .badRecipient), (43004, .badRecipient)]
        .map(code)
        + [(40037, .misconfigured), (47003, .misconfigured)].map(code)
        + [40013, 40125, 48001, 40164].map { code($0, .authentication) }

    static func code(_ code: Int, _ expected: AnswerClass) -> AnswerCase {
        AnswerCase("wechat", 200, "{\"errcode\":\(code),\"errmsg\":\"m\"}", expected)
    }

    @Test(arguments: huawei + push + firebase + wechat)
    func anAnswerHasItsClass(_ item: AnswerCase) throws {
        let verdict = try item.verdict()
        let answer = try #require(verdict.answers.first)
        #expect(answer.answerClass == item.expected)
        #expect(answer.vendorID == item.id)
        #expect(verdict.refreshesToken == (item.expected == .refreshToken))
    }

    @Test func thoseWhomWeComNamesAreRefusedAndTheOthersTaken() throws {
        let verdict = try AnswerCase(
            "wecom",
            200,
            "{\"errcode\":0,\"errmsg\":\"ok\",\"invaliduser\":\"u2|u3\",\"msgid\":\"m1\"}",
            .accepted,
            recipients: ["u1", "u2", "u3", "u4"]
        ).verdict()
        #expect(
            verdict.answers.map(\.answerClass) == [
                .accepted, .badRecipient, .badRecipient, .accepted,
            ]
        )
        #expect(verdict.answers.map(\.vendorID) == ["m1", nil, nil, "m1"])
    }
}
