/// What is done to a value before it takes its place in a request.
package enum WireFilter: Hashable, Sendable {
    /// A phone number as `+8613800138000`.
    case e164
    /// A mainland number without its country's: `13800138000`; others keep `00` and theirs.
    case national
    /// The digits alone: `8613800138000`.
    case digits
    /// An instant as seconds or milliseconds since 1970.
    case seconds
    case milliseconds
    /// An instant as `2026-11-20T08:00:00Z`.
    case iso8601
    /// An instant as `20261120T080000Z`.
    case basic
    /// An instant in Beijing, as `2026-11-20 16:00:00`.
    case beijing
    /// An instant as `Fri, 20 Nov 2026 08:00:00 +0000`.
    case rfc2822
    /// From now until an instant, in whole seconds; at least 0.
    case remaining
    /// The value's JSON, as text.
    case json
    case text
    case number
    case base64
    case hex
    case upper
    case lower
    /// Encoded words of a mail header: RFC 2047.
    case rfc2047
    /// The digest of its UTF-8, as small hexadecimal digits.
    case sha256
    /// At most so many bytes of UTF-8, cut between characters.
    case limit(Int)

    private static let plain: [(name: String, filter: WireFilter)] = [
        ("e164", .e164), ("national", .national), ("digits", .digits), ("seconds", .seconds),
        ("milliseconds", .milliseconds), ("iso8601", .iso8601), ("basic", .basic),
        ("beijing", .beijing), ("rfc2822", .rfc2822), ("remaining", .remaining),
        ("json", .json), ("text", .text),
        ("number", .number), ("base64", .base64), ("hex", .hex), ("upper", .upper),
        ("lower", .lower),
        ("rfc2047", .rfc2047), ("sha256", .sha256),
    ]

    package static let names = plain.map(\.name) + ["limit(N)"]

    /// Bounds a limit: no field of a gateway is longer.
    private static let limitMax = 1_000_000

    /// `nil` for a word that is no filter.
    package init?(parsing text: String) {
        if let found = WireFilter.plain.first(where: { $0.name == text }) {
            self = found.filter
            return
        }
        guard text.hasPrefix("limit("), text.hasSuffix(")"),
            let count = Int(text.dropFirst(6).dropLast()), count >= 1, count <= WireFilter.limitMax
        else { return nil }
        self = .limit(count)
    }
}
