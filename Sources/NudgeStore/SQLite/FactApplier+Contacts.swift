import NudgeCore

extension FactApplier {
    /// Takes over a contact that the system before made; the same one again changes nothing.
    func apply(_ fact: ContactFact) throws -> FactOutcome {
        guard let customer = try workspace.find(reference: fact.customer),
            let facts = workspace[customer]?.facts
        else { return .unknownCustomer(fact.customer) }
        var debt: Debt?
        if let reference = fact.debt {
            let row = try DebtRow.find(reference, near: batch.source, session)
            debt = facts.debts.first { $0.id.value == row?.id }
            guard debt != nil else { return .unknownDebt(reference) }
        }
        let key = "\(fact.customer)/\(fact.debt ?? "")/\(fact.channel.name)/\(fact.at.milliseconds)"
        let isNew = try session[.insertEvent]
            .text(key).text(batch.source).int(EventKind.contact.rawValue)
            .int(fact.at.milliseconds).run()
        guard isNew > 0 else { return .unchanged }
        let contact = try contact(fact, debt, of: facts)
        let merge = try workspace.change(customer) { $0.take(over: contact) }
        if case .changed = merge { try record(contact, fact, of: customer) }
        return merge.outcome
    }

    private func contact(
        _ fact: ContactFact,
        _ debt: Debt?,
        of facts: CustomerFacts
    ) throws -> PastContact {
        let day = zones.zone(facts.zone).localDate(fact.at)
        let dueDate = fact.dueDate ?? debt?.dueDate ?? day
        let offset = Int16(clamping: day - dueDate)
        let isLate = debt == nil || offset > 0
        let known = facts.points.first { $0.kind == fact.channel.addressKind }?.id
        let point = try fact.address.map { try self.point(of: $0) } ?? known ?? PointID(0)
        return PastContact(
            id: try nextImportedID(),
            at: fact.at,
            channel: fact.channel,
            messageClass: fact.messageClass ?? (isLate ? .collection : .notice),
            point: point,
            // Whatever became of it then: nothing follows from it now.
            state: .delivered,
            occasion: Occasion(
                debt: debt?.id ?? DebtID(0),
                spell: debt?.spell ?? 0,
                dueDate: dueDate,
                stepDay: offset,
                purpose: offset > 0 ? .overdue : offset == 0 ? .dueToday : .comingDue
            )
        )
    }

    /// A row of its own, so that `explain` can show it.
    private func record(
        _ contact: PastContact,
        _ fact: ContactFact,
        of customer: Int64
    ) throws {
        try session[.insertContact]
            .int(contact.id.value).int(customer).int(contact.at.milliseconds)
            .int(Int64(contact.channel.rawValue)).int(Int64(contact.messageClass.rawValue))
            .int(contact.point.value).text(batch.source).text("").text("")
            .text(fact.template).int(0)
            .int(contact.at.milliseconds).int(0).blob([]).blob([]).run()
        try session[.answerLeaving]
            .int(Int64(ContactState.delivered.rawValue)).text("imported").text(nil)
            .int(contact.at.milliseconds).int(contact.id.value).run()
    }

    private func nextImportedID() throws -> ContactID {
        let id = try session.meta(.nextImported) ?? ContactID.importedLast.value
        try session.setMeta(.nextImported, id - 1)
        return ContactID(id)
    }

    /// The point of an address; made when nobody has it yet, so that a later import finds it so.
    func point(of address: Address) throws -> PointID {
        let hash = vault.lookupHash(address)
        if let known = try session[.pointByHash].blob(hash).first({ PointID($0.int(at: 0)) }) {
            return known
        }
        let id = (try session[.lastPointID].first { $0.int(at: 0) } ?? 0) + 1
        try session[.insertPoint]
            .int(id).int(Int64(address.kind.rawValue)).blob(hash).int(0).int(0).run()
        return PointID(id)
    }
}
