internal import NudgeCore

/// Texts of signatures, written as bytes: by table, without a text for each part.
enum SigningBytes {
    private static let digits = Array("0123456789abcdef".utf8)
    private static let capitals = Array("0123456789ABCDEF".utf8)
    /// RFC 3986, section 2.3: what percent-encoding leaves alone.
    private static let unreserved: [Bool] = (0..<256).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// In small hexadecimal digits.
    static func appendHex(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        appendHex(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Percent-encoded by RFC 3986, a space as `%20`; `slash` leaves `/` alone.
    static func appendEncoded(
        _ bytes: some Sequence<UInt8>,
        slash: Bool = false,
        to text: inout [UInt8]
    ) {
        for byte in bytes {
            if unreserved[Int(byte)] || slash && byte == UInt8(ascii: "/") {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(capitals[Int(byte >> 4)])
                text.append(capitals[Int(byte & 15)])
            }
        }
    }

    /// `name=value&…`, encoded, in the order given.
    static func appendQuery(_ pairs: some Sequence<WirePair>, to text: inout [UInt8]) {
        var isFirst = true
        for pair in pairs {
            if !isFirst { text.append(UInt8(ascii: "&")) }
            isFirst = false
            appendEncoded(pair.name.utf8, to: &text)
            text.append(UInt8(ascii: "="))
            appendEncoded(pair.value.utf8, to: &text)
        }
    }

    /// By the bytes of the encoded names, then of the encoded values.
    static func sorted(_ pairs: [WirePair]) -> [WirePair] {
        guard pairs.count > 1 else { return pairs }
        let encoded = pairs.map { pair in
            var name: [UInt8] = []
            appendEncoded(pair.name.utf8, to: &name)
            return (name, pair)
        }
        return encoded.sorted { left, right in
            if left.0 != right.0 { return left.0.lexicographicallyPrecedes(right.0) }
            var (one, other): ([UInt8], [UInt8]) = ([], [])
            appendEncoded(left.1.value.utf8, to: &one)
            appendEncoded(right.1.value.utf8, to: &other)
            return one.lexicographicallyPrecedes(other)
        }.map(\.1)
    }
}

/// How an instant is written in a signature; always UTC, in whole seconds.
enum SigningTime {
    /// `2026-11-20T08:00:00Z`.
    case iso8601
    /// `20261120T080000Z`.
    case basic
    /// `1795161600`.
    case seconds

    func text(_ now: Instant) -> String {
        let seconds = SigningTime.wholeSeconds(now)
        guard self != .seconds else { return String(seconds) }
        var text = SigningTime.day(now, dashed: self == .iso8601)
        let clock = Int(seconds - Int64(SigningTime.dayNumber(now)) * 86_400)
        text.append(UInt8(ascii: "T"))
        for (index, part) in [clock / 3600, clock / 60 % 60, clock % 60].enumerated() {
            if index > 0 && self == .iso8601 { text.append(UInt8(ascii: ":")) }
            SigningTime.append(part, to: &text)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    static func wholeSeconds(_ now: Instant) -> Int64 {
        let rest = now.milliseconds % 1000
        return (now.milliseconds - (rest < 0 ? rest + 1000 : rest)) / 1000
    }

    /// Days since 1970-01-01, in UTC.
    static func dayNumber(_ now: Instant) -> Int32 {
        let seconds = wholeSeconds(now)
        let rest = seconds % 86_400
        return Int32((seconds - (rest < 0 ? rest + 86_400 : rest)) / 86_400)
    }

    /// `2026-11-20`, or `20261120`; the UTC date.
    static func day(_ now: Instant, dashed: Bool) -> [UInt8] {
        let (year, month, day) = CivilDate(daysSinceEpoch: dayNumber(now)).components
        var text: [UInt8] = []
        text.reserveCapacity(20)
        append(year / 100, to: &text)
        append(year % 100, to: &text)
        if dashed { text.append(UInt8(ascii: "-")) }
        append(month, to: &text)
        if dashed { text.append(UInt8(ascii: "-")) }
        append(day, to: &text)
        return text
    }

    /// Two digits.
    private static func append(_ value: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }
}
