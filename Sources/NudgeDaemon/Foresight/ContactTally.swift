package import NudgeCore

/// How many contacts were foreseen, of which kinds, and what was held or dropped and why.
package struct ContactTally: Sendable {
    package private(set) var contacts = 0
    package private(set) var segments = 0
    package private(set) var reached = 0
    package private(set) var cost: [Currency: Int64] = [:]
    package private(set) var counts: [Key: Int] = [:]

    /// One line of the tally.
    package struct Key: Hashable, Comparable, Sendable {
        package var kind: Kind
        package var name: String

        package static func < (left: Key, right: Key) -> Bool {
            (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
        }
    }

    package enum Kind: UInt8, CaseIterable, Sendable {
        case tier
        case channel
        case messageClass
        case template
        /// Cases for people, by team.
        case team
        /// Debts that were held or dropped for this reason at least once.
        case reason

        package var name: String {
            switch self {
            case .tier: "tier"
            case .channel: "channel"
            case .messageClass: "class"
            case .template: "template"
            case .team: "case for"
            case .reason: "held or dropped"
            }
        }
    }

    /// What the chain says of everybody all the time, and nobody asks about.
    private static let plainReasons: Set<Reason> = [.passed, .alreadySaid, .stepNotYetDue]

    /// Plays a group under one side's rules, counts what happens to the chosen, and gives their
    /// contacts in the order of time.
    mutating func play(
        _ members: [ForecastMember],
        _ side: RuleComparison.Side,
        of chosen: Set<CustomerID>,
        from start: Instant,
        until end: Instant
    ) -> [ForeseenContact] {
        let estimate = SegmentEstimate(rules: side.rules)
        var group = ForecastGroup(members, forecast: side.forecast, from: start)
        var made: [ForeseenContact] = []
        var stopped: Set<StoppedDebt> = []
        group.run(until: end) { visit in
            guard chosen.contains(visit.facts.id) else { return }
            for entry in visit.decision.trace.entries where entry.verdict != .pass {
                stopped.insert(
                    StoppedDebt(
                        customer: visit.facts.id,
                        debt: entry.debt,
                        reason: entry.reason
                    )
                )
            }
            if case .handOff(let handOff) = visit.decision.action {
                counts[Key(kind: .team, name: handOff.team), default: 0] += 1
            }
            guard let proposal = visit.contact else { return }
            let contact = ForeseenContact(visit, proposal, side.rules.ruleset)
            add(contact, estimate.segments(visit.facts, proposal, at: visit.at), side.rules)
            made.append(contact)
        }
        reached += Set(made.map(\.customer)).count
        for debt in stopped where !ContactTally.plainReasons.contains(debt.reason) {
            counts[Key(kind: .reason, name: debt.reason.name), default: 0] += 1
        }
        return made
    }

    private struct StoppedDebt: Hashable {
        var customer: CustomerID
        var debt: Int16
        var reason: Reason
    }

    private mutating func add(
        _ contact: ForeseenContact,
        _ segments: Int,
        _ rules: RulesInForce
    ) {
        contacts += 1
        self.segments += segments
        for (kind, name) in [
            (Kind.tier, contact.tier), (.channel, contact.channel.name),
            (.messageClass, contact.messageClass.name), (.template, contact.template),
        ] {
            counts[Key(kind: kind, name: name), default: 0] += 1
        }
        if let price = rules.gateways[contact.gateway].price {
            cost[price.currency, default: 0] += price.cost(segments: segments)
        }
    }

    static func += (tally: inout ContactTally, other: ContactTally) {
        tally.contacts += other.contacts
        tally.segments += other.segments
        tally.reached += other.reached
        tally.cost.merge(other.cost, uniquingKeysWith: +)
        tally.counts.merge(other.counts, uniquingKeysWith: +)
    }
}

/// A foreseen contact with its names, to be compared with one under other rules.
struct ForeseenContact: Sendable {
    var customer: CustomerID
    var reference: String
    var at: Instant
    var occasions: [Occasion]
    var channel: Channel
    var messageClass: MessageClass
    var gateway: Int
    var tier: String
    var step: String
    var template: String

    init(_ visit: ForecastGroup.Visit, _ proposal: Proposal, _ rules: Ruleset) {
        let tier = rules.strategy.tiers[proposal.tier]
        let step = tier.steps[proposal.step]
        customer = visit.facts.id
        reference = visit.facts.reference
        at = visit.at
        occasions = proposal.occasions
        channel = proposal.channel
        messageClass = proposal.messageClass
        gateway = proposal.gateway
        self.tier = tier.name
        self.step = step.name
        template = step.channels[proposal.stepChannel].template
    }
}
