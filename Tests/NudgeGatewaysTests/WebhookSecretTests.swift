import Crypto
import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// The vectors of the reference libraries, in `Vectors/standard_webhooks.json`.
struct WebhookSecretTests {
    struct Vectors: Decodable, Sendable {
        var vectors: [Signed]
        var verify_rules: [Rule]
    }

    struct Signed: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var secret: String
        var webhook_id: String
        var webhook_timestamp: Int64
        var payload: String
        var expected_signature: String
        var testDescription: String { name }
    }

    struct Rule: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var secret: String
        var webhook_id: String?
        var webhook_timestamp: String
        var webhook_signature: String
        var now: Int64
        var payload: String
        var valid: Bool
        var testDescription: String { name }
    }

    static let vectors: Vectors? = try? JSONDecoder().decode(
        Vectors.self,
        from: Data(PackageResources.standard_webhooks_json)
    )

    @Test func allVectorsAreThere() {
        #expect(WebhookSecretTests.vectors?.vectors.count == 4)
        #expect(WebhookSecretTests.vectors?.verify_rules.count == 10)
    }

    @Test(arguments: vectors?.vectors ?? [])
    func aMessageIsSignedAsByTheReferenceLibraries(_ vector: Signed) throws {
        let secret = try WebhookSecret(parsing: vector.secret)
        let body = Array(vector.payload.utf8)
        let signature = secret.sign(
            id: vector.webhook_id,
            timestamp: vector.webhook_timestamp,
            body: body
        )
        #expect(signature == vector.expected_signature)
        try WebhookSecret.verify(
            id: vector.webhook_id,
            timestamp: String(vector.webhook_timestamp),
            signatures: signature,
            body: body,
            secrets: [secret],
            now: Instant(seconds: vector.webhook_timestamp)
        )
        #expect(throws: WebhookVerificationError.noMatch) {
            try WebhookSecret.verify(
                id: vector.webhook_id,
                timestamp: String(vector.webhook_timestamp),
                signatures: signature,
                body: body + [0x20],
                secrets: [secret],
                now: Instant(seconds: vector.webhook_timestamp)
            )
        }
    }

    /// Keys of every length that is taken, and bodies about the borders of a hash's block.
    @Test func aSignatureIsTheLibrarysHMAC() throws {
        for length in 24...64 {
            let key = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            let text = "whsec_" + Data(key).base64EncodedString()
            let secret = try WebhookSecret(parsing: text)
            for count in [0, 1, 40, 41, 42, 43, 63, 64, 65, 104, 105, 106, 300] {
                let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 11) }
                let code = HMAC<SHA256>.authenticationCode(
                    for: Array("s1-4f.1800000000.".utf8) + body,
                    using: SymmetricKey(data: key)
                )
                #expect(
                    secret.sign(id: "s1-4f", timestamp: 1_800_000_000, body: body)
                        == "v1," + Data(code).base64EncodedString()
                )
            }
        }
    }

    @Test(arguments: vectors?.verify_rules ?? [])
    func aSignatureIsJudgedAsByTheReferenceLibraries(_ rule: Rule) throws {
        let secret = try WebhookSecret(parsing: rule.secret)
        var isValid = true
        do {
            try WebhookSecret.verify(
                id: rule.webhook_id,
                timestamp: rule.webhook_timestamp,
                signatures: rule.webhook_signature,
                body: Array(rule.payload.utf8),
                secrets: [secret],
                now: Instant(seconds: rule.now)
            )
        } catch {
            isValid = false
        }
        #expect(isValid == rule.valid)
    }

    /// T-80: rotation.
    @Test func anyOfSeveralSecretsMayHaveSigned() throws {
        let old = try WebhookSecret(parsing: "whsec_" + String(repeating: "b2xk", count: 8))
        let new = try WebhookSecret(parsing: "whsec_" + String(repeating: "bmV3", count: 8))
        let other = try WebhookSecret(parsing: "whsec_" + String(repeating: "eHh4", count: 8))
        let now = Instant(seconds: 1_800_000_000)
        for (signer, isValid) in [(old, true), (new, true), (other, false)] {
            let signature = signer.sign(id: "m", timestamp: 1_800_000_000, body: [1, 2])
            let result = Result {
                try WebhookSecret.verify(
                    id: "m",
                    timestamp: "1800000000",
                    signatures: "v1a,AAAA " + signature,
                    body: [1, 2],
                    secrets: [old, new],
                    now: now
                )
            }
            #expect(((try? result.get()) != nil) == isValid)
        }
    }

    @Test(arguments: [
        ("", WebhookSecretError.length(0)), ("whsec_", .length(0)), ("whsec_short==", .notBase64),
        ("whsec_AAAA", .length(3)), ("not a secret!", .notBase64),
        ("whsec_" + String(repeating: "AAAA", count: 22), .length(66)),
    ])
    func aTextThatIsNoSecretIsRefused(_ text: String, _ expected: WebhookSecretError) {
        #expect(throws: expected) { try WebhookSecret(parsing: text) }
    }
}
