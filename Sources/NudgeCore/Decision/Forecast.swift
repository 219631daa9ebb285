/// What will be sent if nothing happens: the same `decide` on a virtual clock over the same facts.
package struct Forecast {
    private let rules: Ruleset
    private let conditions: Conditions

    /// The conditions' sources are taken to go on telling in time: a forecast is not held as stale.
    package init(rules: Ruleset, conditions: Conditions = .normal) {
        self.rules = rules
        self.conditions = Conditions(
            stops: conditions.stops,
            gatewaysWithoutReceipts: conditions.gatewaysWithoutReceipts,
            assumesFreshFacts: true
        )
    }

    /// One foreseen contact.
    package struct Entry: Hashable, Sendable {
        package var customer: CustomerID
        package var reference: String
        package var proposal: Proposal
    }

    /// No customer is decided more often than this in one forecast.
    package static let decisionsMax = 2000

    /// The contacts foreseen from `start` until before `end`, in order of time.
    ///
    /// Every contact is taken to be delivered at once, and no payment or reply to come in.
    package func run(
        _ facts: CustomerFacts,
        sharedHistory: [PastContact] = [],
        from start: Instant,
        until end: Instant
    ) -> [Entry] {
        course(facts, sharedHistory: sharedHistory, from: start, until: end).contacts
    }

    /// The same, with the cases that will be opened for people.
    package func course(
        _ facts: CustomerFacts,
        sharedHistory: [PastContact] = [],
        from start: Instant,
        until end: Instant
    ) -> (contacts: [Entry], cases: [ForeseenCase]) {
        var facts = facts
        var now = start
        var entries: [Entry] = []
        var cases: [ForeseenCase] = []
        for _ in 0..<Forecast.decisionsMax {
            let decision = decide(
                facts,
                sharedHistory: sharedHistory,
                rules: rules,
                conditions: conditions,
                at: now
            )
            switch decision.action {
            case .rest:
                return (entries, cases)
            case .wait(let until, _):
                guard until < end else { return (entries, cases) }
                now = max(until, now + Milliseconds(1))
            case .handOff(let handOff):
                cases.append(ForeseenCase(customer: facts.id, handOff: handOff, at: now))
                facts.append(handOff.past(at: now))
            case .contact(let proposal):
                entries.append(
                    Entry(
                        customer: facts.id,
                        reference: facts.reference,
                        proposal: proposal
                    )
                )
                facts.history.append(
                    proposal.pastContact(id: -entries.count, at: now, rules)
                )
            }
        }
        return (entries, cases)
    }
}

/// A case that a forecast sees being opened.
package struct ForeseenCase: Hashable, Sendable {
    package var customer: CustomerID
    package var handOff: HandOff
    package var at: Instant
}

extension Proposal {
    fileprivate func pastContact(id: Int, at now: Instant, _ rules: Ruleset) -> PastContact {
        PastContact(
            id: ContactID(Int64(id)),
            at: now,
            channel: channel,
            messageClass: messageClass,
            point: point,
            state: .delivered,
            occasion: occasions[0],
            moreOccasions: Array(occasions.dropFirst()),
            content: rules.contentPrints[tier][step][stepChannel]
        )
    }
}
