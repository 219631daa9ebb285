internal import Crypto
internal import NudgeCore

/// Aliyun's RPC signature, version 1.0: HMAC-SHA1 over all parameters of query and form.
///
/// Source: Aliyun, "RPC-style signature".
struct ParameterSigner: Sendable {
    private let keyID: String
    private let key: SigningKey<Insecure.SHA1>
    private let securityToken: String?

    static let window = Milliseconds.minutes(15)

    init(
        keyID: WireTemplate,
        key: String,
        securityToken: String?,
        _ ground: SigningGround
    ) throws(SigningError) {
        self.keyID = try SigningText(keyID, ground).fixed
        self.key = SigningKey(Array((try ground.secret(key)).utf8) + [UInt8(ascii: "&")])
        if let securityToken {
            self.securityToken = try ground.secret(securityToken)
        } else {
            self.securityToken = nil
        }
    }

    func sign(_ request: inout WireRequest, at moment: SigningMoment) {
        let (_, text) = prepare(&request, at: moment)
        request.query.append(WirePair("Signature", Base64.encode(key.code(text))))
    }

    func trace(_ request: WireRequest, at moment: SigningMoment) -> SigningTrace {
        var request = request
        let (canonical, text) = prepare(&request, at: moment)
        return SigningTrace(
            canonicalRequest: String(decoding: canonical, as: UTF8.self),
            stringToSign: String(decoding: text, as: UTF8.self)
        )
    }

    /// Adds the parameters that every call has, where the file has not set them itself.
    private func prepare(
        _ request: inout WireRequest,
        at moment: SigningMoment
    ) -> (canonical: [UInt8], text: [UInt8]) {
        add("AccessKeyId", keyID, to: &request)
        add("Format", "JSON", to: &request)
        add("SignatureMethod", "HMAC-SHA1", to: &request)
        add("SignatureVersion", "1.0", to: &request)
        add("SignatureNonce", moment.nonce, to: &request)
        add("Timestamp", SigningTime.iso8601.text(moment.now), to: &request)
        if let securityToken { add("SecurityToken", securityToken, to: &request) }
        var canonical: [UInt8] = []
        canonical.reserveCapacity(768)
        let parameters = SigningBytes.sorted(request.query + (request.form ?? []))
        SigningBytes.appendQuery(parameters, to: &canonical)
        var text = Array(request.method.utf8)
        text.reserveCapacity(canonical.count * 3 / 2 + 16)
        text.append(contentsOf: "&%2F&".utf8)
        SigningBytes.appendEncoded(canonical, to: &text)
        return (canonical, text)
    }

    private func add(_ name: String, _ value: String, to request: inout WireRequest) {
        guard !request.query.contains(where: { $0.name == name }) else { return }
        request.query.append(WirePair(name, value))
    }
}
