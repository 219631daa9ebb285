internal import Glibc

/// A port of 127.0.0.1 that is ours for as long as this lives, whether a server listens on it or not.
///
/// A port that was free a moment ago may be anybody's by the time a server wants it: the kernel gives
/// it to the next connection that leaves this machine. So a socket stays bound to it, without
/// listening: connections are refused until a server, which like ours asks for `SO_REUSEADDR`, listens.
package final class LoopbackPort: Sendable {
    package let number: UInt16
    private let holder: Int32

    package init() throws(LoopbackError) {
        let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard holder >= 0 else { throw LoopbackError(call: "socket", number: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int32 in
                guard bind(holder, generic, size) == 0 else { return -1 }
                return getsockname(holder, generic, &size)
            }
        }
        guard code == 0 else {
            let number = errno
            close(holder)
            throw LoopbackError(call: "bind", number: number)
        }
        // Only now: with it before, the kernel may give one port to two who want any.
        var reuse: Int32 = 1
        setsockopt(
            holder,
            SOL_SOCKET,
            SO_REUSEADDR,
            &reuse,
            socklen_t(MemoryLayout<Int32>.size)
        )
        self.holder = holder
        number = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(holder)
    }
}
