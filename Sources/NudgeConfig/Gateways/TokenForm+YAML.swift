package import NudgeCore

/// `token:` of a gateway's file, but for the request that fetches it.
extension TokenForm {
    /// The keys that stand beside those of the request.
    package static let keys = ["assertion", "signing", "value", "lifetime", "ahead", "refused"]

    /// Reads what is not the request; `nil` when something was wrong, and said.
    package static func read(_ map: YAMLMapping, _ names: GatewayNames) -> TokenForm? {
        // A token cannot be signed with itself.
        let inner = GatewayNames(values: names.values, secrets: names.secrets, hasToken: false)
        let assertion = map.optional("assertion").map { $0.assertion(inner) }
        let signing = map.optional("signing").map { $0.signing(inner) }
        let value = map.required("value")?.wirePath()
        let lifetime = map.required("lifetime")?.tokenLifetime()
        let ahead = map.optional("ahead").map { $0.length(in: .seconds(1) ... .hours(1)) }
        let refusals = map.optional("refused").map { WireTestReader().fields($0) } ?? []
        guard let value, let lifetime else { return nil }
        // A section that is there and could not be read is not one that is left out.
        if case .some(nil) = assertion { return nil }
        if case .some(nil) = signing { return nil }
        if case .some(nil) = ahead { return nil }
        return TokenForm(
            assertion: assertion ?? nil,
            signing: signing ?? nil,
            value: value,
            lifetime: lifetime,
            ahead: (ahead ?? nil) ?? .minutes(5),
            refusals: refusals
        )
    }
}

extension YAMLValue {
    /// `{key: NAME, audience: URL, scope: …}`, an assertion of RFC 7523.
    fileprivate func assertion(_ names: GatewayNames) -> AssertionForm? {
        let keys = ["key", "key_id", "issuer", "audience", "scope", "lifetime"]
        guard let map = mapping(keys) else { return nil }
        let key = map.required("key")?.secretName(names)
        let audience = map.required("audience")?.signingText(names.places)
        var texts: [String: WireTemplate] = [:]
        for name in ["key_id", "issuer", "scope"] {
            guard let value = map.optional(name) else { continue }
            guard let text = value.signingText(names.places) else { return nil }
            texts[name] = text
        }
        let lifetime = map.optional("lifetime")?.length(in: .minutes(1) ... .hours(1))
        guard let key, let audience else { return nil }
        return AssertionForm(
            key: key,
            keyID: texts["key_id"],
            issuer: texts["issuer"],
            audience: audience,
            scope: texts["scope"],
            lifetime: lifetime ?? .hours(1)
        )
    }

    /// Where something stands in an answer: `data.token`.
    fileprivate func wirePath() -> WirePath? {
        parsed("a path such as data.token") { WirePath(parsing: $0) }
    }

    /// `2h`; `{json: expires_in, unit: seconds}`; `{json: data.expire_time, unit: epoch}`.
    fileprivate func tokenLifetime() -> TokenLifetime? {
        if isScalar { return length(in: TokenState.lifetimeRange).map { .fixed($0) } }
        guard let map = mapping(["json", "unit"]) else { return nil }
        let path = map.required("json")?.wirePath()
        let units = ["seconds", "milliseconds", "epoch", "epoch-milliseconds"]
        let unit = map.required("unit")?.word(of: units, named: { $0 })
        guard let path, let unit else { return nil }
        switch unit {
        case "seconds": return .length(path, .seconds)
        case "milliseconds": return .length(path, .milliseconds)
        case "epoch": return .end(path, .seconds)
        default: return .end(path, .milliseconds)
        }
    }
}
