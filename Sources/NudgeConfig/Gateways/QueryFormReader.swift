internal import NudgeCore

/// Reads the section `query` of a gateway's file, but for the request.
struct QueryFormReader {
    /// Of the file, for `signing`.
    let names: GatewayNames
    let zones: ZoneStore
    /// Whether one request of the gateway carries several messages.
    let hasBatches: Bool
    private let tests = WireTestReader()

    /// The keys that stand beside those of the request.
    static let keys = [
        "signing", "format", "answer_charset", "when", "items", "match", "time", "id", "rules",
        "absent",
    ]
    private static let rulesMax = 50
    /// Sooner a vendor's own list may lag.
    private static let absentRange: ClosedRange<Milliseconds> = .minutes(5) ... .days(7)

    init(names: GatewayNames, zones: ZoneStore, hasBatches: Bool) {
        self.names = names
        self.zones = zones
        self.hasBatches = hasBatches
    }

    /// `places`: What the request says of the message.
    func form(_ map: YAMLMapping, places: Set<String>) -> QueryForm? {
        let signing = map.optional("signing").map { $0.signing(names) }
        let format = tests.format(map.optional("format"))
        let when = map.required("when").flatMap {
            AnswerFormReader(zones: zones).condition($0, isOfRecipient: false)
        }
        let items = map.optional("items").map { tests.path($0) }
        let match = map.optional("match").map(match) ?? []
        let time = map.optional("time").map { tests.path($0) }
        let id = map.optional("id").map { tests.identifier($0) }
        let rules = map.required("rules").map(rules) ?? []
        let absent = map.optional("absent").map(absent)
        checkSubject(map, places, match)
        guard let format, let when, !rules.isEmpty else { return nil }
        // A section that is there and could not be read is not one that is left out.
        if case .some(nil) = signing { return nil }
        if case .some(nil) = items { return nil }
        if case .some(nil) = time { return nil }
        if case .some(nil) = id { return nil }
        if case .some(nil) = absent { return nil }
        return QueryForm(
            signing: signing ?? nil,
            format: format,
            charset: tests.charset(map.optional("answer_charset")),
            when: when,
            items: items ?? nil,
            match: match,
            time: time ?? nil,
            id: id ?? nil,
            rules: rules,
            absentAfter: absent ?? nil
        )
    }

    /// Either the request names the message by our id, or the answer does, or all of it together.
    private func checkSubject(
        _ map: YAMLMapping,
        _ places: Set<String>,
        _ match: [QueryForm.Match]
    ) {
        let matched = Set(match.flatMap(\.text.names))
        if places.contains("reference") || matched.contains("reference") { return }
        let isFound =
            places.union(matched).contains("to") && matched.contains("content") && map.has("time")
        guard !isFound else { return }
        map.fail(
            "the query does not say which message it is about",
            hint: "ask by \"${reference}\"; or by \"${to}\", and find it by 'match' with "
                + "\"${content}\" and by its 'time'"
        )
    }

    /// `{OutId: "${reference}"}`.
    private func match(_ value: YAMLValue) -> [QueryForm.Match] {
        let places = ["to", "reference", "content", "channel"]
        let reader = WireNodeReader(
            names: places + names.values.map { WireNames.values + $0 },
            allowsEach: false
        )
        var matches: [QueryForm.Match] = []
        for (key, value) in value.entries(keyName: "path") ?? [] {
            guard let path = tests.path(value.name, key), let text = reader.template(value) else {
                continue
            }
            matches.append(QueryForm.Match(path, text))
        }
        return matches
    }

    private func rules(_ value: YAMLValue) -> [QueryForm.Rule] {
        let elements = value.list() ?? []
        if elements.count > QueryFormReader.rulesMax {
            value.fail("more than \(QueryFormReader.rulesMax) rules")
        }
        return elements.compactMap { element in
            guard let map = element.mapping(["when", "class"]) else { return nil }
            let fields = map.required("when").map(tests.fields) ?? []
            let word = map.required("class")?.word(of: QueryForm.Word.allCases, named: \.name)
            guard let word, !fields.isEmpty else { return nil }
            return QueryForm.Rule(fields, word)
        }
    }

    /// `not-taken after 30m`.
    private func absent(_ value: YAMLValue) -> Milliseconds? {
        guard !hasBatches else {
            value.fail(
                "with 'batch' a message may be known by the id of another",
                hint: "leave 'absent' out: a message that is not there says nothing then"
            )
            return nil
        }
        return value.parsed("'not-taken after 30m', of 5m to 7d") { text in
            let prefix = "not-taken after "
            guard text.hasPrefix(prefix),
                let length = Milliseconds(parsing: text.dropFirst(prefix.count)),
                QueryFormReader.absentRange.contains(length)
            else { return nil }
            return length
        }
    }
}
