import Crypto
import CryptoExtras
import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// Tokens and assertions, against what the vendors' libraries made.
struct JSONWebTokenTests {
    struct Vectors: Decodable, Sendable {
        var vectors: [Vector]
    }

    struct Vector: Decodable, Sendable {
        var name: String
        var now: String?
        var header_json: String?
        var claims_json: String?
        var expected_assertion: String?
        var public_key: String
        var key_id: String?
        var team_id: String?
        var iat: Int64?
        var sample_token: String?
    }

    static let vectors =
        SigningFixture.read(Vectors.self, PackageResources.jwt_fcm_apns_json)?.vectors ?? []

    private func bytes(_ text: Substring) throws -> Data {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        return try #require(Data(base64Encoded: String(text)))
    }

    private func object(_ data: Data) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
    }

    @Test func googlesAssertionIsOursButForTheKey() throws {
        let vector = try #require(Self.vectors.first { $0.expected_assertion != nil })
        let theirs = try #require(vector.expected_assertion).split(separator: ".")
        let theirKey = try _RSA.Signing.PublicKey(pemRepresentation: vector.public_key)
        let theirSignature = _RSA.Signing.RSASignature(rawRepresentation: try bytes(theirs[2]))
        let theirText = Data((theirs[0] + "." + theirs[1]).utf8)
        #expect(
            theirKey.isValidSignature(theirSignature, for: theirText, padding: .insecurePKCS1v1_5)
        )
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let account = """
            {"type":"service_account","private_key_id":"abc123",
            "private_key":\(try json(key.pemRepresentation)),
            "client_email":"fcm@demo-proj.iam.gserviceaccount.com"}
            """
        let form = AssertionForm(
            key: "key",
            audience: WireTemplate(pieces: [.text("https://oauth2.googleapis.com/token")]),
            scope: WireTemplate(pieces: [
                .text("https://www.googleapis.com/auth/firebase.messaging")
            ])
        )
        let now = SigningFixture.instant(vector.now ?? "")
        let text = try Assertion(form, SigningFixture.ground("", account)).text(at: now)
        let ours = text.split(separator: ".")
        #expect(try object(bytes(ours[0])) == object(bytes(theirs[0])))
        #expect(try object(bytes(ours[1])) == object(bytes(theirs[1])))
        #expect(try object(bytes(ours[0])) == object(Data((vector.header_json ?? "").utf8)))
        #expect(try object(bytes(ours[1])) == object(Data((vector.claims_json ?? "").utf8)))
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try bytes(ours[2]))
        #expect(
            key.publicKey.isValidSignature(
                signature,
                for: Data((ours[0] + "." + ours[1]).utf8),
                padding: .insecurePKCS1v1_5
            )
        )
        #expect(
            !theirKey.isValidSignature(
                signature,
                for: Data((ours[0] + "." + ours[1]).utf8),
                padding: .insecurePKCS1v1_5
            )
        )
    }

    @Test func applesTokenIsOursButForTheKey() throws {
        let vector = try #require(Self.vectors.first { $0.sample_token != nil })
        let theirs = try #require(vector.sample_token).split(separator: ".")
        let theirKey = try P256.Signing.PublicKey(pemRepresentation: vector.public_key)
        let theirSignature = try P256.Signing.ECDSASignature(
            rawRepresentation: try bytes(theirs[2])
        )
        let theirText = Data((theirs[0] + "." + theirs[1]).utf8)
        #expect(theirKey.isValidSignature(theirSignature, for: theirText))
        let key = P256.Signing.PrivateKey()
        let signer = try provider(key, vector.key_id ?? "", vector.team_id ?? "")
        let iat = try #require(vector.iat)
        let ours = try token(signer, at: Instant(seconds: iat)).split(separator: ".")
        #expect(try object(bytes(ours[0])) == object(bytes(theirs[0])))
        let raw = try bytes(ours[2])
        #expect(raw.count == 64)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: raw)
        #expect(
            key.publicKey.isValidSignature(signature, for: Data((ours[0] + "." + ours[1]).utf8))
        )
        let claims = try object(bytes(ours[1]))
        #expect(claims["iss"] as? String == vector.team_id)
        #expect(claims.count == 2)
    }

    @Test func applesTokenIsKeptBetween20And60Minutes() throws {
        let key = P256.Signing.PrivateKey()
        let signer = try provider(key, "k", "t")
        let start = Instant(seconds: 1_795_161_600)
        var seen: [(token: String, first: Instant, last: Instant)] = []
        for minute in 0..<1440 {
            let now = start + .minutes(minute)
            let token = try token(signer, at: now)
            if seen.last?.token == token {
                seen[seen.count - 1].last = now
            } else {
                #expect(seen.last.map { now - $0.first > .minutes(20) } ?? true)
                seen.append((token, now, now))
            }
            let claims = try object(bytes(token.split(separator: ".")[1]))
            let iat = try #require(claims["iat"] as? Int64)
            #expect(now - Instant(seconds: iat) < .minutes(60))
            #expect(now >= Instant(seconds: iat))
        }
        #expect(seen.count == 36)
    }

    @Test func anAssertionWithoutIssuerIsRefused() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let form = AssertionForm(
            key: "key",
            audience: WireTemplate(pieces: [.text("a")])
        )
        #expect(throws: SigningError.self) {
            try Assertion(form, SigningFixture.ground("", key.pemRepresentation))
        }
    }

    private func provider(
        _ key: P256.Signing.PrivateKey,
        _ id: String,
        _ team: String
    ) throws -> Signer {
        try Signer(
            .jwtES256(
                keyID: WireTemplate(pieces: [.text(id)]),
                issuer: WireTemplate(pieces: [.text(team)]),
                key: "key"
            ),
            SigningFixture.ground("", key.pemRepresentation)
        )
    }

    private func token(_ signer: Signer, at now: Instant) throws -> String {
        var request = WireRequest(host: "api.push.apple.com")
        signer.sign(&request, at: SigningMoment(now: now, nonce: ""))
        let header = try #require(request.header("authorization"))
        #expect(header.hasPrefix("bearer "))
        return String(header.dropFirst(7))
    }

    private func json(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
}
