import NudgeCore
import NudgeTestKit

/// Drives one customer through virtual time as the daemon would: visit, wait, contact.
struct Walk {
    var facts: CustomerFacts
    var rules: Ruleset
    var conditions = Conditions.normal
    var shared: [PastContact] = []
    var now: Instant
    var sent: [(at: Instant, proposal: Proposal)] = []
    var cases: [(at: Instant, handOff: HandOff)] = []
    /// The most decisions per day: one each five minutes, and some; more is an endless loop.
    static let decisionsPerDayMax = 400

    init(_ facts: CustomerFacts, _ rules: Ruleset, from start: String) {
        self.facts = facts
        self.rules = rules
        now = .shanghai(start)
    }

    func decision() -> Decision {
        decide(facts, sharedHistory: shared, rules: rules, conditions: conditions, at: now)
    }

    /// Runs until `end`, every contact ending in the state that `outcome` gives.
    mutating func run(
        until end: Instant,
        every: Milliseconds? = nil,
        outcome: (Proposal) -> ContactState = { _ in .delivered }
    ) {
        var visits = 0
        let start = now
        while now < end {
            visits += 1
            let days = Int((now - start).count / 86_400_000) + 1
            precondition(visits < days * Walk.decisionsPerDayMax, "decides for ever at \(now)")
            switch decision().action {
            case .contact(let proposal):
                sent.append((now, proposal))
                facts = facts.adding(
                    proposal,
                    at: now,
                    outcome(proposal),
                    content: rules.content(of: proposal)
                )
            case .wait(let until, _):
                precondition(until > now, "waits for the past: \(until) at \(now)")
                now = every.map { min(until, now + $0) } ?? until
            case .handOff(let handOff):
                cases.append((now, handOff))
                facts.append(handOff.past(at: now))
            case .rest:
                guard let every else { return }
                now = now + every
            }
        }
    }

    mutating func run(until end: String) {
        run(until: .shanghai(end))
    }

    /// What was sent, as `2026-11-22 sms 1@0`: local day, channel, debts at their step's day.
    var log: [String] {
        sent.map { at, proposal in
            let day = rules.zone(of: facts).localDate(at)
            let debts = proposal.occasions.map { "\($0.debt.value)@\($0.stepDay)" }
            return "\(day) \(proposal.channel.name) \(debts.joined(separator: "+"))"
        }
    }

    /// What was handed to people, as `2026-11-22 09:00 hand-off one-to-one 1@31`.
    var caseLog: [String] {
        cases.map { at, handOff in
            let (day, clock) = rules.zone(of: facts).local(at)
            let minutes = clock / 60_000
            let time = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            return "\(day) \(time.joined(separator: ":")) \(handOff.kind.name) \(handOff.team)"
                + " \(handOff.occasion.debt.value)@\(handOff.occasion.stepDay)"
        }
    }
}
