import NudgeCore

/// Applies one batch of facts within one transaction.
///
/// What a fact means to a customer is decided by the pure merges in NudgeCore; here is only who is
/// meant, what was applied before, and what must be written.
struct FactApplier {
    let workspace: Workspace
    let batch: FactBatch
    let vault: Vault
    let zones: ZoneLookup
    let session: Session
    private var nextCustomerID: Int64
    private var nextDebtID: Int64

    init(
        _ session: Session,
        _ batch: FactBatch,
        vault: Vault,
        zones: ZoneLookup
    ) throws {
        self.session = session
        self.batch = batch
        self.vault = vault
        self.zones = zones
        workspace = Workspace(session, now: batch.now)
        nextCustomerID = (try session[.lastCustomerID].first { $0.int(at: 0) } ?? 0) + 1
        nextDebtID = (try session[.lastDebtID].first { $0.int(at: 0) } ?? 0) + 1
    }

    /// `prints` is in step with the batch's facts: see `FactPrint`.
    mutating func run(_ prints: [FactPrint?]) throws -> [FactOutcome] {
        var outcomes: [FactOutcome] = []
        outcomes.reserveCapacity(batch.facts.count)
        for (fact, print) in zip(batch.facts, prints) {
            outcomes.append(try apply(fact, print))
        }
        var linker = try PersonLinker(workspace, vault: vault)
        try linker.linkAll()
        try workspace.flush()
        return outcomes
    }

    private mutating func apply(_ fact: Fact, _ print: FactPrint?) throws -> FactOutcome {
        switch fact {
        case .customer(let fact): try apply(fact, print)
        case .debt(let fact): try apply(fact)
        case .payment(let fact): try apply(fact)
        case .hold(let fact): try apply(fact)
        case .holdLifted(let customer, let reference): try lift(reference, of: customer)
        case .promise(let fact): try apply(fact)
        case .consent(let fact): try apply(fact)
        case .agreement(let fact): try apply(fact)
        case .autopay(let fact): try apply(fact)
        case .contact(let fact): try apply(fact)
        }
    }

    private mutating func apply(_ fact: CustomerFact, _ print: FactPrint?) throws -> FactOutcome {
        let id: Int64
        if let known = try workspace.find(reference: fact.reference) {
            id = known
        } else {
            id = nextCustomerID
            nextCustomerID += 1
            let facts = CustomerFacts(id: CustomerID(id), reference: fact.reference)
            workspace.add(
                Workspace.Entry(facts: facts, print: [], isNew: true, isDirty: true)
            )
        }
        var merge = try workspace.change(id) {
            $0.apply(fact, source: batch.source, asOf: batch.asOf)
        }
        guard merge != .older, let entry = workspace[id] else { return merge.outcome }
        let content = try print ?? told(fact, of: entry)
        if let content, content.print != entry.print {
            workspace.update(id) { entry in
                entry.print = content.print
                entry.content = content.content
                entry.isDirty = true
                entry.isChanged = true
                entry.wakes = true
            }
            merge = .changed(wakes: true)
        }
        return entry.isNew ? .changed : merge.outcome
    }

    /// Who it is when a fact tells only part of it: the rest is opened from what is known.
    private func told(_ fact: CustomerFact, of entry: Workspace.Entry) throws -> FactPrint? {
        guard fact.name != nil || fact.addresses != nil || entry.person == nil else { return nil }
        var content = PersonContent(name: "", addresses: [])
        if let pending = entry.content {
            content = pending
        } else if let sealed = entry.person {
            let person = try vault.openPerson(sealed)
            content.name = person.name
            content.addresses = person.addresses.map(\.address)
        }
        if let name = fact.name { content.name = name }
        if let addresses = fact.addresses { content.addresses = addresses.uniqued() }
        return FactPrint(content, vault)
    }

    private mutating func apply(_ fact: DebtFact) throws -> FactOutcome {
        guard let customer = try workspace.find(reference: fact.customer) else {
            return .unknownCustomer(fact.customer)
        }
        guard let debt = try DebtRow.find(fact.reference, of: batch.source, session) else {
            let id = nextDebtID
            nextDebtID += 1
            try session[.insertDebt]
                .int(id).text(fact.reference).text(batch.source).int(batch.run).run()
            try session[.insertParty].int(id).int(customer).run()
            return try restate(fact, DebtID(id), customer).outcome
        }
        let id = DebtID(debt.id)
        let isJoining = !(workspace[customer]?.facts.debts.contains { $0.id == id } ?? false)
        if isJoining { try join(customer, to: id, role: fact.role) }
        let merge = try restate(fact, id, customer)
        if merge != .unchanged && merge != .older {
            for party in try parties(of: id) where party != customer {
                try workspace.change(party, refreshes: true) { facts in
                    let role = facts.debts.first { $0.id == id }?.role ?? fact.role
                    return facts.apply(
                        fact,
                        as: id,
                        role: role,
                        source: batch.source,
                        asOf: batch.asOf
                    )
                }
            }
        }
        let hasLeft = debt.hasLeft && merge == .older
        if (batch.run != 0 && debt.seenRun != batch.run) || hasLeft != debt.hasLeft {
            let run = batch.run == 0 ? debt.seenRun : batch.run
            try session[.markDebt].int(run).int(hasLeft ? 1 : 0).int(debt.id).run()
        }
        return isJoining ? .changed : merge.outcome
    }

    private func restate(_ fact: DebtFact, _ id: DebtID, _ customer: Int64) throws -> Merge {
        try workspace.change(customer, refreshes: true) {
            $0.apply(fact, as: id, role: fact.role, source: batch.source, asOf: batch.asOf)
        }
    }

    /// Somebody becomes a party of a debt that others have: he takes over what they know of it.
    private func join(_ customer: Int64, to id: DebtID, role: Role) throws {
        let others = try parties(of: id)
        try session[.insertParty].int(id.value).int(customer).run()
        guard let other = others.first(where: { $0 != customer }), try workspace.load(other),
            let debt = workspace[other]?.facts.debts.first(where: { $0.id == id })
        else { return }
        try workspace.change(customer) { $0.adopt(debt, role: role) }
    }

    func parties(of debt: DebtID) throws -> [Int64] {
        try session[.parties].int(debt.value).all { $0.int(at: 0) }
    }
}
