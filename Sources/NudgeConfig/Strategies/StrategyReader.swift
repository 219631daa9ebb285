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

        package init(templates: Set<String>? = nil, rulebooks: [Rulebook] = []) {
            self.templates = templates
            self.rulebooks = rulebooks
            reach = WindowReach(rulebooks)
        }
    }

    private let context: Context

    package static func read(
        name: String,
        text: String,
        problems: ConfigProblemList,
        context: Context = Context()
    ) -> Strategy? {
        guard let top = StrictYAML.parse(text, problems: problems) else { return nil }
        let strategy = StrategyReader(context: context).strategy(name: name, top)
        return problems.hasErrors ? nil : strategy
    }

    private func strategy(name: String, _ top: YAMLValue) -> Strategy? {
        guard let map = top.mapping(["title", "stale_after", "tiers"]) else { return nil }
        var strategy = Strategy(name: name, tiers: [])
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
        return strategy
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

    /// The steps of a tier: names differ, and no day has two.
    private func steps(_ value: YAMLValue, match: TierMatch?) -> [Step] {
        var steps: [Step] = []
        var owner: [Int16: String] = [:]
        guard let elements = value.list() else { return [] }
        if elements.isEmpty { value.fail("a tier without steps says nothing") }
        let reader = StepReader(context: context, match: match)
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
        return steps
    }
}
