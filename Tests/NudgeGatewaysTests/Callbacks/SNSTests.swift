import Crypto
import CryptoExtras
import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// Facts, section 5.5; the certificate is made here.
struct SNSTests {
    static let certificateURL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService.pem"
    static let topic = "arn:aws:sns:eu-west-1:123456789012:nudge"

    /// A key, and a certificate of it as far as a reader of certificates looks at it.
    struct Signer {
        let key: _RSA.Signing.PrivateKey

        init() throws { key = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

        var certificate: String {
            let info = [UInt8](key.publicKey.derRepresentation)
            let empty: [UInt8] = [0x30, 0x00]
            let tbs =
                Self.element(0xA0, [0x02, 0x01, 0x02]) + [0x02, 0x01, 0x01] + empty + empty
                + empty + empty + info
            let whole = Self.element(0x30, Self.element(0x30, tbs) + empty + [0x03, 0x01, 0x00])
            return "-----BEGIN CERTIFICATE-----\n"
                + Data(whole).base64EncodedString(options: .lineLength64Characters)
                + "\n-----END CERTIFICATE-----\n"
        }

        private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            content.count < 0x80
                ? [tag, UInt8(content.count)] + content
                : [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }

        func sign(_ text: String, version: String) throws -> String {
            let data = Data(text.utf8)
            let signature =
                version == "1"
                ? try key.signature(
                    for: Insecure.SHA1.hash(data: data),
                    padding: .insecurePKCS1v1_5
                )
                : try key.signature(for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5)
            return signature.rawRepresentation.base64EncodedString()
        }
    }

    static let event = """
        {"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General"},\
        "mail":{"messageId":"0100-1","destination":["a@example.com"],\
        "timestamp":"2026-11-25T06:59:00.000Z"}}
        """

    static func notification(
        _ signer: Signer,
        version: String = "1",
        change: (inout [String: String]) -> Void = { _ in }
    ) throws -> CallbackInput {
        var fields = [
            "Type": "Notification", "MessageId": "m-1", "TopicArn": topic, "Message": event,
            "Timestamp": "2026-11-25T07:00:00.000Z", "SignatureVersion": version,
            "SigningCertURL": certificateURL,
        ]
        let names = ["Message", "MessageId", "Timestamp", "TopicArn", "Type"]
        let text = names.map { "\($0)\n\(fields[$0] ?? "")\n" }.joined()
        fields["Signature"] = try signer.sign(text, version: version)
        change(&fields)
        return CallbackInput(body: [UInt8](try JSONEncoder().encode(fields)))
    }

    @Test(arguments: ["1", "2"])
    func aNotificationIsBelieved(_ version: String) throws {
        let signer = try Signer()
        let door = try CallbackFixture.door("aws-ses", "events")
        let input = try Self.notification(signer, version: version)
        #expect(try door.certificateAddress(input) == Self.certificateURL)
        let reading = try door.read(
            input,
            certificates: [Self.certificateURL: signer.certificate],
            now: CallbackFixture.now
        )
        #expect(reading.once == "m-1")
        #expect(
            reading.events == [
                VendorSample.undelivered(
                    "0100-1",
                    to: "a@example.com",
                    "Bounce Permanent General",
                    .badRecipient,
                    at: Instant(parsing: "2026-11-25T06:59:00Z") ?? .distantPast
                )
            ]
        )
    }

    @Test func whatAnotherSignedOrChangedIsNot() throws {
        let signer = try Signer()
        let door = try CallbackFixture.door("aws-ses", "events")
        func read(_ input: CallbackInput, _ certificate: String?) throws {
            let known = certificate.map { [Self.certificateURL: $0] } ?? [:]
            _ = try door.read(input, certificates: known, now: CallbackFixture.now)
        }
        #expect(throws: CallbackError.wrongSignature) {
            try read(Self.notification(signer), try Signer().certificate)
        }
        #expect(throws: CallbackError.wrongSignature) {
            try read(
                Self.notification(signer) { $0["Message"] = "{}" },
                signer.certificate
            )
        }
        #expect(throws: CallbackError.wrongReceiver) {
            try read(
                Self.notification(signer) { $0["TopicArn"] = Self.topic + "x" },
                signer.certificate
            )
        }
        #expect(throws: CallbackError.noCertificate) { try read(Self.notification(signer), nil) }
    }

    @Test(arguments: [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.com/a.pem",
        "https://evil.com/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.amazonaws.com@evil.com/a.pem",
        "https://s3.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com:444/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.txt", "https://sns..amazonaws.com/a.pem",
    ])
    func aCertificateFromElsewhereIsNotEvenLookedFor(_ address: String) throws {
        let door = try CallbackFixture.door("aws-ses", "events")
        let input = try Self.notification(try Signer()) { $0["SigningCertURL"] = address }
        #expect(throws: CallbackError.wrongSignature) { try door.certificateAddress(input) }
    }

    @Test func aSubscriptionOfOurTopicIsConfirmed() throws {
        let signer = try Signer()
        let address = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
        var fields = [
            "Type": "SubscriptionConfirmation", "MessageId": "m-2", "TopicArn": Self.topic,
            "Message": "You have chosen to subscribe", "Timestamp": "2026-11-25T07:00:00.000Z",
            "SignatureVersion": "2", "SigningCertURL": Self.certificateURL, "Token": "t",
            "SubscribeURL": address,
        ]
        let names = [
            "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
        ]
        let text = names.map { "\($0)\n\(fields[$0] ?? "")\n" }.joined()
        fields["Signature"] = try signer.sign(text, version: "2")
        let door = try CallbackFixture.door("aws-ses", "events")
        let reading = try door.read(
            CallbackInput(body: [UInt8](try JSONEncoder().encode(fields))),
            certificates: [Self.certificateURL: signer.certificate],
            now: CallbackFixture.now
        )
        #expect(reading.confirmation == address)
        #expect(reading.events.isEmpty)
    }
}
