internal import Crypto
internal import NudgeCore

/// The schemes by which vendors sign what they post; each throws when it does not believe.
enum Signatures {
    /// The same time is taken wherever the texts differ.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let key = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: Array(left.utf8), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(
            code,
            authenticating: Array(right.utf8),
            using: key
        )
    }

    private static func require(_ isBelieved: Bool) throws(CallbackError) {
        guard isBelieved else { throw .wrongSignature }
    }

    /// A header, or what is missing.
    private static func required(
        _ name: String,
        of input: CallbackInput
    ) throws(CallbackError) -> String {
        guard let value = input.headers[name] else { throw .missing(name) }
        return value
    }

    // MARK: - Shared secrets

    static func basic(
        _ input: CallbackInput,
        _ user: String,
        _ passwords: [String]
    ) throws(CallbackError) {
        let given = try required("authorization", of: input)
        guard given.lowercased().hasPrefix("basic "), let bytes = Base64.decode(given.dropFirst(6))
        else { throw .wrongSignature }
        let pair = String(decoding: bytes, as: UTF8.self)
        try require(passwords.map { isSame(pair, user + ":" + $0) }.contains(true))
    }

    static func header(
        _ input: CallbackInput,
        _ name: String,
        _ values: [String]
    ) throws(CallbackError) {
        let given = try required(name, of: input)
        let plain = given.hasPrefix("Bearer ") ? String(given.dropFirst(7)) : given
        try require(values.map { isSame(plain, $0) }.contains(true))
    }

    static func hmac(
        _ input: CallbackInput,
        _ name: String,
        _ keys: [String]
    ) throws(CallbackError) {
        var given = try required(name, of: input)[...]
        if given.hasPrefix("sha256=") { given = given.dropFirst(7) }
        guard let code = HexDigits.decode(given) ?? Base64.decode(given) else {
            throw .wrongSignature
        }
        try require(
            keys.contains { key in
                HMAC<SHA256>.isValidAuthenticationCode(
                    code,
                    authenticating: input.body,
                    using: SymmetricKey(data: Array(key.utf8))
                )
            }
        )
    }

    // MARK: - Time

    /// Whether a time in seconds is near enough; `nil` within: whenever.
    private static func requireRecent(
        _ text: String,
        within: Milliseconds?,
        scale: Int64 = 1000,
        now: Instant
    ) throws(CallbackError) {
        guard let within else { return }
        guard text.utf8.count <= 14, let number = Int64(text), number >= 0,
            number < Int64.max / 1000
        else { throw .wrongTime }
        let distance = now.milliseconds - number * scale
        guard abs(distance) <= within.count else { throw .wrongTime }
    }

    // MARK: - Twilio

    /// Base 64 of HMAC-SHA1 over the address that was called and the sorted fields.
    ///
    /// Twilio signs with the port in the address or without it; a JSON body is signed by its digest
    /// in the query.
    static func twilio(
        _ input: CallbackInput,
        _ url: String,
        _ keys: [String]
    ) throws(CallbackError) {
        let given = try required("x-twilio-signature", of: input)
        guard let code = Base64.decode(given) else { throw .wrongSignature }
        var fields = ""
        if let digest = input.parameters["bodySHA256"] {
            let expected = HexDigits.encode(SHA256.hash(data: input.body))
            try require(isSame(digest.lowercased(), expected))
        } else {
            guard let pairs = FormReader.read(input.body) else {
                throw .unreadable("the body is not a form")
            }
            for pair in pairs.sorted(by: { ($0.name, $0.value) < ($1.name, $1.value) }) {
                fields += pair.name + pair.value
            }
        }
        let full = input.query.isEmpty ? url : url + "?" + input.query
        let texts = portForms(full).map { Array(($0 + fields).utf8) }
        try require(
            keys.contains { key in
                let key = SymmetricKey(data: Array(key.utf8))
                return texts.contains { text in
                    HMAC<Insecure.SHA1>.isValidAuthenticationCode(
                        code,
                        authenticating: text,
                        using: key
                    )
                }
            }
        )
    }

    /// The address as it is, and with the default port added or taken away.
    private static func portForms(_ url: String) -> [String] {
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where url.hasPrefix(scheme)
        {
            let host = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
            let rest = url.dropFirst(scheme.count + host.count)
            if host.hasSuffix(port) { return [url, scheme + host.dropLast(port.count) + rest] }
            if !host.contains(":") { return [url, scheme + host + port + rest] }
        }
        return [url]
    }

    // MARK: - Mail

    /// ECDSA on P-256 over the time and the body, the line break at its end included.
    static func sendgrid(
        _ input: CallbackInput,
        _ publicKeys: [String],
        _ within: Milliseconds?,
        _ now: Instant
    ) throws(CallbackError) {
        let timestamp = try required("x-twilio-email-event-webhook-timestamp", of: input)
        let given = try required("x-twilio-email-event-webhook-signature", of: input)
        guard let bytes = Base64.decode(given),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: bytes)
        else { throw .wrongSignature }
        let signed = Array(timestamp.utf8) + input.body
        try require(
            publicKeys.contains { text in
                guard let der = Base64.decode(text),
                    let key = try? P256.Signing.PublicKey(derRepresentation: der)
                else { return false }
                return key.isValidSignature(signature, for: signed)
            }
        )
        try requireRecent(timestamp, within: within, now: now)
    }

    /// HMAC-SHA256 over time and token; the body itself is not signed, so the token counts once.
    static func mailgun(
        _ input: CallbackInput,
        _ keys: [String],
        _ within: Milliseconds?,
        _ now: Instant
    ) throws(CallbackError) -> String {
        guard let signature = JSONReader.read(input.body)?["signature"],
            let timestamp = signature["timestamp"]?.scalar, let token = signature["token"]?.text,
            let given = signature["signature"]?.text, !token.isEmpty
        else { throw .missing("signature") }
        guard let code = HexDigits.decode(given) else { throw .wrongSignature }
        try require(
            keys.contains { key in
                HMAC<SHA256>.isValidAuthenticationCode(
                    code,
                    authenticating: Array((timestamp + token).utf8),
                    using: SymmetricKey(data: Array(key.utf8))
                )
            }
        )
        try requireRecent(timestamp, within: within, now: now)
        return token
    }

    // MARK: - SHA-1

    /// SHA-1 of a token and parameters of the query, sorted and joined.
    static func sorted(
        _ input: CallbackInput,
        _ tokens: [String],
        _ within: Milliseconds?,
        _ now: Instant
    ) throws(CallbackError) {
        let parameters = input.parameters
        guard let given = parameters["signature"], let timestamp = parameters["timestamp"],
            let nonce = parameters["nonce"]
        else { throw .missing("signature, timestamp or nonce in the query") }
        try require(
            tokens.map { isSame(given, sortedDigest([$0, timestamp, nonce])) }.contains(true)
        )
        try requireRecent(timestamp, within: within, now: now)
    }

    static func sortedDigest(_ parts: [String]) -> String {
        let sorted = parts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        return HexDigits.encode(Insecure.SHA1.hash(data: Array(sorted.joined())))
    }

    static func jsms(
        _ input: CallbackInput,
        _ appKey: String,
        _ secrets: [String],
        _ within: Milliseconds?,
        _ now: Instant
    ) throws(CallbackError) {
        guard let pairs = FormReader.read(input.body) else {
            throw .unreadable("the body is not a form")
        }
        func field(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
        guard let nonce = field("nonce"), let timestamp = field("timestamp"),
            let given = field("signature")
        else { throw .missing("nonce, timestamp or signature") }
        try require(
            secrets.map { secret in
                let text =
                    "appKey=\(appKey)&appMasterSecret=\(secret)&nonce=\(nonce)"
                    + "&timestamp=\(timestamp)"
                let digest = Insecure.SHA1.hash(data: Array(text.utf8))
                return isSame(given.lowercased(), HexDigits.encode(digest))
            }.contains(true)
        )
        try requireRecent(timestamp, within: within, scale: 1, now: now)
    }
}
