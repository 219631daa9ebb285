import NudgeCore
import NudgeTestKit
import Testing

/// Customers, rules and events drawn by chance, driven for sixty days as the daemon would drive
/// them; every contact is judged by readings of the rules that share nothing with `decide`.
@Suite("Decide, in sixty days of generated worlds")
struct WorldTests {
    @Test(arguments: 1...150)
    func everyContactKeepsTheRules(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let world = GeneratedWorld(&chance)
        let end = world.start + .days(60)
        var facts = world.facts
        var now = world.start
        var visits = 0
        while now < end {
            visits += 1
            guard visits < 60 * Walk.decisionsPerDayMax else {
                Issue.record("seed \(seed): decides for ever at \(now)")
                return
            }
            stir(&facts, &chance, now)
            let shared = world.shared.filter { $0.at <= now }
            let action = decide(facts, sharedHistory: shared, rules: world.rules, at: now).action
            switch action {
            case .contact(let proposal):
                let faults = faults(of: proposal, facts, shared, world, at: now)
                #expect(faults.isEmpty, "seed \(seed) at \(now): \(faults)")
                guard faults.isEmpty else { return }
                let state = chance.pick([
                    ContactState.accepted, .delivered, .refused, .unknown, .undelivered, .leaving,
                ])
                facts = facts.adding(
                    proposal,
                    at: now,
                    state,
                    content: world.rules.content(of: proposal)
                )
            case .wait(let until, _):
                #expect(until > now, "seed \(seed): waits for the past at \(now)")
                guard until > now else { return }
                // Mostly punctual, sometimes late.
                now = until + .minutes(chance.pick([0, 0, 0, 1, 600]))
            case .handOff(let handOff):
                #expect(!facts.hasHandedOff(handOff.kind, handOff.occasion), "seed \(seed): twice")
                facts.append(handOff.past(at: now))
            case .rest:
                now = now + .hours(20)
            }
        }
    }

    /// Payments, reversals and receipts, now and then.
    private func stir(_ facts: inout CustomerFacts, _ chance: inout SeededGenerator, _ now: Instant)
    {
        let debt = chance.int(0...facts.debts.count - 1)
        switch chance.int(1...40) {
        case 1: facts.debts[debt].paidSince += Int64(chance.int(1...500) * 100)
        case 2:
            facts.debts[debt].paidSince -= 5000
            facts.debts[debt].spell += 1
        case 3: facts.debts[debt].autopay = .failed
        default: break
        }
        for index in facts.history.indices where chance.chance(1, in: 4) {
            let receipt = chance.pick(ContactEvent.Receipt.allCases)
            facts.history[index].state =
                facts.history[index].state.after(.receipt(receipt)) ?? facts.history[index].state
        }
    }

    private func faults(
        of proposal: Proposal,
        _ facts: CustomerFacts,
        _ shared: [PastContact],
        _ world: GeneratedWorld,
        at now: Instant
    ) -> [String] {
        var faults: [String] = []
        let zone =
            facts.zone == "Europe/Berlin"
            ? ZoneRules.berlin
            : facts.zone == "UTC" ? .utc : .shanghai
        let tier = world.rules.strategy.tiers[proposal.tier]
        let agreed = Set(facts.agreements.filter(\.isGiven).map(\.name))
        let refused = Set(facts.agreements.filter { !$0.isGiven }.map(\.name))
        let window = NaiveWindow(
            windows: world.windows + world.blackouts.map(NaiveWindow.window),
            calendar: world.calendar,
            zone: zone,
            channel: proposal.channel,
            messageClass: proposal.messageClass,
            tier: tier.name,
            agreed: agreed,
            refused: refused
        )
        if !window.isOpen(now) { faults.append("outside the window") }
        if proposal.notAfter <= now || proposal.notBefore > now { faults.append("not now") }
        for occasion in proposal.occasions {
            let caps = NaiveCaps(
                caps: world.caps,
                zone: zone,
                channel: proposal.channel,
                messageClass: proposal.messageClass,
                point: proposal.point,
                debts: [occasion.debt],
                own: facts.history,
                shared: shared,
                content: world.rules.content(of: proposal),
                tier: tier.name,
                agreed: agreed,
                refused: refused
            )
            if !caps.hasPlace(at: now) { faults.append("over a cap") }
            let isRepeated = facts.history.contains {
                $0.channel == proposal.channel
                    && ([$0.occasion] + $0.moreOccasions).contains(occasion)
            }
            if isRepeated { faults.append("said twice") }
        }
        for index in proposal.debts {
            faults += debtFaults(facts.debts[index], facts, zone.localDate(now), now)
        }
        let point = facts.points.first { $0.id == proposal.point }
        let pair = ClassChannelSet(proposal.messageClass, proposal.channel)
        if point?.refused.contains(pair) ?? true { faults.append("refused there") }
        if point?.kind != proposal.channel.addressKind { faults.append("no such point") }
        return faults
    }

    private func debtFaults(
        _ debt: Debt,
        _ facts: CustomerFacts,
        _ today: CivilDate,
        _ now: Instant
    ) -> [String] {
        var faults: [String] = []
        let owed = max(debt.minimumDue, debt.overdueAmount) - debt.paidSince
        if owed <= debt.tolerance { faults.append("paid") }
        if debt.role == .guarantor { faults.append("role") }
        let isHeld = facts.holds.contains { hold in
            (hold.debt == nil || hold.debt == debt.id) && hold.from <= now
                && (hold.until == nil || now < hold.until ?? now)
        }
        if isHeld { faults.append("on hold") }
        let lastDay = max(debt.graceEnd ?? debt.dueDate, debt.dueDate)
        if debt.autopay == .scheduled && debt.overdueAmount <= debt.tolerance && today <= lastDay {
            faults.append("autopay is running")
        }
        return faults
    }

    /// With nothing in the way, what is asked for is what is said: every step of every debt.
    @Test(arguments: 1...60)
    func everyStepIsTakenWhereNothingHinders(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let due = CivilDate.fixture("2026-04-20") + chance.int(0...60)
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: Strategy.fiveTiers.tiers
        )
        let grade = chance.pick(["", "E"])
        let facts = CustomerFacts.fixture(
            id: Int64(seed),
            debts: [.fixture(due: due.description, riskGrade: grade)]
        )
        var walk = Walk(facts, rules, from: "2026-04-01 00:00")
        walk.run(until: ZoneRules.shanghai.startOfDay(due + 100))
        let overdue: [Int16] =
            grade == "E"
            ? [1, 3, 5, 8, 12, 17, 23, 30, 45, 60]
            : [1, 4, 7, 14, 21, 28, 31, 38, 45, 60, 75, 90]
        #expect(
            walk.sent.map { $0.proposal.occasions[0].stepDay } == [-5, -2, 0] + overdue,
            "seed \(seed)"
        )
        for (at, proposal) in walk.sent {
            let day = due + Int(proposal.occasions[0].stepDay)
            #expect(ZoneRules.shanghai.localDate(at) == day, "seed \(seed)")
        }
    }
}
