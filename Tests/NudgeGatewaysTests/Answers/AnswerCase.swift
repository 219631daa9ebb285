import Curl
import NudgeCore
import NudgeGateways
import Testing

/// One answer of a vendor, and what it means.
struct AnswerCase: Sendable, CustomTestStringConvertible {
    let vendor: String
    let status: Int
    let body: String
    let expected: AnswerClass
    var id: String?
    var headers: [String: String]
    var recipients: [String]

    init(
        _ vendor: String,
        _ status: Int,
        _ body: String,
        _ expected: AnswerClass,
        id: String? = nil,
        headers: [String: String] = [:],
        recipients: [String] = ["+8613800138000"]
    ) {
        self.vendor = vendor
        self.status = status
        self.body = body
        self.expected = expected
        self.id = id
        self.headers = headers
        self.recipients = recipients
    }

    var testDescription: String { "\(vendor) \(status) \(body.prefix(80))" }

    /// 2026-11-25 15:00 in Shanghai.
    static let now = Instant(seconds: 1_795_590_000)

    func verdict() throws -> GatewayVerdict {
        let headers = headers.sorted { $0.key < $1.key }
            .map { CurlHeader(name: $0.key, value: $0.value) }
        let answer = CurlAnswer(status: status, headers: headers, body: Array(body.utf8))
        return try VendorPart.answers(vendor)
            .verdict(.answered(answer), recipients: recipients, now: Self.now)
    }
}
