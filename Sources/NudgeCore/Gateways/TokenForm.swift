/// Where a gateway's access token comes from, as its file says it: docs/gateways-signing.md.
///
/// The request that fetches it is described beside it, as every request is.
package struct TokenForm: Hashable, Sendable {
    /// Put into the request as `assertion`; `nil`: none.
    package var assertion: AssertionForm?
    /// Signs the request that fetches it; `nil`: it carries its secrets itself.
    package var signing: SigningForm?
    /// Where the token stands in the answer's JSON.
    package var value: WirePath
    package var lifetime: TokenLifetime
    /// How long before its end a new one is fetched.
    package var ahead: Milliseconds
    /// What an answer without a token says when the key or the account is wrong, all of it.
    ///
    /// Trying again is no use then. Empty: only the status says so.
    package var refusals: [PathTest]

    package init(
        assertion: AssertionForm? = nil,
        signing: SigningForm? = nil,
        value: WirePath,
        lifetime: TokenLifetime,
        ahead: Milliseconds = .minutes(5),
        refusals: [PathTest] = []
    ) {
        self.assertion = assertion
        self.signing = signing
        self.value = value
        self.lifetime = lifetime
        self.ahead = ahead
        self.refusals = refusals
    }

    /// The names of the secrets that it needs, those in its texts left out.
    package var secretNames: [String] {
        (assertion.map { [$0.key] } ?? []) + (signing?.secretNames ?? [])
    }
}

/// How long a token is good for.
package enum TokenLifetime: Hashable, Sendable {
    /// Said by the vendor's page, not by its answer.
    case fixed(Milliseconds)
    /// A length in the answer's JSON.
    case length(WirePath, TokenUnit)
    /// The instant of its end, since 1970, in the answer's JSON.
    case end(WirePath, TokenUnit)
}

/// What a token's lifetime is counted in.
package enum TokenUnit: UInt8, CaseIterable, Sendable {
    case seconds
    case milliseconds

    /// In milliseconds.
    package var size: Int64 {
        switch self {
        case .seconds: 1000
        case .milliseconds: 1
        }
    }
}

/// A JSON Web Token signed with RS256 for which a token is given: RFC 7523.
package struct AssertionForm: Hashable, Sendable {
    /// The name of a secret: a PEM key, or a service account's JSON file.
    package var key: String
    /// `nil`: the service account's.
    package var keyID: WireTemplate?
    /// `nil`: the service account's.
    package var issuer: WireTemplate?
    package var audience: WireTemplate
    package var scope: WireTemplate?
    /// At most an hour.
    package var lifetime: Milliseconds

    package init(
        key: String,
        keyID: WireTemplate? = nil,
        issuer: WireTemplate? = nil,
        audience: WireTemplate,
        scope: WireTemplate? = nil,
        lifetime: Milliseconds = .hours(1)
    ) {
        self.key = key
        self.keyID = keyID
        self.issuer = issuer
        self.audience = audience
        self.scope = scope
        self.lifetime = lifetime
    }
}
