package import NudgeCore

/// Reads `Config/rulebooks/NAME.yaml`.
package struct RulebookReader {
    /// More than any law has; a longer list is a slip.
    private static let mostMax = 10_000

    private let hasZone: (String) -> Bool
    private let problems: ConfigProblemList

    /// `hasZone` says whether the system knows a time zone.
    package static func read(
        name: String,
        text: String,
        problems: ConfigProblemList,
        hasZone: (String) -> Bool
    ) -> Rulebook? {
        guard let top = StrictYAML.parse(text, problems: problems) else { return nil }
        return withoutActuallyEscaping(hasZone) { hasZone in
            let reader = RulebookReader(hasZone: hasZone, problems: problems)
            let rulebook = reader.rulebook(name: name, top)
            return problems.hasErrors ? nil : rulebook
        }
    }

    private func rulebook(name: String, _ top: YAMLValue) -> Rulebook? {
        let keys = [
            "title", "default_zone", "windows", "caps", "recipients", "forbidden_words", "required",
        ]
        guard let map = top.mapping(keys) else { return nil }
        var rulebook = Rulebook(name: name, defaultZone: "")
        rulebook.title = map.required("title")?.text() ?? ""
        rulebook.defaultZone = map.required("default_zone").flatMap(zone) ?? ""
        rulebook.windows = named(map.optional("windows"), window)
        rulebook.caps = named(map.optional("caps"), cap)
        if let recipients = map.required("recipients").flatMap(recipients) {
            rulebook.recipients = recipients
        }
        rulebook.forbiddenWords = map.optional("forbidden_words").map(forbiddenWords) ?? []
        rulebook.required = map.optional("required").map(requiredElements) ?? []
        return rulebook
    }

    private func zone(_ value: YAMLValue) -> String? {
        guard let name = value.text() else { return nil }
        guard hasZone(name) else {
            value.fail(
                "unknown time zone '\(name)'",
                hint: "use a name of the IANA database, such as Asia/Shanghai; "
                    + "is the system's tzdata installed?"
            )
            return nil
        }
        return name
    }

    /// A list of rules whose names differ: logs and `explain` tell them apart by name.
    private func named<Rule>(
        _ value: YAMLValue?,
        _ read: (YAMLValue) -> (name: String, rule: Rule)?
    ) -> [Rule] {
        var names: Set<String> = []
        var rules: [Rule] = []
        for element in value?.list() ?? [] {
            guard let (name, rule) = read(element) else { continue }
            if !names.insert(name).inserted {
                element.fail("there is already a rule named '\(name)'", hint: "name it otherwise")
            }
            rules.append(rule)
        }
        return rules
    }

    private func scope(_ map: YAMLMapping) -> RuleScope {
        RuleScope(
            channels: map.optional("channels")?.channels() ?? [],
            classes: map.optional("classes")?.classes() ?? []
        )
    }

    // MARK: Windows

    private func window(_ value: YAMLValue) -> (name: String, rule: WindowRule)? {
        let keys = ["name", "channels", "classes", "spans", "quiet", "basis"]
        guard let map = value.mapping(keys) else { return nil }
        let name = map.required("name")?.text()
        let scope = scope(map)
        let basis = map.required("basis")?.basis()
        guard let spans = spans(map), let name, let basis else { return nil }
        return (name, WindowRule(name: name, scope: scope, spans: spans, basis: basis))
    }

    private func spans(_ map: YAMLMapping) -> [WindowRule.Span]? {
        switch (map.optional("spans"), map.optional("quiet")) {
        case (let spans?, nil):
            guard let elements = spans.list() else { return nil }
            if elements.isEmpty {
                spans.fail("a window without spans is never open", hint: "use a cap with most: 0")
            }
            let read = elements.compactMap(span)
            return read.count == elements.count ? read : nil
        case (nil, let quiet?):
            guard let range = quiet.timeRange() else { return nil }
            guard !range.isWholeDay else {
                quiet.fail("quiet all day is never open", hint: "use a cap with most: 0")
                return nil
            }
            let open = range.complement
            return [WindowRule.Span(from: open.from, to: open.to)]
        case (.some, .some):
            map.key("quiet")?.fail("a window has either 'spans' or 'quiet'", hint: "drop one")
            return nil
        case (nil, nil):
            // `required` also looks whether a misspelt key stands for it.
            _ = map.required("spans")
            return nil
        }
    }

    /// `"08:00-22:00"`, or `{time: "08:00-22:00", weekdays: mon-fri, days: working}`.
    private func span(_ value: YAMLValue) -> WindowRule.Span? {
        if value.isScalar {
            return value.timeRange().map { WindowRule.Span(from: $0.from, to: $0.to) }
        }
        guard let map = value.mapping(["time", "weekdays", "days"]) else { return nil }
        let range = map.required("time")?.timeRange()
        var days = DayCondition.any
        if let value = map.optional("days") {
            guard let read = value.word(of: DayCondition.allCases, named: \.name) else {
                return nil
            }
            days = read
        }
        var weekdays = Set(Weekday.allCases)
        if let value = map.optional("weekdays") {
            guard let read = self.weekdays(value) else { return nil }
            weekdays = read
        }
        guard let range else { return nil }
        return WindowRule.Span(from: range.from, to: range.to, weekdays: weekdays, days: days)
    }

    /// `mon-fri`, or a list of days.
    private func weekdays(_ value: YAMLValue) -> Set<Weekday>? {
        guard value.isScalar else {
            return value.words(of: Weekday.allCases, named: \.name).map(Set.init)
        }
        return value.parsed("a range of weekdays such as mon-fri, or a list of them") { text in
            let ends = text.split(separator: "-").map { Weekday(name: String($0.trimmed)) }
            guard ends.count == 2, let first = ends[0], let last = ends[1],
                first.rawValue <= last.rawValue
            else { return nil }
            return Set(
                Weekday.allCases.filter {
                    first.rawValue <= $0.rawValue && $0.rawValue <= last.rawValue
                }
            )
        }
    }

    // MARK: Caps

    private func cap(_ value: YAMLValue) -> (name: String, rule: CapRule)? {
        let keys = ["name", "channels", "classes", "per", "period", "most", "basis"]
        guard let map = value.mapping(keys) else { return nil }
        let name = map.required("name")?.text()
        let scope = scope(map)
        let subject = map.required("per")?.word(of: CapRule.Subject.allCases, named: \.name)
        let period = map.required("period").flatMap(period)
        let most = map.required("most")?.integer(in: 0...RulebookReader.mostMax)
        let basis = map.required("basis")?.basis()
        guard let name, let subject, let period, let most, let basis else { return nil }
        return (
            name,
            CapRule(
                name: name,
                scope: scope,
                counts: subject,
                period: period,
                most: most,
                basis: basis
            )
        )
    }

    private func period(_ value: YAMLValue) -> CapRule.Period? {
        switch value.rawText {
        case "day": return .calendarDay
        case "week": return .calendarWeek
        case "month": return .calendarMonth
        default: break
        }
        // The history that a decision reads holds 730 contacts: a year is well within it.
        let length = value.parsed(
            "a period: day, week, month, or a rolling length such as 24h or 7d",
            { Milliseconds(parsing: $0) }
        )
        guard let length else { return nil }
        guard length > .zero, length <= .days(366) else {
            value.fail("a rolling period must lie in 1ms…366d, not \(length)")
            return nil
        }
        return .rolling(length)
    }

    // MARK: Recipients and words

    private func recipients(_ value: YAMLValue) -> Set<Role>? {
        guard let map = value.mapping(["roles", "basis"]) else { return nil }
        _ = map.required("basis")?.basis()
        return map.required("roles")?.roles()
    }

    private func forbiddenWords(_ value: YAMLValue) -> [ForbiddenWord] {
        var words: [ForbiddenWord] = []
        var seen: [String: String] = [:]
        for element in value.list() ?? [] {
            guard let map = element.mapping(["category", "title", "phrases", "basis"]) else {
                continue
            }
            let category = map.required("category")?.text()
            _ = map.required("title")?.text()
            let basis = map.required("basis")?.basis()
            let phrases = map.required("phrases")?.texts() ?? []
            guard let category, let basis else { continue }
            for phrase in phrases {
                if let other = seen.updateValue(category, forKey: phrase) {
                    element.fail("'\(phrase)' stands already in category \(other)")
                }
                words.append(ForbiddenWord(phrase: phrase, category: category, basis: basis))
            }
        }
        return words
    }

    private func requiredElements(_ value: YAMLValue) -> [RequiredElement] {
        (value.list() ?? []).compactMap { element in
            guard let map = element.mapping(["variable", "channels", "classes", "basis"]) else {
                return nil
            }
            let variable = map.required("variable")?.text()
            let scope = scope(map)
            guard let basis = map.required("basis")?.basis(), let variable else { return nil }
            return RequiredElement(variable: variable, scope: scope, basis: basis)
        }
    }
}
