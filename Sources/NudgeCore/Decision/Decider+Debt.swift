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
        let current = currentPlan(index, debt, next: next)
        if let current, current.timing.isReady { return current }
        wakeAtTierChange(debt, before: next)
        if let current { return current }
        guard let next else {
            note(.step, .drop, .noStepLeft, debt: index)
            return nil
        }
        let plan = plan(index, next, deadline: .distantFuture)
        // On its day the step is judged anew, with what follows it, unless it can simply leave then.
        if plan.map({ zone.localDate($0.timing.notBefore) != next.date }) ?? true || next.sharesDay
        {
            wake(at: zone.startOfDay(next.date))
        }
        return plan
    }

    /// What the steps of the latest day that has come ask for: nearly always one.
    private mutating func currentPlan(_ index: Int, _ debt: Debt, next: StepPlace?) -> Plan? {
        guard let current = currentStep(debt, on: today) else { return nil }
        note(
            .tier,
            .pass,
            .passed,
            debt: index,
            subject: current.tier,
            value: Int64(today - debt.dueDate)
        )
        guard current.sharesDay else {
            return plan(index, current, deadline: deadline(of: current, next: next))
        }
        var best: Plan?
        for scheduled in rules.tierSchedules[current.tier] where scheduled.day == current.day {
            var place = current
            place.step = Int(scheduled.step)
            let deadline = deadline(of: place, next: next)
            guard let plan = plan(index, place, deadline: deadline) else { continue }
            if best.map({ comesBefore(plan.timing, $0.timing) }) ?? true { best = plan }
        }
        return best
    }

    private func comesBefore(_ left: Timing, _ right: Timing) -> Bool {
        if left.isReady != right.isReady { return left.isReady }
        return left.notBefore < right.notBefore
    }

    /// A debt that falls back into a tier may find a step there whose day has passed.
    private mutating func wakeAtTierChange(_ debt: Debt, before next: StepPlace?) {
        let offset = today - debt.dueDate
        var currentTier: Int??
        for boundary in rules.tierBoundaries where boundary > offset {
            let day = debt.dueDate + boundary
            guard next.map({ day < $0.date }) ?? true else { return }
            let known = currentTier ?? currentStep(debt, on: today)?.tier
            currentTier = .some(known)
            guard let then = currentStep(debt, on: day), then.tier != known else { continue }
            return wake(at: zone.startOfDay(day))
        }
    }

    private mutating func plan(_ index: Int, _ place: StepPlace, deadline: Instant) -> Plan? {
        guard passesRamp(index, place),
            let candidate = candidate(debt: index, place, deadline: deadline)
        else { return nil }
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
        // One that succeeded is money on its way into the books.
        let isRunning = debt.autopay != .none && debt.autopay != .failed
        if isRunning, case .due = debt.standing(on: today) {
            let until = zone.startOfDay(debt.lastDayInTime + 1)
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
        guard rules.recipients & debt.role.bit != 0 else {
            note(.point, .drop, .roleNotAllowed, debt: index)
            return false
        }
        return true
    }

    /// Going live gently: a share of the customers only, tier by tier.
    private mutating func passesRamp(_ index: Int, _ place: StepPlace) -> Bool {
        guard !rules.rampPercents.isEmpty else { return true }
        let percent = rules.rampPercents[place.tier]
        guard !Ramp.includes(facts.reference, percent: percent) else { return true }
        note(
            .tier,
            .hold,
            .outsideRamp,
            debt: index,
            subject: place.tier,
            value: Int64(percent)
        )
        return false
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
        /// Another step of the tier falls on the same day.
        var sharesDay: Bool
    }

    /// The step that the debt's tier asks for on the date: the latest whose day has come.
    private func currentStep(_ debt: Debt, on date: CivilDate) -> StepPlace? {
        guard let (tier, messageClass, days) = tier(of: debt, on: date) else { return nil }
        // What is overdue from the cycle before is so on day 1, whatever this cycle's due date.
        let offset = messageClass == .collection ? days : date - debt.dueDate
        let schedule = rules.tierSchedules[tier]
        guard let index = schedule.lastIndex(where: { $0.day <= offset }) else { return nil }
        let scheduled = schedule[index]
        var first = min(debt.dueDate + Int(scheduled.day), date)
        if messageClass == .collection && debt.overdueAmount <= debt.tolerance {
            first = max(first, debt.lastDayInTime + 1)
        }
        return StepPlace(
            tier: tier,
            step: Int(scheduled.step),
            day: scheduled.day,
            date: first,
            messageClass: messageClass,
            sharesDay: index > 0 && schedule[index - 1].day == scheduled.day
        )
    }

    /// The first step after the date, in whatever tier the debt will be by then.
    private func nextStep(_ debt: Debt, after date: CivilDate) -> StepPlace? {
        var offset = date - debt.dueDate
        if case .overdue(_, let daysPastDue) = debt.standing(on: date) { offset = daysPastDue }
        var found: StepPlace?
        var day = Int16.min
        var tierThatDay: (Int, MessageClass, Int)?
        for scheduled in rules.schedule where Int(scheduled.day) > offset {
            if let found, found.day != scheduled.day { break }
            if scheduled.day != day {
                day = scheduled.day
                tierThatDay = tier(of: debt, on: debt.dueDate + Int(day))
            }
            guard let (tier, messageClass, _) = tierThatDay, tier == Int(scheduled.tier) else {
                continue
            }
            if found != nil {
                found?.sharesDay = true
                break
            }
            found = StepPlace(
                tier: tier,
                step: Int(scheduled.step),
                day: day,
                date: debt.dueDate + Int(day),
                messageClass: messageClass,
                sharesDay: false
            )
        }
        return earlier(found, stepAfterGrace(debt, after: date))
    }

    /// When grace ends unpaid, the debt is overdue at once, on a day that may have no step of its own.
    private func stepAfterGrace(_ debt: Debt, after date: CivilDate) -> StepPlace? {
        let day = debt.lastDayInTime + 1
        guard date < day, day > debt.dueDate + 1 else { return nil }
        // Where the books call it overdue already, the end of grace changes nothing.
        guard let place = currentStep(debt, on: day), place.date == day else { return nil }
        return place
    }

    private func earlier(_ left: StepPlace?, _ right: StepPlace?) -> StepPlace? {
        guard let left else { return right }
        guard let right else { return left }
        return right.date < left.date ? right : left
    }

    /// The tier that matches the debt on a date, facts staying as they are.
    private func tier(of debt: Debt, on date: CivilDate) -> (Int, MessageClass, Int)? {
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
        for (index, range) in rules.tierDays.enumerated() where range.contains(days) {
            let match = rules.strategy.tiers[index].match
            if match.matches(days: days, amount: amount, debt: debt, tags: facts.tags) {
                return (index, messageClass, days)
            }
        }
        return nil
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
