/// One customer of a forecast.
package struct ForecastMember: Sendable {
    package var facts: CustomerFacts
    /// Recorded contacts of customers outside the group to points that he shares, oldest first.
    package var outside: [PastContact]

    package init(facts: CustomerFacts, outside: [PastContact] = []) {
        self.facts = facts
        self.outside = outside
    }
}

/// Customers who share contact points, played forward on one virtual clock: their common caps let
/// the message of one push away that of another.
///
/// It does what the engine does. A timer names an instant, and the lane and priority that are wanted
/// then; what is due at one instant goes by lane, priority and customer. A contact to a shared point
/// has all who share it decided afresh. Every contact is taken to be delivered at once.
package struct ForecastGroup: Sendable {
    private let forecast: Forecast
    private var members: [Member]
    /// Who has a point that is shared within the group, by the point.
    private var sharers: [PointID: [Int]] = [:]
    private var contacts: Int64 = 0
    package private(set) var now: Instant
    /// Whether a customer was decided so often that his forecast ends early.
    package private(set) var isCut = false

    private struct Member: Sendable {
        var facts: CustomerFacts
        /// Contacts of all others to points that he shares, oldest first.
        var shared: [PastContact]
        /// `nil`: nothing changes by itself any more.
        var timer: Timer?
        var decisions = 0
    }

    private struct Timer: Comparable, Sendable {
        var at: Instant
        /// A gateway's index; beyond all of them: he is only decided.
        var lane: Int
        /// 0 goes first.
        var rank: UInt8

        static func < (left: Timer, right: Timer) -> Bool {
            (left.at, left.lane, left.rank) < (right.at, right.lane, right.rank)
        }

        static func decide(at instant: Instant) -> Timer {
            Timer(at: instant, lane: .max, rank: 0)
        }

        init(at instant: Instant, for proposal: Proposal) {
            self.init(at: instant, lane: proposal.gateway, rank: 9 - min(proposal.priority, 9))
        }

        private init(at: Instant, lane: Int, rank: UInt8) {
            self.at = at
            self.lane = lane
            self.rank = rank
        }
    }

    /// One decision of a forecast.
    package struct Visit {
        package var at: Instant
        package var facts: CustomerFacts
        package var decision: Decision
        /// The contact that was made now.
        package var contact: Proposal?
    }

    package init(_ members: [ForecastMember], forecast: Forecast, from start: Instant) {
        self.forecast = forecast
        now = start
        self.members = members.sorted { $0.facts.id < $1.facts.id }.map {
            Member(facts: $0.facts, shared: $0.outside, timer: .decide(at: start))
        }
        if members.count > 1 { linkSharers() }
    }

    private mutating func linkSharers() {
        for index in members.indices {
            for point in members[index].facts.points where point.isShared {
                let known = sharers[point.id, default: []]
                // As many as a claim reads; the members are in the order of their ids.
                if known.count < ContactPoint.sharersReadMax {
                    sharers[point.id] = known + [index]
                }
            }
        }
        let recorded = members.map(\.facts.history)
        for index in members.indices {
            let points = Set(members[index].facts.points.filter(\.isShared).map(\.id))
            let others = Set(points.flatMap { sharers[$0] ?? [] }).subtracting([index])
            for other in others.sorted() {
                members[index].shared += recorded[other].filter { points.contains($0.point) }
            }
            members[index].shared.sort { ($0.at, $0.id) < ($1.at, $1.id) }
        }
    }

    // MARK: Running

    /// Plays everything that is due before `end`, in order; the clock then stands at `end`.
    package mutating func run(until end: Instant, _ seen: (Visit) -> Void = { _ in }) {
        while let index = next(before: end) { visit(index, seen) }
        now = max(now, end)
    }

    /// Something happens to a customer now; he is decided afresh.
    package mutating func change(
        _ customer: CustomerID,
        _ body: (inout CustomerFacts) -> Void
    ) {
        guard let index = members.firstIndex(where: { $0.facts.id == customer }) else { return }
        body(&members[index].facts)
        members[index].timer = min(members[index].timer ?? .decide(at: now), .decide(at: now))
    }

    /// Who is in it, in order.
    package var customers: [CustomerID] { members.map(\.facts.id) }

    /// A customer as he stands now, with the contacts of others that he shares.
    package func member(_ customer: CustomerID) -> ForecastMember? {
        members.first { $0.facts.id == customer }.map {
            ForecastMember(facts: $0.facts, outside: $0.shared)
        }
    }

    private func next(before end: Instant) -> Int? {
        var found: Int?
        for index in members.indices {
            guard let timer = members[index].timer, timer.at < end else { continue }
            if let known = found, let best = members[known].timer, best <= timer { continue }
            found = index
        }
        return found
    }

    private mutating func visit(_ index: Int, _ seen: (Visit) -> Void) {
        guard let timer = members[index].timer else { return }
        now = max(now, timer.at)
        members[index].decisions += 1
        guard members[index].decisions <= Forecast.decisionsMax else {
            members[index].timer = nil
            isCut = true
            return
        }
        let decision = decide(
            members[index].facts,
            sharedHistory: members[index].shared,
            rules: forecast.rules,
            conditions: forecast.conditions,
            at: now
        )
        var visit = Visit(at: now, facts: members[index].facts, decision: decision, contact: nil)
        switch decision.action {
        case .rest:
            members[index].timer = nil
        case .wait(let until, let foreseen):
            let at = max(until, now + Milliseconds(1))
            members[index].timer = foreseen.map { Timer(at: at, for: $0) } ?? .decide(at: at)
        case .handOff(let handOff):
            members[index].facts.append(handOff.past(at: now))
            members[index].timer = .decide(at: now)
        case .contact(let proposal) where members.count > 1 && timer.lane != proposal.gateway:
            // As the engine's first visit: others may be due in that lane at this instant, too.
            members[index].timer = Timer(at: now, for: proposal)
        case .contact(let proposal):
            visit.contact = proposal
        }
        seen(visit)
        if let contact = visit.contact {
            // Frees the history for being written in place.
            visit.facts = CustomerFacts(id: visit.facts.id, reference: "")
            make(contact, index)
        }
    }

    private mutating func make(_ proposal: Proposal, _ index: Int) {
        contacts += 1
        let contact = proposal.contact(
            id: ContactID(-contacts),
            at: now,
            state: .delivered,
            forecast.rules
        )
        members[index].facts.append(contact)
        members[index].timer = .decide(at: now)
        guard members.count > 1, let others = sharers[proposal.point] else { return }
        for other in others where other != index {
            members[other].shared.append(contact)
            let known = members[other].timer ?? .decide(at: now)
            members[other].timer = min(known, .decide(at: now))
        }
    }
}
