internal import CCurl

/// How a gateway is reached, where that is not the usual way.
///
/// A class, made once for a gateway: a request says with one word that nothing has changed.
package final class CurlRoute: Sendable {
    /// `http://HOST:PORT` or `socks5h://HOST:PORT`, which lets the proxy look up names; empty: none.
    let proxy: String
    let family: Family
    /// PEM files of our own certificate and its key; empty: none.
    let certificateFile: String
    let keyFile: String
    /// Seconds without a byte either way after which a transfer is given up; 0: never.
    let stallSeconds: Int

    /// Which addresses of a host are used.
    package enum Family: UInt8, CaseIterable, Sendable {
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

    package init(
        proxy: String = "",
        family: Family = .any,
        certificateFile: String = "",
        keyFile: String = "",
        stallSeconds: Int = 0
    ) {
        precondition(stallSeconds >= 0)
        self.proxy = proxy
        self.family = family
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.stallSeconds = stallSeconds
    }
}

extension CurlTransfer {
    /// Sets the route, or takes the last one away.
    func setRoute(_ route: CurlRoute?) throws(CurlError) {
        // An empty proxy, not none: without it libcurl would look into the environment.
        try set(CURLOPT_PROXY, route?.proxy ?? "")
        let family =
            switch route?.family ?? .any {
            case .any: CURL_IPRESOLVE_WHATEVER
            case .v4: CURL_IPRESOLVE_V4
            case .v6: CURL_IPRESOLVE_V6
            }
        try set(CURLOPT_IPRESOLVE, Int(family))
        let certificate = route?.certificateFile ?? ""
        try set(CURLOPT_SSLCERT, certificate.isEmpty ? nil : certificate)
        let key = route?.keyFile ?? ""
        try set(CURLOPT_SSLKEY, key.isEmpty ? nil : key)
        let stall = route?.stallSeconds ?? 0
        try set(CURLOPT_LOW_SPEED_LIMIT, stall > 0 ? 1 : 0)
        try set(CURLOPT_LOW_SPEED_TIME, stall)
    }
}
