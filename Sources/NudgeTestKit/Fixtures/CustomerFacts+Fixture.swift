package import NudgeCore

extension CustomerFacts {
    /// A customer with a phone, a mail address and a device, owing 100.00 yuan due on a day.
    package static func fixture(
        id: Int64 = 1,
        zone: String = "",
        points: [ContactPoint] = [.phone(1), .mail(2), .device(3)],
        consents: [Consent] = [],
        agreements: [Agreement] = [],
        holds: [Hold] = [],
        debts: [Debt] = [],
        history: [PastContact] = []
    ) -> CustomerFacts {
        CustomerFacts(
            id: CustomerID(id),
            reference: "C\(id)",
            zone: zone,
            points: points,
            consents: consents,
            agreements: agreements,
            holds: holds,
            debts: debts,
            history: history
        )
    }

    /// The facts after a contact was made as proposed, in the given state.
    package func adding(
        _ proposal: Proposal,
        at now: Instant,
        _ state: ContactState = .delivered,
        content: UInt32 = 0
    ) -> CustomerFacts {
        var facts = self
        facts.history.append(
            PastContact(
                id: ContactID(Int64(history.count + 1)),
                at: now,
                channel: proposal.channel,
                messageClass: proposal.messageClass,
                point: proposal.point,
                state: state,
                occasion: proposal.occasions[0],
                moreOccasions: Array(proposal.occasions.dropFirst()),
                content: content
            )
        )
        facts.revision += 1
        return facts
    }
}

extension ContactPoint {
    package static func phone(_ id: Int64) -> ContactPoint {
        ContactPoint(id: PointID(id), kind: .phone)
    }

    package static func mail(_ id: Int64) -> ContactPoint {
        ContactPoint(id: PointID(id), kind: .email)
    }

    package static func device(_ id: Int64) -> ContactPoint {
        ContactPoint(id: PointID(id), kind: .device)
    }
}

extension Debt {
    /// 100.00 yuan due on a day, nothing paid.
    package static func fixture(
        _ id: Int64 = 1,
        due: String,
        minimumDue: Int64 = 10_000,
        role: Role = .debtor,
        graceEnd: String? = nil,
        tolerance: Int64 = 0,
        autopay: Autopay = .none,
        overdueAmount: Int64 = 0,
        riskGrade: String = "",
        status: Status = .open,
        source: String = "",
        asOf: Instant = .distantPast,
        paidSince: Int64 = 0,
        spell: Int32 = 1
    ) -> Debt {
        Debt(
            id: DebtID(id),
            role: role,
            minimumDue: minimumDue,
            dueDate: .fixture(due),
            graceEnd: graceEnd.map { CivilDate.fixture($0) },
            tolerance: tolerance,
            autopay: autopay,
            overdueAmount: overdueAmount,
            riskGrade: riskGrade,
            status: status,
            source: source,
            asOf: asOf,
            paidSince: paidSince,
            spell: spell
        )
    }
}

extension PastContact {
    /// A contact of the past as caps see it.
    package static func fixture(
        at instant: Instant,
        channel: Channel = .sms,
        messageClass: MessageClass = .collection,
        point: Int64 = 1,
        state: ContactState = .delivered,
        debt: Int64 = 1,
        due: CivilDate = .fixture(2020, 1, 1),
        content: UInt32 = 0
    ) -> PastContact {
        PastContact(
            id: ContactID(instant.milliseconds / 1000),
            at: instant,
            channel: channel,
            messageClass: messageClass,
            point: PointID(point),
            state: state,
            occasion: Occasion(
                debt: DebtID(debt),
                spell: 1,
                dueDate: due,
                stepDay: 0,
                purpose: .overdue
            ),
            content: content
        )
    }
}

extension Decision.Action {
    /// The proposal of a contact to make now.
    package var contact: Proposal? {
        if case .contact(let proposal) = self { return proposal }
        return nil
    }

    /// Until when to wait; `nil` for a contact or rest.
    package var until: Instant? {
        if case .wait(let until, _) = self { return until }
        return nil
    }

    /// The proposal to make now or foreseen for later.
    package var proposal: Proposal? {
        switch self {
        case .contact(let proposal): proposal
        case .wait(_, let foreseen): foreseen
        case .rest, .handOff: nil
        }
    }

    /// The case to open now.
    package var handOff: HandOff? {
        if case .handOff(let handOff) = self { return handOff }
        return nil
    }
}
