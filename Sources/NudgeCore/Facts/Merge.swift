/// What merging one fact into a customer's facts did.
///
/// Merging is pure: `CustomerFacts` in, fact in, `CustomerFacts` out, and this.
package enum Merge: Hashable, Sendable {
    /// Something that a decision may read is different now.
    ///
    /// `wakes` is false when the change can only prevent a contact: the second visit sees it.
    case changed(wakes: Bool)
    /// The source repeats what is known, with a newer as-of.
    case refreshed
    case unchanged
    /// Something newer was known.
    case older
}

extension CustomerFacts {
    /// More than anybody has; beyond it, those that ended longest ago are forgotten first.
    package static let holdsMax = 64

    /// The customer's own particulars; his addresses come by `link(points:)`.
    ///
    /// The newest as-of wins, whichever source tells; `nil` leaves what is known.
    package mutating func apply(
        _ fact: CustomerFact,
        source: String,
        asOf: Instant
    ) -> Merge {
        guard asOf >= self.asOf else { return .older }
        var next = self
        if let language = fact.language { next.language = language }
        if let zone = fact.zone { next.zone = zone }
        if let tags = fact.tags { next.tags = tags }
        let isChanged = next != self
        next.asOf = asOf
        next.source = source
        let isRefreshed = next != self
        self = next
        return isChanged ? .changed(wakes: true) : isRefreshed ? .refreshed : .unchanged
    }

    /// Replaces the customer's contact points, in the source's order.
    ///
    /// Health and refusals belong to the address and come with it, so that no import undoes them.
    package mutating func link(points: [ContactPoint]) -> Merge {
        guard points != self.points else { return .unchanged }
        self.points = points
        return .changed(wakes: true)
    }

    /// What is known of an address has changed; nothing happens to who does not have it.
    package mutating func update(point: ContactPoint) -> Merge {
        guard let index = points.firstIndex(where: { $0.id == point.id }),
            points[index] != point
        else { return .unchanged }
        points[index] = point
        return .changed(wakes: true)
    }

    /// A consent given or taken back; for each class and channel the newest wins.
    package mutating func apply(_ fact: ConsentFact) -> Merge {
        let consent = Consent(
            messageClass: fact.messageClass,
            channel: fact.channel,
            isGranted: fact.isGranted,
            asOf: fact.at
        )
        let known = consents.firstIndex {
            $0.messageClass == fact.messageClass && $0.channel == fact.channel
        }
        guard let known else {
            consents.append(consent)
            return .changed(wakes: true)
        }
        guard consents[known] != consent else { return .unchanged }
        // Of two at one instant the refusal stands, whatever the order in which they came.
        let isNewer =
            fact.at > consents[known].asOf || (fact.at == consents[known].asOf && !fact.isGranted)
        guard isNewer else { return .older }
        let isSame = consents[known].isGranted == fact.isGranted
        consents[known] = consent
        return isSame ? .refreshed : .changed(wakes: true)
    }

    /// More than rulebooks name; beyond it, what was agreed to longest ago is forgotten first.
    package static let agreementsMax = 64

    /// An agreement or a refusal; for each name the newest wins.
    ///
    /// A refusal can only prevent a contact, and wakes nobody.
    package mutating func apply(_ fact: AgreementFact) -> Merge {
        let agreement = Agreement(name: fact.agreement, isGiven: fact.isGiven, asOf: fact.at)
        guard let known = agreements.firstIndex(where: { $0.name == fact.agreement }) else {
            agreements.append(agreement)
            forgetAgreements()
            return .changed(wakes: fact.isGiven)
        }
        guard agreements[known] != agreement else { return .unchanged }
        // Of two at one instant the refusal stands, whatever the order in which they came.
        let isNewer =
            fact.at > agreements[known].asOf
            || (fact.at == agreements[known].asOf && !fact.isGiven)
        guard isNewer else { return .older }
        let isSame = agreements[known].isGiven == fact.isGiven
        agreements[known] = agreement
        return isSame ? .refreshed : .changed(wakes: fact.isGiven)
    }

    /// A refusal is never forgotten: the bound gives way, not the refusal.
    private mutating func forgetAgreements() {
        guard agreements.count > CustomerFacts.agreementsMax else { return }
        let given = agreements.indices.filter { agreements[$0].isGiven }
        let oldest = given.min { agreements[$0].asOf < agreements[$1].asOf }
        if let oldest { agreements.remove(at: oldest) }
    }

    /// Places a hold, or replaces the one with its reference.
    ///
    /// It wakes nobody unless it ends earlier than the one it replaces.
    package mutating func place(_ hold: Hold, now: Instant) -> Merge {
        guard let index = holds.firstIndex(where: { $0.reference == hold.reference }) else {
            holds.append(hold)
            forgetHolds(now: now)
            return .changed(wakes: false)
        }
        guard holds[index] != hold else { return .unchanged }
        holds[index] = hold
        return .changed(wakes: true)
    }

    /// Lifts the hold with this reference; its days until then are remembered.
    package mutating func liftHold(reference: String, at instant: Instant) -> Merge {
        guard let index = holds.firstIndex(where: { $0.reference == reference }) else {
            return .unchanged
        }
        _ = noteLifted(holds.remove(at: index), at: instant)
        return .changed(wakes: true)
    }

    /// A promise to pay: a hold until the end of the promised day, in the customer's zone.
    package mutating func apply(
        _ fact: PromiseFact,
        debt: DebtID?,
        zone: ZoneRules,
        now: Instant
    ) -> Merge {
        place(fact.hold(on: debt, zone: zone), now: now)
    }

    private mutating func forgetHolds(now: Instant) {
        while holds.count > CustomerFacts.holdsMax {
            let ended = holds.indices.filter { holds[$0].until.map { $0 <= now } ?? false }
            let oldest = ended.min { (holds[$0].until ?? now) < (holds[$1].until ?? now) }
            // Holds in force are never forgotten: the bound gives way, not the hold.
            guard let oldest else { return }
            holds.remove(at: oldest)
        }
    }
}

extension PromiseFact {
    /// The hold that a promise is.
    package func hold(on debt: DebtID?, zone: ZoneRules) -> Hold {
        Hold(
            reason: .promiseToPay,
            debt: debt,
            from: madeAt,
            until: zone.startOfDay(until + 1),
            reference: reference
        )
    }
}

extension HoldFact {
    /// The hold that it tells of.
    package func hold(on debt: DebtID?) -> Hold {
        Hold(
            reason: reason,
            debt: debt,
            from: from,
            until: until,
            reference: reference,
            owner: owner
        )
    }
}
