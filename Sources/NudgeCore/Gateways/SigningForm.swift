/// How a gateway's requests are signed, as its file says it: docs/gateways-signing.md.
///
/// Keys are named by the names that the file's `secrets` gives them, never held. Texts may have
/// places of `values.` and `secrets.`, and `token` where the scheme says so.
package enum SigningForm: Hashable, Sendable {
    /// RFC 7617.
    case basic(user: WireTemplate, password: String)
    /// RFC 6750: `Authorization: Bearer …`; `nil` is what the gateway's `token` fetched.
    case bearer(key: String?)
    /// A header of any name; may hold `token`.
    case header(name: String, value: WireTemplate)
    case canonical(CanonicalForm)
    /// Aliyun's signature of all parameters, version 1.0.
    case aliyunRPC(keyID: WireTemplate, key: String, securityToken: String?)
    /// A digest of the password, a nonce and the time.
    case wsse(user: WireTemplate, password: String, digest: WSSEDigest)
    /// Standard Webhooks 1.0.0: `whsec_` signs with HMAC, `whsk_` with Ed25519.
    case standardWebhooks(key: String)
    /// A JSON Web Token of our own making, as Apple's push service takes it.
    case jwtES256(keyID: WireTemplate, issuer: WireTemplate, key: String)

    /// The word of the file for each scheme.
    package static let names = [
        "basic", "bearer", "header", "acs3", "tc3", "huawei-sdk", "aws4", "aliyun-rpc", "wsse",
        "standard-webhooks", "jwt-es256",
    ]

    /// The names of the secrets that it needs, those in its texts left out.
    package var secretNames: [String] {
        switch self {
        case .basic(_, let password): [password]
        case .bearer(let key): key.map { [$0] } ?? []
        case .header: []
        case .canonical(let form): [form.key] + (form.securityToken.map { [$0] } ?? [])
        case .aliyunRPC(_, let key, let token): [key] + (token.map { [$0] } ?? [])
        case .wsse(_, let password, _): [password]
        case .standardWebhooks(let key): [key]
        case .jwtES256(_, _, let key): [key]
        }
    }

    /// Whether it asks for what the gateway's `token` fetched.
    package var needsToken: Bool {
        switch self {
        case .bearer(let key): key == nil
        case .header(_, let value): value.names.contains("token")
        default: false
        }
    }
}

/// One of the schemes that sign a canonical form of the request with HMAC-SHA256.
package struct CanonicalForm: Hashable, Sendable {
    package var profile: Profile
    package var keyID: WireTemplate
    package var key: String
    /// Of temporary keys.
    package var securityToken: String?
    /// Part of the scope of `aws4`; `nil` elsewhere.
    package var region: WireTemplate?
    /// Part of the scope of `tc3` and `aws4`; `nil` elsewhere.
    package var service: String?
    /// Signed besides those that the scheme signs by itself, in small letters.
    package var headers: [String]

    package init(
        profile: Profile,
        keyID: WireTemplate,
        key: String,
        securityToken: String? = nil,
        region: WireTemplate? = nil,
        service: String? = nil,
        headers: [String] = []
    ) {
        self.profile = profile
        self.keyID = keyID
        self.key = key
        self.securityToken = securityToken
        self.region = region
        self.service = service
        self.headers = headers
    }

    package enum Profile: UInt8, CaseIterable, Sendable {
        /// Aliyun, version 3.
        case acs3
        /// Tencent Cloud, version 3.
        case tc3
        /// Huawei Cloud's own.
        case huaweiSDK
        /// Amazon's Signature Version 4.
        case aws4

        package var name: String {
            switch self {
            case .acs3: "acs3"
            case .tc3: "tc3"
            case .huaweiSDK: "huawei-sdk"
            case .aws4: "aws4"
            }
        }
    }
}

/// What the digest of WSSE is written as; Huawei's samples hold both, its service takes both.
package enum WSSEDigest: UInt8, CaseIterable, Sendable {
    /// Base 64 of the digest's 32 bytes.
    case raw
    /// Base 64 of its 64 hexadecimal digits.
    case hex

    package var name: String {
        switch self {
        case .raw: "raw"
        case .hex: "hex"
        }
    }
}
