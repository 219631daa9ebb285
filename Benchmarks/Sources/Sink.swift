internal import CEpoll
internal import Foundation

/// An HTTP server that answers every POST, as fast as it can or after a delay.
///
/// One thread and `epoll`, no allocation per request: a thousand connections that wait cost nothing. It
/// writes the first requests to a file, byte for byte, so that the bare loop can post the same again.
final class Sink {
    private let options: SinkOptions
    private let listener: Int32
    private let events: Int32
    /// By their descriptors.
    private var connections: [SinkConnection?] = []
    private var answer: [UInt8]
    private var answers = AnswerQueue()
    private var recorded: [UInt8] = []
    private var recordedCount = 0
    private var reads: [SinkRead] = []

    /// Requests kept for the bare loop.
    static let sampleCount = 1_024
    /// Two senders that keep a thousand each, and room for what they reconnect.
    private static let connectionsMax = 4_096
    private static let eventsMax = 256
    /// Requests written down for `readFile`: more than any measurement looks at.
    private static let readsMax = 1_000_000

    init(_ options: SinkOptions) throws {
        self.options = options
        let line = options.refuses ? "401 Unauthorized" : "200 OK"
        answer = Array(
            ("HTTP/1.1 \(line)\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
                + "{\"id\":\"g0000000000\"}").utf8
        )
        listener = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue),
            0
        )
        events = epoll_create1(0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, length) == 0
                    && listen(listener, Int32(Sink.connectionsMax)) == 0
                    && getsockname(listener, plain, &length) == 0
            }
        }
        guard listener >= 0, isBound, watch(listener), watch(STDIN_FILENO) else {
            throw ChildProcess.Failure(description: "the sink cannot listen: errno \(errno)")
        }
        Output.line("port \(UInt16(bigEndian: address.sin_port))")
    }

    /// Serves until standard input ends.
    func run() throws {
        var ready = [epoll_event](repeating: epoll_event(), count: Sink.eventsMax)
        while true {
            let wait = answers.milliseconds(until: ProcessUsage.monotonicNanoseconds)
            let count = epoll_wait(events, &ready, Int32(ready.count), wait)
            for index in 0..<max(0, Int(count)) {
                let descriptor = ready[index].data.fd
                if descriptor == STDIN_FILENO { return try writeReads() }
                if descriptor == listener {
                    takeConnections()
                } else if let connection = connections[Int(descriptor)], !serve(connection) {
                    connections[Int(descriptor)] = nil
                    connection.close()
                }
            }
            sendDue()
        }
    }

    private func watch(_ descriptor: Int32) -> Bool {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = descriptor
        return epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    private func takeConnections() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            guard Int(descriptor) < Sink.connectionsMax, watch(descriptor) else {
                close(descriptor)
                continue
            }
            while connections.count <= Int(descriptor) { connections.append(nil) }
            connections[Int(descriptor)] = SinkConnection(descriptor)
        }
    }

    /// False when the connection is over.
    private func serve(_ connection: SinkConnection) -> Bool {
        guard connection.receive() else { return false }
        while let request = connection.request() {
            record(request)
            if options.delayNanoseconds == 0 {
                send(on: connection)
            } else {
                answers.append(
                    connection,
                    at: ProcessUsage.monotonicNanoseconds + options.delayNanoseconds
                )
            }
            connection.drop(request.count)
        }
        return true
    }

    private func sendDue() {
        while let connection = answers.popDue(at: ProcessUsage.monotonicNanoseconds) {
            send(on: connection)
        }
    }

    private func send(on connection: SinkConnection) {
        countUp()
        connection.sendWhole(answer)
    }

    private func record(_ request: UnsafeBufferPointer<UInt8>) {
        if options.readFile != nil, reads.count < Sink.readsMax {
            reads.append(SinkRead(request, at: ProcessUsage.monotonicNanoseconds))
        }
        guard recordedCount < Sink.sampleCount else { return }
        recordedCount += 1
        recorded.append(contentsOf: request)
        guard recordedCount == Sink.sampleCount else { return }
        _ = FileManager.default.createFile(
            atPath: options.sampleFile,
            contents: Data(recorded)
        )
        recorded = []
    }

    private func writeReads() throws {
        guard let file = options.readFile else { return }
        try SinkRead.write(reads, to: file)
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

/// Answers that wait for their instant; the delay is the same for all, so they are in order.
private struct AnswerQueue {
    private var waiting: [(connection: SinkConnection, at: UInt64)] = []
    private var head = 0
    /// How many sent places are kept before the array is moved up.
    private static let slackMax = 4_096

    mutating func append(_ connection: SinkConnection, at instant: UInt64) {
        waiting.append((connection, instant))
    }

    /// The first whose instant has come.
    mutating func popDue(at now: UInt64) -> SinkConnection? {
        guard head < waiting.count, waiting[head].at <= now else { return nil }
        let connection = waiting[head].connection
        head += 1
        if head == waiting.count || head >= AnswerQueue.slackMax {
            waiting.removeFirst(head)
            head = 0
        }
        return connection
    }

    /// For `epoll_wait`: up to the next answer, never earlier; -1 where none waits.
    func milliseconds(until now: UInt64) -> Int32 {
        guard head < waiting.count else { return -1 }
        let next = waiting[head].at
        return next <= now ? 0 : Int32(clamping: (next - now + 999_999) / 1_000_000)
    }
}
