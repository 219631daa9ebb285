import NudgeCore

/// Reads `pacing`, `route` and `doubt` of a gateway's file.
enum PacingReader {
    private static let perDayMax = 100_000_000
    private static let limitsMax = 8
    private static let mostMax = 100_000

    /// `{per_day: 100000, resets: "00:00", hours: "08:00-22:00", zone: …, recipient: […]}`.
    static func pacing(_ value: YAMLValue) -> PacingForm {
        var form = PacingForm()
        guard let map = value.mapping(["per_day", "resets", "hours", "zone", "recipient"]) else {
            return form
        }
        form.perDay = map.optional("per_day")?.integer(in: 1...perDayMax)
        if let resets = map.optional("resets") {
            form.resetMinute = minute(resets) ?? 0
            if form.perDay == nil { resets.fail("'resets' needs a 'per_day' quota") }
        }
        form.hours = map.optional("hours").flatMap(hours)
        form.zone = map.optional("zone")?.text()
        let limits = map.optional("recipient")?.list() ?? []
        if limits.count > limitsMax {
            map.fail("at most \(limitsMax) limits per recipient")
        }
        form.recipient = limits.compactMap(limit)
        return form
    }

    /// `{order: 1, weight: 3}`.
    static func route(_ value: YAMLValue) -> RouteForm {
        var form = RouteForm()
        guard let map = value.mapping(["order", "weight"]) else { return form }
        if let order = map.optional("order")?.integer(in: 1...RouteForm.orderMax) {
            form.order = order
        }
        if let weight = map.optional("weight")?.integer(in: 1...RouteForm.weightMax) {
            form.weight = weight
        }
        return form
    }

    /// `{after: 72h, then: expire}`.
    static func doubt(_ value: YAMLValue) -> DoubtPolicy {
        var policy = DoubtPolicy()
        guard let map = value.mapping(["after", "then"]) else { return policy }
        if let after = map.optional("after")?.length(in: .minutes(1) ... .days(30)) {
            policy.after = after
        }
        if let then = map.optional("then")?
            .word(of: DoubtPolicy.Ending.allCases, named: \.name)
        {
            policy.then = then
        }
        return policy
    }

    private static func minute(_ value: YAMLValue) -> Int? {
        value.parsed("a time of day such as \"00:00\"") { text in
            TimeOfDay(parsing: text).map { Int($0.minutes) }.flatMap { $0 < 1440 ? $0 : nil }
        }
    }

    private static func hours(_ value: YAMLValue) -> OpenHours? {
        value.parsed("hours of one day such as \"08:00-22:00\"") { text in
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let from = TimeOfDay(parsing: ends[0]),
                let until = TimeOfDay(parsing: ends[1]), from < until
            else { return nil }
            return OpenHours(from: Int(from.minutes), until: Int(until.minutes))
        }
    }

    /// `50 per day`, `1 per 30s`; or `{limit: 50 per day, same: template}`.
    private static func limit(_ value: YAMLValue) -> RecipientLimit? {
        if value.isMapping {
            guard let map = value.mapping(["limit", "same"]),
                var limit = map.required("limit").flatMap(plainLimit)
            else { return nil }
            if let same = map.required("same")?.word(of: ["template"], named: { $0 }) {
                limit.isSameTemplate = same == "template"
            }
            return limit
        }
        return plainLimit(value)
    }

    private static func plainLimit(_ value: YAMLValue) -> RecipientLimit? {
        value.parsed("a limit such as '1 per 30s' or '50 per day'") { text in
            let words = text.split(separator: " ")
            guard words.count == 3, words[1] == "per", let most = YAMLValue.integer(words[0]),
                (1...mostMax).contains(most)
            else { return nil }
            if words[2] == "day" { return RecipientLimit(most: most, period: .day) }
            guard let length = Milliseconds(parsing: words[2]), length >= .seconds(1),
                length <= .days(31)
            else { return nil }
            return RecipientLimit(most: most, period: .rolling(length))
        }
    }
}
