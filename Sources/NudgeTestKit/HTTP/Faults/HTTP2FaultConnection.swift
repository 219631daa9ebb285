internal import Glibc

/// One connection of HTTP/2 that does what the script says, stream by stream; belongs to one
/// thread.
///
/// Frames by hand, so that it can break every rule of them.
struct HTTP2FaultConnection {
    private let channel: FaultChannel
    private let number: Int
    private let ledger: FaultLedger
    private let react: (FaultSight) -> FaultReaction
    private let inflater: HeaderInflater
    private var buffer: [UInt8] = []
    private var begun = 0
    /// Streams whose head has come and whose body has not, by number.
    private var open: [UInt32: Open] = [:]
    /// Of a header block that comes in pieces.
    private var block: [UInt8] = []
    /// How the connection ends when the next request begins.
    private var endingAtNext: FaultEnding?

    /// One stream on its way in.
    private struct Open {
        var place: Int
        var reaction: FaultReaction
        var body: [UInt8] = []
    }

    init(
        _ channel: FaultChannel,
        number: Int,
        ledger: FaultLedger,
        react: @escaping (FaultSight) -> FaultReaction
    ) throws(LoopbackError) {
        self.channel = channel
        self.number = number
        self.ledger = ledger
        self.react = react
        inflater = try HeaderInflater()
    }

    /// Serves until the client goes or the script ends it.
    mutating func serve() {
        guard channel.write(HTTP2Frame.greeting) else { return }
        while buffer.count < HTTP2Frame.preface.count { guard receive() else { return } }
        guard buffer.starts(with: HTTP2Frame.preface) else { return }
        buffer.removeFirst(HTTP2Frame.preface.count)
        while let frame = nextFrame() { guard take(frame) else { return } }
    }

    /// Whether the connection goes on.
    private mutating func take(_ frame: HTTP2Frame) -> Bool {
        switch frame.kind {
        case HTTP2Frame.settings where frame.flags & HTTP2Frame.acknowledgement == 0:
            return channel.write(
                HTTP2Frame(HTTP2Frame.settings, flags: HTTP2Frame.acknowledgement).bytes
            )
        case HTTP2Frame.ping where frame.flags & HTTP2Frame.acknowledgement == 0:
            return channel.write(
                HTTP2Frame(
                    HTTP2Frame.ping,
                    flags: HTTP2Frame.acknowledgement,
                    frame.payload
                ).bytes
            )
        case HTTP2Frame.headers, HTTP2Frame.continuation: return takeHead(frame)
        case HTTP2Frame.data: return takeBody(frame)
        case HTTP2Frame.resetStream:
            open[frame.stream] = nil
            return true
        case HTTP2Frame.goAway: return false
        default: return true
        }
    }

    // MARK: Reading

    private mutating func takeHead(_ frame: HTTP2Frame) -> Bool {
        block += frame.kind == HTTP2Frame.headers ? frame.content : frame.payload
        guard frame.flags & HTTP2Frame.endHeaders != 0 else { return true }
        let fields = inflater.fields(block) ?? []
        block = []
        var sight = FaultSight(
            connection: number,
            earlierOnConnection: begun,
            stream: frame.stream
        )
        begun += 1
        sight.method = fields.first { $0.name == ":method" }?.value ?? ""
        sight.target = fields.first { $0.name == ":path" }?.value ?? ""
        sight.id = fields.first { $0.name == "webhook-id" }?.value ?? ""
        let place = ledger.begin(sight)
        if let endingAtNext {
            channel.end(endingAtNext)
            return false
        }
        let reaction = react(sight)
        switch reaction {
        case .endBeforeBody(let ending):
            channel.end(ending)
            return false
        case .answerBeforeBody(let answer, let ending):
            _ = send(answer, frame.stream, place)
            channel.end(ending)
            return false
        default: break
        }
        let stream = Open(place: place, reaction: reaction)
        guard frame.endsStream else {
            open[frame.stream] = stream
            return true
        }
        return follow(stream, frame.stream)
    }

    private mutating func takeBody(_ frame: HTTP2Frame) -> Bool {
        guard var stream = open[frame.stream] else { return true }
        stream.body += frame.content
        open[frame.stream] = frame.endsStream ? nil : stream
        return frame.endsStream ? follow(stream, frame.stream) : true
    }

    private mutating func nextFrame() -> HTTP2Frame? {
        while true {
            if let frame = HTTP2Frame(prefix: buffer) {
                buffer.removeFirst(HTTP2Frame.headCount + frame.payload.count)
                return frame
            }
            guard receive() else { return nil }
        }
    }

    private mutating func receive() -> Bool {
        let more = channel.read()
        buffer += more
        ledger.read(more.count)
        return !more.isEmpty
    }

    // MARK: Following the script

    /// Whether the connection goes on, now that a request has come whole.
    private mutating func follow(_ stream: Open, _ id: UInt32) -> Bool {
        ledger.update(stream.place) {
            $0.body = stream.body
            $0.isWhole = true
        }
        switch stream.reaction {
        case .answer(let answer):
            return send(answer, id, stream.place) && keeps(answer.afterwards)
        case .end(let ending): channel.end(ending)
        case .hang: return true
        case .raw(let bytes, let ending):
            _ = channel.write(bytes)
            channel.end(ending)
        case .endlessHeaders: floodHeaders(id)
        case .endlessBody:
            let head = HTTP2FaultConnection.head(FaultAnswer(declaredLength: 1 << 40), id)
            let more = HTTP2Frame(HTTP2Frame.data, stream: id, Array(repeating: 120, count: 4_096))
            guard channel.write(head) else { return false }
            while channel.write(more.bytes) {}
        case .drip(let answer, let pause):
            ledger.update(stream.place) { $0.answered = answer.status }
            for byte in HTTP2FaultConnection.bytes(answer, id) {
                poll(nil, 0, pause)
                guard channel.write([byte]) else { return false }
            }
            return keeps(answer.afterwards)
        case .http2(let fault): return follow(fault, id, stream.place)
        case .endBeforeBody, .answerBeforeBody:
            preconditionFailure("followed before the body")
        }
        return false
    }

    private func follow(_ fault: HTTP2Fault, _ id: UInt32, _ place: Int) -> Bool {
        let half = FaultAnswer(body: "{\"id\"", declaredLength: 100)
        let start =
            HTTP2FaultConnection.head(half, id)
            + HTTP2Frame(HTTP2Frame.data, stream: id, half.body).bytes
        switch fault {
        case .resetStream(let code):
            return channel.write(HTTP2Frame.reset(id, code: code))
        case .goAwayBefore(let ending):
            _ = channel.write(HTTP2Frame.goingAway(last: id - 1))
            channel.end(ending)
        case .goAwayAfter(let answer):
            _ = channel.write(HTTP2Frame.goingAway(last: id))
            _ = send(answer, id, place)
            channel.endGently(.close)
        case .goAwayAndEnd(let ending):
            _ = channel.write(HTTP2Frame.goingAway(last: id))
            channel.end(ending)
        case .resetInAnswer(let code):
            return channel.write(start + HTTP2Frame.reset(id, code: code))
        case .endInAnswer(let ending):
            _ = channel.write(start)
            channel.end(ending)
        case .strayFrame:
            _ = channel.write(HTTP2Frame(HTTP2Frame.data, stream: id + 100, [1]).bytes)
            channel.end(.close)
        }
        return false
    }

    private mutating func keeps(_ afterwards: FaultAnswer.Afterwards) -> Bool {
        switch afterwards {
        case .keep: return true
        case .end(let ending): channel.endGently(ending)
        case .endWhenTold(let ending):
            ledger.waitUntilTold()
            channel.end(ending)
        case .endWhenSpokenTo(let ending):
            // The client may still answer to settings: that is no request.
            endingAtNext = ending
            return true
        }
        return false
    }

    // MARK: Answering

    private func send(_ answer: FaultAnswer, _ id: UInt32, _ place: Int) -> Bool {
        if answer.delayMilliseconds > 0 { poll(nil, 0, answer.delayMilliseconds) }
        ledger.update(place) { $0.answered = answer.status }
        return channel.write(HTTP2FaultConnection.bytes(answer, id))
    }

    private static func bytes(_ answer: FaultAnswer, _ id: UInt32) -> [UInt8] {
        var bytes = answer.interim.flatMap { status in
            HTTP2Frame(
                HTTP2Frame.headers,
                flags: HTTP2Frame.endHeaders,
                stream: id,
                HTTP2Frame.block([(":status", "\(status)")])
            ).bytes
        }
        bytes += head(answer, id)
        // Frames carry 16,384 bytes at most.
        for start in stride(from: 0, to: answer.body.count, by: 16_384) {
            let end = min(start + 16_384, answer.body.count)
            bytes += HTTP2Frame(HTTP2Frame.data, stream: id, Array(answer.body[start..<end])).bytes
        }
        return bytes + HTTP2Frame(HTTP2Frame.data, flags: HTTP2Frame.endStream, stream: id).bytes
    }

    private static func head(_ answer: FaultAnswer, _ id: UInt32) -> [UInt8] {
        var fields = [(":status", "\(answer.status)")]
        for line in answer.headers {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        fields.append(("content-length", "\(answer.declaredLength ?? answer.body.count)"))
        return HTTP2Frame(
            HTTP2Frame.headers,
            flags: HTTP2Frame.endHeaders,
            stream: id,
            HTTP2Frame.block(fields)
        ).bytes
    }

    private func floodHeaders(_ id: UInt32) {
        let more = HTTP2Frame.block([("x-more", String(repeating: "m", count: 4_000))])
        var kind = HTTP2Frame.headers
        var block = HTTP2Frame.block([(":status", "200")]) + more
        while channel.write(HTTP2Frame(kind, stream: id, block).bytes) {
            kind = HTTP2Frame.continuation
            block = more
        }
    }
}
