import Glibc

/// A socket that sends datagrams to one Unix address: systemd's notify socket, or journald's.
///
/// It is never connected, since journald may be restarted and then listens behind the same path anew.
/// A send never blocks.
package final class UnixDatagramSocket: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Parameter path: a file's path, or `@` and a name in the abstract namespace.
    /// - Throws: `SocketError` for a path that does not fit `sockaddr_un`, or when out of descriptors.
    package init(path: String) throws(SocketError) {
        // Checked here, so that a wrong path is found at start and not at the first message.
        let (_, length) = UnixDatagramSocket.address(path)
        guard length > 0 else { throw .addressInvalid(path: path) }
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .failed(call: "socket", path: path, code: errno) }
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Sends one datagram.
    package func send(_ bytes: [UInt8]) throws(SocketError) {
        var (address, length) = UnixDatagramSocket.address(path)
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        for _ in 0..<UnixDatagramSocket.interruptionsMax {
            let sent = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, bytes, bytes.count, flags, $0, length)
                }
            }
            if sent == bytes.count { return }
            guard errno == EINTR else { break }
        }
        throw .failed(call: "sendto", path: path, code: errno)
    }

    /// Signals that may interrupt one send; more would be a storm.
    private static let interruptionsMax = 16

    /// The address and its length; a length of zero says that the path does not fit.
    private static func address(_ path: String) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        let isAbstract = name.first == UInt8(ascii: "@")
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard name.first == UInt8(ascii: "/") || isAbstract, name.count > 1, name.count < capacity
        else { return (address, 0) }
        if isAbstract { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        // A path ends in a zero byte; an abstract name is counted.
        return (address, socklen_t(offset + name.count + (isAbstract ? 0 : 1)))
    }
}

/// Why a Unix socket could not be used.
package enum SocketError: Error, Hashable, CustomStringConvertible {
    case addressInvalid(path: String)
    case failed(call: String, path: String, code: Int32)

    package var description: String {
        switch self {
        case .addressInvalid(let path):
            "\(path) is no address of a Unix socket: it must begin with / or @ and have at most "
                + "107 bytes"
        case .failed(let call, let path, let code):
            "\(call) towards \(path) failed: \(String(cString: strerror(code)))"
        }
    }
}
