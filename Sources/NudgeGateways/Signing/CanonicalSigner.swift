internal import Crypto
internal import NudgeCore

/// Signs a canonical form of the whole request with HMAC-SHA256: ACS3, TC3, Huawei's and AWS4.
struct CanonicalSigner: Sendable {
    let profile: CanonicalProfile
    private let keyID: String
    private let key: Key
    private let securityToken: String?
    /// Behind the date: `/sms/tc3_request`; empty where there is no scope.
    private let scopeTail: String
    /// Signed although the scheme would not by itself.
    private let alsoSigned: [String]

    private enum Key: Sendable {
        case fixed(SigningKey<SHA256>)
        case daily(DayKey)

        func key(at now: Instant) -> SigningKey<SHA256> {
            switch self {
            case .fixed(let key): key
            case .daily(let key): key.key(at: now)
            }
        }
    }

    init(_ form: CanonicalForm, _ ground: SigningGround) throws(SigningError) {
        profile = CanonicalProfile.of(form.profile)
        keyID = try SigningText(form.keyID, ground).fixed
        let secret = try ground.secret(form.key)
        securityToken = try CanonicalSigner.optional(form.securityToken, ground)
        var alsoSigned = form.headers
        if profile.headerPrefix != nil, let name = profile.tokenHeader {
            alsoSigned.append(name.lowercased())
        }
        self.alsoSigned = alsoSigned
        if let prefix = profile.keyPrefix {
            var chain: [String] = []
            if let region = form.region { chain.append(try SigningText(region, ground).fixed) }
            if let service = form.service { chain.append(service) }
            chain.append(profile.scopeEnd)
            key = .daily(
                DayKey(
                    secret: Array((prefix + secret).utf8),
                    dashed: profile.dashedScope,
                    chain: chain
                )
            )
            scopeTail = "/" + chain.joined(separator: "/")
        } else {
            key = .fixed(SigningKey(secret.utf8))
            scopeTail = ""
        }
    }

    private static func optional(
        _ name: String?,
        _ ground: SigningGround
    ) throws(SigningError) -> String? {
        guard let name else { return nil }
        return try ground.secret(name)
    }

    func sign(_ request: inout WireRequest, at moment: SigningMoment) {
        let (headers, canonical) = prepare(&request, at: moment)
        let scope = scope(at: moment.now)
        let code = key.key(at: moment.now).code(stringToSign(canonical, scope, at: moment.now))
        var text = Array(profile.algorithm.utf8)
        text.reserveCapacity(320)
        text.append(contentsOf: " \(profile.credentialLabel)=".utf8)
        text.append(contentsOf: keyID.utf8)
        if !scope.isEmpty { text.append(UInt8(ascii: "/")) }
        text.append(contentsOf: scope)
        text.append(contentsOf: profile.separator.utf8)
        text.append(contentsOf: "SignedHeaders=".utf8)
        CanonicalSigner.appendNames(headers, to: &text)
        text.append(contentsOf: profile.separator.utf8)
        text.append(contentsOf: "Signature=".utf8)
        SigningBytes.appendHex(code, to: &text)
        request.set("Authorization", String(decoding: text, as: UTF8.self))
    }

    /// What is signed, for whoever compares it with what the vendor says it signed.
    func trace(_ request: WireRequest, at moment: SigningMoment) -> SigningTrace {
        var request = request
        let (_, canonical) = prepare(&request, at: moment)
        let text = stringToSign(canonical, scope(at: moment.now), at: moment.now)
        return SigningTrace(
            canonicalRequest: String(decoding: canonical, as: UTF8.self),
            stringToSign: String(decoding: text, as: UTF8.self)
        )
    }

    // MARK: What is signed

    /// Adds the scheme's own headers; gives those that are signed, and the canonical request.
    private func prepare(
        _ request: inout WireRequest,
        at moment: SigningMoment
    ) -> (headers: [WirePair], canonical: [UInt8]) {
        request.set(profile.dateHeader, profile.dateForm.text(moment.now))
        if let name = profile.nonceHeader { request.set(name, moment.nonce) }
        if let securityToken, let name = profile.tokenHeader { request.set(name, securityToken) }
        let payload = payload(of: &request)
        let headers = signedHeaders(of: request)
        var text = Array(request.method.utf8)
        text.reserveCapacity(1024)
        text.append(UInt8(ascii: "\n"))
        appendPath(request.path, to: &text)
        text.append(UInt8(ascii: "\n"))
        let query = profile.sortsQuery ? SigningBytes.sorted(request.query) : request.query
        SigningBytes.appendQuery(query, to: &text)
        text.append(UInt8(ascii: "\n"))
        for header in headers {
            text.append(contentsOf: header.name.utf8)
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: header.value.utf8)
            text.append(UInt8(ascii: "\n"))
        }
        text.append(UInt8(ascii: "\n"))
        CanonicalSigner.appendNames(headers, to: &text)
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: payload)
        return (headers, text)
    }

    /// The digest of the body, and the header that says it.
    private func payload(of request: inout WireRequest) -> [UInt8] {
        let isLeft = profile.leavesPayload && !request.hasJSONBody
        var digits: [UInt8] = []
        if isLeft {
            digits = Array("UNSIGNED-PAYLOAD".utf8)
        } else {
            digits.reserveCapacity(64)
            SigningBytes.appendHex(SHA256.hash(data: request.body), to: &digits)
        }
        if let name = profile.payloadHeader, isLeft || !profile.leavesPayload {
            request.set(name, String(decoding: digits, as: UTF8.self))
        }
        return digits
    }

    /// By name, in small letters.
    private func signedHeaders(of request: WireRequest) -> [WirePair] {
        var signed = [WirePair("host", request.sentHost)]
        for header in request.headers {
            let name = header.name.lowercased()
            let isSigned =
                name == "content-type" || profile.headerPrefix.map(name.hasPrefix) ?? false
                || alsoSigned.contains(name)
            guard isSigned, name != "authorization", name != "host" else { continue }
            let value = CanonicalSigner.trimmed(header.value)
            signed.append(WirePair(name, profile.lowersValues ? value.lowercased() : value))
        }
        return signed.sorted { $0.name < $1.name }
    }

    private func appendPath(_ path: String, to text: inout [UInt8]) {
        switch profile.path {
        case .asSent: text.append(contentsOf: path.utf8)
        case .slashed:
            text.append(contentsOf: path.utf8)
            if !path.hasSuffix("/") { text.append(UInt8(ascii: "/")) }
        case .encodedTwice: SigningBytes.appendEncoded(path.utf8, slash: true, to: &text)
        }
    }

    private func scope(at now: Instant) -> [UInt8] {
        guard !scopeTail.isEmpty else { return [] }
        return SigningTime.day(now, dashed: profile.dashedScope) + scopeTail.utf8
    }

    private func stringToSign(
        _ canonical: [UInt8],
        _ scope: [UInt8],
        at now: Instant
    ) -> [UInt8] {
        var text = Array(profile.algorithm.utf8)
        text.reserveCapacity(192)
        if profile.signsDate {
            text.append(UInt8(ascii: "\n"))
            text.append(contentsOf: profile.dateForm.text(now).utf8)
        }
        if !scope.isEmpty {
            text.append(UInt8(ascii: "\n"))
            text.append(contentsOf: scope)
        }
        text.append(UInt8(ascii: "\n"))
        SigningBytes.appendHex(SHA256.hash(data: canonical), to: &text)
        return text
    }

    // MARK: Parts

    private static func appendNames(_ headers: [WirePair], to text: inout [UInt8]) {
        for (index, header) in headers.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ";")) }
            text.append(contentsOf: header.name.utf8)
        }
    }

    private static func trimmed(_ value: String) -> String {
        guard value.utf8.first == 0x20 || value.utf8.last == 0x20 else { return value }
        return String(value.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// What a scheme signed: the request in its canonical form, and the text made of it.
package struct SigningTrace: Hashable, Sendable {
    /// Of a scheme that signs parameters: those, joined.
    package var canonicalRequest: String
    package var stringToSign: String
}

extension WireRequest {
    /// Puts a header in the place of one of its name, or behind the others.
    package mutating func set(_ name: String, _ value: String) {
        let wanted = name.utf8
        let index = headers.firstIndex { header in
            header.name.utf8.count == wanted.count
                && zip(header.name.utf8, wanted).allSatisfy { WireRequest.isSame($0, $1) }
        }
        if let index {
            headers[index].value = value
        } else {
            headers.append(WirePair(name, value))
        }
    }

    /// Letters of any case alike.
    private static func isSame(_ left: UInt8, _ right: UInt8) -> Bool {
        left == right || left ^ right == 0x20 && (97...122).contains(left | 0x20)
    }

    /// The host as libcurl writes it: without the port that its scheme has anyway.
    var sentHost: String {
        let usual = scheme == "https" ? ":443" : ":80"
        return host.hasSuffix(usual) ? String(host.dropLast(usual.utf8.count)) : host
    }

    var hasJSONBody: Bool {
        headers.contains { header in
            header.name.lowercased() == "content-type"
                && header.value.lowercased().hasPrefix("application/json")
        }
    }
}
