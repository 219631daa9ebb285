package import NudgeCore

/// Reads `Config/strategies/NAME.yaml`, and checks it against the templates and the rulebooks.
package struct StrategyReader {
    /// What a strategy is checked against.
    package struct Context {
        /// Names such as `coming-due/first.sms`; `nil`: templates are not checked.
        package var templates: Set<String>?
        /// Empty: windows are not checked.
        package let rulebooks: [Rulebook]
        let reach: WindowReach
        var teams = TeamList()

        package init(templates: Set<String>? = nil, rulebooks: [Rulebook] = []) {
            self.templates = templates
            self.rulebooks = rulebooks
            reach = WindowReach(rulebooks)
        }
    }

    private var context: Context

    package static func read(
        name: String,
        text: String,
        problems: ConfigProblemList,
        context: Context = Context()
    ) -> Strategy? {
        guard let top = StrictYAML.parse(text, problems: problems) else { return nil }
        var reader = StrategyReader(context: context)
        let strategy = reader.strategy(name: name, top)
        return problems.hasErrors ? nil : strategy
    }

    private mutating func strategy(name: String, _ top: YAMLValue) -> Strategy? {
        let keys = ["title", "teams", "contact_repair", "stale_after", "tiers", "early_warnings"]
        guard let map = top.mapping(keys) else { return nil }
        let teams = map.optional("teams")
        context.teams = TeamList(teams?.texts() ?? [])
        var strategy = Strategy(name: name, tiers: [])
        strategy.contactRepair = contactRepair(map)
        strategy.title = map.required("title")?.text() ?? ""
        for (key, value) in map.optional("stale_after")?.entries() ?? [] {
            guard let source = key.rawText, let length = value.length(in: staleRange) else {
                continue
            }
            strategy.staleAfter[source] = length
        }
        guard let tiers = map.required("tiers"), let elements = tiers.list() else { return nil }
        if elements.isEmpty { tiers.fail("a strategy without tiers reminds nobody") }
        var names: Set<String> = []
        var boxes: [TierBox] = []
        for element in elements {
            guard let tier = tier(element, earlier: &boxes) else { continue }
            if !names.insert(tier.name).inserted {
                element.fail("there is already a tier named '\(tier.name)'")
            }
            strategy.tiers.append(tier)
        }
        for element in map.optional("early_warnings")?.list() ?? [] {
            guard let warning = warning(element, earlier: strategy.tiers) else { continue }
            if !names.insert(warning.name).inserted {
                element.fail("there is already a tier or warning named '\(warning.name)'")
            }
            strategy.tiers.append(warning)
        }
        checkTeams(teams)
        return strategy
    }

    /// Who mends addresses, when nothing else is said.
    private static let repairTeam = "contact-repair"

    private func contactRepair(_ map: YAMLMapping) -> String {
        guard let value = map.optional("contact_repair") else { return StrategyReader.repairTeam }
        return HandOffReader(context: context).team(value) ?? StrategyReader.repairTeam
    }

    private func checkTeams(_ value: YAMLValue?) {
        for element in value.flatMap({ $0.isList ? $0.list() : nil }) ?? [] {
            guard let team = element.rawText, !context.teams.used.contains(team) else { continue }
            element.warn(
                "nothing is handed to the team '\(team)'",
                hint: "name it in a step's 'hand_off', or take it out"
            )
        }
    }

    private func warning(_ value: YAMLValue, earlier: [Tier]) -> Tier? {
        let reader = WarningReader(context: context) { steps, match in
            self.steps(steps, match: match, isWarning: true)
        }
        return reader.read(value, earlier: earlier)
    }

    /// A file that is never older than a minute, or may be older than a year, is a slip.
    private var staleRange: ClosedRange<Milliseconds> { .minutes(1) ... .days(366) }

    private func tier(_ value: YAMLValue, earlier boxes: inout [TierBox]) -> Tier? {
        guard let map = value.mapping(["name", "title", "match", "steps"]) else { return nil }
        let name = map.required("name")?.text()
        let title = map.optional("title")?.text() ?? ""
        let matchValue = map.required("match")
        let match = matchValue.flatMap(TierMatchReader.read)
        if let match, let matchValue {
            let box = TierBox(match)
            if box.isCovered(by: boxes) {
                matchValue.fail(
                    "this tier can never match: the tiers before it take every debt that it would",
                    hint: "move it up, or narrow an earlier tier"
                )
            }
            boxes.append(box)
        }
        let steps = map.required("steps").map { self.steps($0, match: match) } ?? []
        guard let name, let match else { return nil }
        return Tier(name: name, title: title, match: match, steps: steps)
    }

    /// What is late and merges needs a later step to be said with.
    private func checkMerges(_ steps: [Step], at value: YAMLValue) {
        let messages = steps.filter { $0.handOff == nil }
        guard let last = messages.max(by: { ($0.days.last ?? 0) < ($1.days.last ?? 0) }),
            last.lateness == .merge
        else { return }
        value.warn(
            "the step '\(last.name)' merges when it is late, and no message comes after it",
            hint: "write 'lateness: send', or 'drop after 2d'"
        )
    }

    /// The steps of a tier: names differ, and no day has two.
    private func steps(
        _ value: YAMLValue,
        match: TierMatch?,
        isWarning: Bool = false
    ) -> [Step] {
        var steps: [Step] = []
        var owner: [Int16: String] = [:]
        guard let elements = value.list() else { return [] }
        if elements.isEmpty { value.fail("a tier without steps says nothing") }
        let reader = StepReader(context: context, match: match, isWarning: isWarning)
        for element in elements {
            guard let (step, daysPlace) = reader.read(element) else { continue }
            if steps.contains(where: { $0.name == step.name }) {
                element.fail("there is already a step named '\(step.name)' in this tier")
            }
            if let day = step.days.first(where: { owner[$0] != nil }), let other = owner[day] {
                daysPlace.fail(
                    "day \(day) has already the step '\(other)'",
                    hint: "a tier says one thing a day: move one of them"
                )
            }
            for day in step.days { owner[day] = step.name }
            steps.append(step)
        }
        checkMerges(steps, at: value)
        return steps
    }
}
