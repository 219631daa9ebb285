internal import Crypto
internal import CryptoExtras
package import NudgeCore

/// JSON Web Tokens of our own making: RFC 7515 and 7519.
enum JSONWebToken {
    /// Base 64 for URLs, without padding.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let text = Base64.encode(bytes).utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Base 64 for URLs, with padding or without.
    static func decode(_ text: String) -> [UInt8]? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
            .replacing("=", with: "")
        return Base64.decode(plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }

    /// What is signed: header and claims, with a dot between them.
    static func signed(header: borrowing JSONWriter, claims: borrowing JSONWriter) -> String {
        encode(header.bytes) + "." + encode(claims.bytes)
    }
}

/// The token of Apple's push service: ES256, minted here.
///
/// Apple refuses one that is older than 60 minutes, and punishes who makes more than one in 20. So
/// a day is cut into parts of 40 minutes from midnight UTC, and all requests of a part have a token
/// that is dated from its beginning, after a restart too.
final class ProviderToken: Sendable {
    private let keyID: String
    private let issuer: String
    private let key: P256.Signing.PrivateKey
    private let held: HeldToken

    static let slot = Milliseconds.minutes(40)

    init(
        keyID: WireTemplate,
        issuer: WireTemplate,
        key: String,
        _ ground: SigningGround
    ) throws(SigningError) {
        self.keyID = try SigningText(keyID, ground).fixed
        self.issuer = try SigningText(issuer, ground).fixed
        let text = try ground.secret(key)
        do {
            self.key = try P256.Signing.PrivateKey(pemRepresentation: text)
        } catch {
            throw SigningError(
                "the secret '\(key)' is not a P-256 private key",
                hint: "put in the whole .p8 file, with its BEGIN and END lines"
            )
        }
        held = HeldToken()
    }

    /// The token of the part of the day that holds `now`.
    func token(at now: Instant) -> String {
        let start =
            now.milliseconds - ((now.milliseconds % Self.slot.count) + Self.slot.count)
            % Self.slot.count
        return held.token(of: start) { mint(at: Instant(milliseconds: start)) }
    }

    /// Whether a token was minted with this key, for this issuer, and is not too old.
    func isOwn(_ token: String, at now: Instant) -> Bool {
        let parts = token.split(separator: ".").map(String.init)
        guard parts.count == 3, let signature = JSONWebToken.decode(parts[2]),
            let read = try? P256.Signing.ECDSASignature(rawRepresentation: signature),
            let header = JSONWebToken.decode(parts[0]).flatMap(JSONReader.read),
            let claims = JSONWebToken.decode(parts[1]).flatMap(JSONReader.read),
            let seconds = claims["iat"]?.identifier.flatMap({ Int64($0) })
        else { return false }
        let age = now - Instant(milliseconds: seconds * 1000)
        let signed = Array((parts[0] + "." + parts[1]).utf8)
        return header["kid"]?.text == keyID && claims["iss"]?.text == issuer
            && age < .minutes(60) && age > .minutes(-5)
            && key.publicKey.isValidSignature(read, for: signed)
    }

    private func mint(at start: Instant) -> String {
        var header = JSONWriter(capacity: 64)
        header.beginObject()
        header.member("alg", "ES256")
        header.member("kid", keyID)
        header.member("typ", "JWT")
        header.endObject()
        var claims = JSONWriter(capacity: 64)
        claims.beginObject()
        claims.member("iss", issuer)
        claims.member("iat", Int(start.milliseconds / 1000))
        claims.endObject()
        let text = JSONWebToken.signed(header: header, claims: claims)
        // Signing fails only when there is no memory or no chance left in the machine.
        guard let signature = try? key.signature(for: Array(text.utf8)) else { return text + "." }
        // r and s as they are, 32 bytes each: not DER.
        return text + "." + JSONWebToken.encode(signature.rawRepresentation)
    }
}

/// An assertion signed with RS256, for which a token is given: RFC 7523.
package struct Assertion: Sendable {
    private let form: AssertionForm
    private let keyID: String
    private let issuer: String
    private let audience: String
    private let scope: String
    private let key: _RSA.Signing.PrivateKey

    /// - Parameters:
    ///   - form: Names a secret that is a PEM key, or a service account's JSON as Google hands it
    ///     out: then issuer and key id may be left out of the form.
    ///   - ground: What its texts stand for.
    /// - Throws: `SigningError` for a key that cannot be read, or without an issuer.
    package init(_ form: AssertionForm, _ ground: SigningGround) throws(SigningError) {
        self.form = form
        let secret = try ground.secret(form.key)
        let account = secret.hasPrefix("{") ? JSONReader.read(Array(secret.utf8)) : nil
        keyID =
            try form.keyID.map { template throws(SigningError) in
                try SigningText(template, ground).fixed
            } ?? account?["private_key_id"]?.text ?? ""
        issuer =
            try form.issuer.map { template throws(SigningError) in
                try SigningText(template, ground).fixed
            } ?? account?["client_email"]?.text ?? ""
        audience = try SigningText(form.audience, ground).fixed
        scope =
            try form.scope.map { template throws(SigningError) in
                try SigningText(template, ground).fixed
            } ?? ""
        do {
            key = try _RSA.Signing.PrivateKey(
                pemRepresentation: account?["private_key"]?.text ?? secret
            )
        } catch {
            throw SigningError(
                "the secret '\(form.key)' holds no RSA private key of 2048 bits or more",
                hint: "put in the PEM key, or the service account's JSON file as it is"
            )
        }
        guard !issuer.isEmpty else {
            throw SigningError("an assertion needs an issuer", hint: "set 'issuer'")
        }
    }

    /// Valid from `now` for the form's lifetime.
    package func text(at now: Instant) -> String {
        let seconds = Int(SigningTime.wholeSeconds(now))
        var header = JSONWriter(capacity: 96)
        header.beginObject()
        header.member("typ", "JWT")
        header.member("alg", "RS256")
        if !keyID.isEmpty { header.member("kid", keyID) }
        header.endObject()
        var claims = JSONWriter(capacity: 256)
        claims.beginObject()
        claims.member("iat", seconds)
        claims.member("exp", seconds + Int(form.lifetime.count / 1000))
        claims.member("iss", issuer)
        claims.member("aud", audience)
        if !scope.isEmpty { claims.member("scope", scope) }
        claims.endObject()
        let text = JSONWebToken.signed(header: header, claims: claims)
        let signature = try? key.signature(
            for: Array(text.utf8),
            padding: .insecurePKCS1v1_5
        )
        return text + "." + (signature.map { JSONWebToken.encode($0.rawRepresentation) } ?? "")
    }

    /// Whether an assertion is what this one would have been at the instant that it names.
    func isOwn(_ text: String, at now: Instant) -> Bool {
        let parts = text.split(separator: ".").map(String.init)
        guard parts.count == 3,
            let claims = JSONWebToken.decode(parts[1]).flatMap(JSONReader.read),
            let seconds = claims["iat"]?.identifier.flatMap({ Int64($0) })
        else { return false }
        let made = Instant(milliseconds: seconds * 1000)
        // RS256 signs the same text the same way each time.
        return abs((now - made).count) < form.lifetime.count && self.text(at: made) == text
    }
}
