internal import NudgeCore

/// The value of a place.
enum WireValue: Hashable {
    /// An instant, until a filter says how it is written.
    case instant(Instant)
    case json(JSONValue)

    static func text(_ text: String) -> WireValue { .json(.string(text)) }

    /// An instant without a filter is written as `2026-11-20T08:00:00Z`.
    var json: JSONValue {
        switch self {
        case .instant(let instant): .string(WireTime.iso8601(instant))
        case .json(let json): json
        }
    }
}

extension JSONValue {
    /// As it stands in a text: that of a string, the digits of a number, else its JSON.
    var plainText: String {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .array, .object: String(decoding: bytes, as: UTF8.self)
        }
    }
}

/// The forms in which gateways want an instant.
enum WireTime {
    private static let beijingOffset = Milliseconds.hours(8)

    /// `2026-11-20T08:00:00Z`.
    static func iso8601(_ instant: Instant) -> String {
        let (date, clock) = parts(instant)
        return "\(date)T\(clock)Z"
    }

    /// `20261120T080000Z`.
    static func basic(_ instant: Instant) -> String {
        String(iso8601(instant).filter { $0 != "-" && $0 != ":" })
    }

    /// `2026-11-20 16:00:00`.
    static func beijing(_ instant: Instant) -> String {
        let (date, clock) = parts(instant + beijingOffset)
        return "\(date) \(clock)"
    }

    static func seconds(_ instant: Instant) -> Int64 {
        Int64((Double(instant.milliseconds) / 1000).rounded(.down))
    }

    private static func parts(_ instant: Instant) -> (date: CivilDate, clock: String) {
        let second = seconds(instant)
        let ofDay = ((second % 86_400) + 86_400) % 86_400
        let day = (second - ofDay) / 86_400
        let clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
        return (CivilDate(daysSinceEpoch: Int32(day)), clock)
    }
}
