import NudgeCore

/// What is wrong with rulebooks that only the whole configuration shows.
struct RuleChecks {
    /// In the order of the main file.
    let rulebooks: [(rulebook: Rulebook, places: RulePlaces)]

    /// More named tiers than the ruleset can tell apart.
    private static let tiersMax = 63
    private static let agreementsMax = 64

    /// Tiers that the strategy does not have: a rule for them would never bind.
    func tierProblems(of strategy: Strategy) -> [ConfigProblem] {
        let known = strategy.tiers.map(\.name)
        var problems: [ConfigProblem] = []
        var named: Set<String> = []
        for mention in rulebooks.flatMap(\.places.tiers) {
            named.insert(mention.word)
            guard !known.contains(mention.word) else { continue }
            problems.append(
                mention.place.problem(
                    "the strategy \(strategy.name) has no tier '\(mention.word)'",
                    hint: NearestWord.hint(for: mention.word, in: known, plural: "tiers")
                )
            )
        }
        if named.count > RuleChecks.tiersMax, let first = rulebooks.first?.places.tiers.first {
            problems.append(
                first.place.problem(
                    "the rulebooks name \(named.count) tiers, more than \(RuleChecks.tiersMax)",
                    hint: "say what holds for most tiers without naming them"
                )
            )
        }
        return problems
    }

    /// Rules that ask for working days or holidays, and what the calendar calls those.
    func calendarProblems(_ calendar: BusinessCalendar?, isNamed: Bool) -> [ConfigProblem] {
        guard isNamed else {
            return rulebooks.compactMap { _, places in
                places.calendar?.problem(
                    "this rulebook asks for working days, and no calendar is named",
                    hint: "add 'calendar: NAME' to the main file"
                )
            }
        }
        guard let calendar else { return [] }
        let known = calendar.holidayNames
        return rulebooks.flatMap(\.places.holidays).filter { !known.contains($0.word) }
            .map { mention in
                mention.place.problem(
                    "the calendar knows no holiday '\(mention.word)'",
                    hint: NearestWord.hint(for: mention.word, in: known, plural: "holidays")
                )
            }
    }

    var agreementProblems: [ConfigProblem] {
        let names = Set(rulebooks.flatMap { $0.rulebook.agreements.map(\.name) })
        guard names.count > RuleChecks.agreementsMax else { return [] }
        return [
            ConfigProblem(
                file: rulebooks.last?.rulebook.name ?? "",
                message: "the rulebooks name \(names.count) agreements, more than"
                    + " \(RuleChecks.agreementsMax)",
                hint: "let rules share agreements"
            )
        ]
    }

    /// Windows that together leave nothing open all week, for some channel and class.
    var closedProblems: [ConfigProblem] {
        let windows = rulebooks.flatMap { rulebook, places in
            rulebook.windows.map { Placed(rule: $0, rulebook: rulebook.name, places: places) }
        }
        .filter { $0.rule.agreement.whenRefused == nil }
        let tiers = windows.reduce(into: Set<String>()) { $0.formUnion($1.rule.scope.tiers) }
        var problems: [ConfigProblem] = []
        var tried: Set<[Int]> = []
        for tier in [nil] + tiers.sorted().map({ $0 as String? }) {
            for messageClass in MessageClass.allCases {
                for channel in Channel.allCases {
                    let bound = windows.indices.filter {
                        windows[$0].covers(channel, messageClass, tier)
                    }
                    guard tried.insert(bound).inserted else { continue }
                    let rules = bound.map { windows[$0] }
                    guard WindowReach.minutes(of: rules.map(\.rule)).isEmpty else { continue }
                    let what = "\(messageClass.name) by \(channel.name)"
                    let place = tier.map { " in tier \($0)" } ?? ""
                    if let problem = closed(what + place, rules) { problems.append(problem) }
                }
            }
        }
        return problems
    }

    private struct Placed {
        let rule: WindowRule
        let rulebook: String
        let places: RulePlaces

        func covers(_ channel: Channel, _ kind: MessageClass, _ tier: String?) -> Bool {
            rule.scope.covers(channel, kind)
                && (rule.scope.tiers.isEmpty || tier.map(rule.scope.tiers.contains) ?? false)
        }
    }

    private func closed(_ what: String, _ rules: [Placed]) -> ConfigProblem? {
        let names = rules.map { "'\($0.rule.name)' of \($0.rulebook)" }
        guard let last = rules.last, let place = last.places.window(last.rule.name) else {
            return nil
        }
        return place.problem(
            "no \(what) could ever leave: \(names.joined(separator: " and "))"
                + " leave\(names.count == 1 ? "s" : "") no minute of any day open",
            hint: names.count == 1
                ? "let its spans leave some time"
                : "the strictest wins: widen one of them, or forbid the channel with most: 0"
        )
    }

    /// Caps that forbid every channel to a class of messages which a lender has to send.
    var forbiddenProblems: [ConfigProblem] {
        [MessageClass.notice, .collection].compactMap { messageClass in
            let relevant = rulebooks.flatMap { rulebook, places in
                rulebook.caps.filter { forbids($0, messageClass, rulebook) }
                    .map { (cap: $0, places: places) }
            }
            let isAll = Channel.allCases.allSatisfy { channel in
                relevant.contains { $0.cap.scope.covers(channel, messageClass) }
            }
            guard isAll, let last = relevant.last else { return nil }
            return last.places.cap(last.cap.name)?.problem(
                "caps of most: 0 forbid every \(messageClass.name) on every channel",
                severity: .warning,
                hint: "if nothing shall be sent, 'nudge stop' says so and can be lifted"
            )
        }
    }

    private func forbids(
        _ cap: CapRule,
        _ messageClass: MessageClass,
        _ rulebook: Rulebook
    ) -> Bool {
        func concerns(_ scope: RuleScope) -> Bool {
            scope.classes.isEmpty || scope.classes.contains(messageClass)
        }
        return cap.most == 0 && cap.agreement.whenRefused == nil && cap.scope.tiers.isEmpty
            && concerns(cap.scope)
            && !rulebook.caps.contains { $0.replaces.contains(cap.name) && concerns($0.scope) }
    }
}
