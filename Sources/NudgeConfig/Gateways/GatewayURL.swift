import NudgeCore

/// As much of a URL as a gateway's file is checked for: `scheme://host[:port][/path]`.
struct GatewayURL {
    let scheme: GatewayScheme
    /// Without the brackets of an IPv6 address.
    let host: String

    /// What can be wrong, as a message and a hint.
    struct Fault: Error {
        var message: String
        var hint = ""
    }

    init(parsing text: String) throws(Fault) {
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw Fault(
                message: "a URL holds only ASCII letters, digits and signs",
                hint: "write other characters percent-encoded, hosts in punycode"
            )
        }
        guard let colon = text.firstRange(of: "://") else {
            throw Fault(
                message: "'\(text)' is not an absolute URL",
                hint: "write https://host/path"
            )
        }
        let schemeText = text[..<colon.lowerBound].lowercased()
        guard let scheme = GatewayScheme(name: schemeText) else {
            throw Fault(
                message: "the scheme '\(schemeText)' cannot be sent to",
                hint: "use https"
            )
        }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            // The text itself is never repeated: it holds a password.
            throw Fault(
                message: "a secret may not stand in a configuration file",
                hint: "take user and password out of the URL; if they were real, replace them"
            )
        }
        guard !rest.contains("#") else {
            throw Fault(message: "a URL to post to has no '#' part", hint: "drop it")
        }
        guard let host = GatewayURL.host(of: authority) else {
            throw Fault(message: "'\(text)' has no host, or no port after its ':'")
        }
        self.scheme = scheme
        self.host = host
    }

    /// Whether what is sent there stays on this machine.
    var isLoopback: Bool {
        // "127.example.com" is a name like any other.
        let isNumeric = host.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        return host == "localhost" || host == "::1" || (isNumeric && host.hasPrefix("127."))
    }

    private static func host(of authority: Substring) -> String? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            if !tail.isEmpty { port = tail.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port {
            guard let number = YAMLValue.integer(port), (1...65_535).contains(number) else {
                return nil
            }
        }
        return host.isEmpty ? nil : String(host)
    }
}
