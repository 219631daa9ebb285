internal import Glibc

/// One connection of HTTP/1.1 that does what the script says; belongs to one thread.
struct HTTP1FaultConnection {
    private let channel: FaultChannel
    private let number: Int
    private let ledger: FaultLedger
    private let react: (FaultSight) -> FaultReaction
    private var buffer: [UInt8] = []
    private var begun = 0
    /// Bounds a head, so that a broken client cannot fill the memory of the tests.
    private static let headBytesMax = 1 << 20

    init(
        _ channel: FaultChannel,
        number: Int,
        ledger: FaultLedger,
        react: @escaping (FaultSight) -> FaultReaction
    ) {
        self.channel = channel
        self.number = number
        self.ledger = ledger
        self.react = react
    }

    /// Serves until the client goes or the script ends it.
    mutating func serve() {
        while let (head, place) = readHead() {
            guard follow(react(head.sight), head, place) else { return }
        }
    }

    /// A request's head: what the server knows of it, and how long a body is to follow.
    private struct Head {
        var sight: FaultSight
        var bodyCount: Int
    }

    /// Whether the connection goes on.
    private mutating func follow(_ reaction: FaultReaction, _ head: Head, _ place: Int) -> Bool {
        switch reaction {
        case .endBeforeBody(let ending):
            channel.end(ending)
            return false
        case .answerBeforeBody(let answer, let ending):
            _ = send(answer, place)
            channel.end(ending)
            return false
        default: break
        }
        guard readBody(head, place) else { return false }
        switch reaction {
        case .answer(let answer):
            return send(answer, place) && keeps(answer.afterwards)
        case .end(let ending): channel.end(ending)
        case .hang: hang()
        case .raw(let bytes, let ending):
            _ = channel.write(bytes)
            channel.end(ending)
        case .endlessHeaders: flood("HTTP/1.1 200 OK\r\n", "X-More: more and more and more\r\n")
        case .endlessBody:
            flood("HTTP/1.1 200 OK\r\n\r\n", String(repeating: "x", count: 4_096))
        case .drip(let answer, let pause):
            ledger.update(place) { $0.answered = answer.status }
            for byte in HTTP1FaultConnection.bytes(answer) {
                poll(nil, 0, pause)
                guard channel.write([byte]) else { return false }
            }
            return keeps(answer.afterwards)
        case .endBeforeBody, .answerBeforeBody, .http2:
            preconditionFailure("not a fault of HTTP/1.1 behind the body")
        }
        return false
    }

    // MARK: Answering

    private func send(_ answer: FaultAnswer, _ place: Int) -> Bool {
        // The slowness of a vendor, not of a test.
        if answer.delayMilliseconds > 0 { poll(nil, 0, answer.delayMilliseconds) }
        ledger.update(place) { $0.answered = answer.status }
        return channel.write(HTTP1FaultConnection.bytes(answer))
    }

    private static func bytes(_ answer: FaultAnswer) -> [UInt8] {
        var text = answer.interim.map { "HTTP/1.1 \($0) Not Yet\r\n\r\n" }.joined()
        text += "HTTP/1.1 \(answer.status) Made Up\r\n"
        for line in answer.headers { text += line + "\r\n" }
        text += "Content-Length: \(answer.declaredLength ?? answer.body.count)\r\n\r\n"
        return Array(text.utf8) + answer.body + answer.surplus
    }

    private func keeps(_ afterwards: FaultAnswer.Afterwards) -> Bool {
        switch afterwards {
        case .keep: return true
        case .end(let ending): channel.endGently(ending)
        case .endWhenTold(let ending):
            ledger.waitUntilTold()
            channel.end(ending)
        case .endWhenSpokenTo(let ending):
            channel.waitUntilSpokenTo()
            channel.end(ending)
        }
        return false
    }

    /// Until the client has had enough.
    private func flood(_ start: String, _ unit: String) {
        guard channel.write(start.utf8) else { return }
        while channel.write(unit.utf8) {}
    }

    private mutating func hang() {
        while receive() {}
    }

    // MARK: Reading

    private mutating func readHead() -> (Head, Int)? {
        while buffer.isEmpty { guard receive() else { return nil } }
        let earlier = begun
        begun += 1
        let place = ledger.begin(FaultSight(connection: number, earlierOnConnection: earlier))
        var end = endOfHead()
        while end == nil {
            guard buffer.count < HTTP1FaultConnection.headBytesMax, receive() else { return nil }
            end = endOfHead()
        }
        guard let end else { return nil }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        buffer.removeFirst(end + 4)
        guard let start = lines.first?.split(separator: " "), start.count == 3 else { return nil }
        var sight = FaultSight(connection: number, earlierOnConnection: earlier)
        sight.method = String(start[0])
        sight.target = String(start[1])
        sight.id = HTTP1FaultConnection.value("webhook-id", lines) ?? ""
        let known = sight
        ledger.update(place) { $0 = known }
        let count = HTTP1FaultConnection.value("content-length", lines).flatMap { Int($0) } ?? 0
        return (Head(sight: sight, bodyCount: count), place)
    }

    private static func value(_ name: String, _ lines: [Substring]) -> String? {
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else {
                continue
            }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }

    private mutating func readBody(_ head: Head, _ place: Int) -> Bool {
        while buffer.count < head.bodyCount { guard receive() else { return false } }
        let body = Array(buffer[..<head.bodyCount])
        buffer.removeFirst(head.bodyCount)
        ledger.update(place) {
            $0.body = body
            $0.isWhole = true
        }
        return true
    }

    private func endOfHead() -> Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard buffer.count >= mark.count else { return nil }
        return (0...buffer.count - mark.count).first { buffer[$0..<$0 + 4].elementsEqual(mark) }
    }

    private mutating func receive() -> Bool {
        let more = channel.read()
        buffer += more
        ledger.read(more.count)
        return !more.isEmpty
    }
}
