import NudgeCore
import NudgeGateways

/// How many requests a core signs in a second, by each symmetric scheme.
///
/// The request is a message of usual size; every signature has an instant and a nonce of its own,
/// so that nothing but keys can be remembered.
enum SigningBenchmark {
    private static let signatures = 200_000

    static func run() throws -> [Figure] {
        let ground = SigningGround(secrets: [
            WirePair("key", "fakeSecret0123456789abcdefghij"),
            WirePair("hook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ])
        return try schemes.map { name, form in
            let signer = try Signer(form, ground)
            let rate = measure(signer, name == "aliyun-rpc" ? parameters : message)
            return Figure("signatures, \(name)", rate, "/s", atLeast: 100_000)
        }
    }

    private static let id = WireTemplate(pieces: [.text("LTAI5tFakeKeyId")])

    private static var schemes: [(String, SigningForm)] {
        let profiles = CanonicalForm.Profile.allCases.map { profile in
            let form = CanonicalForm(
                profile: profile,
                keyID: id,
                key: "key",
                region: profile == .aws4 ? WireTemplate(pieces: [.text("us-east-1")]) : nil,
                service: profile == .aws4 || profile == .tc3 ? "ses" : nil
            )
            return (profile.name, SigningForm.canonical(form))
        }
        return profiles + [
            ("aliyun-rpc", .aliyunRPC(keyID: id, key: "key", securityToken: nil)),
            ("wsse", .wsse(user: id, password: "key", digest: .raw)),
            ("standard-webhooks", .standardWebhooks(key: "hook")),
            ("basic", .basic(user: id, password: "key")),
        ]
    }

    private static let message = WireRequest(
        host: "sms.tencentcloudapi.com",
        headers: [
            WirePair("Content-Type", "application/json"), WirePair("X-TC-Action", "SendSms"),
            WirePair("X-TC-Version", "2021-01-11"), WirePair("X-TC-Region", "ap-guangzhou"),
        ],
        body: Array(
            """
            {"PhoneNumberSet":["+8613800138000"],"SmsSdkAppId":"1400006666","TemplateId":"1110",\
            "SignName":"某某银行","TemplateParamSet":["张三","1,234.50","12月1日"],\
            "SessionContext":"s1-4f"}
            """.utf8
        )
    )

    private static let parameters = WireRequest(
        host: "dysmsapi.aliyuncs.com",
        query: [
            WirePair("Action", "SendSms"), WirePair("Version", "2017-05-25"),
            WirePair("PhoneNumbers", "13800138000"), WirePair("SignName", "某某银行"),
            WirePair("TemplateCode", "SMS_154950909"),
            WirePair("TemplateParam", "{\"name\":\"张三\",\"amount\":\"1,234.50\"}"),
            WirePair("OutId", "s1-4f"),
        ]
    )

    private static func measure(_ signer: Signer, _ request: WireRequest) -> Double {
        let start = Instant(seconds: 1_795_161_600)
        var bytes = 0
        let spent = Spent.measure {
            for index in 0..<signatures {
                var copy = request
                let moment = SigningMoment(
                    now: start + Milliseconds(Int64(index) * 7),
                    nonce: String(index),
                    reference: "s1-4f"
                )
                signer.sign(&copy, at: moment)
                bytes += copy.headers.count + copy.query.count
            }
        }
        precondition(bytes > signatures)
        return Double(signatures) / spent.cpu
    }
}
