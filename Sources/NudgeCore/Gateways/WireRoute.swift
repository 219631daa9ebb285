/// How a gateway is reached, where that is not the usual way.
package struct WireRoute: Hashable, Sendable {
    /// `http://HOST:PORT` or `socks5h://HOST:PORT`; `nil`: none, whatever the environment says.
    package var proxy: String?
    package var family: AddressFamily
    /// A PEM file with our own certificate; `nil`: none.
    package var certificateFile: String?
    /// A PEM file with its key; `nil`: it stands beside the certificate.
    package var keyFile: String?
    /// So long without a byte either way, and a request is given up; `nil`: only the total counts.
    package var stall: Milliseconds?

    package init(
        proxy: String? = nil,
        family: AddressFamily = .any,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        stall: Milliseconds? = nil
    ) {
        self.proxy = proxy
        self.family = family
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.stall = stall
    }

    /// The way that needs nothing said.
    package static let usual = WireRoute()
}

/// Which addresses of a host are used.
package enum AddressFamily: UInt8, CaseIterable, Sendable {
    case any
    case v4
    case v6

    package var name: String {
        switch self {
        case .any: "any"
        case .v4: "v4"
        case .v6: "v6"
        }
    }
}
