internal import NudgeCore

/// What one scheme of canonical requests does differently from the others.
///
/// Sources: Aliyun, "V3 request structure and signature"; Tencent Cloud, "Signature v3"; Huawei
/// Cloud's SDK core; AWS, "Signature Version 4 for API requests".
struct CanonicalProfile: Sendable {
    /// `ACS3-HMAC-SHA256`; begins the text to sign and the `Authorization`.
    let algorithm: String
    let dateHeader: String
    let dateForm: SigningTime
    var nonceHeader: String?
    var payloadHeader: String?
    /// Bodies other than JSON are not signed: the header says so.
    var leavesPayload = false
    let tokenHeader: String?
    /// Signed whenever it is there, besides `host` and `content-type`.
    var headerPrefix: String?
    var lowersValues = false
    var path = Path.asSent
    var sortsQuery = true
    /// Before the secret in the chain of keys; `nil`: the secret itself is the key.
    var keyPrefix: String?
    /// Ends the scope and the chain of keys.
    var scopeEnd = ""
    var dashedScope = false
    /// Whether the text to sign holds the date.
    var signsDate = true
    var credentialLabel = "Credential"
    var separator = ", "
    /// A request that is older is refused.
    let window: Milliseconds

    enum Path: Sendable {
        case asSent
        /// With a slash at its end.
        case slashed
        /// Percent-encoded once more.
        case encodedTwice
    }

    static func of(_ profile: CanonicalForm.Profile) -> CanonicalProfile {
        switch profile {
        case .acs3: acs3
        case .tc3: tc3
        case .huaweiSDK: huaweiSDK
        case .aws4: aws4
        }
    }

    private static let acs3 = CanonicalProfile(
        algorithm: "ACS3-HMAC-SHA256",
        dateHeader: "x-acs-date",
        dateForm: .iso8601,
        nonceHeader: "x-acs-signature-nonce",
        payloadHeader: "x-acs-content-sha256",
        tokenHeader: "x-acs-security-token",
        headerPrefix: "x-acs-",
        signsDate: false,
        separator: ",",
        window: .minutes(15)
    )

    private static let tc3 = CanonicalProfile(
        algorithm: "TC3-HMAC-SHA256",
        dateHeader: "X-TC-Timestamp",
        dateForm: .seconds,
        tokenHeader: "X-TC-Token",
        lowersValues: true,
        sortsQuery: false,
        keyPrefix: "TC3",
        scopeEnd: "tc3_request",
        dashedScope: true,
        window: .minutes(5)
    )

    private static let huaweiSDK = CanonicalProfile(
        algorithm: "SDK-HMAC-SHA256",
        dateHeader: "X-Sdk-Date",
        dateForm: .basic,
        payloadHeader: "X-Sdk-Content-Sha256",
        leavesPayload: true,
        tokenHeader: "X-Security-Token",
        headerPrefix: "x-sdk-",
        path: .slashed,
        credentialLabel: "Access",
        window: .minutes(15)
    )

    private static let aws4 = CanonicalProfile(
        algorithm: "AWS4-HMAC-SHA256",
        dateHeader: "X-Amz-Date",
        dateForm: .basic,
        tokenHeader: "X-Amz-Security-Token",
        headerPrefix: "x-amz-",
        path: .encodedTwice,
        keyPrefix: "AWS4",
        scopeEnd: "aws4_request",
        window: .minutes(5)
    )
}
