package import NudgeCore

/// One gateway's vendor, as far as a rehearsal needs it: reads requests, says answers, writes what
/// comes back.
///
/// Pure: instants and chance come in.
package struct Dialect: Sendable {
    package let name: String
    let description: HTTPDescription
    let form: DialectForm
    private let secrets: [String: String]
    private let reader: RequestReader
    private let tokenReader: RequestReader?
    private let verifier: RequestVerifier?
    /// Of questions what became of a message; `nil`: none are asked.
    private let queryReader: RequestReader?
    private let queryVerifier: RequestVerifier?
    private let assertion: Assertion?
    private let channels: [Channel]
    let sealers: [String: CallbackSealer]
    /// What the token's address gives out; the same for as long as the rehearsal lasts.
    private let token: String

    /// Makes ready what a file says of its vendor.
    ///
    /// `secrets`: The texts that the file's secrets refer to, by its names.
    /// Throws `GatewayError` when the file has no dialect, or a secret cannot be used.
    package init(
        _ settings: GatewaySettings,
        secrets: [String: String]
    ) throws(GatewayError) {
        try self.init(settings, secrets: secrets, verifies: true)
    }

    /// For a check of the file alone, which signs nothing and needs no secret.
    init(unsigned settings: GatewaySettings) throws(GatewayError) {
        try self.init(settings, secrets: [:], verifies: false)
    }

    private init(
        _ settings: GatewaySettings,
        secrets: [String: String],
        verifies: Bool
    ) throws(GatewayError) {
        guard let description = settings.http, let form = description.dialect else {
            throw GatewayError(settings.name, "its file has no dialect to be rehearsed in")
        }
        name = settings.name
        self.description = description
        self.form = form
        self.secrets = secrets
        channels = Channel.allCases.filter(settings.channels.contains)
        token = "rehearsal-" + HexDigits.encode(Array(settings.name.utf8))
        reader = RequestReader(description.request, values: description.values, secrets: secrets)
        tokenReader = description.tokenRequest.map {
            RequestReader($0, values: description.values, secrets: secrets)
        }
        queryReader = description.queryRequest.map {
            RequestReader($0, values: description.values, secrets: secrets)
        }
        do throws(SigningError) {
            let ground = SigningGround(
                values: description.values.map { WirePair($0.name, $0.node.constantText) },
                secrets: description.secrets.map { WirePair($0.name, secrets[$0.name] ?? "") }
            )
            let scheme = description.request.url.scheme.name
            if verifies, let signing = description.signing {
                verifier = try RequestVerifier(signing, ground, scheme: scheme)
            } else {
                verifier = nil
            }
            if verifies, let query = description.query,
                let signing = query.signing ?? description.signing
            {
                queryVerifier = try RequestVerifier(
                    signing,
                    ground,
                    scheme: description.queryRequest?.url.scheme.name ?? scheme
                )
            } else {
                queryVerifier = nil
            }
            if verifies, let form = description.token?.assertion {
                assertion = try Assertion(form, ground)
            } else {
                assertion = nil
            }
        } catch {
            throw GatewayError(settings.name, "\(error)")
        }
        var sealers: [String: CallbackSealer] = [:]
        for callback in description.callbacks {
            sealers[callback.name] = CallbackSealer(callback, secrets: secrets)
        }
        self.sealers = sealers
    }

    // MARK: Requests

    /// What a request turned out to be.
    package enum Reading: Sendable {
        /// At least one.
        case messages([DialectMessage])
        /// It asks for a token, as it should.
        case token
        /// It asks what became of a message.
        case query(DialectQuestion)
        /// What is said of it, and why.
        case refused(AnswerRule.Class, String)
    }

    package func read(_ request: DialectRequest, now: Instant) -> Reading {
        if let tokenReader, let form = description.tokenRequest,
            isMeant(form, request), !isMeant(description.request, request)
        {
            return readToken(request, tokenReader, now: now)
        }
        let finds: WireFinds
        do throws(DialectFault) {
            finds = try reader.read(request)
        } catch {
            return readQuery(request, otherwise: error, now: now)
        }
        let charset = description.request.charset
        if let refusal = disbelief(finds, request, verifier, charset, now: now) { return refusal }
        let messages = finds.messages
        guard !messages.isEmpty else { return .refused(.misconfigured, "it says to nobody") }
        return .messages(messages)
    }

    /// `otherwise`: Why it brings no message.
    private func readQuery(
        _ request: DialectRequest,
        otherwise fault: DialectFault,
        now: Instant
    ) -> Reading {
        guard let queryReader, let form = description.queryRequest, isMeant(form, request) else {
            return .refused(.misconfigured, fault.description)
        }
        do throws(DialectFault) {
            let finds = try queryReader.read(request)
            let refusal = disbelief(finds, request, queryVerifier, form.charset, now: now)
            return refusal ?? .query(DialectQuestion(finds))
        } catch {
            // Some ask at the address that takes messages: then either may have been meant.
            let isQuery = !isMeant(description.request, request)
            return .refused(.misconfigured, isQuery ? error.description : "\(fault), or \(error)")
        }
    }

    /// Why a request that can be read is not ours; `nil`: it is.
    private func disbelief(
        _ finds: WireFinds,
        _ request: DialectRequest,
        _ verifier: RequestVerifier?,
        _ charset: WireCharset,
        now: Instant
    ) -> Reading? {
        let isStale = finds.text(WireNames.token).map { $0 != token } ?? false
        if isStale { return .refused(.refreshToken, "its token is not the one that was given") }
        if finds.hasWrongSecret { return .refused(.authentication, "a secret in it is wrong") }
        switch verifier?.verify(request, token: token, charset: charset, now: now) {
        case nil, .good?: return nil
        case .wrongToken?:
            return .refused(.refreshToken, "its token is not the one that was given")
        case .wrong(let why)?: return .refused(.authentication, why)
        }
    }

    private func readToken(
        _ request: DialectRequest,
        _ reader: RequestReader,
        now: Instant
    ) -> Reading {
        do throws(DialectFault) {
            let finds = try reader.read(request)
            guard !finds.hasWrongSecret else {
                return .refused(.authentication, "a secret in it is wrong")
            }
            if let assertion, !assertion.isOwn(finds.text("assertion") ?? "", at: now) {
                return .refused(.authentication, "its assertion is not signed with our key")
            }
            return .token
        } catch {
            return .refused(.misconfigured, error.description)
        }
    }

    /// Whether a request goes where a form sends it; what is in its places does not count.
    private func isMeant(_ form: RequestForm, _ request: DialectRequest) -> Bool {
        guard form.url.host == request.host else { return false }
        var path = RequestForm(method: form.method, url: form.url)
        path.url.query = []
        var bare = request
        bare.query = ""
        bare.body = []
        let reader = RequestReader(path, values: description.values, secrets: secrets)
        return (try? reader.read(bare)) != nil
    }

    /// The channel by which a message would go on.
    package func channel(of message: DialectMessage) -> Channel {
        if let named = message.channel.flatMap({ Channel(name: $0) }) { return named }
        let kind: AddressKind =
            message.to.hasPrefix("+") ? .phone : message.to.contains("@") ? .email : .device
        return channels.first { $0.addressKind == kind } ?? channels.first ?? .sms
    }

    // MARK: Places

    /// A request context in which the vendor's own places have values.
    func context(
        _ places: [(String, WireValue?)],
        message: DialectMessage?,
        hash: UInt64,
        now: Instant
    ) -> RequestContext {
        let hex = HexDigits.encode((0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - $0 * 8)) })
        var values: [String: WireValue] = [
            "hash": .text(hex), "number": .json(.number(Dialect.number(hash))),
            "nonce": .text(hex + hex), "token": .text(token),
        ]
        if let message {
            values["to"] = .text(message.to)
            values["content"] = .text(message.content)
            values["reference"] = message.reference.map { .text($0) }
            values["subject"] = message.subject.map { .text($0) }
            values["code"] = message.code.map { .text($0) }
        }
        var context = RequestContext(
            messages: [],
            now: now,
            nonce: hex + hex,
            values: description.values
        )
        context.places = values
        let id = try? WireEvaluator(context).text(form.id)
        context.places["id"] = .text(id ?? hex)
        for (name, value) in places { context.places[name] = value }
        return context
    }

    /// 18 digits, the first of them no zero: above what a `Double` holds, below what an `Int64` does.
    private static func number(_ hash: UInt64) -> String {
        String(100_000_000_000_000_000 + hash % 900_000_000_000_000_000)
    }

    /// The vendor's id of a message; see `DialectRecipient.hash`.
    package func id(hash: UInt64) -> String {
        let context = context([], message: nil, hash: hash, now: Instant(milliseconds: 0))
        return (try? WireEvaluator(context).text(form.id)) ?? ""
    }

    func written(
        _ sample: DialectForm.Sample,
        _ context: RequestContext
    ) throws(RequestFault) -> WireRequest {
        try RequestBuilder(sample.message).request(context)
    }

    /// A request of made-up messages, built and read backwards.
    func readBack(
        _ messages: [OutgoingMessage],
        now: Instant
    ) throws -> [DialectMessage] {
        let wire = try RequestBuilder(description.request).request(madeUp(messages, now: now))
        return try reader.read(DialectRequest(wire)).messages
    }

    /// Of made-up messages and secrets.
    func madeUp(_ messages: [OutgoingMessage], now: Instant) -> RequestContext {
        RequestContext(
            messages: messages,
            now: now,
            nonce: String(repeating: "0", count: 32),
            expires: now + .hours(1),
            token: "token",
            callback: "https://nudge.example/callbacks/\(name)",
            values: description.values,
            secrets: Dictionary(
                description.secrets.map { ($0.name, "secret") },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

extension WireNode {
    /// What a value of the file is as a text.
    fileprivate var constantText: String {
        switch self {
        case .template(let template): template.constant ?? ""
        case .number(let digits): digits
        case .flag(let flag): flag ? "true" : "false"
        default: ""
        }
    }
}
