/// Why a callback is believed to be the vendor's; secrets are named, never held.
///
/// Where a scheme takes several names, any of these secrets may have signed: two while one is being
/// replaced.
package enum CallbackCheck: Hashable, Sendable {
    /// Nothing is signed: a secret path or a list of sources protects it.
    case none
    /// `Authorization: Basic`.
    case basic(user: String, passwords: [String])
    /// A header holds a secret, as it is or behind `Bearer `.
    case header(name: String, values: [String])
    /// The hexadecimal or base-64 HMAC-SHA256 of the body stands in a header.
    case hmac(header: String, keys: [String])
    /// `X-Twilio-Signature`, over the public address that Twilio called.
    case twilio(url: String, keys: [String])
    /// An ECDSA signature over a time and the body; the keys are public, and stand in the file.
    case sendgrid(publicKeys: [String], within: Milliseconds?)
    /// `signature` within the body, whose token is good once.
    case mailgun(keys: [String], within: Milliseconds?)
    /// Standard Webhooks 1.0.0.
    case standardWebhooks(keys: [String])
    /// `signature` in the query: SHA-1 of a token, the time and a nonce, sorted (WeChat).
    case sortedSHA1(tokens: [String], within: Milliseconds?)
    /// The body is encrypted and signed (WeCom, WeChat's safe mode).
    case wechatSafe(token: String, key: String, receiver: String)
    /// `signature` in the form: SHA-1 of the key, its secret, a nonce and the time.
    case jsms(appKey: String, secrets: [String], within: Milliseconds?)
    /// `Authorization: SDK-HMAC-SHA256`, over the request (Huawei).
    case huaweiSDK(appKey: String, secrets: [String], path: String)
    /// Signed with a certificate of Amazon's; of one of these topics.
    case sns(topics: [String])

    /// The word of the file.
    package var name: String {
        switch self {
        case .none: "none"
        case .basic: "basic"
        case .header: "header"
        case .hmac: "hmac-sha256"
        case .twilio: "twilio-sha1"
        case .sendgrid: "sendgrid-ecdsa"
        case .mailgun: "mailgun-hmac"
        case .standardWebhooks: "standard-webhooks"
        case .sortedSHA1: "sha1-sorted"
        case .wechatSafe: "wechat-safe"
        case .jsms: "jsms-sha1"
        case .huaweiSDK: "huawei-sdk"
        case .sns: "sns"
        }
    }

    package static let names = [
        "none", "basic", "header", "hmac-sha256", "twilio-sha1", "sendgrid-ecdsa",
        "mailgun-hmac", "standard-webhooks", "sha1-sorted", "wechat-safe", "jsms-sha1",
        "huawei-sdk", "sns",
    ]

    /// The names of the secrets that it needs, in order.
    package var secrets: [String] {
        switch self {
        case .none, .sendgrid, .sns: []
        case .basic(_, let names), .header(_, let names), .hmac(_, let names),
            .twilio(_, let names), .mailgun(let names, _), .standardWebhooks(let names),
            .sortedSHA1(let names, _), .jsms(_, let names, _), .huaweiSDK(_, let names, _):
            names
        case .wechatSafe(let token, let key, _): [token, key]
        }
    }
}
