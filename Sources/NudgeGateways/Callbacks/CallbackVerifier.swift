internal import NudgeCore

/// Believes a callback, or not.
///
/// All comparisons of codes and secrets take the same time wherever they differ.
struct CallbackVerifier: Sendable {
    private let form: CallbackForm
    private let secrets: [String: String]
    private let webhookSecrets: [WebhookSecret]
    private let envelope: WeChatEnvelope?

    /// What was believed: the body as it is to be read.
    struct Believed {
        var body: [UInt8]
        var once: String?
        var confirmation: String?

        init(body: [UInt8], once: String? = nil, confirmation: String? = nil) {
            self.body = body
            self.once = once
            self.confirmation = confirmation
        }
    }

    init(_ form: CallbackForm, secrets: [String: String]) throws(CallbackSetupError) {
        let place = "callback '\(form.name)'"
        for name in form.check.secrets + [form.pathSecret].compactMap({ $0 })
        where (secrets[name] ?? "").isEmpty {
            throw CallbackSetupError(description: "\(place): the secret '\(name)' is missing")
        }
        if let name = form.pathSecret, let text = secrets[name] {
            guard CallbackVerifier.isFitForPath(text) else {
                throw CallbackSetupError(
                    description: "\(place): the path's secret needs 16 or more letters and digits"
                )
            }
        }
        self.form = form
        self.secrets = secrets
        var parsed: [WebhookSecret] = []
        if case .standardWebhooks(let names) = form.check {
            for name in names {
                do throws(WebhookSecretError) {
                    parsed.append(try WebhookSecret(parsing: secrets[name] ?? ""))
                } catch {
                    throw CallbackSetupError(description: "\(place), '\(name)': \(error)")
                }
            }
        }
        webhookSecrets = parsed
        if case .wechatSafe(let token, let key, let receiver) = form.check {
            guard
                let made = WeChatEnvelope(
                    token: secrets[token] ?? "",
                    key: secrets[key] ?? "",
                    receiver: receiver
                )
            else {
                throw CallbackSetupError(
                    description: "\(place): '\(key)' is not an EncodingAESKey of 43 signs"
                )
            }
            envelope = made
        } else {
            envelope = nil
        }
    }

    /// Long enough that nobody guesses it, and of signs that a path carries as they are.
    private static func isFitForPath(_ text: String) -> Bool {
        text.utf8.count >= 16
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || byte == 45
                    || byte == 95
            }
    }

    private func texts(_ names: [String]) -> [String] { names.compactMap { secrets[$0] } }

    // MARK: - Bodies

    func verify(
        _ input: CallbackInput,
        certificates: [String: String],
        now: Instant
    ) throws(CallbackError) -> Believed {
        try verifyDoor(input)
        switch form.check {
        case .none: break
        case .basic(let user, let names): try Signatures.basic(input, user, texts(names))
        case .header(let name, let names): try Signatures.header(input, name, texts(names))
        case .hmac(let name, let names): try Signatures.hmac(input, name, texts(names))
        case .twilio(let url, let names): try Signatures.twilio(input, url, texts(names))
        case .sendgrid(let keys, let within):
            try Signatures.sendgrid(input, keys, within, now)
        case .mailgun(let names, let within):
            let token = try Signatures.mailgun(input, texts(names), within, now)
            return Believed(body: input.body, once: token)
        case .standardWebhooks:
            return try standardWebhook(input, now: now)
        case .sortedSHA1(let names, let within):
            try Signatures.sorted(input, texts(names), within, now)
        case .wechatSafe: return Believed(body: try opened(input))
        case .jsms(let key, let names, let within):
            try Signatures.jsms(input, key, texts(names), within, now)
        case .huaweiSDK(let key, let names, let path):
            try Signatures.huawei(input, key, texts(names), path, now)
        case .sns(let topics):
            let message = try SNSMessage(input.body, topics: topics)
            try message.verify(certificate: certificates[message.certificateURL])
            return Believed(
                body: input.body,
                once: message.id,
                confirmation: message.confirmation
            )
        }
        return Believed(body: input.body)
    }

    func certificateAddress(_ input: CallbackInput) throws(CallbackError) -> String? {
        guard case .sns(let topics) = form.check else { return nil }
        try verifyDoor(input)
        return try SNSMessage(input.body, topics: topics).certificateURL
    }

    /// Where it comes from, and whether it knows the path.
    private func verifyDoor(_ input: CallbackInput) throws(CallbackError) {
        if !form.sources.isEmpty, !form.sources.contains(where: { $0.contains(input.remote) }) {
            throw .notFrom(input.remote)
        }
        if let name = form.pathSecret {
            guard Signatures.isSame(input.pathTail ?? "", secrets[name] ?? "") else {
                throw .wrongPath
            }
        } else if input.pathTail != nil {
            throw .wrongPath
        }
    }

    private func standardWebhook(
        _ input: CallbackInput,
        now: Instant
    ) throws(CallbackError) -> Believed {
        let id = input.headers["webhook-id"]
        do throws(WebhookVerificationError) {
            try WebhookSecret.verify(
                id: id,
                timestamp: input.headers["webhook-timestamp"],
                signatures: input.headers["webhook-signature"],
                body: input.body,
                secrets: webhookSecrets,
                now: now
            )
        } catch {
            throw .notBelieved(error)
        }
        return Believed(body: input.body, once: id)
    }

    private func opened(_ input: CallbackInput) throws(CallbackError) -> [UInt8] {
        guard let envelope else { throw .noSecret }
        guard let tree = WireTree.read(input.body, as: form.format, in: form.charset),
            let sealed = tree["Encrypt"]?.scalar
        else { throw .unreadable("the body has no 'Encrypt'") }
        return try envelope.open(sealed, parameters: input.parameters)
    }

    // MARK: - Checks of the address

    /// What is to be echoed; a signed check is verified, since its answer proves who we are.
    func verifyEcho(
        _ input: CallbackInput,
        text: String,
        now: Instant
    ) throws(CallbackError) -> [UInt8] {
        try verifyDoor(input)
        switch form.check {
        case .sortedSHA1(let names, let within):
            try Signatures.sorted(input, texts(names), within, now)
        case .wechatSafe:
            guard let envelope else { throw .noSecret }
            return try envelope.open(text, parameters: input.parameters)
        default: break
        }
        return Array(text.utf8)
    }
}
