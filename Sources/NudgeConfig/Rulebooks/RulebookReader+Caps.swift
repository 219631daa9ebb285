import NudgeCore

/// Caps: how often messages may leave.
extension RulebookReader {
    /// More than any law has; a longer list is a slip.
    private static let mostMax = 10_000

    func caps(_ value: YAMLValue?) -> [CapRule] {
        var names: Set<String> = []
        var mentions: [(cap: String, names: YAMLValue)] = []
        let caps = named(value, &names) { element in
            cap(element) { mentions.append(($0, $1)) }
        }
        for (cap, value) in mentions { checkReplaces(value, of: cap, among: caps) }
        return caps
    }

    private func cap(
        _ value: YAMLValue,
        onReplaces: (String, YAMLValue) -> Void
    ) -> (name: String, rule: CapRule)? {
        let keys = ["per", "period", "most", "gap", "same_content", "replaces"]
        guard let map = map(value, keys) else { return nil }
        let head = head(map) { name in
            places.noteCap(name, at: value)
            if let replaces = map.optional("replaces") { onReplaces(name, replaces) }
        }
        let subject = map.required("per")?.word(of: CapRule.Subject.allCases, named: \.name)
        let limit = limit(map)
        let isSameContent = map.optional("same_content")?.flag() ?? false
        let replaces = map.optional("replaces")?.texts() ?? []
        guard let head, let subject, let limit else { return nil }
        return (
            head.name,
            CapRule(
                name: head.name,
                scope: head.scope,
                counts: subject,
                period: limit.period,
                most: limit.most,
                isSameContent: isSameContent,
                replaces: replaces,
                agreement: head.clause,
                basis: head.basis
            )
        )
    }

    /// `period` with `most`, or `gap`: the plain word for one in a rolling period.
    private func limit(_ map: YAMLMapping) -> (period: CapRule.Period, most: Int)? {
        guard let gap = map.optional("gap") else {
            let period = map.required("period").flatMap(period)
            let most = map.required("most")?.integer(in: 0...RulebookReader.mostMax)
            guard let period, let most else { return nil }
            return (period, most)
        }
        for key in ["period", "most"] where map.has(key) {
            map.key(key)?.fail(
                "a rule has either 'gap' or 'period' and 'most'",
                hint: "gap: 30s is the same as period: 30s with most: 1"
            )
        }
        guard let length = gap.length(in: Milliseconds(1) ... .days(366)) else { return nil }
        return (.rolling(length), 1)
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

    /// A rule stands beside the others unless it says that it replaces them, and can say so only of
    /// its own rulebook's.
    private func checkReplaces(_ value: YAMLValue, of name: String, among caps: [CapRule]) {
        let own = caps.first { $0.name == name }
        for element in value.list() ?? [] {
            guard let replaced = element.rawText, !replaced.isEmpty else { continue }
            guard let other = caps.first(where: { $0.name == replaced }) else {
                let others = caps.map(\.name).filter { $0 != name }
                element.fail(
                    "there is no cap '\(replaced)' in this rulebook",
                    hint: NearestWord.find(replaced, in: others).map { "did you mean '\($0)'?" }
                        ?? "a rulebook can only restrict: "
                        + "it replaces caps of its own, never another's"
                )
                continue
            }
            if replaced == name {
                element.fail("a cap cannot replace itself", hint: "drop it")
            } else if other.replaces.contains(name) {
                element.fail(
                    "'\(name)' and '\(replaced)' replace each other: none of them would bind",
                    hint: "drop one of the two"
                )
            } else if let own, own.scope.bits(sharedWith: other.scope) == 0 {
                element.warn(
                    "'\(replaced)' is about other messages: nothing is replaced",
                    hint: "look at the channels and classes of the two"
                )
            }
        }
    }
}

extension RuleScope {
    fileprivate func bits(sharedWith other: RuleScope) -> Int {
        MessageClass.allCases.reduce(0) { count, messageClass in
            count
                + Channel.allCases.count {
                    covers($0, messageClass) && other.covers($0, messageClass)
                }
        }
    }
}
