/// What will be sent if nothing happens: the same `decide` on a virtual clock over the same facts.
package struct Forecast: Sendable {
    package let rules: Ruleset
    let conditions: Conditions

    /// The conditions' sources are taken to go on telling in time: a forecast is not held as stale.
    package init(rules: Ruleset, conditions: Conditions = .normal) {
        self.rules = rules
        var conditions = conditions
        conditions.assumesFreshFacts = true
        // What a supplier does not take just now it will take again: a forecast does not see that.
        conditions.waitingGateways = []
        conditions.shares = [:]
        self.conditions = conditions
    }

    /// One foreseen contact.
    package struct Entry: Hashable, Sendable {
        package var customer: CustomerID
        package var reference: String
        /// When it is made: its `notBefore`, or later where that had passed when the forecast began.
        package var at: Instant
        package var proposal: Proposal
    }

    /// No customer is decided more often than this in one forecast.
    package static let decisionsMax = 20_000

    /// The contacts to one customer foreseen from `start` until before `end`, in order of time.
    ///
    /// Every contact is taken to be delivered at once, and no payment or reply to come in. Who shares
    /// a contact point with others is to be forecast with them: see `ForecastGroup`.
    package func run(
        _ facts: CustomerFacts,
        sharedHistory: [PastContact] = [],
        from start: Instant,
        until end: Instant
    ) -> [Entry] {
        run([ForecastMember(facts: facts, outside: sharedHistory)], from: start, until: end)
    }

    /// The same, with the cases that will be opened for people.
    package func course(
        _ facts: CustomerFacts,
        sharedHistory: [PastContact] = [],
        from start: Instant,
        until end: Instant
    ) -> (contacts: [Entry], cases: [ForeseenCase]) {
        course([ForecastMember(facts: facts, outside: sharedHistory)], from: start, until: end)
    }

    /// The same of customers who share contact points, together.
    package func run(
        _ members: [ForecastMember],
        from start: Instant,
        until end: Instant
    ) -> [Entry] {
        course(members, from: start, until: end).contacts
    }

    private func course(
        _ members: [ForecastMember],
        from start: Instant,
        until end: Instant
    ) -> (contacts: [Entry], cases: [ForeseenCase]) {
        var group = ForecastGroup(members, forecast: self, from: start)
        var entries: [Entry] = []
        var cases: [ForeseenCase] = []
        group.run(until: end) { visit in
            if case .handOff(let handOff) = visit.decision.action {
                cases.append(
                    ForeseenCase(customer: visit.facts.id, handOff: handOff, at: visit.at)
                )
            }
            guard let proposal = visit.contact else { return }
            entries.append(
                Entry(
                    customer: visit.facts.id,
                    reference: visit.facts.reference,
                    at: visit.at,
                    proposal: proposal
                )
            )
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
