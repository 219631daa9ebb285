internal import Foundation

/// An HTTP server that answers every POST with 200 and a small JSON body, as fast as it can.
///
/// One thread and `poll`, no allocation per request. It writes the first requests to a file, byte for
/// byte, so that the bare loop can post the same again.
final class Sink {
    private let listener: Int32
    private var connections: [SinkConnection] = []
    private var answer = Array(
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
            + "{\"id\":\"g0000000000\"}").utf8
    )
    private let sampleFile: String
    private var recorded: [UInt8] = []
    private var recordedCount = 0

    /// Requests kept for the bare loop.
    static let sampleCount = 1_024
    private static let connectionsMax = 1_024

    init(sampleFile: String) throws {
        self.sampleFile = sampleFile
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, length) == 0 && listen(listener, 1_024) == 0
                    && getsockname(listener, plain, &length) == 0
            }
        }
        guard listener >= 0, isBound else {
            throw ChildProcess.Failure(description: "the sink cannot listen: errno \(errno)")
        }
        Output.line("port \(UInt16(bigEndian: address.sin_port))")
    }

    /// Serves until standard input ends.
    func run() throws {
        var polled = [
            pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            guard poll(&polled, nfds_t(polled.count), -1) >= 0 else { continue }
            if polled[0].revents != 0 { return }
            // From the end, so that one that is removed moves none that is still to be looked at.
            for index in polled.indices.dropFirst(2).reversed() where polled[index].revents != 0 {
                if !serve(connections[index - 2]) {
                    connections[index - 2].close()
                    connections.swapAt(index - 2, connections.count - 1)
                    connections.removeLast()
                    polled.swapAt(index, polled.count - 1)
                    polled.removeLast()
                }
            }
            if polled[1].revents != 0, connections.count < Sink.connectionsMax {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { continue }
                connections.append(SinkConnection(descriptor))
                polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            }
        }
    }

    /// False when the connection is over.
    private func serve(_ connection: SinkConnection) -> Bool {
        guard connection.receive() else { return false }
        while let request = connection.request() {
            record(request)
            countUp()
            connection.sendWhole(answer)
            connection.drop(request.count)
        }
        return true
    }

    private func record(_ request: UnsafeBufferPointer<UInt8>) {
        guard recordedCount < Sink.sampleCount else { return }
        recordedCount += 1
        recorded.append(contentsOf: request)
        guard recordedCount == Sink.sampleCount else { return }
        FileManager.default.createFile(atPath: sampleFile, contents: Data(recorded))
        recorded = []
    }

    /// The vendor's numbers differ, as real ones do: the ten digits before `"}`.
    private func countUp() {
        var index = answer.count - 3
        while index > answer.count - 13 {
            if answer[index] < UInt8(ascii: "9") {
                answer[index] += 1
                return
            }
            answer[index] = UInt8(ascii: "0")
            index -= 1
        }
    }
}

/// One accepted connection and what was read of it.
final class SinkConnection {
    private let descriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

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

    func sendWhole(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { whole in
            var sent = 0
            while sent < whole.count, let start = whole.baseAddress {
                let more = send(
                    descriptor,
                    start + sent,
                    whole.count - sent,
                    Int32(MSG_NOSIGNAL.rawValue)
                )
                guard more > 0 else { return }
                sent += more
            }
        }
    }
}
