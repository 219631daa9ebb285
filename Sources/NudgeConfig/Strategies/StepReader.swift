import NudgeCore

/// Reads one step of a tier's cadence.
struct StepReader {
    /// The days that one repeating step may fall on.
    private static let daysMax = 400
    /// A fallback later than this would meet the next step of any cadence.
    private static let fallbackMax = Milliseconds.days(7)

    let context: StrategyReader.Context
    /// Of the step's tier; `nil` when it could not be read.
    let match: TierMatch?
    /// Of an early warning: its days count from the signal, and its purpose is given.
    var isWarning = false

    /// The step, and the place where its days stand.
    func read(_ value: YAMLValue) -> (step: Step, days: YAMLValue)? {
        let keys = [
            "name", "purpose", "day", "days", "every", "between", "channels", "fallback_after",
            "lateness", "priority", "merge", "recipients", "hand_off", "prefer",
        ]
        guard let map = value.mapping(keys) else { return nil }
        if map.has("hand_off") { return handOff(map) }
        let name = map.required("name")?.text()
        let purpose = purpose(map)
        let days = days(map)
        let between = map.required("between")
        let range = between.flatMap(preferred)
        let channels = map.required("channels").flatMap(channels)
        let fallback = map.optional("fallback_after")?
            .length(in: .minutes(1)...StepReader.fallbackMax)
        let lateness = map.optional("lateness").flatMap(lateness)
        let priority = map.optional("priority")?.integer(in: 0...9)
        let merges = map.optional("merge")?.flag()
        let prefersLearnt = map.optional("prefer").flatMap(learnt)
        let recipients = map.optional("recipients")?.roles()
        guard let name, let purpose, let days, let range, let between, let channels else {
            return nil
        }
        checkWindow(range, at: between, channels: channels, purpose: purpose)
        checkPurpose(purpose, days.days, at: map)
        var step = Step(
            name: name,
            purpose: purpose,
            days: days.days,
            preferredFrom: range.from,
            preferredTo: range.to,
            channels: channels,
            fallbackAfter: fallback
        )
        if isWarning { step.lateness = WarningReader.lateness }
        if let lateness { step.lateness = lateness }
        if let prefersLearnt { step.prefersLearnt = prefersLearnt }
        if let priority { step.priority = UInt8(priority) }
        if let merges { step.mergesDebts = merges }
        if let recipients { step.recipients = recipients }
        return (step, days.place)
    }

    /// A step that asks for people: it has days, hours from which the case may be opened, and a team.
    private func handOff(_ map: YAMLMapping) -> (step: Step, days: YAMLValue)? {
        let reader = HandOffReader(context: context)
        reader.checkAlone(map)
        let name = map.required("name")?.text()
        let purpose = purpose(map)
        let days = days(map)
        let team = map.required("hand_off").flatMap(reader.team)
        let range = map.optional("between").map(preferred)
        let lateness = map.optional("lateness").flatMap(lateness)
        if lateness == .merge {
            map.optional("lateness")?.fail(
                "a hand-off is not said, so it cannot be merged",
                hint: "write 'send', or 'drop after 2d'"
            )
        }
        let recipients = map.optional("recipients")?.roles()
        guard let name, let purpose, let days, let team else { return nil }
        let step = Step(
            name: name,
            purpose: purpose,
            days: days.days,
            preferredFrom: range??.from ?? TimeOfDay(minutes: 0),
            preferredTo: range??.to ?? TimeOfDay(minutes: 1440),
            channels: [],
            lateness: lateness ?? (isWarning ? WarningReader.lateness : .send),
            // One case for a debt, not one for each party.
            recipients: recipients ?? [.debtor],
            handOff: team
        )
        return (step, days.place)
    }

    /// That of a warning is its signal's own.
    private func purpose(_ map: YAMLMapping) -> Purpose? {
        guard isWarning else {
            return map.required("purpose")?.word(of: Purpose.ofTiers, named: \.name)
        }
        if let value = map.optional("purpose"), value.text() != "early-warning" {
            value.fail(
                "the purpose of an early warning is 'early-warning'",
                hint: "leave it out"
            )
        }
        return .riskRise
    }

    /// What is past cannot be coming due.
    private func checkPurpose(_ purpose: Purpose, _ days: [Int16], at map: YAMLMapping) {
        let fits: (Int16) -> Bool =
            switch purpose {
            case .comingDue: { $0 < 0 }
            case .dueToday: { $0 == 0 }
            case .overdue: { $0 > 0 }
            default: { _ in true }
            }
        guard let day = days.first(where: { !fits($0) }) else { return }
        map.optional("purpose")?.warn(
            "a step of day \(day) says '\(purpose.name)'",
            hint: "coming-due is before the due date, due-today on it, overdue after it"
        )
    }

    /// `learnt`: the customer's own hours.
    private func learnt(_ value: YAMLValue) -> Bool? {
        guard let text = value.text() else { return nil }
        guard text == "learnt" else {
            value.fail(
                "'\(text)' is not a known value of 'prefer'",
                hint: "write 'learnt', or leave it out"
            )
            return nil
        }
        return true
    }

    // MARK: Days

    /// One of `day: -3`, `days: [4, 8]`, `every: 3 days from 4 to 30`.
    private func days(_ map: YAMLMapping) -> (days: [Int16], place: YAMLValue)? {
        let given = ["day", "days", "every"].filter(map.has)
        guard given.count <= 1 else {
            map.key(given[1])?.fail(
                "a step has only one of 'day', 'days' and 'every'",
                hint: "drop '\(given[1])'"
            )
            return nil
        }
        guard let key = given.first, let value = map.optional(key) else {
            _ = map.required("day")
            return nil
        }
        let days: [Int]?
        switch key {
        case "day": days = value.integer(in: TierMatchReader.days).map { [$0] }
        case "days": days = listed(value)
        default: days = repeated(value)
        }
        guard let days else { return nil }
        checkRange(days, at: value)
        return (days.map(Int16.init), value)
    }

    private func listed(_ value: YAMLValue) -> [Int]? {
        guard let elements = value.list() else { return nil }
        var days: [Int] = []
        for element in elements {
            guard let day = element.integer(in: TierMatchReader.days) else { return nil }
            if let last = days.last, day <= last {
                element.fail("days must rise: \(day) comes after \(last)")
                return nil
            }
            days.append(day)
        }
        if days.isEmpty {
            value.fail("a step must fall on some day")
            return nil
        }
        return days
    }

    /// `3 days from 4 to 30`.
    private func repeated(_ value: YAMLValue) -> [Int]? {
        guard let text = value.text() else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 6, words[1] == "days" || words[1] == "day", words[2] == "from",
            words[4] == "to", let interval = YAMLValue.integer(words[0]),
            let first = YAMLValue.integer(words[3]), let last = YAMLValue.integer(words[5])
        else {
            value.fail("'\(text)' is not a repetition", hint: "write '3 days from 4 to 30'")
            return nil
        }
        guard interval >= 1, first <= last, TierMatchReader.days.contains(first),
            TierMatchReader.days.contains(last), (last - first) / interval < StepReader.daysMax
        else {
            value.fail(
                "'\(text)' does not repeat within reason",
                hint: "the interval is at least 1 day, the end not before the start, "
                    + "and there are at most \(StepReader.daysMax) days"
            )
            return nil
        }
        return Array(stride(from: first, through: last, by: interval))
    }

    /// A step on a day that its tier does not hold could never fall.
    private func checkRange(_ days: [Int], at value: YAMLValue) {
        guard let match else { return }
        let range = match.daysFrom...(match.daysTo ?? Int.max)
        guard let day = days.first(where: { !range.contains($0) }) else { return }
        let end = match.daysTo.map(String.init) ?? ""
        value.fail(
            "day \(day) lies outside its tier's days \(match.daysFrom)..\(end): "
                + "the step would never fall",
            hint: "change the day, or the tier's match"
        )
    }

    // MARK: Channels and windows

    /// `[{sms: early/first}, {push: early/first}]`: in order, each channel once.
    private func channels(_ value: YAMLValue) -> [StepChannel]? {
        guard let elements = value.list() else { return nil }
        var channels: [StepChannel] = []
        for element in elements {
            guard let entries = element.entries(keyName: "channel") else { continue }
            guard entries.count == 1, let (key, template) = entries.first else {
                element.fail("each channel is one 'channel: template' pair")
                continue
            }
            guard let channel = key.word(of: Channel.allCases, named: \.name),
                let path = template.text()
            else { continue }
            if channels.contains(where: { $0.channel == channel }) {
                key.fail("the channel '\(channel.name)' is given twice")
            }
            checkTemplate(path, channel, at: template)
            channels.append(StepChannel(channel: channel, template: path))
        }
        if elements.isEmpty { value.fail("a step needs a channel") }
        return channels.isEmpty ? nil : channels
    }

    private func checkTemplate(_ path: String, _ channel: Channel, at place: YAMLValue) {
        guard let templates = context.templates, !templates.contains("\(path).\(channel.name)")
        else { return }
        let ending = ".\(channel.name)"
        let known = templates.filter { $0.hasSuffix(ending) }
            .map { String($0.dropLast(ending.count)) }.sorted()
        place.fail(
            "there is no template '\(path)' for \(channel.name)",
            hint: NearestWord.find(path, in: known).map { "did you mean '\($0)'?" }
                ?? "it would be the file \(path).\(channel.name).mustache among the templates"
        )
    }

    private func preferred(_ value: YAMLValue) -> TimeRange? {
        guard let range = value.timeRange() else { return nil }
        guard !range.crossesMidnight else {
            value.fail(
                "the preferred hours of a step lie within one day, not \(range.from)-\(range.to)",
                hint: "a step belongs to its day; only windows of rulebooks may cross midnight"
            )
            return nil
        }
        return range
    }

    private func checkWindow(
        _ range: TimeRange,
        at place: YAMLValue,
        channels: [StepChannel],
        purpose: Purpose
    ) {
        for channel in channels
        where !context.reach.isReachable(range, channel: channel.channel, purpose: purpose) {
            place.fail(
                "\(range.from)-\(range.to) lies outside every window of the rulebooks "
                    + "for \(channel.channel.name): it could never be sent",
                hint: "choose hours within the rulebooks' windows"
            )
        }
    }

    /// `send`, `merge`, or `drop after 2d`.
    private func lateness(_ value: YAMLValue) -> Lateness? {
        guard let text = value.text() else { return nil }
        switch text {
        case "send": return .send
        case "merge": return .merge
        case "until-next-step":
            value.warn("'until-next-step' is called 'send' now", hint: "write 'lateness: send'")
            return .send
        default: break
        }
        let prefix = "drop after "
        if text.hasPrefix(prefix),
            let length = Milliseconds(parsing: text.dropFirst(prefix.count).trimmed),
            length > .zero, length <= .days(366)
        {
            return .dropAfter(length)
        }
        value.fail(
            "'\(text)' does not say how late the step may be",
            hint: "write 'send', 'merge' or 'drop after 2d'"
        )
        return nil
    }
}
