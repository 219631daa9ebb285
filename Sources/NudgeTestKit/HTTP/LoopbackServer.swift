internal import Foundation
internal import Glibc
internal import Synchronization

/// A real HTTP/1.1 server for tests, on a free port of 127.0.0.1, that misbehaves when told to.
///
/// A thread for each connection; the reaction runs on it and may block, for example on a
/// `LoopbackGate`. It is told what came by facts, not by waiting a while: `requests(atLeast:)`.
package final class LoopbackServer: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let log = LoopbackLog()

    /// Bounds the threads of one server.
    private static let connectionsMax = 2_048

    /// `port` 0 lets the kernel choose; another, for a server that comes back where it was, is to be
    /// held by a `LoopbackPort`.
    package init(
        port wanted: UInt16 = 0,
        accept: @escaping @Sendable (_ connection: Int) -> LoopbackAcceptance = { _ in .serve },
        react: @escaping @Sendable (LoopbackRequest) -> LoopbackReaction
    ) throws(LoopbackError) {
        let (listener, port) = try LoopbackServer.listen(wanted)
        self.listener = listener
        self.port = port
        let log = log
        Thread.detachNewThread {
            for number in 0..<LoopbackServer.connectionsMax {
                let descriptor = Glibc.accept(listener, nil, nil)
                guard descriptor >= 0, log.opened(descriptor) else { break }
                Thread.detachNewThread {
                    LoopbackServer.run(descriptor, number, accept(number), log, react)
                }
            }
        }
    }

    deinit {
        stop()
    }

    /// `http://127.0.0.1:PORT/`.
    package var url: String { "http://127.0.0.1:\(port)/" }

    /// Everything read so far, in the order of arrival.
    package var requests: [LoopbackRequest] { log.requests }

    /// How many connections were accepted so far.
    package var connectionCount: Int { log.connectionCount }

    /// Waits until so many requests have been read whole.
    package func requests(atLeast count: Int) async -> [LoopbackRequest] {
        await log.requests(atLeast: count)
    }

    /// Waits until so many connections have been accepted.
    package func connections(atLeast count: Int) async {
        await log.connections(atLeast: count)
    }

    /// Refuses new connections and ends the open ones.
    package func stop() {
        guard log.stop() else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func run(
        _ descriptor: Int32,
        _ number: Int,
        _ acceptance: LoopbackAcceptance,
        _ log: LoopbackLog,
        _ react: (LoopbackRequest) -> LoopbackReaction
    ) {
        var connection = LoopbackConnection(descriptor: descriptor, number: number)
        switch acceptance {
        case .serve:
            connection.serve { request in
                log.add(request)
                return react(request)
            }
        case .greet(let bytes): _ = connection.send(bytes)
        case .reset: LoopbackConnection.resetOnClose(descriptor)
        case .close: break
        }
        log.closing(descriptor)
    }

    static func listen(_ wanted: UInt16) throws(LoopbackError) -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw LoopbackError(call: "socket", number: errno) }
        var reuse: Int32 = 1
        setsockopt(
            listener,
            SOL_SOCKET,
            SO_REUSEADDR,
            &reuse,
            socklen_t(MemoryLayout<Int32>.size)
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = wanted.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int32 in
                guard bind(listener, generic, size) == 0 else { return -1 }
                guard Glibc.listen(listener, 1_024) == 0 else { return -1 }
                return getsockname(listener, generic, &size)
            }
        }
        guard code == 0 else { throw LoopbackError(call: "bind or listen", number: errno) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// A system call that the loopback server could not do without.
package struct LoopbackError: Error, CustomStringConvertible {
    package var call: String
    package var number: Int32

    package var description: String { "\(call) failed: \(String(cString: strerror(number)))" }
}
