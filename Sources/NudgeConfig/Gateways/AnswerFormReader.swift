package import NudgeCore

/// Reads the section `answers` of a gateway's file.
package struct AnswerFormReader {
    private let zones: ZoneStore
    private let tests = WireTestReader()

    private static let rulesMax = 200
    /// A wait is looked for in a few places, one after the other.
    private static let waitsMax = 4

    package init(zones: ZoneStore) {
        self.zones = zones
    }

    /// `sureStatuses`: Those that the file names at its top.
    package func form(_ value: YAMLValue, sureStatuses: [Int] = []) -> AnswerForm? {
        let keys = [
            "format", "charset", "reason", "rules", "recipients", "recipient_rules",
            "refused_list", "sure_statuses",
        ]
        guard let map = value.mapping(keys) else { return nil }
        let format = tests.format(map.optional("format"))
        let charset = tests.charset(map.optional("charset"))
        let reason = map.optional("reason").map(tests.paths) ?? []
        let rules = map.required("rules").map { self.rules($0, isOfRecipient: false) } ?? []
        let recipients = recipients(map)
        let sure = (map.optional("sure_statuses")?.list() ?? [])
            .compactMap { $0.integer(in: 500...599) }
        guard let format, !rules.isEmpty else { return nil }
        return AnswerForm(
            format: format,
            charset: charset,
            rules: rules,
            reason: reason,
            recipients: recipients,
            sureStatuses: sureStatuses + sure.filter { !sureStatuses.contains($0) }
        )
    }

    // MARK: - Rules

    private func rules(_ value: YAMLValue, isOfRecipient: Bool) -> [AnswerRule] {
        guard let elements = value.list() else { return [] }
        if elements.count > AnswerFormReader.rulesMax {
            value.fail("more than \(AnswerFormReader.rulesMax) rules")
        }
        var rules: [AnswerRule] = []
        var lines: [Int] = []
        for element in elements {
            guard let rule = rule(element, isOfRecipient: isOfRecipient) else { continue }
            if let index = rules.firstIndex(where: { $0.when.covers(rule.when) }) {
                element.fail(
                    "this rule is never reached: the one in line \(lines[index]) takes all that "
                        + "it would",
                    hint: "put the narrower rule first"
                )
            }
            rules.append(rule)
            lines.append(element.line)
        }
        if !rules.isEmpty, !rules.contains(where: { $0.answerClass == .accepted }) {
            value.fail(
                "no rule of class 'accepted': nothing would ever count as sent",
                hint: "say by what the gateway shows that it took a message"
            )
        }
        return rules
    }

    private func rule(_ value: YAMLValue, isOfRecipient: Bool) -> AnswerRule? {
        guard let map = value.mapping(["when", "class", "id", "wait", "scope"]) else { return nil }
        let answerClass = map.required("class")?
            .word(of: AnswerRule.Class.allCases, named: \.name)
        let when = condition(map.optional("when"), isOfRecipient: isOfRecipient)
        let id = map.optional("id").flatMap(tests.identifier)
        let waits = map.optional("wait").map(waits) ?? []
        let scope = map.optional("scope")?.word(of: LimitScope.allCases, named: \.name)
        guard let answerClass, let when else { return nil }
        if answerClass == .accepted, when == WireCondition() {
            value.fail(
                "success needs a sign of it: a rule of class 'accepted' without a 'when'",
                hint: "name the status, or the value that says so"
            )
        }
        refuse(map, "id", unless: answerClass == .accepted, "only an accepted message has an id")
        refuse(
            map,
            "wait",
            unless: answerClass == .retry || answerClass == .rateLimited,
            "only 'retry' and 'rate-limited' wait"
        )
        refuse(map, "scope", unless: answerClass == .rateLimited, "only a limit has a scope")
        if isOfRecipient, answerClass == .split || answerClass == .refreshToken {
            value.fail(
                "'\(answerClass.name)' is about the whole request",
                hint: "put it in 'rules'"
            )
        }
        return AnswerRule(
            when: when,
            answerClass,
            id: id,
            wait: waits,
            scope: scope ?? (isOfRecipient ? .recipient : .gateway)
        )
    }

    private func refuse(_ map: YAMLMapping, _ key: String, unless isFit: Bool, _ why: String) {
        guard !isFit, let key = map.key(key) else { return }
        key.fail(why, hint: "drop '\(key.rawText ?? "")'")
    }

    /// `nil` when it is there and cannot be read; without one a rule takes all.
    func condition(_ value: YAMLValue?, isOfRecipient: Bool) -> WireCondition? {
        guard let value else { return WireCondition() }
        let keys = isOfRecipient ? ["json", "xml"] : ["status", "header", "json", "xml", "body"]
        guard let map = value.mapping(keys) else { return nil }
        var condition = WireCondition()
        condition.statuses = map.optional("status").map(statuses) ?? []
        condition.headers = map.optional("header").map(tests.headers) ?? []
        for key in ["json", "xml"] {
            condition.fields += map.optional(key).map(tests.fields) ?? []
        }
        if let body = map.optional("body") {
            let found =
                body.isMapping ? tests.test(body) : tests.words(body).map { .contains(oneOf: $0) }
            condition.body = found.map { [$0] } ?? []
        }
        if !keys.contains(where: map.has) {
            value.fail("'when' asks for nothing", hint: "leave it out: then the rule takes all")
        }
        // What could not be read was told: the rule must not seem to take all.
        return condition == WireCondition() ? nil : condition
    }

    /// `200`, `5xx`, or a list of them.
    private func statuses(_ value: YAMLValue) -> [ClosedRange<Int>] {
        let elements = value.isScalar ? [value] : value.list() ?? []
        return elements.compactMap { element in
            element.parsed("a status such as 429, or a class of them such as 5xx") { text in
                if text.count == 3, text.hasSuffix("xx"), let hundred = Int(text.prefix(1)),
                    (2...5).contains(hundred)
                {
                    return hundred * 100...hundred * 100 + 99
                }
                guard let status = YAMLValue.integer(text), (200...599).contains(status) else {
                    return nil
                }
                return status...status
            }
        }
    }

    // MARK: - Waits

    private func waits(_ value: YAMLValue) -> [WaitForm] {
        let elements = value.isList ? value.list() ?? [] : [value]
        if elements.count > AnswerFormReader.waitsMax {
            value.fail("more than \(AnswerFormReader.waitsMax) places to look for a wait")
        }
        return elements.compactMap(wait)
    }

    private func wait(_ value: YAMLValue) -> WaitForm? {
        guard value.isMapping else {
            return value.length(in: .seconds(1)...WaitForm.lengthMax).map { .length($0) }
        }
        let keys = [
            "header", "json", "xml", "unit", "until", "zone", "text", "minutes", "hours", "days",
        ]
        guard let map = value.mapping(keys) else { return nil }
        if let until = map.optional("until") { return self.until(until, map) }
        if let text = map.optional("text") { return prose(text, map) }
        let unit = map.optional("unit")?.word(of: WaitForm.Unit.allCases, named: \.name) ?? .seconds
        if let header = map.optional("header") {
            return header.text().flatMap { tests.header($0, header) }.map { .header($0, unit) }
        }
        if let field = map.optional("json") ?? map.optional("xml") {
            return tests.path(field).map { .field($0, unit) }
        }
        map.fail(
            "this does not say how long to wait",
            hint: "write a length such as 60s, or where it stands: {header: retry-after}"
        )
        return nil
    }

    private func until(_ value: YAMLValue, _ map: YAMLMapping) -> WaitForm? {
        guard let zone = map.required("zone").flatMap({ tests.zone($0, zones) }) else { return nil }
        if value.rawText == "next-month" { return .nextMonth(zone) }
        return value.parsed("a time of the day such as \"00:00\", or next-month") { text in
            TimeOfDay(parsing: text).flatMap { $0.minutes < 1440 ? $0 : nil }
        }.map { .until($0, zone) }
    }

    private func prose(_ value: YAMLValue, _ map: YAMLMapping) -> WaitForm? {
        func words(_ key: String) -> [String] { map.optional(key).flatMap(tests.words) ?? [] }
        let path = tests.path(value)
        let zone = map.required("zone").flatMap { tests.zone($0, zones) }
        guard ["minutes", "hours", "days"].contains(where: map.has) else {
            map.fail("no word says how long to wait", hint: "name some as minutes, hours or days")
            return nil
        }
        guard let path, let zone else { return nil }
        return .prose(
            WaitProse(
                path: path,
                minutes: words("minutes"),
                hours: words("hours"),
                days: words("days"),
                zone: zone
            )
        )
    }

    // MARK: - Batches

    private func recipients(_ map: YAMLMapping) -> RecipientAnswers? {
        let refused = map.optional("refused_list").map(refusedLists) ?? []
        guard let value = map.optional("recipients") else {
            map.key("recipient_rules")?.fail("rules for whom?", hint: "say where with 'recipients'")
            guard !refused.isEmpty else { return nil }
            return RecipientAnswers(items: nil, owner: .order, rules: [], refused: refused)
        }
        let keys = ["items", "address", "order", "keyed", "id", "reason"]
        guard let inner = value.mapping(keys) else { return nil }
        let items = inner.required("items").flatMap(tests.path)
        let owner = owner(inner)
        let rules =
            map.required("recipient_rules").map { self.rules($0, isOfRecipient: true) } ?? []
        guard let items, let owner else { return nil }
        return RecipientAnswers(
            items: items,
            owner: owner,
            rules: rules,
            id: inner.optional("id").flatMap(tests.identifier),
            reason: inner.optional("reason").map(tests.paths) ?? [],
            refused: refused
        )
    }

    private func owner(_ map: YAMLMapping) -> RecipientAnswers.Owner? {
        let given = ["address", "order", "keyed"].filter(map.has)
        guard given.count == 1, let key = given.first, let value = map.optional(key) else {
            map.fail(
                "it must be clear whose each item is",
                hint: "say 'address: PATH', 'order: true' or 'keyed: true'"
            )
            return nil
        }
        if key == "address" { return tests.path(value).map { .address($0) } }
        guard value.flag() == true else {
            value.fail("'\(key)' is true, or left out")
            return nil
        }
        return key == "order" ? .order : .key
    }

    private func refusedLists(_ value: YAMLValue) -> [RefusedList] {
        let elements = value.isList ? value.list() ?? [] : [value]
        return elements.compactMap { element in
            guard let map = element.mapping(["list", "separator", "class"]) else { return nil }
            let path = map.required("list").flatMap(tests.path)
            let separator = map.optional("separator")?.text() ?? ""
            let answerClass = map.required("class")?.word(
                of: [.badRecipient, .optedOut, .misconfigured, .retry, .rateLimited],
                named: { (word: AnswerRule.Class) in word.name }
            )
            guard let path, let answerClass else { return nil }
            return RefusedList(path: path, separator: separator, answerClass: answerClass)
        }
    }
}
