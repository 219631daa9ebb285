internal import Crypto
internal import CryptoExtras
internal import NudgeCore

/// A message of Amazon's notification service: an envelope of JSON, signed with RSA under a
/// certificate that Amazon serves.
///
/// Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>
struct SNSMessage {
    let id: String
    let certificateURL: String
    /// The address that confirms a subscription when it is fetched; `nil`: an ordinary message.
    let confirmation: String?
    private let signed: [UInt8]
    private let signature: [UInt8]
    private let isSHA256: Bool

    /// `topics`: The topics that are ours; a message of another is not believed.
    init(_ body: [UInt8], topics: [String]) throws(CallbackError) {
        guard let json = JSONReader.read(body) else { throw .unreadable("the body is not JSON") }
        func field(_ name: String) throws(CallbackError) -> String {
            guard let text = json[name]?.text else { throw .missing(name) }
            return text
        }
        let type = try field("Type")
        let names: [String]
        switch type {
        case "Notification":
            names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            confirmation = nil
        case "SubscriptionConfirmation":
            names = [
                "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
            ]
            let address = try field("SubscribeURL")
            guard SNSMessage.isAmazon(address) else { throw .wrongSignature }
            confirmation = address
        default: throw .unreadable("a message of type '\(type)'")
        }
        guard topics.contains(try field("TopicArn")) else { throw .wrongReceiver }
        id = try field("MessageId")
        certificateURL = try field("SigningCertURL")
        guard SNSMessage.isAmazon(certificateURL), certificateURL.hasSuffix(".pem") else {
            throw .wrongSignature
        }
        guard let bytes = Base64.decode(try field("Signature")) else { throw .wrongSignature }
        signature = bytes
        switch try field("SignatureVersion") {
        case "1": isSHA256 = false
        case "2": isSHA256 = true
        default: throw .wrongSignature
        }
        var text = ""
        for name in names {
            // Only the subject may be missing.
            guard let value = json[name]?.text else {
                guard name == "Subject" else { throw .missing(name) }
                continue
            }
            text += "\(name)\n\(value)\n"
        }
        signed = Array(text.utf8)
    }

    /// Over HTTPS from a host of the service itself: there alone its certificates are its own.
    private static func isAmazon(_ address: String) -> Bool {
        let scheme = "https://"
        guard address.hasPrefix(scheme) else { return false }
        let host = address.dropFirst(scheme.count).prefix { $0 != "/" }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let tail = parts.dropFirst(2).joined(separator: ".")
        return parts.count >= 4 && parts[0] == "sns"
            && (tail == "amazonaws.com" || tail == "amazonaws.com.cn")
            && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 45
            }
    }

    /// `certificate`: PEM, as `certificateURL` serves it; `nil`: not to be had.
    func verify(certificate: String?) throws(CallbackError) {
        guard let certificate else { throw .noCertificate }
        guard let der = SNSMessage.der(certificate),
            let info = DERWalk.publicKey(ofCertificate: der),
            let key = try? _RSA.Signing.PublicKey(derRepresentation: info)
        else { throw .noCertificate }
        let given = _RSA.Signing.RSASignature(rawRepresentation: signature)
        let isBelieved =
            isSHA256
            ? key.isValidSignature(
                given,
                for: SHA256.hash(data: signed),
                padding: .insecurePKCS1v1_5
            )
            : key.isValidSignature(
                given,
                for: Insecure.SHA1.hash(data: signed),
                padding: .insecurePKCS1v1_5
            )
        guard isBelieved else { throw .wrongSignature }
    }

    private static func der(_ pem: String) -> [UInt8]? {
        let begin = "-----BEGIN CERTIFICATE-----"
        guard let start = pem.firstRange(of: begin),
            let end = pem.firstRange(of: "-----END CERTIFICATE-----"),
            start.upperBound < end.lowerBound
        else { return nil }
        return Base64.decode(
            String(pem[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace })
        )
    }
}

/// As much of DER as finds the public key of a certificate.
enum DERWalk {
    /// `SubjectPublicKeyInfo`, whole (RFC 5280, section 4.1).
    static func publicKey(ofCertificate der: [UInt8]) -> [UInt8]? {
        guard let certificate = element(der[...]), certificate.tag == 0x30,
            let body = element(certificate.content), body.tag == 0x30
        else { return nil }
        var rest = body.content
        // An explicit version comes first; then serial number, algorithm, issuer, validity, subject.
        var skipped = 0
        while let next = element(rest) {
            rest = next.rest
            if next.tag == 0xA0, skipped == 0 { continue }
            if skipped == 5 { return next.tag == 0x30 ? Array(next.whole) : nil }
            skipped += 1
        }
        return nil
    }

    private struct Element {
        var tag: UInt8
        var content: ArraySlice<UInt8>
        var whole: ArraySlice<UInt8>
        var rest: ArraySlice<UInt8>
    }

    private static func element(_ bytes: ArraySlice<UInt8>) -> Element? {
        guard bytes.count >= 2 else { return nil }
        let start = bytes.startIndex
        var offset = start + 2
        var length = Int(bytes[start + 1])
        if length >= 0x80 {
            let count = length & 0x7F
            guard (1...3).contains(count), bytes.count >= 2 + count else { return nil }
            length = bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
            offset += count
        }
        guard bytes.endIndex - offset >= length else { return nil }
        return Element(
            tag: bytes[start],
            content: bytes[offset..<offset + length],
            whole: bytes[start..<offset + length],
            rest: bytes[(offset + length)...]
        )
    }
}
