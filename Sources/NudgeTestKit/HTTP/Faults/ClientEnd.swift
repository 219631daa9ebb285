internal import Foundation
internal import Glibc

/// The other end of a connection on this machine, whose state the kernel tells.
///
/// A `close` returns before the other end has heard of it when the kernel is busy; a request that is
/// written in between is a fault of another kind than the one a test asks for.
struct ClientEnd: Sendable {
    /// As `/proc/net/tcp` writes it.
    private let port: String

    /// Looks at most so often, a millisecond apart.
    private static let looksMax = 5_000

    /// The peer of an open connection over IPv4; `nil` when there is none any more.
    init?(of descriptor: Int32) {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getpeername(descriptor, $0, &length)
            }
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        let digits = String(UInt16(bigEndian: address.sin_port), radix: 16, uppercase: true)
        port = String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Blocks until this end knows that the connection was ended.
    func waitUntilItKnows() {
        for _ in 0..<ClientEnd.looksMax where isEstablished { poll(nil, 0, 1) }
    }

    private var isEstablished: Bool {
        let table = try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
        return table?.split(separator: "\n").dropFirst().contains { line in
            let fields = line.split(separator: " ", maxSplits: 4)
            return fields.count > 3 && fields[1].hasSuffix(":" + port) && fields[3] == "01"
        } ?? false
    }
}
