package import Curl
package import NudgeCore

/// Where a gateway's access token comes from: the request that fetches it, and what its answer says.
package struct TokenSource: Sendable {
    /// The gateway's name, for logs.
    package let gateway: String
    package let form: TokenForm
    private let build: @Sendable (Fetch) -> CurlRequest

    /// What the request that fetches a token is made with.
    package struct Fetch: Sendable {
        /// Comes back with the completion.
        package var id: UInt64
        package var lane: Int32
        package var now: Instant
        /// 32 hexadecimal digits, new for each attempt.
        package var nonce: String

        package init(id: UInt64, lane: Int32, now: Instant, nonce: String) {
            self.id = id
            self.lane = lane
            self.now = now
            self.nonce = nonce
        }
    }

    /// What came of one request.
    package enum Outcome: Sendable {
        case fetched(AccessToken, lifetime: Milliseconds)
        /// Surely no byte left, and the vendor is not to blame.
        case notSent(String)
        /// In one line, without what the vendor's answer may hold of secrets.
        case failed(String)
        /// Likewise; the key or the account is wrong, and asking again is no use.
        case refused(String)
    }

    /// `build` makes the request, its assertion and signature included.
    package init(
        gateway: String,
        form: TokenForm,
        build: @escaping @Sendable (Fetch) -> CurlRequest
    ) {
        self.gateway = gateway
        self.form = form
        self.build = build
    }

    package func request(_ fetch: Fetch) -> CurlRequest { build(fetch) }

    /// What an answer means; `now` is when it came.
    package func read(_ outcome: CurlOutcome, now: Instant) -> Outcome {
        switch outcome {
        case .notSent(let reason): .notSent("\(reason)")
        case .failed(let error, _): .failed(Masked.text(error.description))
        case .answered(let answer): read(answer, now: now)
        }
    }

    private func read(_ answer: CurlAnswer, now: Instant) -> Outcome {
        guard let json = JSONReader.read(answer.body) else {
            return .failed("answered \(answer.status), which is no JSON")
        }
        guard (200..<300).contains(answer.status),
            let text = json.member(form.value)?.text, TokenSource.isToken(text)
        else {
            let words = "answered \(answer.status) without a token\(TokenSource.code(json))"
            return isRefusal(answer.status, json) ? .refused(words) : .failed(words)
        }
        guard let lifetime = lifetime(json, now: now) else {
            return .failed("the answer does not say how long its token is good for")
        }
        guard lifetime > .zero else { return .failed("the answer's token has ended already") }
        return .fetched(AccessToken(text), lifetime: lifetime)
    }

    private func isRefusal(_ status: Int, _ json: JSONValue) -> Bool {
        if status == 401 || status == 403 { return true }
        return !form.refusals.isEmpty && form.refusals.allSatisfy(json.passes)
    }

    private func lifetime(_ json: JSONValue, now: Instant) -> Milliseconds? {
        switch form.lifetime {
        case .fixed(let length): length
        case .length(let path, let unit): count(json, path).map { Milliseconds($0 * unit.size) }
        case .end(let path, let unit):
            count(json, path).map { Instant(milliseconds: $0 * unit.size) - now }
        }
    }

    /// A number, or a text of digits; as vendors write it.
    private func count(_ json: JSONValue, _ path: WirePath) -> Int64? {
        guard let text = json.member(path)?.identifier, let count = Int64(text),
            (0...TokenSource.countMax).contains(count)
        else { return nil }
        return count
    }

    /// 9999-12-31 in milliseconds, so that no arithmetic overflows.
    private static let countMax: Int64 = 253_402_214_400_000
    /// More is no token but somebody else's page.
    private static let tokenBytesMax = 8192

    /// What may stand in a header: visible ASCII.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= tokenBytesMax
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The vendor's own number or word for what went wrong, if it is where most have it.
    private static func code(_ json: JSONValue) -> String {
        for name in ["errcode", "error", "code"] {
            if let code = json[name]?.identifier, code.utf8.count <= 64 {
                return ": \(name) \(Masked.text(code))"
            }
        }
        return ""
    }
}

/// A token that no description, dump or interpolation shows.
package struct AccessToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// As it goes into the request.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String { "token" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension JSONValue {
    /// What stands at a path.
    fileprivate func member(_ path: WirePath) -> JSONValue? {
        var value = self
        for step in path.steps {
            let next: JSONValue? =
                switch (step, value) {
                case (.name(let name), _): value[name]
                case (.element(let index), .array(let elements)):
                    elements.indices.contains(index) ? elements[index] : nil
                case (.any, .object(let members)): members.first?.value
                default: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}
