import NudgeCore
import NudgeTestKit
import Testing

/// What must hold of every customer under all rules, beside what `WorldTests` judges contact by
/// contact.
@Suite("Properties of a decision, over generated rules and customers")
struct DecisionPropertyTests {
    /// What a decision comes to, with debts by number: their places are the order's.
    private struct Outcome: Equatable {
        var until: Instant?
        var isContact: Bool
        var proposal: Proposal?
        var reasons: [String]

        init(_ decision: Decision, _ facts: CustomerFacts) {
            until = decision.action.until
            isContact = decision.action.contact != nil
            proposal = decision.action.proposal
            proposal?.debts = []
            // Merged debts stand in the order of their numbers, whatever that of the facts.
            reasons = decision.trace.entries.map { entry in
                let debt = entry.debt < 0 ? 0 : facts.debts[Int(entry.debt)].id.value
                return "\(debt) \(entry.stage) \(entry.verdict) \(entry.reason)"
            }.sorted()
        }
    }

    @Test("the same facts in any order give the same decision", arguments: 1...200)
    func theOrderOfFactsDoesNotMatter(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let world = GeneratedWorld(&chance)
        var facts = world.facts
        facts.tags = ["staff", "vip", "south"]
        facts.consents = Channel.allCases.map {
            Consent(
                messageClass: chance.pick(MessageClass.allCases),
                channel: $0,
                isGranted: chance.chance(3, in: 4),
                asOf: world.start
            )
        }
        var now = world.start
        for _ in 0..<25 {
            var other = facts
            other.debts.shuffle(using: &chance)
            other.holds.shuffle(using: &chance)
            other.consents.shuffle(using: &chance)
            other.tags.shuffle(using: &chance)
            let decision = decide(facts, rules: world.rules, at: now)
            let again = decide(other, rules: world.rules, at: now)
            #expect(
                Outcome(decision, facts) == Outcome(again, other),
                "seed \(seed) at \(now)"
            )
            switch decision.action {
            case .contact(let proposal): facts = facts.adding(proposal, at: now)
            case .handOff(let handOff): facts.append(handOff.past(at: now))
            case .wait(let until, _): now = max(until, now + Milliseconds(1))
            case .rest: now = now + .hours(30)
            }
        }
    }

    /// Nothing changes between now and the instant to wait for: nobody could have left before.
    @Test("nothing may leave before the instant that is waited for", arguments: 1...120)
    func nothingMayLeaveBefore(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let world = GeneratedWorld(&chance)
        var facts = world.facts
        var now = world.start
        for _ in 0..<25 {
            let action = decide(
                facts,
                sharedHistory: world.shared.filter { $0.at <= now },
                rules: world.rules,
                at: now
            ).action
            switch action {
            case .contact(let proposal): facts = facts.adding(proposal, at: now)
            case .handOff(let handOff): facts.append(handOff.past(at: now))
            case .rest: return
            case .wait(let until, let foreseen):
                let length = Int((until - now).count)
                for _ in 0..<6 where length > 1 {
                    let between = now + Milliseconds(Int64(chance.int(1...length - 1)))
                    let early = decide(
                        facts,
                        sharedHistory: world.shared.filter { $0.at <= now },
                        rules: world.rules,
                        at: between
                    ).action
                    #expect(early.contact == nil, "seed \(seed): \(between) before \(until)")
                }
                if let foreseen { #expect(foreseen.notBefore == until, "seed \(seed)") }
                // Others' contacts on the way are facts: what they change is decided anew.
                if world.shared.contains(where: { $0.at > now && $0.at <= until }) { return }
                now = until
            }
        }
    }

    // MARK: In the end

    /// Everything in the way, and nothing for good: windows that open each day within the step's
    /// hours, caps that have a place again within days, holds that end.
    private static func rules(_ chance: inout SeededGenerator) -> Ruleset {
        let opens = chance.int(9...14)
        let windows: [WindowRule] = [
            .fixture("0\(chance.int(6...9)):00", "2\(chance.int(0...3)):30"),
            .fixture("\(opens < 10 ? "0" : "")\(opens):00", "\(opens + 2):00", scope: .sms),
            .fixture(
                "08:00",
                "20:00",
                weekdays: chance.pick([Set(Weekday.allCases), [.tuesday, .friday]])
            ),
        ]
        let caps: [CapRule] = [
            .fixture(most: 1, per: chance.pick([.calendarDay, .rolling(.hours(60))])),
            .fixture(most: chance.int(2...3), per: .calendarWeek, counts: .contactPoint),
            .fixture(most: 1, per: .rolling(.days(chance.int(1...5))), counts: .debt),
        ]
        let first = chance.int(-8 ... -1)
        return .fixture(
            windows: windows,
            caps: caps,
            tiers: [
                .fixture(
                    .fixture(
                        days: (0..<30).map { Int16(first + $0 * 4) },
                        channels: chance.pick([[.sms], [.sms, .email], [.email, .push]]),
                        preferred: ("08:00", "20:00"),
                        mergesDebts: chance.chance(1, in: 2)
                    )
                )
            ]
        )
    }

    @Test("every open debt that may be reminded is reminded in the end", arguments: 1...150)
    func everyDebtIsRemindedInTheEnd(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let rules = Self.rules(&chance)
        let start = Instant.shanghai("2026-03-02 00:00") + .minutes(chance.int(0...400_000))
        let today = ZoneRules.shanghai.localDate(start)
        let holds = (0..<chance.int(0...3)).map { index -> Hold in
            let from = start + .hours(chance.int(-50...300))
            return Hold(
                reason: .dispute,
                debt: chance.pick([nil, DebtID(1), DebtID(2)]),
                from: from,
                until: from + .hours(chance.int(10...400)),
                reference: "h\(index)"
            )
        }
        let debts = (1...chance.int(1...4)).map { id -> Debt in
            .fixture(
                Int64(id),
                due: (today + chance.int(-20...15)).description,
                role: chance.pick([.debtor, .coBorrower]),
                graceEnd: nil,
                autopay: chance.pick([.none, .none, .failed, .scheduled])
            )
        }
        let facts = CustomerFacts.fixture(
            id: Int64(seed),
            zone: chance.pick(["", "Europe/Berlin"]),
            holds: holds,
            debts: debts
        )
        let entries = Forecast(rules: rules).run(facts, from: start, until: start + .days(90))
        let named = Set(entries.flatMap { $0.proposal.occasions.map(\.debt) })
        for debt in debts {
            #expect(named.contains(debt.id), "seed \(seed): debt \(debt.id.value) is never named")
        }
        // None is silenced for long: a step each four days, and a place again within days.
        for (one, next) in zip(entries, entries.dropFirst()) {
            #expect(next.at - one.at < .days(40), "seed \(seed): silence after \(one.at)")
        }
    }
}
