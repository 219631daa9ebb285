import NudgeCore

/// Kinds of event whose references are kept, so that each is applied once.
enum EventKind: Int64 {
    case payment = 0
    case hold = 1
    case holdLifted = 2
    case contact = 3
}

extension FactApplier {
    func apply(_ fact: PaymentFact) throws -> FactOutcome {
        guard let debt = try DebtRow.find(fact.debt, near: batch.source, session) else {
            return .unknownDebt(fact.debt)
        }
        // A source without numbers of its own: the same amount at the same instant is the same.
        let reference =
            fact.reference.isEmpty
            ? "\(fact.debt)/\(fact.at.milliseconds)/\(fact.amount)" : fact.reference
        let isNew = try session[.insertEvent]
            .text(reference).text(batch.source).int(EventKind.payment.rawValue)
            .int(fact.at.milliseconds).run()
        guard isNew > 0 else { return .unchanged }
        let outcome = try changeParties(of: DebtID(debt.id)) {
            $0.apply(fact, to: DebtID(debt.id))
        }
        if fact.amount > 0 { try learn(from: fact, debt: DebtID(debt.id)) }
        return outcome
    }

    /// When people pay says when they are there; which of the parties it was nobody tells.
    private func learn(from fact: PaymentFact, debt: DebtID) throws {
        for party in try parties(of: debt) {
            try workspace.change(party) { $0.learn(at: fact.at, zone: zones.zone($0.zone)) }
        }
    }

    func apply(_ fact: AutopayFact) throws -> FactOutcome {
        guard let debt = try DebtRow.find(fact.debt, near: batch.source, session) else {
            return .unknownDebt(fact.debt)
        }
        return try changeParties(of: DebtID(debt.id)) { $0.apply(fact, to: DebtID(debt.id)) }
    }

    func apply(_ fact: ConsentFact) throws -> FactOutcome {
        guard let customer = try workspace.find(reference: fact.customer) else {
            return .unknownCustomer(fact.customer)
        }
        if let address = fact.address, !fact.isGranted {
            let refused = ClassChannelSet(fact.messageClass, fact.channel)
            let point = try point(of: address)
            let isNew = try PointWriter(session, workspace).update(point) {
                $0.refused.formUnion(refused)
            }
            return isNew ? .changed : .unchanged
        }
        return try workspace.change(customer) { $0.apply(fact) }.outcome
    }

    func apply(_ fact: AgreementFact) throws -> FactOutcome {
        guard let customer = try workspace.find(reference: fact.customer) else {
            return .unknownCustomer(fact.customer)
        }
        return try workspace.change(customer) { $0.apply(fact) }.outcome
    }

    func apply(_ fact: HoldFact) throws -> FactOutcome {
        try place(fact.reference, customer: fact.customer, debt: fact.debt) { _, debt in
            fact.hold(on: debt)
        }
    }

    func apply(_ fact: PromiseFact) throws -> FactOutcome {
        try place(fact.reference, customer: fact.customer, debt: fact.debt) { facts, debt in
            fact.hold(on: debt, zone: zones.zone(facts.zone))
        }
    }

    func lift(_ reference: String, of customer: String) throws -> FactOutcome {
        guard let id = try workspace.find(reference: customer) else {
            return .unknownCustomer(customer)
        }
        let event = HoldEvent(self, customer, reference)
        if let placed = try event.asOf(.hold), batch.asOf < placed { return .older }
        try event.note(.holdLifted)
        return try workspace.change(id) { $0.liftHold(reference: reference, at: batch.asOf) }
            .outcome
    }

    /// A hold told before it was lifted does not come back when its file is read again, but that it
    /// lasted is remembered.
    private func place(
        _ reference: String,
        customer: String,
        debt: String?,
        _ hold: (CustomerFacts, DebtID?) -> Hold
    ) throws -> FactOutcome {
        guard let id = try workspace.find(reference: customer) else {
            return .unknownCustomer(customer)
        }
        var debtID: DebtID?
        if let debt {
            guard let row = try DebtRow.find(debt, near: batch.source, session) else {
                return .unknownDebt(debt)
            }
            debtID = DebtID(row.id)
        }
        let event = HoldEvent(self, customer, reference)
        if let lifted = try event.asOf(.holdLifted), batch.asOf <= lifted {
            try workspace.change(id) { $0.noteLifted(hold($0, debtID), at: lifted) }
            return .older
        }
        if let placed = try event.asOf(.hold), batch.asOf < placed { return .older }
        let merge = try workspace.change(id) { $0.place(hold($0, debtID), now: batch.now) }
        try event.note(.hold)
        return merge.outcome
    }

    private func changeParties(
        of debt: DebtID,
        _ body: (inout CustomerFacts) -> Merge
    ) throws -> FactOutcome {
        var outcome = FactOutcome.unchanged
        for party in try parties(of: debt) {
            let merge = try workspace.change(party, body)
            if outcome == .unchanged { outcome = merge.outcome }
        }
        return outcome
    }
}

/// When a hold was last told of, by its source's number.
private struct HoldEvent {
    let session: Session
    let batch: FactBatch
    let key: String

    init(_ applier: FactApplier, _ customer: String, _ reference: String) {
        session = applier.session
        batch = applier.batch
        // A source may number the holds of each customer from one.
        key = "\(customer)/\(reference)"
    }

    func asOf(_ kind: EventKind) throws -> Instant? {
        try session[.eventAsOf].text(key).text(batch.source).int(kind.rawValue).first {
            Instant(milliseconds: $0.int(at: 0))
        }
    }

    func note(_ kind: EventKind) throws {
        try session[.saveEvent]
            .text(key).text(batch.source).int(kind.rawValue).int(batch.asOf.milliseconds).run()
    }
}

extension Merge {
    var outcome: FactOutcome {
        switch self {
        case .changed: .changed
        case .refreshed, .unchanged: .unchanged
        case .older: .older
        }
    }
}
