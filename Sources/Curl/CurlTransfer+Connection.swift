internal import CCurl

extension CurlTransfer {
    /// Whether the gateway has not ended the kept connection meanwhile, nor said anything unasked.
    ///
    /// libcurl looks at it too, but takes the close notice of TLS for a sign of life; a request
    /// written there is lost, and leaves a doubt that need not be.
    func isConnectionStanding() -> Bool {
        guard isSecure else { return true }
        guard opened.isEmpty else {
            sockets.note(opened, localPort: localPort)
            return true
        }
        // Frames of HTTP/2 may come at any time; libcurl reads them.
        if request.prefersHTTP2 && !sockets.isVersion1(localPort: localPort) { return true }
        return !sockets.hasUnread(localPort: localPort)
    }

    /// Notes, of a connection on which HTTP/2 was offered, what became of the offer.
    func noteVersion() {
        var version = 0
        _ = unsafe nudge_easy_get_long(easy, CURLINFO_HTTP_VERSION, &version)
        sockets.setVersion1(version < Int(CURL_HTTP_VERSION_2_0), localPort: localPort)
    }
}
