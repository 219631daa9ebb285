package import NudgeCore

/// The keys of every gateway's file that say how it is reached.
extension WireRoute {
    package static let keys = ["proxy", "ip", "client_certificate"]

    /// Reads them, and `stall` of `timeouts`; what is wrong is said, and left as usual.
    ///
    /// `base`: where relative paths start.
    package static func read(
        _ map: YAMLMapping,
        stall: YAMLValue?,
        base: String
    ) -> WireRoute {
        var route = WireRoute.usual
        route.proxy = map.optional("proxy")?.proxyURL()
        if let family = map.optional("ip")?.word(of: AddressFamily.allCases, named: \.name) {
            route.family = family
        }
        if let files = map.optional("client_certificate")?.mapping(["certificate", "key"]) {
            route.certificateFile = files.required("certificate")?.text()
                .map { FilePath.join(base, $0) }
            route.keyFile = files.optional("key")?.text().map { FilePath.join(base, $0) }
        }
        route.stall = stall?.length(in: .seconds(1) ... .minutes(5))
        return route
    }
}

extension YAMLValue {
    /// `http://HOST:PORT`, `socks5h://HOST:PORT`.
    fileprivate func proxyURL() -> String? {
        if rawText?.contains("@") ?? false {
            fail("a secret may not stand in a URL", hint: "let the proxy know this host by address")
            return nil
        }
        return parsed("a proxy such as http://proxy.example.com:3128") { text in
            let schemes = ["http://", "socks5h://"]
            guard let scheme = schemes.first(where: text.hasPrefix) else { return nil }
            let rest = text.dropFirst(scheme.count)
            guard let colon = rest.lastIndex(of: ":"), colon != rest.startIndex,
                let port = YAMLValue.integer(rest[rest.index(after: colon)...]),
                (1...65_535).contains(port),
                rest[..<colon].utf8.allSatisfy({ byte in
                    (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
                        || Array("-.[]:".utf8).contains(byte)
                })
            else { return nil }
            return text
        }
    }
}
