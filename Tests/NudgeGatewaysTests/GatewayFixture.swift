import Curl
import NudgeCore
import NudgeGateways

/// A gateway and a message as the tests use them.
enum GatewayFixture {
    static let secret = "whsec_" + String(repeating: "c2VjcmV0", count: 4)
    static let callbackSecret = "whsec_" + String(repeating: "Y2FsbGJh", count: 4)
    static let now = Instant(seconds: 1_800_000_000)

    static func settings(url: String = "https://gateway.example/send") -> GatewaySettings {
        GatewaySettings(
            name: "bank-sms",
            kind: .webhook,
            channels: [.sms],
            url: url,
            schemes: url.hasPrefix("https") ? [.https] : [.http],
            secret: .credential("bank-sms")
        )
    }

    static func gateway(
        url: String = "https://gateway.example/send",
        change: (inout GatewaySettings) -> Void = { _ in }
    ) throws -> Gateway {
        var settings = settings(url: url)
        change(&settings)
        return try Gateway(
            settings: settings,
            secret: secret,
            callbackSecrets: [callbackSecret]
        )
    }

    static func message(text: String = "您好") -> OutgoingMessage {
        OutgoingMessage(
            wireID: "s1-4f",
            channel: .sms,
            address: "+8613800138000",
            text: text,
            segments: 2,
            messageClass: .collection,
            template: "early-1"
        )
    }

    static func answer(
        _ status: Int,
        _ body: String = "",
        type: String? = nil,
        retryAfter: String? = nil
    ) -> CurlOutcome {
        var headers: [CurlHeader] = []
        if let type { headers.append(CurlHeader(name: "content-type", value: type)) }
        if let retryAfter { headers.append(CurlHeader(name: "retry-after", value: retryAfter)) }
        return .answered(CurlAnswer(status: status, headers: headers, body: Array(body.utf8)))
    }
}
