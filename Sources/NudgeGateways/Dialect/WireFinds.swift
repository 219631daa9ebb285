internal import NudgeCore

/// What was found in the places of a request.
struct WireFinds {
    /// Found once, for the whole request.
    private(set) var common: [String: JSONValue] = [:]
    /// Found for each recipient, in the order of the request.
    private(set) var each: [[String: JSONValue]] = []
    /// A secret that stands in the request is not the file's.
    var hasWrongSecret = false
    /// When the request says that it was made.
    var now: Instant?
    /// The beginning of the day from which a question asks, as the vendor's clock counts days.
    var since: Instant?
    /// Digests that it holds, to be made again.
    var digests: [Digest] = []

    struct Digest {
        let node: WireNode
        let text: String
        let slot: Int?
    }

    /// What was found, as places of one recipient or of the whole request.
    func places(of slot: Int?) -> [String: WireValue] {
        let own = slot.map { each.indices.contains($0) ? each[$0] : [:] } ?? [:]
        let values = common.merging(own) { _, new in new }
        return values.filter { $0.key != "now" }.mapValues { .json($0) }
    }

    mutating func add(_ name: String, _ value: JSONValue, slot: Int?) {
        guard let slot else {
            if common[name] == nil { common[name] = value }
            return
        }
        while each.count <= slot { each.append([:]) }
        if each[slot][name] == nil { each[slot][name] = value }
    }

    func text(_ name: String) -> String? {
        common[name]?.plainText
    }

    /// One for each recipient; empty when the request says to nobody.
    var messages: [DialectMessage] {
        let slots = each.isEmpty ? [[:]] : each
        return slots.enumerated().compactMap { index, slot in
            func text(_ name: String) -> String? { (slot[name] ?? common[name])?.plainText }
            guard let to = text("to"), !to.isEmpty else { return nil }
            // Outside of `$each` it is that of the first message alone.
            let reference = slot["reference"] ?? (index == 0 ? common["reference"] : nil)
            return DialectMessage(
                to: WireFinds.normalised(to),
                reference: reference?.plainText,
                subject: text("subject"),
                content: text("content") ?? text("parameters") ?? "",
                code: text("code"),
                channel: text("channel")
            )
        }
    }

    /// The address that a question names.
    var askedAddress: String? {
        text("to").flatMap { $0.isEmpty ? nil : WireFinds.normalised($0) }
    }

    /// A phone number in any of its forms as E.164; other addresses as they are.
    private static func normalised(_ text: String) -> String {
        let isDigits = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "+") }
        guard isDigits, text.utf8.count >= 7 else { return text }
        if let number = try? PhoneNumber(parsing: text, region: .mainland) { return number.e164 }
        let digits = text.hasPrefix("00") ? String(text.dropFirst(2)) : text
        let plain = digits.hasPrefix("+") ? digits : "+" + digits
        return (try? PhoneNumber(parsing: plain, region: .mainland))?.e164 ?? text
    }
}

/// Filters undone, as far as they can be.
enum UndoneFilters {
    /// `nil` when a filter lets nothing be read back.
    static func undo(_ filters: [WireFilter], _ value: JSONValue) -> JSONValue? {
        var value = value
        for filter in filters.reversed() {
            guard let before = undo(filter, value) else { return nil }
            value = before
        }
        return value
    }

    /// An instant, by the first filter that says how it is written.
    static func instant(_ filters: [WireFilter], _ value: JSONValue) -> Instant? {
        let text = value.plainText
        guard let filter = filters.first else { return Instant(parsing: text) }
        switch filter {
        case .seconds: return Int64(text).map { Instant(milliseconds: $0 * 1000) }
        case .milliseconds: return Int64(text).map { Instant(milliseconds: $0) }
        case .iso8601: return Instant(parsing: text)
        case .beijing: return Instant(parsing: text.replacing(" ", with: "T") + "+08:00")
        default: return nil
        }
    }

    /// The beginning of the day of an instant that was written in whatever way, be it cut short.
    static func day(_ filters: [WireFilter], _ value: JSONValue) -> Instant? {
        if let instant = instant(filters, value), filters.count == 1 { return instant }
        let digits = value.plainText.filter(\.isNumber).prefix(8)
        guard digits.count == 8, let year = Int(digits.prefix(4)),
            let month = Int(digits.dropFirst(4).prefix(2)), let day = Int(digits.suffix(2)),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let start = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
        return filters.contains(.beijing) ? start - .hours(8) : start
    }

    private static func undo(_ filter: WireFilter, _ value: JSONValue) -> JSONValue? {
        switch filter {
        case .json: JSONReader.read(Array(value.plainText.utf8))
        case .base64:
            Base64.decode(value.plainText).map { .string(String(decoding: $0, as: UTF8.self)) }
        case .hex:
            HexDigits.decode(value.plainText[...]).map {
                .string(String(decoding: $0, as: UTF8.self))
            }
        case .rfc2047: .string(EncodedWord.decode(value.plainText))
        case .sha256, .remaining: nil
        case .e164, .national, .digits, .seconds, .milliseconds, .iso8601, .basic, .beijing,
            .rfc2822, .text, .number, .upper, .lower, .limit:
            value
        }
    }
}

extension EncodedWord {
    /// The text of encoded words in UTF-8 and base 64; anything else as it stands.
    static func decode(_ text: String) -> String {
        let words = text.split(separator: " ")
        var bytes: [UInt8] = []
        for word in words {
            guard word.hasPrefix("=?UTF-8?B?"), word.hasSuffix("?="),
                let part = Base64.decode(word.dropFirst(10).dropLast(2))
            else { return text }
            bytes += part
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
