internal import Foundation

/// One accepted connection and what was read of it.
final class SinkConnection {
    private let descriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0
    private var isClosed = false

    /// A longer request is no message of ours.
    private static let requestBytesMax = 65_536

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        buffer = .allocate(capacity: SinkConnection.requestBytesMax)
        var on: Int32 = 1
        setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
    }

    deinit {
        buffer.deallocate()
    }

    func close() {
        isClosed = true
        Foundation.close(descriptor)
    }

    /// False at the end of the stream, or when the request is too long.
    func receive() -> Bool {
        guard count < buffer.count, let start = buffer.baseAddress else { return false }
        let received = recv(descriptor, start + count, buffer.count - count, 0)
        guard received > 0 else { return false }
        count += received
        return true
    }

    /// The first whole request that was read; valid until it is dropped.
    func request() -> UnsafeBufferPointer<UInt8>? {
        guard let head = RequestHead(UnsafeBufferPointer(rebasing: buffer[..<count])),
            head.wholeCount <= count
        else { return nil }
        return UnsafeBufferPointer(rebasing: buffer[..<head.wholeCount])
    }

    func drop(_ done: Int) {
        count -= done
        if count > 0, let start = buffer.baseAddress { memmove(start, start + done, count) }
    }

    /// Nothing, where the connection has ended meanwhile.
    func sendWhole(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        bytes.withUnsafeBytes { whole in
            var sent = 0
            while sent < whole.count, let start = whole.baseAddress {
                let more = send(
                    descriptor,
                    start + sent,
                    whole.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
                guard more > 0 else { return }
                sent += more
            }
        }
    }
}
