internal import CCurl

/// The sockets of TLS connections, by the port of their own end: that is what libcurl tells of a
/// connection before it uses it.
///
/// Belongs to the curl thread.
///
/// A connection that is closed leaves its entry behind until another gets its port; it is asked for
/// by nobody, for libcurl gives no request to a closed connection. There are at most as many entries
/// as ports.
final class CurlSockets {
    private struct Entry {
        var socket: curl_socket_t
        var isVersion1 = false
    }

    private var entries: [Int32: Entry] = [:]

    /// Notes which of the sockets that a transfer opened became its connection.
    func note(_ opened: [curl_socket_t], localPort: Int32) {
        guard let socket = opened.first(where: { nudge_local_port($0) == localPort }) else {
            entries[localPort] = nil
            return
        }
        entries[localPort] = Entry(socket: socket)
    }

    /// Whether the connection is known to speak HTTP/1.1, in which nothing comes unasked.
    func isVersion1(localPort: Int32) -> Bool {
        entries[localPort]?.isVersion1 ?? false
    }

    func setVersion1(_ isVersion1: Bool, localPort: Int32) {
        entries[localPort]?.isVersion1 = isVersion1
    }

    /// Whether something came on the connection that nobody has read, such as its end.
    func hasUnread(localPort: Int32) -> Bool {
        entries[localPort].map { nudge_has_unread($0.socket) != 0 } ?? false
    }
}
