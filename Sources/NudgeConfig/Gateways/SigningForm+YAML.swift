package import NudgeCore

/// The names that a gateway's file has given, for the sections that refer to them.
package struct GatewayNames {
    /// Under `values:`.
    package let values: [String]
    /// Under `secrets:`.
    package let secrets: [String]
    /// Whether the file has a `token:`.
    package let hasToken: Bool

    package init(values: [String], secrets: [String], hasToken: Bool) {
        self.values = values
        self.secrets = secrets
        self.hasToken = hasToken
    }

    var places: [String] {
        values.map { "values." + $0 } + secrets.map { "secrets." + $0 }
    }
}

/// `signing:` of a gateway's file.
extension YAMLValue {
    /// `{scheme: tc3, service: sms, key_id: "${values.id}", key: NAME}`: docs/gateways-signing.md.
    package func signing(_ names: GatewayNames) -> SigningForm? {
        guard let entries = entries() else { return nil }
        guard let value = entries.first(where: { $0.value.name == "scheme" })?.value else {
            fail("the key 'scheme' is missing", hint: "schemes: " + schemes)
            return nil
        }
        guard let scheme = value.word(of: SigningForm.names, named: { $0 }) else { return nil }
        let form = form(scheme, names)
        if let form, form.needsToken, !names.hasToken {
            fail("there is no token to sign with", hint: "describe it under 'token:'")
            return nil
        }
        return form
    }

    private var schemes: String { SigningForm.names.joined(separator: ", ") }

    private func form(_ scheme: String, _ names: GatewayNames) -> SigningForm? {
        switch scheme {
        case "basic": basic(names)
        case "bearer": bearer(names)
        case "header": header(names)
        case "aliyun-rpc": aliyunRPC(names)
        case "wsse": wsse(names)
        case "standard-webhooks": webhook(names)
        case "jwt-es256": provider(names)
        default: canonical(scheme, names)
        }
    }

    private func basic(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "user", "password"]) else { return nil }
        let user = map.required("user")?.signingText(names.places)
        let password = map.required("password")?.secretName(names)
        guard let user, let password else { return nil }
        return .basic(user: user, password: password)
    }

    private func bearer(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "key"]) else { return nil }
        guard let value = map.optional("key") else { return .bearer(key: nil) }
        return value.secretName(names).map { .bearer(key: $0) }
    }

    private func header(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "name", "value"]) else { return nil }
        let name = map.required("name")?.parsed("the name of a header") { text in
            YAMLValue.isHeaderName(text) ? text : nil
        }
        let value = map.required("value")?.signingText(names.places + ["token"])
        guard let name, let value else { return nil }
        return .header(name: name, value: value)
    }

    private func canonical(_ scheme: String, _ names: GatewayNames) -> SigningForm? {
        guard
            let profile = CanonicalForm.Profile.allCases.first(where: { $0.name == scheme })
        else { return nil }
        var keys = ["scheme", "key_id", "key", "security_token", "headers"]
        if profile == .aws4 { keys.append("region") }
        if profile == .aws4 || profile == .tc3 { keys.append("service") }
        guard let map = mapping(keys) else { return nil }
        let keyID = map.required("key_id")?.signingText(names.places)
        let key = map.required("key")?.secretName(names)
        let token = map.optional("security_token")?.secretName(names)
        let region =
            keys.contains("region") ? map.required("region")?.signingText(names.places) : nil
        let service =
            keys.contains("service") ? map.required("service")?.scopeWord() : nil
        let headers = map.optional("headers").map { $0.headerNames() } ?? []
        guard let keyID, let key else { return nil }
        if keys.contains("region") && region == nil { return nil }
        if keys.contains("service") && service == nil { return nil }
        return .canonical(
            CanonicalForm(
                profile: profile,
                keyID: keyID,
                key: key,
                securityToken: token,
                region: region,
                service: service,
                headers: headers
            )
        )
    }

    private func aliyunRPC(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "key_id", "key", "security_token"]) else { return nil }
        let keyID = map.required("key_id")?.signingText(names.places)
        let key = map.required("key")?.secretName(names)
        let token = map.optional("security_token")?.secretName(names)
        guard let keyID, let key else { return nil }
        return .aliyunRPC(keyID: keyID, key: key, securityToken: token)
    }

    private func wsse(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "user", "password", "digest"]) else { return nil }
        let user = map.required("user")?.signingText(names.places)
        let password = map.required("password")?.secretName(names)
        let digest = map.optional("digest")?.word(of: WSSEDigest.allCases, named: \.name) ?? .raw
        guard let user, let password else { return nil }
        return .wsse(user: user, password: password, digest: digest)
    }

    private func webhook(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "key"]) else { return nil }
        return map.required("key")?.secretName(names).map { .standardWebhooks(key: $0) }
    }

    private func provider(_ names: GatewayNames) -> SigningForm? {
        guard let map = mapping(["scheme", "key_id", "issuer", "key"]) else { return nil }
        let keyID = map.required("key_id")?.signingText(names.places)
        let issuer = map.required("issuer")?.signingText(names.places)
        let key = map.required("key")?.secretName(names)
        guard let keyID, let issuer, let key else { return nil }
        return .jwtES256(keyID: keyID, issuer: issuer, key: key)
    }
}

extension YAMLValue {
    /// The name of one of the file's secrets.
    ///
    /// What stands there instead is never repeated: it may be the secret itself.
    func secretName(_ names: GatewayNames) -> String? {
        guard isScalar, let text = rawText, names.secrets.contains(text) else {
            let nearest = rawText.flatMap { NearestWord.find($0, in: names.secrets) }
            let list = names.secrets.joined(separator: ", ")
            fail(
                "'\(name)' must be the name of one of this file's secrets",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? (names.secrets.isEmpty
                        ? "name it under 'secrets:', as in 'secrets: {\(name): {credential: …}}'"
                        : "known secrets: \(list)")
            )
            return nil
        }
        return text
    }

    /// A text with places of these names, and no filters.
    func signingText(_ places: [String]) -> WireTemplate? {
        guard let text = text() else { return nil }
        do throws(WireTemplateError) {
            let template = try WireTemplate(parsing: text, names: places)
            for case .place(let place) in template.pieces where !place.filters.isEmpty {
                fail("'${\(place.name)}' takes no filter in '\(name)'", hint: "drop it")
                return nil
            }
            return template
        } catch {
            fail(error.message, hint: error.hint)
            return nil
        }
    }

    /// A word of a scope: `sms`, `ses`.
    fileprivate func scopeWord() -> String? {
        parsed("a service such as sms or ses") { text in
            text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
                ? text : nil
        }
    }

    /// Names of headers, in small letters.
    fileprivate func headerNames() -> [String] {
        (texts() ?? []).compactMap { text in
            guard YAMLValue.isHeaderName(text) else {
                fail("'\(text)' is not the name of a header")
                return nil
            }
            return text.lowercased()
        }
    }

    /// RFC 9110 section 5.6.2, but for signs that no header's name has.
    fileprivate static func isHeaderName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }
}
