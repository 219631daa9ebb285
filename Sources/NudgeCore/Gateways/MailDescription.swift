/// A gateway of kind `smtp`, as its file describes it: docs/gateways-smtp.md.
///
/// Secrets are named here, never held.
package struct MailDescription: Hashable, Sendable {
    /// `smtp://HOST:PORT` or `smtps://HOST:PORT`.
    package var url: String
    package var encryption: MailEncryption
    package var from: MailAddress
    /// Where answers go; `nil`: to `from`.
    package var replyTo: String?
    /// `nil`: the server wants no password.
    package var login: MailLogin?
    /// What we greet the server as: a name of this host, or the sender's domain.
    package var greeting: String
    /// For `List-Unsubscribe`.
    package var unsubscribe: MailUnsubscribe?

    package init(
        url: String,
        encryption: MailEncryption = .startTLS,
        from: MailAddress,
        replyTo: String? = nil,
        login: MailLogin? = nil,
        greeting: String? = nil,
        unsubscribe: MailUnsubscribe? = nil
    ) {
        self.url = url
        self.encryption = encryption
        self.from = from
        self.replyTo = replyTo
        self.login = login
        self.greeting = greeting ?? from.domain
        self.unsubscribe = unsubscribe
    }
}

/// How the way to a mail server is kept private.
package enum MailEncryption: UInt8, CaseIterable, Sendable {
    /// TLS from the first byte: `smtps://`.
    case implicit
    /// STARTTLS before anything is said; a server without it is not used.
    case startTLS
    /// In the clear, for a server on this machine.
    case none
}

/// A mailbox, and how it is shown.
package struct MailAddress: Hashable, Sendable {
    package var address: String
    package var name: String?

    package init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }

    /// Behind the `@`.
    package var domain: String {
        address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) } ?? ""
    }

    /// Whether a text is an address that we send from or to: visible ASCII, one `@` with something
    /// on both sides, nothing that would end it early.
    ///
    /// RFC 5321 allows quoted local parts, too; nobody has one.
    package static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let signs = Array("()<>,;:\\\"[]".utf8)
        guard bytes.count <= 254, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !bytes.contains(where: signs.contains),
            bytes.count(where: { $0 == UInt8(ascii: "@") }) == 1
        else { return false }
        return bytes.first != UInt8(ascii: "@") && bytes.last != UInt8(ascii: "@")
    }
}

/// Who we are to a mail server.
package struct MailLogin: Hashable, Sendable {
    package var user: String
    package var password: SecretReference

    package init(user: String, password: SecretReference) {
        self.user = user
        self.password = password
    }
}

/// How a recipient says that no more should come: RFC 2369, and by one click RFC 8058.
package struct MailUnsubscribe: Hashable, Sendable {
    package var address: String?
    /// May hold `reference`, the contact's id on the wire.
    package var url: WireTemplate?

    package init(address: String? = nil, url: WireTemplate? = nil) {
        self.address = address
        self.url = url
    }
}
