import Foundation
import Glibc

/// A real Unix datagram socket that stands where systemd or journald would listen.
final class DatagramReceiver: Sendable {
    /// As the environment names it: a path, or `@` and an abstract name.
    let path: String
    private let descriptor: Int32

    init(isAbstract: Bool = false) throws {
        let name = "nudge-test-\(UUID().uuidString)"
        path = isAbstract ? "@\(name)" : "\(NSTemporaryDirectory())/\(name)"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        if isAbstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard result == 0 else {
            throw LoopbackClient.Failure(description: "bind \(path): \(errno)")
        }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The next datagram; it is there already, since a datagram to a local socket is queued by `send`.
    func next() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 300_000)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw LoopbackClient.Failure(description: "nothing: \(errno)") }
        return Array(bytes[..<count])
    }

    func nextText() throws -> String {
        String(decoding: try next(), as: UTF8.self)
    }

    /// Whether nothing is queued.
    var isEmpty: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0
    }
}
