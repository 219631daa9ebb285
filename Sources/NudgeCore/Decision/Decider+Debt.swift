extension Decider {
    /// Walks one debt through the chain as far as it gets.
    mutating func plan(debt index: Int) -> Plan? {
        let debt = facts.debts[index]
        switch debt.standing(on: today) {
        case .nothing(let reason):
            note(.owed, .drop, reason, debt: index)
            return nil
        case .due(let amount), .overdue(let amount, _):
            note(.owed, .pass, .passed, debt: index, value: amount)
        }
        guard passesHolds(index, debt), passesRole(index, debt) else { return nil }
        let next = nextStep(debt, after: today)
        if let current = currentStep(debt, on: today) {
            note(
                .tier,
                .pass,
                .passed,
                debt: index,
                subject: current.tier,
                value: Int64(today - debt.dueDate)
            )
            let deadline = deadline(of: current, next: next)
            if let plan = plan(index, current, deadline: deadline) { return plan }
        }
        guard let next else {
            note(.step, .drop, .noStepLeft, debt: index)
            return nil
        }
        return plan(index, next, deadline: .distantFuture)
    }

    private mutating func plan(_ index: Int, _ place: StepPlace, deadline: Instant) -> Plan? {
        guard let candidate = candidate(debt: index, place, deadline: deadline) else {
            return nil
        }
        guard let timing = timing(of: candidate) else { return nil }
        guard timing.notBefore < deadline, !timing.isReady || now < deadline else {
            let reason: Reason = now < deadline ? .superseded : .tooLate
            note(.step, .drop, reason, debt: index, subject: place.step, until: deadline)
            return nil
        }
        return Plan(candidate: candidate, timing: timing)
    }

    // MARK: Holds

    private mutating func passesHolds(_ index: Int, _ debt: Debt) -> Bool {
        if let (hold, until) = longestHold(on: debt) {
            note(.holds, .hold, .onHold, debt: index, subject: hold, until: until)
            if let until { wake(at: until) }
            return false
        }
        let isRunning = debt.autopay == .scheduled || debt.autopay == .pending
        if isRunning, case .due = debt.standing(on: today) {
            let until = zone.startOfDay(lastDayInTime(debt) + 1)
            note(.holds, .hold, .autopayPending, debt: index, until: until)
            wake(at: until)
            return false
        }
        if !conditions.assumesFreshFacts, let limit = rules.strategy.staleAfter[debt.source],
            now - debt.asOf > limit
        {
            note(.holds, .hold, .staleFacts, debt: index, until: nil)
            return false
        }
        return true
    }

    /// The active hold that lasts longest; holds overlap, and the last one to end decides.
    private func longestHold(on debt: Debt) -> (index: Int, until: Instant?)? {
        var longest: (index: Int, until: Instant?)?
        for (index, hold) in facts.holds.enumerated()
        where hold.isActive(at: now) && (hold.debt == nil || hold.debt == debt.id) {
            guard let until = hold.until else { return (index, nil) }
            if let known = longest?.until, known >= until { continue }
            longest = (index, until)
        }
        return longest
    }

    private mutating func passesRole(_ index: Int, _ debt: Debt) -> Bool {
        guard rules.recipients.contains(debt.role) else {
            note(.point, .drop, .roleNotAllowed, debt: index)
            return false
        }
        return true
    }

    // MARK: Tier and step

    /// A step as it falls for one debt.
    struct StepPlace {
        var tier: Int
        var step: Int
        var day: Int16
        /// The day on which it may first be taken.
        var date: CivilDate
        var messageClass: MessageClass
    }

    func lastDayInTime(_ debt: Debt) -> CivilDate {
        debt.graceEnd.map { max($0, debt.dueDate) } ?? debt.dueDate
    }

    /// The step that the debt's tier asks for on the date: the latest whose day has come.
    private func currentStep(_ debt: Debt, on date: CivilDate) -> StepPlace? {
        guard let (tier, messageClass) = tier(of: debt, on: date) else { return nil }
        let offset = date - debt.dueDate
        guard let scheduled = rules.tierSchedules[tier].last(where: { $0.day <= offset }) else {
            return nil
        }
        var first = debt.dueDate + Int(scheduled.day)
        if messageClass == .collection && debt.overdueAmount <= debt.tolerance {
            first = max(first, lastDayInTime(debt) + 1)
        }
        return StepPlace(
            tier: tier,
            step: Int(scheduled.step),
            day: scheduled.day,
            date: first,
            messageClass: messageClass
        )
    }

    /// The first step after the date, in whatever tier the debt will be by then.
    private func nextStep(_ debt: Debt, after date: CivilDate) -> StepPlace? {
        let offset = date - debt.dueDate
        var found: StepPlace?
        var day = Int16.min
        var tierThatDay: (Int, MessageClass)?
        for scheduled in rules.schedule where Int(scheduled.day) > offset {
            if scheduled.day != day {
                day = scheduled.day
                tierThatDay = tier(of: debt, on: debt.dueDate + Int(day))
            }
            guard let (tier, messageClass) = tierThatDay, tier == Int(scheduled.tier) else {
                continue
            }
            found = StepPlace(
                tier: tier,
                step: Int(scheduled.step),
                day: day,
                date: debt.dueDate + Int(day),
                messageClass: messageClass
            )
            break
        }
        return earlier(found, stepAfterGrace(debt, after: date))
    }

    /// When grace ends unpaid, the debt is overdue at once, on a day that may have no step of its own.
    private func stepAfterGrace(_ debt: Debt, after date: CivilDate) -> StepPlace? {
        let day = lastDayInTime(debt) + 1
        guard date < day, day > debt.dueDate + 1 else { return nil }
        return currentStep(debt, on: day)
    }

    private func earlier(_ left: StepPlace?, _ right: StepPlace?) -> StepPlace? {
        guard let left else { return right }
        guard let right else { return left }
        return right.date < left.date ? right : left
    }

    /// The tier that matches the debt on a date, facts staying as they are.
    private func tier(of debt: Debt, on date: CivilDate) -> (Int, MessageClass)? {
        let days: Int
        let amount: Int64
        let messageClass: MessageClass
        switch debt.standing(on: date) {
        case .nothing: return nil
        case .due(let missing):
            // Within grace nobody is late yet.
            days = min(date - debt.dueDate, 0)
            amount = missing
            messageClass = .notice
        case .overdue(let missing, let daysPastDue):
            days = daysPastDue
            amount = missing
            messageClass = .collection
        }
        let tiers = rules.strategy.tiers
        let index = tiers.firstIndex {
            $0.match.matches(days: days, amount: amount, debt: debt, tags: facts.tags)
        }
        return index.map { ($0, messageClass) }
    }

    private func deadline(of place: StepPlace, next: StepPlace?) -> Instant {
        let nextBegins = next.map { zone.startOfDay($0.date) } ?? .distantFuture
        let step = rules.strategy.tiers[place.tier].steps[place.step]
        switch step.lateness {
        case .untilNextStep: return nextBegins
        case .dropAfter(let length):
            return min(zone.startOfDay(place.date) + length, nextBegins)
        }
    }
}

extension TierMatch {
    /// Whether a debt falls into the tier; all conditions hold, and an empty list means "any".
    package func matches(days: Int, amount: Int64, debt: Debt, tags bearer: [String]) -> Bool {
        guard days >= daysFrom, daysTo.map({ days <= $0 }) ?? true else { return false }
        guard amount >= amountFrom, amountTo.map({ amount < $0 }) ?? true else { return false }
        guard riskGrades.isEmpty || riskGrades.contains(debt.riskGrade) else { return false }
        guard products.isEmpty || products.contains(debt.product) else { return false }
        return tags.isEmpty || tags.contains { bearer.contains($0) }
    }
}
