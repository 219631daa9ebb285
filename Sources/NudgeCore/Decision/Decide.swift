/// Decides about one customer: the pure function that the daemon, the forecast and `explain` share.
///
///     owed? → holds? → tier → cadence step → party, contact point, consent → caps → window → contact
///
/// It reads no clock and has no chance in it; the same arguments give the same answer. The history
/// must be oldest first, as the store keeps it; `sharedHistory` holds other customers' contacts to
/// points that this one shares.
package func decide(
    _ facts: CustomerFacts,
    sharedHistory: [PastContact] = [],
    rules: Ruleset,
    conditions: Conditions = .normal,
    at now: Instant
) -> Decision {
    var decider = Decider(facts, sharedHistory, rules, conditions, now)
    let action = decider.run()
    return Decision(action: action, trace: decider.trace)
}

/// The state of one decision while it is being made.
struct Decider {
    let facts: CustomerFacts
    let sharedHistory: [PastContact]
    let rules: Ruleset
    let conditions: Conditions
    let now: Instant
    let zone: ZoneRules
    let today: CivilDate
    /// What he agreed to and refused, of all that rules name.
    let agreements: AgreementState
    /// The customer's contacts in the order of their instants.
    let history: [PastContact]
    var trace = Trace()
    /// Cases that are to be opened now.
    var handOffs: [HandOff] = []
    /// The earliest instant at which something is known to change by itself.
    var wake: Instant?

    init(
        _ facts: CustomerFacts,
        _ sharedHistory: [PastContact],
        _ rules: Ruleset,
        _ conditions: Conditions,
        _ now: Instant
    ) {
        self.facts = facts
        self.sharedHistory = sharedHistory
        self.rules = rules
        self.conditions = conditions
        self.now = now
        zone = rules.zone(of: facts)
        today = zone.localDate(now)
        agreements = rules.agreements(of: facts)
        history = Decider.inOrder(facts.history)
        trace.entries.reserveCapacity(12)
    }

    /// What there is to say about one debt, and when it may leave.
    struct Plan {
        var candidate: Candidate
        var timing: Timing
    }

    /// The store keeps the order of commits; it differs when the clock was set back in between.
    private static func inOrder(_ history: [PastContact]) -> [PastContact] {
        var last = Instant.distantPast
        for index in history.indices {
            if history[index].at < last { return history.sorted { $0.at < $1.at } }
            last = history[index].at
        }
        return history
    }

    mutating func run() -> Decision.Action {
        guard facts.quarantine.isEmpty else {
            note(.holds, .hold, .quarantined)
            return .rest
        }
        var plans: [Plan] = []
        for index in facts.debts.indices {
            plan(debt: index, into: &plans)
        }
        if let answer = courtesyPlan() { plans.append(answer) }
        if let handOff = firstHandOff { return .handOff(handOff) }
        // The order in which a file brought the debts must not matter.
        if plans.count > 1 {
            plans.sort {
                ($0.candidate.occasion.debt, $0.candidate.tier)
                    < ($1.candidate.occasion.debt, $1.candidate.tier)
            }
        }
        guard let best = choose(plans) else { return rest() }
        if best.timing.isReady {
            return .contact(proposal(best, merging: plans))
        }
        let foreseen = proposal(best, merging: [])
        let until = best.timing.notBefore
        if let wake, wake < until { return .wait(until: wake, foreseen: nil) }
        return .wait(until: until, foreseen: foreseen)
    }

    /// Looks again when something is known to change, else never by itself.
    private func rest() -> Decision.Action {
        wake.map { .wait(until: $0, foreseen: nil) } ?? .rest
    }

    mutating func wake(at instant: Instant) {
        guard instant > now else { return }
        wake = min(wake ?? instant, instant)
    }

    /// The plan to act on: a ready one of the highest rank that takes no place from a more important
    /// one, else the one that may leave first.
    private mutating func choose(_ plans: [Plan]) -> Plan? {
        guard plans.count > 1 else { return plans.first }
        var first: Plan?
        for plan in plans where !plan.timing.isReady {
            if first.map({ plan.timing.notBefore < $0.timing.notBefore }) ?? true { first = plan }
        }
        for ready in plans.filter(\.timing.isReady).sorted(by: outranks) {
            guard let rival = rival(of: ready, in: plans) else { return ready }
            note(
                .caps,
                .hold,
                .lowerPriority,
                debt: ready.candidate.debt,
                until: rival.timing.notBefore
            )
            // Tomorrow it may have something else to say, which takes no place from anyone.
            wake(at: zone.startOfDay(today + 1))
        }
        return first
    }

    private func outranks(_ left: Plan, _ right: Plan) -> Bool {
        let leftRank = (left.candidate.tier, -Int(priority(left)), left.timing.notBefore)
        let rightRank = (right.candidate.tier, -Int(priority(right)), right.timing.notBefore)
        return leftRank < rightRank
    }

    private func priority(_ plan: Plan) -> UInt8 {
        step(plan.candidate).priority
    }

    /// The plan of higher rank that sending `plan` now would push back, if there is one.
    private func rival(of plan: Plan, in plans: [Plan]) -> Plan? {
        let sent = PastContact(
            id: ContactID(Int64.max),
            at: now,
            channel: plan.candidate.channel,
            messageClass: plan.candidate.messageClass,
            point: plan.candidate.point,
            state: .leaving,
            occasion: plan.candidate.occasion,
            content: rules.contentPrint(of: plan.candidate)
        )
        for other in plans
        where !other.timing.isReady && other.candidate.occasion != plan.candidate.occasion {
            guard outranksByImportance(other, plan) else { continue }
            let caps = capQuestion(other.candidate, own: history + [sent])
            if caps.full(at: other.timing.notBefore) != nil { return other }
        }
        return nil
    }

    private func outranksByImportance(_ left: Plan, _ right: Plan) -> Bool {
        let leftRank = (left.candidate.tier, -Int(priority(left)))
        let rightRank = (right.candidate.tier, -Int(priority(right)))
        return leftRank < rightRank
    }

    private mutating func proposal(_ best: Plan, merging plans: [Plan]) -> Proposal {
        let candidate = best.candidate
        var occasions = [candidate.occasion]
        var debts = [candidate.debt]
        if step(candidate).mergesDebts {
            for other in plans where other.candidate.debt != candidate.debt {
                guard canMerge(other, into: candidate) else { continue }
                occasions.append(other.candidate.occasion)
                debts.append(other.candidate.debt)
            }
        }
        for occasion in occasions { occasions += lateOnes(before: occasion, of: candidate) }
        note(
            .contact,
            best.timing.isReady ? .pass : .hold,
            best.timing.isReady ? .passed : best.timing.heldByOrWaiting,
            debt: candidate.debt,
            subject: Int(candidate.channel.rawValue),
            until: best.timing.notBefore
        )
        return Proposal(
            occasions: occasions,
            debts: debts,
            tier: candidate.tier,
            step: candidate.step,
            stepChannel: candidate.stepChannel,
            channel: candidate.channel,
            messageClass: candidate.messageClass,
            gateway: candidate.gateway,
            point: candidate.point,
            notBefore: best.timing.notBefore,
            notAfter: best.timing.notAfter,
            priority: step(candidate).priority,
            heldBy: best.timing.heldBy
        )
    }

    /// What was late and waits to be said with the debt's next step, which this is.
    ///
    /// The steps right before it that `merge`, up to one that was said.
    private func lateOnes(before occasion: Occasion, of candidate: Candidate) -> [Occasion] {
        guard rules.mergesLate else { return [] }
        let tier = rules.strategy.tiers[candidate.tier]
        var late: [Occasion] = []
        let earlier = rules.tierSchedules[candidate.tier].reversed().filter {
            $0.day < occasion.stepDay
        }
        for scheduled in earlier.prefix(Decider.lateOnesMax) {
            let step = tier.steps[Int(scheduled.step)]
            // People had that day: it said nothing.
            if step.handOff != nil { continue }
            guard step.lateness == .merge else { return late }
            var other = occasion
            other.stepDay = scheduled.day
            other.purpose = step.purpose
            guard !history.contains(where: { $0.isAbout(other) && $0.isSaid }) else { return late }
            late.append(other)
        }
        return late
    }

    /// More steps than a reader would remember to have missed.
    private static let lateOnesMax = 8

    /// Whether another debt's message of today can go with this one.
    private func canMerge(_ other: Plan, into candidate: Candidate) -> Bool {
        let isSameStep =
            other.candidate.tier == candidate.tier && other.candidate.step == candidate.step
            && other.candidate.stepChannel == candidate.stepChannel
            && other.candidate.point == candidate.point
            && other.candidate.messageClass == candidate.messageClass
        guard isSameStep, other.candidate.date <= today else { return false }
        if other.timing.isReady { return true }
        // Its own caps were asked for its own place in the day, not for now.
        guard capQuestion(other.candidate, own: history).full(at: now) == nil else { return false }
        // Not ready only because its own place in the day comes later.
        return other.timing.heldBy == .passed && zone.localDate(other.timing.notBefore) == today
    }

    func step(_ candidate: Candidate) -> Step {
        rules.strategy.tiers[candidate.tier].steps[candidate.step]
    }

    mutating func note(
        _ stage: Trace.Stage,
        _ verdict: Trace.Verdict,
        _ reason: Reason,
        debt: Int = -1,
        subject: Int = -1,
        rulebook: Int = -1,
        until: Instant? = nil,
        value: Int64 = 0
    ) {
        trace.entries.append(
            Trace.Entry(
                stage: stage,
                verdict: verdict,
                reason: reason,
                debt: Int16(debt),
                subject: Int16(subject),
                rulebook: Int16(rulebook),
                until: until,
                value: value
            )
        )
    }
}
