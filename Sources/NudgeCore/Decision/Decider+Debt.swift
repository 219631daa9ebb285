extension Decider {
    /// Walks one debt through the chain as far as it gets: its tier, and its early warnings.
    mutating func plan(debt index: Int, into plans: inout [Plan]) {
        let debt = facts.debts[index]
        let standing = debt.standing(on: today)
        switch standing {
        case .nothing(let reason):
            note(.owed, .drop, reason, debt: index)
            guard debt.status == .open, !rules.warnings.isEmpty else { return }
        case .due(let amount), .overdue(let amount, _):
            note(.owed, .pass, .passed, debt: index, value: amount)
        }
        guard passesHolds(index, debt), passesRole(index, debt) else { return }
        let isOwed = if case .nothing = standing { false } else { true }
        if isOwed, let plan = plan(index, debt) { plans.append(plan) }
        if !rules.warnings.isEmpty { plans += warnings(index, debt, standing) }
    }

    /// What the debt's tier asks for, now or next.
    private mutating func plan(_ index: Int, _ debt: Debt) -> Plan? {
        let next = nextStep(debt, after: today)
        let current = currentPlan(index, debt, next: next)
        if let current, current.timing.isReady { return current }
        wakeAtTierChange(debt, before: next)
        if let current { return current }
        guard let next else {
            note(.step, .drop, .noStepLeft, debt: index)
            return nil
        }
        guard !asksForPeople(next) else {
            let begins = zone.startOfDay(next.date)
            note(.step, .hold, .stepNotYetDue, debt: index, subject: next.step, until: begins)
            wake(at: begins)
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
            let deadline = deadline(of: current, nextBegins: next?.date)
            return act(index, current, deadline: deadline)
        }
        var best: Plan?
        for scheduled in rules.tierSchedules[current.tier] where scheduled.day == current.day {
            var place = current
            place.step = Int(scheduled.step)
            let deadline = deadline(of: place, nextBegins: next?.date)
            guard let plan = act(index, place, deadline: deadline) else { continue }
            if best.map({ comesBefore(plan.timing, $0.timing) }) ?? true { best = plan }
        }
        return best
    }

    func asksForPeople(_ place: StepPlace) -> Bool {
        rules.handsOff && rules.strategy.tiers[place.tier].steps[place.step].handOff != nil
    }

    /// A message, or a case where the step asks for people.
    private mutating func act(_ index: Int, _ place: StepPlace, deadline: Instant) -> Plan? {
        guard !asksForPeople(place) else {
            handOff(index, place, deadline: deadline)
            return nil
        }
        return plan(index, place, deadline: deadline)
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

    mutating func plan(_ index: Int, _ place: StepPlace, deadline: Instant) -> Plan? {
        guard passesRamp(index, place),
            let candidate = candidate(debt: index, place, deadline: deadline)
        else { return nil }
        guard let timing = timing(of: candidate) else { return nil }
        guard timing.notBefore < deadline, !timing.isReady || now < deadline else {
            let merges = rules.strategy.tiers[place.tier].steps[place.step].lateness == .merge
            let reason: Reason =
                merges ? .saidWithNextStep : now < deadline ? .superseded : .tooLate
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

    mutating func passesRole(_ index: Int, _ debt: Debt) -> Bool {
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
        /// The day that `day` counts from: the due date, or when a signal arose.
        var anchor: CivilDate
        /// 0: of an early warning.
        var spell: Int32
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
        // What fell within grace falls on its end; what was to be said before the due date stays there.
        if messageClass == .collection && scheduled.day > 0
            && debt.overdueAmount <= debt.tolerance
        {
            first = max(first, debt.lastDayInTime + 1)
        }
        return StepPlace(
            tier: tier,
            step: Int(scheduled.step),
            day: scheduled.day,
            date: first,
            messageClass: messageClass,
            sharesDay: index > 0 && schedule[index - 1].day == scheduled.day,
            anchor: debt.dueDate,
            spell: debt.spell
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
                sharesDay: false,
                anchor: debt.dueDate,
                spell: debt.spell
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
            let matches = match.matches(days: days, amount: amount, debt: debt, tags: facts.tags) {
                facts.brokenPromises(of: debt, at: max(now, zone.startOfDay(date)))
            }
            if matches { return (index, messageClass, days) }
        }
        return nil
    }

    func deadline(of place: StepPlace, nextBegins: CivilDate?) -> Instant {
        let nextBegins = nextBegins.map(zone.startOfDay) ?? .distantFuture
        let step = rules.strategy.tiers[place.tier].steps[place.step]
        switch step.lateness {
        case .send: return nextBegins
        case .merge: return min(zone.startOfDay(place.date + 1), nextBegins)
        case .dropAfter(let length):
            return min(zone.startOfDay(place.date) + length, nextBegins)
        }
    }
}
