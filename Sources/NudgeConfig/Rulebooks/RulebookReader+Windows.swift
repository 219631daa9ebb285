import NudgeCore

/// Windows and blackouts: when messages may leave.
extension RulebookReader {
    /// More than any day has; a longer list is a slip.
    private static let spansMax = 64

    func window(_ value: YAMLValue) -> (name: String, rule: WindowRule)? {
        guard let map = map(value, ["spans", "quiet"]) else { return nil }
        let head = head(map) { places.noteWindow($0, at: value) }
        guard let (sense, spans) = spans(map), let head else { return nil }
        return (
            head.name,
            WindowRule(
                name: head.name,
                scope: head.scope,
                sense: sense,
                spans: spans,
                agreement: head.clause,
                basis: head.basis
            )
        )
    }

    private func spans(_ map: YAMLMapping) -> (WindowRule.Sense, [WindowRule.Span])? {
        switch (map.optional("spans"), map.optional("quiet")) {
        case (let spans?, nil):
            return self.spans(spans).map { (.open, $0) }
        case (nil, let quiet?):
            guard let spans = self.spans(quiet) else { return nil }
            if spans.contains(where: \.isAlways) {
                quiet.fail("quiet all day is never open", hint: "use a cap with most: 0")
                return nil
            }
            return (.quiet, spans)
        case (.some, .some):
            map.key("quiet")?.fail("a window has either 'spans' or 'quiet'", hint: "drop one")
            return nil
        case (nil, nil):
            // `required` also looks whether a misspelt key stands for it.
            _ = map.required("spans")
            return nil
        }
    }

    /// One range, one mapping, or a list of both.
    private func spans(_ value: YAMLValue) -> [WindowRule.Span]? {
        guard value.isList else { return span(value).map { [$0] } }
        let elements = value.list() ?? []
        if elements.isEmpty {
            value.fail("a window without spans is never open", hint: "use a cap with most: 0")
        }
        if elements.count > RulebookReader.spansMax {
            value.fail("a window has at most \(RulebookReader.spansMax) spans")
        }
        var spans: [WindowRule.Span] = []
        for element in elements {
            guard let span = span(element) else { continue }
            if let other = spans.first(where: { $0.meets(span) }) {
                element.warn(
                    "\(span.words) meets \(other.words) of the same days",
                    hint: "write one range instead of the two"
                )
            }
            spans.append(span)
        }
        return spans.count == elements.count ? spans : nil
    }

    /// `"08:00-22:00"`, or `{time: "08:00-22:00", weekdays: mon-fri, days: working}`.
    private func span(_ value: YAMLValue) -> WindowRule.Span? {
        if value.isScalar {
            return value.timeRange().map { WindowRule.Span(from: $0.from, to: $0.to) }
        }
        guard let map = value.mapping(["time", "weekdays", "days", "season", "dates"]) else {
            return nil
        }
        let range = map.required("time")?.timeRange()
        guard let condition = condition(map), let range else { return nil }
        return WindowRule.Span(from: range.from, to: range.to, on: condition)
    }

    /// `nil` when any of the conditions cannot be read.
    private func condition(_ map: YAMLMapping) -> DateCondition? {
        var condition = DateCondition.always
        var isSound = true
        func take<Value>(
            _ key: String,
            _ path: WritableKeyPath<DateCondition, Value>,
            _ read: (YAMLValue) -> Value?
        ) {
            guard let value = map.optional(key) else { return }
            if let found = read(value) {
                condition[keyPath: path] = found
            } else {
                isSound = false
            }
        }
        take("weekdays", \.weekdays) { $0.weekdays() }
        take("days", \.days) { value in
            let found = value.word(of: DayCondition.allCases, named: \.name)
            if let found, found != .any { places.noteCalendar(at: value) }
            return found
        }
        take("season", \.season) { $0.season() }
        take("dates", \.dates) { $0.dateRanges() }
        return isSound ? condition : nil
    }

    // MARK: Blackouts

    func blackout(_ value: YAMLValue) -> (name: String, rule: Blackout)? {
        let keys = [
            "dates", "season", "weekdays", "days", "holiday", "days_before", "days_after",
        ]
        guard let map = map(value, keys) else { return nil }
        let head = head(map) { places.noteWindow($0, at: value) }
        guard var condition = condition(map) else { return nil }
        condition.holiday = holiday(map)
        guard condition.holiday != nil || !condition.dates.isEmpty || condition.season != nil
        else {
            map.fail(
                "a blackout that names no dates never ends",
                hint: "say 'dates', 'season' or 'holiday'; weekdays are a window's"
            )
            return nil
        }
        guard let head else { return nil }
        return (
            head.name,
            Blackout(
                name: head.name,
                scope: head.scope,
                on: condition,
                agreement: head.clause,
                basis: head.basis
            )
        )
    }

    /// No holiday is prepared for longer than this.
    private static let daysAroundMax = 60

    private func holiday(_ map: YAMLMapping) -> DateCondition.HolidaySpan? {
        let around = 0...RulebookReader.daysAroundMax
        let before = map.optional("days_before")?.integer(in: around)
        let after = map.optional("days_after")?.integer(in: around)
        guard let value = map.optional("holiday") else {
            for key in ["days_before", "days_after"] where map.has(key) {
                map.key(key)?.fail("'\(key)' is counted from a 'holiday'", hint: "name one")
            }
            return nil
        }
        guard let name = value.text() else { return nil }
        places.noteHoliday(name, at: value)
        return DateCondition.HolidaySpan(
            name: name,
            daysBefore: before ?? 0,
            daysAfter: after ?? 0
        )
    }
}

extension WindowRule.Span {
    fileprivate var isAlways: Bool {
        from.minutes == 0 && to.minutes == 1440 && on.isAlways
    }

    fileprivate var words: String { "\(from)-\(to)" }

    /// Whether the two are one stretch: they touch or overlap, on the same days.
    fileprivate func meets(_ other: WindowRule.Span) -> Bool {
        guard on == other.on, !crossesMidnight, !other.crossesMidnight else { return false }
        return from <= other.to && other.from <= to
    }
}
