import NudgeCore
import NudgeStore
import Testing

/// Cases: opened with the decision, once each; closed by people; told at least once.
@Suite
struct CaseContract {
    private func opening(
        _ claimed: ClaimedCustomer,
        kind: CaseKind = .handOff,
        day: Int16 = 31,
        at: Instant = noon
    ) throws -> CaseOpening {
        let debt = try #require(claimed.facts.debts.first)
        let occasion = Occasion(
            debt: debt.id,
            spell: debt.spell,
            dueDate: debt.dueDate,
            stepDay: day,
            purpose: .overdue
        )
        return CaseOpening(
            handOff: PastHandOff(kind: kind, occasion: occasion, at: at),
            team: "one-to-one",
            tier: "late",
            step: "call",
            reason: "the step of day \(day) asks for people",
            trace: [1, 2]
        )
    }

    private func commit(_ claimed: ClaimedCustomer, _ opening: CaseOpening) -> DecisionCommit {
        var commit = claimed.commit()
        commit.opening = opening
        return commit
    }

    private func claimed(_ bench: Bench, at now: Instant = noon) throws -> ClaimedCustomer {
        try #require(try bench.claim(at: now).first)
    }

    private func bench(_ engine: Engine) throws -> Bench {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        return bench
    }

    @Test(arguments: Engine.all)
    func aCaseIsThereWithTheDecisionThatAskedForIt(_ engine: Engine) throws {
        let bench = try bench(engine)
        let customer = try claimed(bench)
        let opening = try opening(customer)
        #expect(try bench.commit([commit(customer, opening)]) == [true])
        let record = try #require(try bench.store.cases(after: 0, limit: 9, onlyOpen: true).first)
        #expect(record.reference == "C1" && record.customer == customer.facts.id)
        #expect(record.kind == .handOff && record.occasion == opening.handOff.occasion)
        #expect(record.team == "one-to-one" && record.tier == "late" && record.step == "call")
        #expect(record.reason == opening.reason && record.trace == [1, 2])
        #expect(record.openedAt == noon && record.isOpen && record.toldAt == nil)
        #expect(try bench.store.caseRecord(record.id) == record)
        // And the next decision sees that people have it.
        #expect(try bench.facts("C1").hasHandedOff(.handOff, opening.handOff.occasion))
        #expect(try bench.facts("C1").revision == customer.facts.revision + 1)
    }

    @Test(arguments: Engine.all)
    func nothingIsOpenedOnFactsThatHaveChanged(_ engine: Engine) throws {
        let bench = try bench(engine)
        let customer = try claimed(bench)
        try bench.apply([payment("p", on: 1, 100_00, at: noon + .hours(1))], asOf: noon + .hours(1))
        #expect(try bench.commit([commit(customer, try opening(customer))]) == [false])
        #expect(try bench.store.cases(after: 0, limit: 9, onlyOpen: false).isEmpty)
        #expect(try bench.facts("C1").handOffs.isEmpty)
    }

    @Test(arguments: Engine.all)
    func anOccasionIsOneCaseHoweverOftenItIsAskedFor(_ engine: Engine) throws {
        let bench = try bench(engine)
        for minute in 0..<3 {
            try bench.apply(
                [debt(1, of: 1, minimum: 200_00 + Int64(minute))],
                asOf: noon + .hours(minute + 1)
            )
            let customer = try claimed(bench, at: noon + .days(1))
            #expect(try bench.commit([commit(customer, try opening(customer))]) == [true])
        }
        #expect(try bench.store.cases(after: 0, limit: 9, onlyOpen: false).count == 1)
        #expect(try bench.facts("C1").handOffs.count == 1)
        // Of another kind, or another day, it is another.
        try bench.apply([debt(1, of: 1)], asOf: noon + .days(2))
        let customer = try claimed(bench, at: noon + .days(2))
        let other = try opening(customer, kind: .contactRepair)
        #expect(try bench.commit([commit(customer, other)]) == [true])
        #expect(try bench.store.cases(after: 0, limit: 9, onlyOpen: false).count == 2)
    }

    @Test(arguments: Engine.all)
    func aClosedCaseSaysByWhomAndStaysClosed(_ engine: Engine) throws {
        let bench = try bench(engine)
        let customer = try claimed(bench)
        _ = try bench.commit([commit(customer, try opening(customer))])
        let id = try #require(try bench.store.cases(after: 0, limit: 1, onlyOpen: true).first).id
        #expect(try bench.store.caseCounts().map(\.cases) == [1])
        #expect(try bench.store.closeCase(id, by: "li", why: "paid at the branch", at: noon))
        #expect(try !bench.store.closeCase(id, by: "wu", why: "again", at: noon))
        #expect(try !bench.store.closeCase(99, by: "wu", why: "none", at: noon))
        let record = try #require(try bench.store.caseRecord(id))
        #expect(record.closedBy == "li" && record.why == "paid at the branch")
        #expect(try bench.store.cases(after: 0, limit: 9, onlyOpen: true).isEmpty)
        #expect(try bench.store.cases(after: 0, limit: 9, onlyOpen: false).map(\.id) == [id])
        #expect(try bench.store.caseCounts().isEmpty)
        #expect(try bench.store.journal(before: nil, limit: 9).map(\.kind) == ["case-closed"])
        // What is closed need not be told.
        #expect(try bench.store.nextCaseToTell() == nil)
    }

    @Test(arguments: Engine.all)
    func theStoreIsTheOutboxAlsoOverARestart(_ engine: Engine) throws {
        var bench = try bench(engine)
        let customer = try claimed(bench)
        _ = try bench.commit([commit(customer, try opening(customer))])
        #expect(try bench.store.nextCaseToTell() == noon)
        let id = try #require(try bench.store.casesToTell(at: noon, limit: 4).first).id
        let later = noon + .seconds(10)
        try bench.store.told([CaseTelling(id: id, retryAt: later)], at: noon)
        _ = try bench.restart(at: noon)
        #expect(try bench.store.casesToTell(at: noon, limit: 4).isEmpty)
        #expect(try bench.store.nextCaseToTell() == later)
        #expect(try bench.store.casesToTell(at: later, limit: 4).map(\.attempts) == [1])
        try bench.store.told([CaseTelling(id: id, retryAt: nil)], at: later)
        #expect(try bench.store.nextCaseToTell() == nil)
        #expect(try bench.store.caseRecord(id)?.toldAt == later)
        #expect(try bench.store.caseCounts().map(\.untold) == [0])
    }

    @Test(arguments: Engine.all)
    func aComplaintIsHeardByPeopleOnceADay(_ engine: Engine) throws {
        let bench = try bench(engine)
        func complain(at: Instant) throws {
            let reply = Inbound.reply(
                gateway: "g",
                channel: .sms,
                from: Address(kind: .phone, value: "+8613900100001"),
                text: "投诉 \(at.milliseconds)",
                meaning: .hold(.complaint, until: at + .days(7)),
                at: at
            )
            #expect(try bench.store.receive([reply], at: at) == [.applied])
        }
        try complain(at: noon)
        try complain(at: noon + .hours(1))
        try complain(at: noon + .days(1))
        let cases = try bench.store.cases(after: 0, limit: 9, onlyOpen: true)
        #expect(cases.map(\.kind) == [.complaint, .complaint])
        #expect(cases.map(\.openedAt) == [noon, noon + .days(1)])
    }

    @Test(arguments: Engine.all)
    func paymentsAndRepliesTeachTheCustomersHours(_ engine: Engine) throws {
        let bench = try bench(engine)
        try bench.apply([payment("p", on: 1, 10_00, at: noon + .hours(1))], asOf: noon + .hours(2))
        // The same again, a reversal, and a machine's answer teach nothing.
        try bench.apply([payment("p", on: 1, 10_00, at: noon + .hours(1))], asOf: noon + .hours(2))
        try bench.apply([payment("q", on: 1, -10_00, at: noon + .hours(1))], asOf: noon + .hours(2))
        for text in ["好的", "【自动回复】您好，我现在不方便"] {
            _ = try bench.store.receive(
                [
                    .reply(
                        gateway: "g",
                        channel: .sms,
                        from: Address(kind: .phone, value: "+8613900100001"),
                        text: text,
                        meaning: .none,
                        at: noon + .hours(1)
                    )
                ],
                at: noon + .hours(2)
            )
        }
        let revision = try bench.facts("C1").revision
        #expect(try bench.facts("C1").habit.observations == 2)
        #expect(revision > 0)
    }
}
