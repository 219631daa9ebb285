internal import Glibc

/// One accepted connection: reads requests, one after the other, and does what it is told.
struct LoopbackConnection {
    private let descriptor: Int32
    private let number: Int
    private var buffer: [UInt8] = []
    private var served = 0
    /// Bounds a request, so that a broken client cannot fill the memory of the tests.
    private static let requestBytesMax = 8 << 20

    init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    /// Serves until the client goes, or the reaction closes; the descriptor is left open.
    mutating func serve(_ react: (LoopbackRequest) -> LoopbackReaction) {
        while let request = readRequest() {
            served += 1
            switch react(request) {
            case .answer(let status, let headers, let body):
                let length = "Content-Length: \(body.utf8.count)"
                let lines = ["HTTP/1.1 \(status) Made Up", length] + headers
                guard send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
                else { return }
            case .raw(let text):
                _ = send(Array(text.utf8))
                return
            case .close:
                return
            case .reset:
                LoopbackConnection.resetOnClose(descriptor)
                return
            case .hang:
                while receive() {}
                return
            }
        }
    }

    /// Lets the next close send a reset instead of an orderly end.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size)
    }

    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                Glibc.send(
                    descriptor,
                    raw.baseAddress.map { $0 + sent },
                    raw.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// `nil` when the client has closed or sent what is no request.
    private mutating func readRequest() -> LoopbackRequest? {
        var end = endOfHead()
        while end == nil {
            guard receive() else { return nil }
            end = endOfHead()
        }
        guard let end else { return nil }
        let head = String(decoding: buffer[..<end], as: UTF8.self)
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let start = lines[0].split(separator: " ")
        guard start.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> LoopbackHeader? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return LoopbackHeader(name: String(line[..<colon]), value: String(value))
        }
        var request = LoopbackRequest(
            connection: number,
            earlierOnConnection: served,
            method: String(start[0]),
            target: String(start[1]),
            headers: headers,
            body: []
        )
        let length = request.header("content-length").flatMap { Int($0) } ?? 0
        while buffer.count < end + 4 + length {
            guard receive() else { return nil }
        }
        request.body = Array(buffer[(end + 4)..<(end + 4 + length)])
        buffer.removeFirst(end + 4 + length)
        return request
    }

    /// Where the empty line begins.
    private func endOfHead() -> Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        return buffer.withUnsafeBytes { raw -> Int? in
            guard let base = raw.baseAddress else { return nil }
            var offset = 0
            while let found = memchr(base + offset, 13, raw.count - offset) {
                offset = UnsafeRawPointer(found) - base
                guard offset + mark.count <= raw.count else { return nil }
                if memcmp(found, mark, mark.count) == 0 { return offset }
                offset += 1
            }
            return nil
        }
    }

    private mutating func receive() -> Bool {
        guard buffer.count < LoopbackConnection.requestBytesMax else { return false }
        let more = [UInt8](unsafeUninitializedCapacity: 16_384) { space, count in
            count = max(0, recv(descriptor, space.baseAddress, space.count, 0))
        }
        buffer.append(contentsOf: more)
        return !more.isEmpty
    }
}
