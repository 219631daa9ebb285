/// One frame of HTTP/2, as it goes over the wire.
///
/// Source: RFC 9113, sections 4.1 and 6.
struct HTTP2Frame: Hashable, Sendable {
    var kind: UInt8
    var flags: UInt8 = 0
    var stream: UInt32
    var payload: [UInt8] = []

    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let resetStream: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9

    static let endStream: UInt8 = 0x1
    /// Of SETTINGS and PING.
    static let acknowledgement: UInt8 = 0x1
    static let endHeaders: UInt8 = 0x4
    static let padded: UInt8 = 0x8
    static let priority: UInt8 = 0x20

    static let headCount = 9
    /// What a client sends first.
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    var bytes: [UInt8] {
        let count = UInt32(payload.count)
        let head: [UInt8] = [
            UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8),
            UInt8(truncatingIfNeeded: count), kind, flags,
        ]
        return head + HTTP2Frame.number(stream) + payload
    }

    /// The frame that the bytes begin with; `nil` while it is not whole.
    init?(prefix bytes: [UInt8]) {
        guard bytes.count >= HTTP2Frame.headCount else { return nil }
        let count = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
        guard bytes.count >= HTTP2Frame.headCount + count else { return nil }
        kind = bytes[3]
        flags = bytes[4]
        stream = HTTP2Frame.read(bytes[5..<9]) & 0x7FFF_FFFF
        payload = Array(bytes[HTTP2Frame.headCount..<HTTP2Frame.headCount + count])
    }

    init(_ kind: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) {
        self.kind = kind
        self.flags = flags
        self.stream = stream
        self.payload = payload
    }

    var endsStream: Bool {
        (kind == HTTP2Frame.data || kind == HTTP2Frame.headers) && flags & HTTP2Frame.endStream != 0
    }

    /// The payload of DATA or HEADERS without padding and priority.
    var content: [UInt8] {
        var content = payload[...]
        if flags & HTTP2Frame.padded != 0, let padding = content.popFirst() {
            content = content.dropLast(Int(padding))
        }
        if kind == HTTP2Frame.headers && flags & HTTP2Frame.priority != 0 {
            content = content.dropFirst(5)
        }
        return Array(content)
    }

    /// A server's opening words: room for bodies of any size that a test sends.
    static let greeting: [UInt8] = {
        let initialWindow: [UInt8] = [0, 4] + number(1 << 30)
        return HTTP2Frame(settings, initialWindow).bytes
            + HTTP2Frame(windowUpdate, number(1 << 30)).bytes
    }()

    static func goingAway(last stream: UInt32) -> [UInt8] {
        HTTP2Frame(goAway, number(stream) + number(0)).bytes
    }

    static func reset(_ stream: UInt32, code: UInt32) -> [UInt8] {
        HTTP2Frame(resetStream, stream: stream, number(code)).bytes
    }

    /// A header block without compression: literal fields, never indexed (RFC 7541, 6.2.2).
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields {
            bytes.append(0)
            bytes += text(name.lowercased())
            bytes += text(value)
        }
        return bytes
    }

    private static func text(_ text: String) -> [UInt8] {
        length(text.utf8.count) + Array(text.utf8)
    }

    /// An integer of 7 bits and more (RFC 7541, 5.1).
    private static func length(_ count: Int) -> [UInt8] {
        guard count >= 127 else { return [UInt8(count)] }
        var bytes: [UInt8] = [127]
        var rest = count - 127
        while rest >= 128 {
            bytes.append(UInt8(rest % 128 + 128))
            rest /= 128
        }
        return bytes + [UInt8(rest)]
    }

    private static func read(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func number(_ number: UInt32) -> [UInt8] {
        let places: [UInt32] = [24, 16, 8, 0]
        return places.map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
