import Curl
import Foundation
import NudgeConfig
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// What became of a message: the questions and the vendors' words of the shipped files.
struct QueryInquirerTests {
    private static let at = Instant.shanghai("2026-11-20 01:30")
    private static let now = Instant.shanghai("2026-11-20 01:32")
    private static let contact = DoubtedContact(
        wireID: "k3x9q-5v",
        vendorID: nil,
        channel: .sms,
        address: "+8613800138000",
        text: "【示例银行】张三您好",
        at: at
    )

    private static func inquirer(_ name: String) throws -> QueryInquirer {
        try #require(try ShippedGatewayTests.gateway(name).http?.inquirer)
    }

    private static func question(_ name: String) throws -> CurlRequest {
        try #require(
            try inquirer(name).question(
                about: contact,
                DoubtQuestion(
                    id: 7,
                    lane: 3,
                    token: nil,
                    now: now,
                    nonce: String(repeating: "0a", count: 16)
                )
            )
        )
    }

    @Test func aliyunIsAskedForTheNumbersDay() throws {
        let request = try Self.question("aliyun-sms")
        #expect(request.url == "https://dysmsapi.aliyuncs.com/")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "PhoneNumber=13800138000&SendDate=20261120&PageSize=50&CurrentPage=1"
        )
        #expect(request.headers.contains("x-acs-action: QuerySendDetails"))
        #expect(request.headers.contains { $0.hasPrefix("Authorization: ACS3-HMAC-SHA256 ") })
        #expect(request.id == 7 && request.lane == 3)
        #expect(request.notAfter <= (Self.now + .minutes(15)).milliseconds)
    }

    @Test func twilioIsAskedByTheDayOfGreenwich() throws {
        let request = try Self.question("twilio")
        #expect(request.method == .get)
        #expect(request.url.hasSuffix("?To=%2B8613800138000&DateSent%3E=2026-11-19&PageSize=50"))
        #expect(request.headers.contains { $0.hasPrefix("Authorization: Basic ") })
        #expect(request.body.isEmpty)
    }

    @Test func theBanksPlatformIsAskedByOurNumber() throws {
        let request = try Self.question("bank-platform")
        #expect(request.url.hasSuffix("/api/v2/query"))
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"seqNo":"k3x9q-5v"}"#)
        #expect(request.headers.contains { $0.hasPrefix("X-Sign: ") })
    }

    private static func aliyun(_ items: String) -> String {
        #"{"Code":"OK","TotalCount":1,"SmsSendDetailDTOs":{"SmsSendDetailDTO":[\#(items)]}}"#
    }

    private static func twilio(_ status: String, _ minutes: Int = 0, body: String? = nil) -> String
    {
        let created = "Thu, 19 Nov 2026 17:\(30 + minutes):05 +0000"
        let text = body ?? contact.text
        return #"{"sid":"SM1","status":"\#(status)","to":"+8613800138000","body":"\#(text)","#
            + #""date_created":"\#(created)"}"#
    }

    static let words: [(String, String, GatewayWord)] = [
        ("aliyun-sms", aliyun(#"{"OutId":"k3x9q-5v","SendStatus":3}"#), .delivered),
        ("aliyun-sms", aliyun(#"{"OutId":"k3x9q-5v","SendStatus":2}"#), .undelivered),
        (
            "aliyun-sms",
            aliyun(#"{"OutId":"k3x9q-5v","SendStatus":1}"#),
            .accepted(vendorID: nil)
        ),
        ("aliyun-sms", aliyun(#"{"OutId":"k3x9q-5w","SendStatus":3}"#), .notYet(after: nil)),
        ("aliyun-sms", aliyun(""), .notYet(after: nil)),
        ("aliyun-sms", #"{"Code":"isv.BUSINESS_LIMIT_CONTROL"}"#, .notYet(after: nil)),
        ("aliyun-sms", "<html>", .notYet(after: nil)),
        ("twilio", #"{"messages":[\#(twilio("delivered"))]}"#, .delivered),
        ("twilio", #"{"messages":[\#(twilio("queued"))]}"#, .accepted(vendorID: "SM1")),
        // One before ours, one with other words, and two of ours: nobody knows.
        ("twilio", #"{"messages":[\#(twilio("delivered", -20))]}"#, .notYet(after: nil)),
        ("twilio", #"{"messages":[\#(twilio("delivered", body: "x"))]}"#, .notYet(after: nil)),
        (
            "twilio",
            #"{"messages":[\#(twilio("delivered")),\#(twilio("failed", 1))]}"#,
            .notYet(after: nil)
        ),
        (
            "twilio",
            #"{"messages":[\#(twilio("delivered", -20)),\#(twilio("failed", 1))]}"#,
            .undelivered
        ),
        ("bank-platform", #"{"retCode":"0000","state":"DELIVRD","msgId":"007"}"#, .delivered),
        (
            "bank-platform",
            #"{"retCode":"0000","state":"ENROUTE","msgId":"007"}"#,
            .accepted(vendorID: "7")
        ),
        ("bank-platform", #"{"retCode":"0000","state":"UNDELIV"}"#, .undelivered),
        ("bank-platform", #"{"retCode":"1404"}"#, .notYet(after: nil)),
        ("bank-platform", #"{"retCode":"3001","state":"DELIVRD"}"#, .notYet(after: nil)),
    ]

    @Test(arguments: words)
    func aWordIsUnderstood(name: String, body: String, word: GatewayWord) throws {
        let answer = CurlAnswer(status: 200, body: Array(body.utf8))
        let inquirer = try Self.inquirer(name)
        #expect(inquirer.word(in: .answered(answer), about: Self.contact, now: Self.now) == word)
        let error = CurlAnswer(status: 500, body: Array(body.utf8))
        let silence = inquirer.word(in: .answered(error), about: Self.contact, now: Self.now)
        #expect(silence == .notYet(after: nil))
        let lost = CurlOutcome.notSent(.cancelled)
        #expect(inquirer.word(in: lost, about: Self.contact, now: Self.now) == .notYet(after: nil))
    }

    /// Only where the file says so, and only after its time.
    @Test func whatIsNotThereWasNotTaken() throws {
        let text = """
            kind: http
            channels: [sms]
            url: https://vendor.example/send
            request: {json: {to: "${to}", text: "${content}", id: "${reference}"}}
            answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}
            query:
              url: https://vendor.example/query
              json: {id: "${reference}"}
              when: {status: 200, json: {code: "0"}}
              items: list
              rules: [{when: {state: ok}, class: delivered}]
              absent: not-taken after 30m

            """
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        let settings = try #require(GatewayReader.read(name: "x", text: text, problems: problems))
        let inquirer = try #require(try Gateway(settings: settings, secret: nil).http?.inquirer)
        func word(_ body: String, _ after: Milliseconds) -> GatewayWord {
            inquirer.word(
                in: .answered(CurlAnswer(status: 200, body: Array(body.utf8))),
                about: Self.contact,
                now: Self.at + after
            )
        }
        let empty = #"{"code":0,"list":[]}"#
        #expect(word(empty, .minutes(29)) == .notYet(after: nil))
        #expect(word(empty, .minutes(30)) == .notTaken)
        #expect(word(#"{"code":1,"list":[]}"#, .hours(2)) == .notYet(after: nil))
        #expect(word(#"{"code":0,"list":[{"state":"?"}]}"#, .hours(2)) == .notYet(after: nil))
    }
}
