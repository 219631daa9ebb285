import Foundation
import Glibc
import NudgeTestKit
import Synchronization

/// Stands where systemd listens: a Unix datagram socket whose path goes into `NOTIFY_SOCKET`.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let watch: FactWatch
    private let datagrams = Mutex<[String]>([])

    init(path: String, watch: FactWatch) throws {
        self.path = path
        self.watch = watch
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + 1)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard code == 0 else { throw CallFailed(call: "bind", number: errno) }
        Thread.detachNewThread { [descriptor, weak self] in
            var bytes = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &bytes, bytes.count, 0)
                guard count > 0, let self else { break }
                let text = String(decoding: bytes[..<count], as: UTF8.self)
                datagrams.withLock { $0.append(text) }
                watch.changed()
            }
            close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Whole datagrams, in their order.
    var told: [String] { datagrams.withLock { $0 } }

    func wait(for text: String) throws {
        try watch.wait(for: "\(text) in \(told)") { told.contains { $0.contains(text) } }
    }
}
