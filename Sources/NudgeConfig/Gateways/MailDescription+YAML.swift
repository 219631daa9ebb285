package import NudgeCore

/// The keys of a gateway of kind `smtp` that no other kind has.
extension MailDescription {
    package static let keys = [
        "url", "encryption", "from", "reply_to", "login", "greeting", "unsubscribe",
    ]

    /// Reads them; `nil` when something was wrong, and said.
    ///
    /// `base`: where relative paths of secrets start.
    package static func read(_ map: YAMLMapping, base: String) -> MailDescription? {
        let server = map.required("url")?.mailServer()
        let from = map.required("from")?.mailAddress()
        let encryption = map.optional("encryption")?.word(of: ["required", "none"], named: { $0 })
        let replyTo = map.optional("reply_to").map { $0.bareAddress() }
        let login = map.optional("login").map { $0.mailLogin(base: base) }
        let greeting = map.optional("greeting").map { $0.hostName() }
        let unsubscribe = map.optional("unsubscribe").map { $0.mailUnsubscribe() }
        guard let server, let from else { return nil }
        for section in [replyTo == .some(nil), login == .some(nil), greeting == .some(nil)]
        where section { return nil }
        if unsubscribe == .some(nil) { return nil }
        if encryption == "none", !server.isLoopback, let key = map.key("encryption") {
            key.fail(
                "mails may not leave this machine in the clear",
                hint: "drop it: STARTTLS is then required"
            )
            return nil
        }
        var kind = server.isImplicit ? MailEncryption.implicit : .startTLS
        if encryption == "none", !server.isImplicit { kind = .none }
        return MailDescription(
            url: server.url,
            encryption: kind,
            from: from,
            replyTo: replyTo ?? nil,
            login: login ?? nil,
            greeting: greeting ?? nil,
            unsubscribe: unsubscribe ?? nil
        )
    }
}

/// Where a mail server is.
private struct MailServer {
    var url: String
    var isImplicit: Bool
    var isLoopback: Bool
}

extension YAMLValue {
    /// `smtp://HOST:PORT` or `smtps://HOST:PORT`.
    fileprivate func mailServer() -> MailServer? {
        // What stands before the sign is never repeated.
        if rawText?.contains("@") ?? false {
            fail("a secret may not stand in a URL", hint: "name user and password in 'login'")
            return nil
        }
        return parsed("the URL of a mail server, such as smtp://smtp.example.com:587") { text in
            let isImplicit = text.hasPrefix("smtps://")
            guard isImplicit || text.hasPrefix("smtp://") else { return nil }
            var rest = text.drop { $0 != "/" }.dropFirst(2)
            var host = rest.prefix { $0 != ":" }
            if rest.hasPrefix("[") {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                host = rest[...end]
            }
            rest = rest.dropFirst(host.count)
            guard !host.isEmpty, YAMLValue.isHost(host) else { return nil }
            var port = isImplicit ? 465 : 587
            if !rest.isEmpty {
                guard let number = YAMLValue.integer(rest.dropFirst()), rest.first == ":",
                    (1...65_535).contains(number)
                else { return nil }
                port = number
            }
            let url = "\(isImplicit ? "smtps" : "smtp")://\(host):\(port)"
            let isLoopback = ["127.0.0.1", "[::1]", "localhost"].contains(String(host))
            return MailServer(url: url, isImplicit: isImplicit, isLoopback: isLoopback)
        }
    }

    private static func isHost(_ text: Substring) -> Bool {
        let signs: [UInt8] = text.hasPrefix("[") ? Array("[]:.".utf8) : Array("-.".utf8)
        return text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || signs.contains(byte)
        }
    }

    /// `{address: …, name: …}`, or the address alone.
    fileprivate func mailAddress() -> MailAddress? {
        if isScalar { return bareAddress().map { MailAddress(address: $0) } }
        guard let map = mapping(["address", "name"]) else { return nil }
        let address = map.required("address")?.bareAddress()
        let name = map.optional("name")?.text()
        return address.map { MailAddress(address: $0, name: name) }
    }

    fileprivate func bareAddress() -> String? {
        parsed("a mail address such as notice@example.com") { text in
            MailAddress.isValid(text) ? text : nil
        }
    }

    fileprivate func hostName() -> String? {
        parsed("the name of a host, such as mail.example.com") { text in
            !text.hasPrefix("[") && YAMLValue.isHost(text[...]) ? text : nil
        }
    }

    fileprivate func mailLogin(base: String) -> MailLogin? {
        guard let map = mapping(["user", "password"]) else { return nil }
        let user = map.required("user")?.text()
        let password = map.required("password")?.secretReference(base: base)
        guard let user, let password else { return nil }
        return MailLogin(user: user, password: password)
    }

    fileprivate func mailUnsubscribe() -> MailUnsubscribe? {
        guard let map = mapping(["address", "url"]) else { return nil }
        let address = map.optional("address").map { $0.bareAddress() }
        let url = map.optional("url").map { $0.unsubscribeURL() }
        if address == .some(nil) || url == .some(nil) { return nil }
        guard address != nil || url != nil else {
            fail("'\(name)' names no way", hint: "give an address, a url, or both")
            return nil
        }
        return MailUnsubscribe(address: address ?? nil, url: url ?? nil)
    }

    fileprivate func unsubscribeURL() -> WireTemplate? {
        guard let template = signingText(["reference"]) else { return nil }
        let isVisible = (rawText ?? "").utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3E }
        guard isVisible, rawText?.hasPrefix("https://") ?? false else {
            fail("'\(name)' must begin with https:// and hold no blanks", hint: "RFC 8058 asks it")
            return nil
        }
        return template
    }
}
