package import NudgeCore

/// Reads `Config/rulebooks/NAME.yaml`.
package struct RulebookReader {
    let places: RulePlaces
    /// The names under `agreements`, which rules may mention.
    let agreements: [String]
    private let hasZone: (String) -> Bool
    private let problems: ConfigProblemList

    private static let keys = [
        "title", "default_zone", "agreements", "windows", "blackouts", "caps", "recipients",
        "forbidden_words", "required", "opt_out_confirmation",
    ]

    /// `hasZone` says whether the system knows a time zone; `places` is filled for checks that only
    /// the whole configuration allows.
    package static func read(
        name: String,
        text: String,
        problems: ConfigProblemList,
        places: RulePlaces = RulePlaces(),
        hasZone: (String) -> Bool
    ) -> Rulebook? {
        guard let top = StrictYAML.parse(text, problems: problems),
            let map = top.mapping(keys)
        else { return nil }
        return withoutActuallyEscaping(hasZone) { hasZone in
            let topics = map.optional("agreements").map(RulebookReader.topics) ?? []
            let reader = RulebookReader(
                places: places,
                agreements: topics.map(\.name),
                hasZone: hasZone,
                problems: problems
            )
            var rulebook = reader.rulebook(name: name, map)
            rulebook.agreements = topics
            reader.checkAgreements(rulebook, map)
            return problems.hasErrors ? nil : rulebook
        }
    }

    private func rulebook(name: String, _ map: YAMLMapping) -> Rulebook {
        var rulebook = Rulebook(name: name, defaultZone: "")
        rulebook.title = map.required("title")?.text() ?? ""
        rulebook.defaultZone = map.required("default_zone").flatMap(zone) ?? ""
        // Windows and blackouts are told apart by name, in logs and in `explain`.
        var names: Set<String> = []
        rulebook.windows = named(map.optional("windows"), &names, window)
        rulebook.blackouts = named(map.optional("blackouts"), &names, blackout)
        rulebook.caps = caps(map.optional("caps"))
        if let value = map.required("recipients") { recipients(value, of: &rulebook) }
        rulebook.forbiddenWords = map.optional("forbidden_words").map(forbiddenWords) ?? []
        rulebook.required = map.optional("required").map(requiredElements) ?? []
        rulebook.optOutConfirmation = map.optional("opt_out_confirmation").flatMap(confirmation)
        return rulebook
    }

    private func confirmation(_ value: YAMLValue) -> OptOutConfirmation? {
        guard let map = value.mapping(["within", "basis"]) else { return nil }
        let within = map.required("within")?.length(in: .seconds(1) ... .hours(24))
        let basis = map.required("basis")?.basis()
        guard let within, let basis else { return nil }
        return OptOutConfirmation(within: within, basis: basis)
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
    func named<Rule>(
        _ value: YAMLValue?,
        _ names: inout Set<String>,
        _ read: (YAMLValue) -> (name: String, rule: Rule)?
    ) -> [Rule] {
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

    /// The keys that say which messages a rule is about, and whom it binds.
    static let scopeKeys = ["channels", "classes", "tiers", "unless_agreed", "when_refused"]

    func scope(_ map: YAMLMapping) -> RuleScope {
        let tiers = map.optional("tiers")?.list() ?? []
        for tier in tiers {
            if let name = tier.text() { places.noteTier(name, at: tier) }
        }
        let names = tiers.isEmpty ? [] : map.optional("tiers")?.texts() ?? []
        if map.has("tiers"), tiers.isEmpty { _ = map.optional("tiers")?.texts() }
        return RuleScope(
            channels: map.optional("channels")?.channels() ?? [],
            classes: map.optional("classes")?.classes() ?? [],
            tiers: Set(names)
        )
    }

    // MARK: Agreements

    private static func topics(_ value: YAMLValue) -> [AgreementTopic] {
        var topics: [AgreementTopic] = []
        for element in value.list() ?? [] {
            guard let map = element.mapping(["name", "title", "basis"]) else { continue }
            let nameValue = map.required("name")
            let name = nameValue?.text()
            let title = map.required("title")?.text()
            let basis = map.required("basis")?.basis()
            if let name, name.utf8.count > Agreement.nameBytesMax {
                nameValue?.fail(
                    "the name of an agreement has at most \(Agreement.nameBytesMax) bytes"
                )
            }
            if let name, topics.contains(where: { $0.name == name }) {
                element.fail("there is already an agreement named '\(name)'")
            }
            guard let name, let title, let basis else { continue }
            topics.append(AgreementTopic(name: name, title: title, basis: basis))
        }
        return topics
    }

    func clause(_ map: YAMLMapping) -> AgreementClause {
        AgreementClause(
            unlessAgreed: map.optional("unless_agreed").flatMap(agreement),
            whenRefused: map.optional("when_refused").flatMap(agreement)
        )
    }

    private func agreement(_ value: YAMLValue) -> String? {
        guard let name = value.text() else { return nil }
        guard agreements.contains(name) else {
            let hint = NearestWord.hint(for: name, in: agreements, plural: "agreements")
            value.fail(
                "'\(name)' is not among this rulebook's agreements",
                hint: hint.isEmpty ? "name it under 'agreements', with its title and basis" : hint
            )
            return nil
        }
        return name
    }

    private func checkAgreements(_ rulebook: Rulebook, _ map: YAMLMapping) {
        // A rule that could not be read may be the one that asks.
        guard !problems.hasErrors else { return }
        let clauses =
            rulebook.windows.map(\.agreement) + rulebook.blackouts.map(\.agreement)
            + rulebook.caps.map(\.agreement)
        let asked = Set(clauses.flatMap(\.names))
        for name in agreements where !asked.contains(name) {
            map.optional("agreements")?.warn(
                "no rule asks for the agreement '\(name)'",
                hint: "a rule does with 'unless_agreed: \(name)' or 'when_refused: \(name)'"
            )
        }
    }

    // MARK: Recipients and words

    private func recipients(_ value: YAMLValue, of rulebook: inout Rulebook) {
        guard let map = value.mapping(["roles", "basis"]) else { return }
        rulebook.recipientsBasis = map.required("basis")?.basis()
        if let roles = map.required("roles")?.roles() { rulebook.recipients = roles }
    }

    private func forbiddenWords(_ value: YAMLValue) -> [ForbiddenWord] {
        var words: [ForbiddenWord] = []
        var seen: [String: String] = [:]
        for element in value.list() ?? [] {
            guard let map = element.mapping(["category", "title", "phrases", "basis"]) else {
                continue
            }
            let category = map.required("category")?.text()
            let title = map.required("title")?.text() ?? ""
            let basis = map.required("basis")?.basis()
            let phrases = map.required("phrases")?.texts() ?? []
            guard let category, let basis else { continue }
            for phrase in phrases {
                if let other = seen.updateValue(category, forKey: phrase) {
                    element.fail("'\(phrase)' stands already in category \(other)")
                }
                words.append(
                    ForbiddenWord(
                        phrase: phrase,
                        category: category,
                        title: title,
                        basis: basis
                    )
                )
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
