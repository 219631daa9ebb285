internal import NudgeCore

/// Whether a request was signed as its vendor wants it: what the other end checks.
///
/// The request is signed once more, with the same secrets, at the instant and with the nonce that
/// it names, and compared.
struct RequestVerifier: Sendable {
    private let form: SigningForm
    private let signer: Signer
    private let scheme: String

    /// Clocks may differ by so much beyond the life of a signature.
    private static let leeway = Milliseconds.minutes(1)

    enum Verdict: Hashable, Sendable {
        case good
        /// What the gateway's `token` fetched is not the one that was given.
        case wrongToken
        case wrong(String)
    }

    /// `scheme`: For which it was signed: `https`.
    init(
        _ form: SigningForm,
        _ ground: SigningGround,
        scheme: String
    ) throws(SigningError) {
        self.form = form
        self.scheme = scheme
        signer = try Signer(form, ground)
    }

    /// `token`: The one that was given; empty when there is none.
    func verify(
        _ request: DialectRequest,
        token: String,
        charset: WireCharset,
        now: Instant
    ) -> Verdict {
        if case .jwtES256 = form {
            let given = request.header("authorization") ?? ""
            return signer.isOwnToken(given, at: now) ? .good : .wrong("its token is not ours")
        }
        guard var moment = SigningMoment(signed: request, as: form) else {
            return .wrong("it does not say when it was signed, or with which nonce")
        }
        moment.token = token
        if let life = signer.life {
            guard abs((now - moment.now).count) <= (life + RequestVerifier.leeway).count else {
                return .wrong("it was signed at \(moment.now), and it is \(now)")
            }
        }
        guard var again = wire(request, charset) else { return .wrong("its query is broken") }
        signer.sign(&again, at: moment)
        for header in again.headers where request.header(header.name) != header.value {
            if form.needsToken { return .wrongToken }
            return .wrong("the header \(header.name) is not what the signature asks for")
        }
        let sent = FormReader.read(Array(request.query.utf8), in: charset) ?? []
        for pair in again.query where !sent.contains(pair) {
            return .wrong("the parameter \(pair.name) is not what the signature asks for")
        }
        return .good
    }

    /// The request as it was before it was signed, as far as signing looks at it.
    private func wire(_ request: DialectRequest, _ charset: WireCharset) -> WireRequest? {
        guard let query = FormReader.read(Array(request.query.utf8), in: charset) else {
            return nil
        }
        let type = request.header("content-type")?.lowercased() ?? ""
        let isForm = type.hasPrefix("application/x-www-form-urlencoded")
        return WireRequest(
            method: request.method,
            scheme: scheme,
            host: request.host,
            path: request.path,
            query: query.filter { $0.name != "Signature" },
            // libcurl's own are signed by nobody.
            headers: request.headers.filter {
                !["host", "accept", "content-length"].contains($0.name.lowercased())
            },
            form: isForm ? FormReader.read(request.body, in: charset) : nil,
            body: request.body,
            charset: charset
        )
    }
}

extension SigningMoment {
    /// When and with which nonce a request says that it was signed; `nil`: it does not say.
    fileprivate init?(signed request: DialectRequest, as form: SigningForm) {
        var now: Instant?
        var nonce = ""
        var reference = ""
        switch form {
        case .basic, .bearer, .header, .jwtES256: now = .distantPast
        case .canonical(let form):
            let name: String =
                switch form.profile {
                case .acs3: "x-acs-date"
                case .tc3: "x-tc-timestamp"
                case .huaweiSDK: "x-sdk-date"
                case .aws4: "x-amz-date"
                }
            now = request.header(name).flatMap(SigningMoment.instant)
            nonce = request.header("x-acs-signature-nonce") ?? ""
        case .aliyunRPC:
            let pairs = FormReader.read(Array(request.query.utf8)) ?? []
            func parameter(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
            now = parameter("Timestamp").flatMap(SigningMoment.instant)
            nonce = parameter("SignatureNonce") ?? ""
        case .wsse:
            let header = request.header("x-wsse") ?? ""
            func part(_ name: String) -> String? {
                guard let mark = header.firstRange(of: "\(name)=\"") else { return nil }
                return String(header[mark.upperBound...].prefix { $0 != "\"" })
            }
            now = part("Created").flatMap(SigningMoment.instant)
            nonce = part("Nonce") ?? ""
        case .standardWebhooks:
            now = request.header("webhook-timestamp").flatMap(SigningMoment.instant)
            reference = request.header("webhook-id") ?? ""
        }
        guard let now else { return nil }
        self.init(now: now, nonce: nonce, reference: reference)
    }

    /// Seconds since 1970, `20261120T080000Z`, or `2026-11-20T08:00:00Z`.
    private static func instant(_ text: String) -> Instant? {
        if text.utf8.count <= 12, let seconds = Int64(text) {
            return Instant(milliseconds: seconds * 1000)
        }
        guard text.utf8.count == 16, !text.contains("-") else { return Instant(parsing: text) }
        let signs = Array(text)
        func part(_ range: Range<Int>) -> String { String(signs[range]) }
        return Instant(
            parsing: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T"
                + "\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z"
        )
    }
}
