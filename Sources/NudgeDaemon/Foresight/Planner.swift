package import NudgeCore
package import NudgeStore

/// Forecasts customers on all cores, and keeps of each foreseen contact what reports need.
package struct Planner: Sendable {
    let store: any ForesightStore
    let rules: RulesInForce
    let forecast: Forecast
    let start: Instant
    let end: Instant

    package init(
        store: any ForesightStore,
        rules: RulesInForce,
        conditions: Conditions = .normal,
        from start: Instant,
        until end: Instant
    ) {
        self.store = store
        self.rules = rules
        forecast = Forecast(rules: rules.ruleset, conditions: conditions)
        self.start = start
        self.end = end
    }

    /// Every customer's; with `measuring`, each text message is put into words to count its segments.
    package func rows(measuring: Bool = false) throws(StoreError) -> PlanRows {
        let slices = try CustomerGroups(store: store).map { groups throws(StoreError) in
            var builder = PlanBuilder(planner: self, measuring: measuring)
            for group in groups { builder.add(group) }
            return try builder.finished()
        }
        return PlanRows(slices: slices)
    }

    /// One customer's alone; those who share a contact point with him are played with him.
    package func rows(
        of customer: ClaimedCustomer,
        measuring: Bool = false
    ) throws(StoreError) -> PlanRows {
        var builder = PlanBuilder(planner: self, measuring: measuring, only: customer.facts.id)
        builder.add(try CustomerGroups(store: store).group(of: customer))
        return PlanRows(slices: [try builder.finished()])
    }
}

/// Plays groups, and makes a slice of what they are foreseen to get.
private struct PlanBuilder {
    let planner: Planner
    let only: CustomerID?
    private let estimate: SegmentEstimate?
    private var slice = PlanSlice.Content()
    private var places: [PlanPlace: UInt16] = [:]
    private var debtIDs: [DebtID] = []
    /// The customers of the group being played who have a row, and their debts' places.
    private var known: [CustomerID: Known] = [:]
    private var zonePlaces: [String: UInt16] = [:]

    private struct Known {
        var place: UInt16
        var debts: [Int: UInt32] = [:]
    }

    init(planner: Planner, measuring: Bool, only: CustomerID? = nil) {
        self.planner = planner
        self.only = only
        estimate = measuring ? SegmentEstimate(rules: planner.rules) : nil
    }

    mutating func add(_ members: [ForecastMember]) {
        known.removeAll(keepingCapacity: true)
        var group = ForecastGroup(members, forecast: planner.forecast, from: planner.start)
        group.run(until: planner.end) { visit in
            guard only == nil || only == visit.facts.id else { return }
            if case .handOff(let handOff) = visit.decision.action { add(handOff, visit) }
            if let proposal = visit.contact { add(proposal, visit) }
        }
        if group.isCut { slice.cut += 1 }
    }

    /// Everything that was added, in order, with the debts' references.
    func finished() throws(StoreError) -> PlanSlice {
        var content = slice
        for reference in try planner.store.debtReferences(debtIDs) { content.debts.add(reference) }
        return PlanSlice(content)
    }

    private mutating func add(_ proposal: Proposal, _ visit: ForecastGroup.Visit) {
        var person = known[visit.facts.id] ?? Known(place: addCustomer(visit.facts))
        let said = proposal.occasions.map { occasion in
            let index = visit.facts.debts.firstIndex { $0.id == occasion.debt } ?? 0
            let debt = person.debts[index] ?? addDebt(visit.facts.debts[index])
            person.debts[index] = debt
            return PlanSlice.SaidDebt(
                debt: debt,
                day: occasion.stepDay,
                purpose: occasion.purpose
            )
        }
        known[visit.facts.id] = person
        var more: UInt32 = 0
        if said.count > 1 {
            slice.more.append(Array(said.dropFirst()))
            more = UInt32(slice.more.count)
        }
        let segments = estimate?.segments(visit.facts, proposal, at: visit.at) ?? 1
        slice.rows.append(
            PlanRow(
                at: visit.at.milliseconds,
                lag: UInt32(clamping: (visit.at - proposal.notBefore).count),
                debt: said[0].debt,
                more: more,
                point: UInt32(clamping: proposal.point.value),
                customer: person.place,
                place: place(proposal),
                day: proposal.occasions[0].stepDay,
                segments: UInt8(clamping: segments)
            )
        )
    }

    /// A case stands among the contacts, at the instant at which it is opened.
    private mutating func add(_ handOff: HandOff, _ visit: ForecastGroup.Visit) {
        var person = known[visit.facts.id] ?? Known(place: addCustomer(visit.facts))
        let debt = person.debts[handOff.debt] ?? addDebt(visit.facts.debts[handOff.debt])
        person.debts[handOff.debt] = debt
        known[visit.facts.id] = person
        let place = PlanPlace(
            tier: handOff.tier,
            step: handOff.step,
            stepChannel: 0,
            messageClass: .notice,
            gateway: 0,
            heldBy: .passed,
            team: handOff.team
        )
        slice.rows.append(
            PlanRow(
                at: visit.at.milliseconds,
                lag: 0,
                debt: debt,
                more: 0,
                point: 0,
                customer: person.place,
                place: self.place(place),
                day: handOff.occasion.stepDay,
                segments: 0
            )
        )
    }

    private mutating func place(_ proposal: Proposal) -> UInt16 {
        place(
            PlanPlace(
                tier: proposal.tier,
                step: proposal.step,
                stepChannel: proposal.stepChannel,
                messageClass: proposal.messageClass,
                gateway: proposal.gateway,
                heldBy: proposal.heldBy
            )
        )
    }

    private mutating func place(_ place: PlanPlace) -> UInt16 {
        if let known = places[place] { return known }
        places[place] = UInt16(slice.places.count)
        slice.places.append(place)
        return UInt16(slice.places.count - 1)
    }

    private mutating func addCustomer(_ facts: CustomerFacts) -> UInt16 {
        let zone = planner.forecast.rules.zone(of: facts).name
        if zonePlaces[zone] == nil {
            zonePlaces[zone] = UInt16(slice.zoneNames.count)
            slice.zoneNames.append(zone)
        }
        slice.numbers.append(facts.id.value)
        slice.zones.append(zonePlaces[zone] ?? 0)
        return UInt16(slice.customers.add(facts.reference))
    }

    private mutating func addDebt(_ debt: Debt) -> UInt32 {
        debtIDs.append(debt.id)
        slice.debtTraits.append(
            PlanSlice.Debt(dueDate: debt.dueDate, spell: debt.spell, role: debt.role)
        )
        return UInt32(debtIDs.count - 1)
    }
}
