internal import CCurl

/// How far a request came before it failed.
///
/// Up to `tls` surely no byte of it left; from `sent` on it may have arrived.
package enum CurlPhase: UInt8, Hashable, Sendable {
    /// The request could not be made ready.
    case preparation
    /// The host's name was looked up, or the proxy's.
    case name
    case connect
    /// The proxy refused, or was reached and could not reach the host.
    case proxy
    case tls
    /// Writing began, and was broken off.
    case sent
    /// All was written, and no whole answer came.
    case answer

    package var name: String {
        switch self {
        case .preparation: "preparing"
        case .name: "looking up the name"
        case .connect: "connecting"
        case .proxy: "through the proxy"
        case .tls: "TLS"
        case .sent: "sending"
        case .answer: "awaiting the answer"
        }
    }
}

extension CurlTransfer {
    /// How far a failed transfer came.
    func phase(_ result: CURLcode) -> CurlPhase {
        if isWritten { return result == CURLE_SEND_ERROR ? .sent : .answer }
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY:
            return .preparation
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .name
        case CURLE_COULDNT_CONNECT: return .connect
        case CURLE_PROXY: return .proxy
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND:
            return .tls
        default: return reached()
        }
    }

    /// By what libcurl has timed: of timeouts and lost connections the code alone says too little.
    private func reached() -> CurlPhase {
        if elapsed(CURLINFO_NAMELOOKUP_TIME_T) == 0 { return .name }
        if elapsed(CURLINFO_CONNECT_TIME_T) == 0 { return .connect }
        return request.route?.proxy.isEmpty == false ? .proxy : .tls
    }

    private func elapsed(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        _ = unsafe nudge_easy_get_offset(easy, info, &value)
        return Int(value)
    }
}
