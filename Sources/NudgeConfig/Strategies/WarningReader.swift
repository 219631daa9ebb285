import NudgeCore

/// Reads one entry of `early_warnings`: a signal, and the steps or the team that it calls for.
struct WarningReader {
    let context: StrategyReader.Context
    /// How a tier's steps are read; those of a warning count from the day of the signal.
    let steps: (YAMLValue, TierMatch) -> [Step]

    /// Days from the signal that a warning may speak of: later it is no news.
    static let match = TierMatch(daysFrom: 0, daysTo: 60)
    /// How late a warning may be unless told: a signal is news for a week.
    static let lateness = Lateness.dropAfter(.days(7))

    func read(_ value: YAMLValue, earlier: [Tier]) -> Tier? {
        guard let map = value.mapping(["name", "title", "when", "steps", "hand_off"]) else {
            return nil
        }
        let name = map.required("name")?.text()
        let title = map.optional("title")?.text() ?? ""
        let when = map.required("when")
        let signal = when.flatMap(signal)
        let steps = steps(of: map, signal)
        guard let name, let when, let signal else { return nil }
        checkCanFire(signal, at: when, earlier: earlier)
        return Tier(
            name: name,
            title: title,
            match: TierMatch(daysFrom: 0),
            steps: steps,
            signal: signal
        )
    }

    private func steps(of map: YAMLMapping, _ signal: Signal?) -> [Step] {
        if map.has("steps") && map.has("hand_off") {
            map.key("hand_off")?.fail(
                "'steps' and 'hand_off' exclude each other",
                hint: "make the hand-off one of the steps: {name: …, day: 0, hand_off: …}"
            )
            return []
        }
        if let handOff = map.optional("hand_off") {
            guard let team = HandOffReader(context: context).team(handOff) else { return [] }
            return [
                Step(
                    name: "hand-off",
                    purpose: signal?.purpose ?? .riskRise,
                    days: [0],
                    preferredFrom: TimeOfDay(minutes: 0),
                    preferredTo: TimeOfDay(minutes: 1440),
                    channels: [],
                    lateness: WarningReader.lateness,
                    recipients: [.debtor],
                    handOff: team
                )
            ]
        }
        guard let value = map.required("steps") else { return [] }
        return steps(value, WarningReader.match).map { step in
            var step = step
            step.purpose = signal?.purpose ?? step.purpose
            return step
        }
    }

    // MARK: Signals

    /// One of `risk_rises_to: [D, E]`, `utilisation: "90%.."`, `autopay: failed`,
    /// `first_missed_minimum: true`.
    private func signal(_ value: YAMLValue) -> Signal? {
        let keys = ["risk_rises_to", "utilisation", "autopay", "first_missed_minimum"]
        guard let map = value.mapping(keys) else { return nil }
        let given = keys.filter(map.has)
        guard given.count == 1, let key = given.first, let signal = map.optional(key) else {
            if given.isEmpty {
                value.fail(
                    "'when' names no signal",
                    hint: "write one of \(keys.joined(separator: ", "))"
                )
            } else {
                map.key(given[1])?.fail(
                    "'when' names one signal",
                    hint: "make an early warning for each"
                )
            }
            return nil
        }
        switch key {
        case "risk_rises_to": return signal.texts().map { .riskRisesTo($0) }
        case "utilisation": return signal.shareRange().flatMap { use($0, at: signal) }
        case "autopay":
            return signal.word(of: [Debt.Autopay.failed], named: \.name).map { _ in .autopayFailed }
        default:
            guard let isOn = signal.flag() else { return nil }
            if !isOn { signal.fail("a signal that is off warns of nothing", hint: "leave it out") }
            return isOn ? .firstMissedMinimum : nil
        }
    }

    private func use(_ range: CountRange, at value: YAMLValue) -> Signal? {
        guard range.from > 0 else {
            value.fail(
                "this warning can never fire: nothing can rise to 0%",
                hint: "write the share from which on it warns: \"90%..\""
            )
            return nil
        }
        return .utilisation(range)
    }

    /// Of several warnings with one kind of signal the first leads.
    private func checkCanFire(_ signal: Signal, at value: YAMLValue, earlier: [Tier]) {
        if let same = earlier.first(where: { $0.signal == signal }) {
            value.fail(
                "this warning can never fire: '\(same.name)' before it has the same signal",
                hint: "make one warning of the two: its steps may write and hand off"
            )
        } else if let wider = earlier.first(where: { $0.signal.map { $0.holds(signal) } ?? false })
        {
            value.warn(
                "this warning will hardly ever fire: '\(wider.name)' before it takes nearly every "
                    + "signal that it would",
                hint: "move it up: of one kind of signal the first warning leads"
            )
        }
    }
}

extension Signal {
    /// Whether this one nearly always has arisen when `other` has.
    fileprivate func holds(_ other: Signal) -> Bool {
        switch (self, other) {
        case (.riskRisesTo(let mine), .riskRisesTo(let others)):
            others.allSatisfy(mine.contains)
        case (.utilisation(let mine), .utilisation(let others)):
            mine.holds(others)
        default: false
        }
    }
}
