internal import Crypto
package import NudgeCore

/// Signs a gateway's requests as its file says: a function of request, instant and nonce.
///
/// Keys are read and begun once; what is derived for a day is kept for it.
package struct Signer: Sendable {
    private let scheme: Scheme

    private enum Scheme: Sendable {
        case fixed(name: String, value: String)
        case header(name: String, value: SigningText)
        case canonical(CanonicalSigner)
        case parameters(ParameterSigner)
        case wsse(user: String, password: [UInt8], digest: WSSEDigest)
        case webhook(WebhookSecret)
        case webhookKey(WebhookKey)
        case provider(ProviderToken)
    }

    /// - Parameters:
    ///   - form: As read from the gateway's file.
    ///   - ground: The file's values, and its secrets themselves.
    /// - Throws: `SigningError` for a name without a value, or a key that cannot be read.
    package init(_ form: SigningForm, _ ground: SigningGround) throws(SigningError) {
        switch form {
        case .basic(let user, let password):
            let pair = try SigningText(user, ground).fixed + ":" + ground.secret(password)
            scheme = .fixed(name: "Authorization", value: "Basic " + Base64.encode(pair.utf8))
        case .bearer(let key?):
            scheme = .fixed(name: "Authorization", value: "Bearer " + (try ground.secret(key)))
        case .bearer(nil):
            let text = WireTemplate(pieces: [
                .text("Bearer "), .place(WirePlace(name: "token")),
            ])
            scheme = .header(name: "Authorization", value: try SigningText(text, ground))
        case .header(let name, let value):
            scheme = .header(name: name, value: try SigningText(value, ground))
        case .canonical(let form):
            scheme = .canonical(try CanonicalSigner(form, ground))
        case .aliyunRPC(let keyID, let key, let token):
            scheme = .parameters(
                try ParameterSigner(keyID: keyID, key: key, securityToken: token, ground)
            )
        case .wsse(let user, let password, let digest):
            scheme = .wsse(
                user: try SigningText(user, ground).fixed,
                password: Array((try ground.secret(password)).utf8),
                digest: digest
            )
        case .standardWebhooks(let key):
            scheme = try Signer.webhook(ground.secret(key), named: key)
        case .jwtES256(let keyID, let issuer, let key):
            scheme = .provider(
                try ProviderToken(keyID: keyID, issuer: issuer, key: key, ground)
            )
        }
    }

    private static func webhook(
        _ secret: String,
        named name: String
    ) throws(SigningError) -> Scheme {
        do throws(WebhookSecretError) {
            if secret.hasPrefix("whsk_") {
                return .webhookKey(try WebhookKey(parsing: secret))
            }
            return .webhook(try WebhookSecret(parsing: secret))
        } catch {
            throw SigningError("the secret '\(name)' cannot be used", hint: error.description)
        }
    }

    /// How long a signature is good for; a request that waited longer is signed anew.
    ///
    /// A minute less than the vendor's own bound, for clocks differ. `nil`: it does not age.
    package var life: Milliseconds? {
        switch scheme {
        case .fixed, .header: nil
        case .canonical(let signer): signer.profile.window + Milliseconds.minutes(-1)
        case .parameters: ParameterSigner.window + Milliseconds.minutes(-1)
        case .wsse, .webhook, .webhookKey: .minutes(4)
        // As much as the oldest token of a part of the day has left, and more than a queue needs.
        case .provider: .minutes(10)
        }
    }

    /// Adds what the scheme adds: headers, or parameters of the query.
    ///
    /// The request must be as it will leave: its body, its host, its other headers.
    package func sign(_ request: inout WireRequest, at moment: SigningMoment) {
        switch scheme {
        case .fixed(let name, let value): request.set(name, value)
        case .header(let name, let value): request.set(name, value.text(token: moment.token))
        case .canonical(let signer): signer.sign(&request, at: moment)
        case .parameters(let signer): signer.sign(&request, at: moment)
        case .wsse(let user, let password, let digest):
            Signer.signWSSE(&request, user, password, digest, at: moment)
        case .webhook(let secret):
            signWebhook(&request, at: moment) { secret.sign(id: $0, timestamp: $1, body: $2) }
        case .webhookKey(let key):
            signWebhook(&request, at: moment) { key.sign(id: $0, timestamp: $1, body: $2) }
        case .provider(let token):
            request.set("Authorization", "bearer " + token.token(at: moment.now))
        }
    }

    /// Whether an `Authorization` holds a provider's token of this key; false for other schemes.
    func isOwnToken(_ authorization: String, at now: Instant) -> Bool {
        guard case .provider(let token) = scheme, authorization.lowercased().hasPrefix("bearer ")
        else { return false }
        return token.isOwn(String(authorization.dropFirst(7)), at: now)
    }

    /// What is signed, to be compared with what a vendor says in its refusal.
    ///
    /// `nil` for schemes without a text of their own.
    package func trace(_ request: WireRequest, at moment: SigningMoment) -> SigningTrace? {
        switch scheme {
        case .canonical(let signer): signer.trace(request, at: moment)
        case .parameters(let signer): signer.trace(request, at: moment)
        default: nil
        }
    }

    private func signWebhook(
        _ request: inout WireRequest,
        at moment: SigningMoment,
        _ sign: (String, Int64, [UInt8]) -> String
    ) {
        let seconds = SigningTime.wholeSeconds(moment.now)
        request.set("webhook-id", moment.reference)
        request.set("webhook-timestamp", String(seconds))
        request.set("webhook-signature", sign(moment.reference, seconds, request.body))
    }

    /// Source: Huawei Cloud, "Message&SMS, API authentication": X-WSSE.
    private static func signWSSE(
        _ request: inout WireRequest,
        _ user: String,
        _ password: [UInt8],
        _ form: WSSEDigest,
        at moment: SigningMoment
    ) {
        let created = SigningTime.iso8601.text(moment.now)
        var text = Array(moment.nonce.utf8)
        text.append(contentsOf: created.utf8)
        text.append(contentsOf: password)
        let hash = SHA256.hash(data: text)
        let digest: String =
            switch form {
            case .raw: Base64.encode(hash)
            case .hex: Base64.encode(SigningBytes.hex(hash).utf8)
            }
        let realm = #"WSSE realm="SDP",profile="UsernameToken",type="Appkey""#
        request.set("Authorization", realm)
        request.set(
            "X-WSSE",
            "UsernameToken Username=\"\(user)\",PasswordDigest=\"\(digest)\","
                + "Nonce=\"\(moment.nonce)\",Created=\"\(created)\""
        )
    }
}

/// When and for what a request is signed.
package struct SigningMoment: Hashable, Sendable {
    package var now: Instant
    /// 32 hexadecimal digits, new for each attempt.
    package var nonce: String
    /// The contact's id on the wire; holds no dot.
    package var reference: String
    /// What the gateway's `token` fetched; empty where there is none.
    package var token: String

    package init(now: Instant, nonce: String, reference: String = "", token: String = "") {
        self.now = now
        self.nonce = nonce
        self.reference = reference
        self.token = token
    }
}
