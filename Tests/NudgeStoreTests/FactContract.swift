import NudgeCore
import NudgeStore
import Testing

/// Facts go in once, newest wins, and what people said survives every import.
@Suite
struct FactContract {
    static let day2 = noon + .days(1)

    @Test(arguments: Engine.all)
    func theSameFileTwiceChangesNothing(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let file = [customer(1), debt(1, of: 1), customer(2), debt(2, of: 2)]
        #expect(try bench.apply(file) == [.changed, .changed, .changed, .changed])
        let claimed = try bench.claim()
        _ = try bench.commit(claimed.map { $0.commit() })
        let before = try bench.facts("C1")
        #expect(Set(try bench.apply(file)) == [.unchanged])
        #expect(try bench.facts("C1") == before)
        #expect(try bench.store.nextDue(lanes: [decideLane]) == nil)
        #expect(try bench.store.status().customers == 2)
    }

    @Test(arguments: Engine.all)
    func aNewerAsOfAloneIsKeptAndDecided(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let file = [customer(1), debt(1, of: 1)]
        try bench.apply(file)
        _ = try bench.commit(try bench.claim().map { $0.commit() })
        #expect(Set(try bench.apply(file, asOf: Self.day2)) == [.unchanged])
        #expect(try bench.facts("C1").debts.first?.asOf == Self.day2)
        #expect(try bench.claim(at: Self.day2).count == 1)
    }

    @Test(arguments: Engine.all)
    func anOlderFileOverridesNothing(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1, minimum: 50_00)], asOf: Self.day2)
        let before = try bench.facts("C1")
        let old = [customer(1, phones: ["+8613811112222"]), debt(1, of: 1, minimum: 90_00)]
        #expect(try bench.apply(old, now: Self.day2) == [.older, .older])
        #expect(try bench.facts("C1") == before)
    }

    @Test(arguments: Engine.all)
    func aFactAboutNobodyIsToldAndTheOthersGoIn(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let outcomes = try bench.apply([
            debt(9, of: 9), customer(1), payment("P1", on: 7, 1, at: noon), debt(1, of: 1),
        ])
        #expect(
            outcomes == [.unknownCustomer("C9"), .changed, .unknownDebt("D7"), .changed]
        )
    }

    @Test(arguments: Engine.all)
    func anAgreementWakesAndARefusalOnlyPrevents(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        _ = try bench.commit(try bench.claim().map { $0.commit() })
        func night(_ isGiven: Bool, _ hours: Int) -> Fact {
            .agreement(
                AgreementFact(
                    customer: "C1",
                    agreement: "night-contact",
                    isGiven: isGiven,
                    at: noon + .hours(hours)
                )
            )
        }
        let revision = try bench.facts("C1").revision
        #expect(try bench.apply([night(false, 1)]) == [.changed])
        #expect(try bench.facts("C1").revision > revision)
        #expect(try bench.store.nextDue(lanes: [decideLane]) == nil)
        #expect(try bench.apply([night(true, 0)]) == [.older])
        #expect(try bench.apply([night(true, 2)]) == [.changed])
        #expect(try bench.store.nextDue(lanes: [decideLane]) != nil)
        #expect(try bench.facts("C1").agreements.map(\.isGiven) == [true])
        let nobody = Fact.agreement(
            AgreementFact(customer: "C9", agreement: "night-contact", isGiven: true, at: noon)
        )
        #expect(try bench.apply([nobody]) == [.unknownCustomer("C9")])
    }

    @Test(arguments: Engine.all)
    func aPaymentIsAppliedOnceWhoeverBringsIt(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let paid = payment("P1", on: 1, 40_00, at: noon + .hours(1))
        #expect(try bench.apply([paid], source: "cashier") == [.changed])
        #expect(try bench.apply([paid, paid], source: "cashier") == [.unchanged, .unchanged])
        #expect(try bench.facts("C1").debts.first?.missing == 60_00)
        // A file of before the payment does not undo it; one of after it holds it already.
        try bench.apply([debt(1, of: 1)])
        #expect(try bench.facts("C1").debts.first?.missing == 60_00)
        try bench.apply([debt(1, of: 1, minimum: 60_00)], asOf: Self.day2)
        #expect(try bench.facts("C1").debts.first?.missing == 60_00)
        let late = payment("P2", on: 1, 10_00, at: noon + .hours(2))
        #expect(try bench.apply([late], now: Self.day2) == [.older])
    }

    /// T-96: a reversal opens the debt again, as another spell, and wakes.
    @Test(arguments: Engine.all)
    func aReversalOpensTheNextSpell(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        _ = try bench.commit(try bench.claim().map { $0.commit() })
        try bench.apply([payment("P1", on: 1, 100_00, at: noon + .hours(1))])
        #expect(try bench.facts("C1").debts.first?.isSpellOpen == false)
        #expect(try bench.store.nextDue(lanes: [decideLane]) == nil)
        try bench.apply([payment("R1", on: 1, -100_00, at: noon + .hours(2))])
        let debt = try #require(try bench.facts("C1").debts.first)
        #expect(debt.isSpellOpen)
        #expect(debt.spell == 2)
        #expect(try bench.store.nextDue(lanes: [decideLane]) != nil)
    }

    /// T-97, T-99: paying one of two debts leaves the other owed.
    @Test(arguments: Engine.all)
    func everyDebtStandsForItself(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1), debt(2, of: 1)])
        try bench.apply([payment("P1", on: 2, 100_00, at: noon + .hours(1))])
        #expect(try bench.facts("C1").debts.map(\.isSpellOpen) == [true, false])
    }

    @Test(arguments: Engine.all)
    func allPartiesOfADebtKnowTheSameOfIt(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1), customer(2), customer(3)])
        try bench.apply([payment("P1", on: 1, 30_00, at: noon + .hours(1))])
        // The guarantor joins later, and knows of the payment.
        #expect(try bench.apply([debt(1, of: 2, role: .guarantor)]) == [.changed])
        let guarantor = try #require(try bench.facts("C2").debts.first)
        #expect(guarantor.role == .guarantor)
        #expect(guarantor.missing == 70_00)
        try bench.apply([payment("P2", on: 1, 70_00, at: noon + .hours(2))])
        try bench.apply([debt(1, of: 1, due: 9, minimum: 80_00)], asOf: Self.day2)
        let debtor = try #require(try bench.facts("C1").debts.first)
        var same = try #require(try bench.facts("C2").debts.first)
        #expect(same.role == .guarantor)
        same.role = .debtor
        #expect(same == debtor)
        #expect(debtor.spell == 2)
    }

    @Test(arguments: Engine.all)
    func whatASnapshotDoesNotHoldHasLeftThePortfolio(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let file = (1...3).flatMap { [customer($0), debt($0, of: $0)] }
        try bench.apply(file, run: 1)
        try bench.apply([customer(4), debt(4, of: 4)], source: "other", run: 2)
        try bench.apply(Array(file[0..<4]), asOf: Self.day2, run: 3)
        let left = try bench.store.finishSnapshot(
            source: "bank",
            run: 3,
            asOf: Self.day2,
            now: Self.day2
        )
        #expect(left == 1)
        #expect(try bench.facts("C3").debts.first?.status == .leftPortfolio)
        #expect(try bench.facts("C4").debts.first?.status == .open)
        // Neither an old file nor a second finish brings anything.
        #expect(try bench.apply([debt(3, of: 3)], now: Self.day2) == [.older])
        let again = try bench.store.finishSnapshot(
            source: "bank",
            run: 3,
            asOf: Self.day2,
            now: Self.day2
        )
        #expect(again == 0)
        // It comes back unpaid: open, in the same spell.
        try bench.apply([debt(3, of: 3)], asOf: noon + .days(2), run: 4)
        let back = try #require(try bench.facts("C3").debts.first)
        #expect(back.status == .open)
        #expect(back.spell == 1)
    }

    @Test(arguments: Engine.all)
    func aLiftedHoldDoesNotComeBackWithItsOldFile(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1)])
        let hold = Fact.hold(
            HoldFact(reference: "H1", customer: "C1", reason: .dispute, from: noon)
        )
        let lift = Fact.holdLifted(customer: "C1", reference: "H1")
        #expect(try bench.apply([hold]) == [.changed])
        #expect(try bench.apply([hold]) == [.unchanged])
        #expect(try bench.apply([lift], asOf: Self.day2) == [.changed])
        #expect(try bench.apply([hold], now: Self.day2) == [.older])
        #expect(try bench.facts("C1").holds.isEmpty)
        #expect(try bench.apply([hold], asOf: noon + .days(2)) == [.changed])
        #expect(try bench.apply([lift], asOf: Self.day2) == [.older])
        #expect(try bench.facts("C1").holds.count == 1)
    }

    /// Its days are no silence, whichever of both was told first.
    @Test(arguments: Engine.all, [false, true])
    func howLongALiftedHoldLastedIsRemembered(_ engine: Engine, _ isLiftedFirst: Bool) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1)])
        let hold = Fact.hold(
            HoldFact(reference: "H1", customer: "C1", reason: .dispute, from: noon)
        )
        let lift = Fact.holdLifted(customer: "C1", reference: "H1")
        if !isLiftedFirst { try bench.apply([hold]) }
        try bench.apply([lift], asOf: Self.day2)
        if isLiftedFirst { #expect(try bench.apply([hold], now: Self.day2) == [.older]) }
        let lasted = LiftedHold(reason: .dispute, debt: nil, from: noon, until: Self.day2)
        #expect(try bench.facts("C1").liftedHolds == [lasted])
        let revision = try bench.facts("C1").revision
        #expect(try bench.apply([hold], now: Self.day2) == [.older])
        #expect(try bench.facts("C1").revision == revision)
    }

    @Test(arguments: Engine.all)
    func aPromiseHoldsUntilTheEndOfItsDay(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let promise = PromiseFact(
            reference: "P1",
            customer: "C1",
            debt: "D1",
            madeAt: noon,
            until: .november(3)
        )
        #expect(try bench.apply([.promise(promise)]) == [.changed])
        let hold = try #require(try bench.facts("C1").holds.first)
        #expect(hold.reason == .promiseToPay)
        #expect(hold.until?.description == "2026-11-03T16:00:00Z")
        #expect(hold.debt == (try bench.facts("C1").debts.first?.id))
    }

    @Test(arguments: Engine.all)
    func particularsMayComeInParts(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([.customer(CustomerFact(reference: "C1", name: "张三"))])
        let phone = Address(kind: .phone, value: "+8613900000001")
        try bench.apply([.customer(CustomerFact(reference: "C1", addresses: [phone, phone]))])
        let claimed = try #require(try bench.claim().first)
        let person = try Vault(testKey).openPerson(claimed.person)
        #expect(person.name == "张三")
        #expect(person.addresses.map(\.address) == [phone])
        #expect(claimed.facts.points.map(\.id) == person.addresses.map(\.point))
        #expect(
            try bench.apply([.customer(CustomerFact(reference: "C1", name: "张三"))])
                == [.unchanged]
        )
    }

    @Test(arguments: Engine.all)
    func importRunsAreRemembered(_ engine: Engine) throws {
        let bench = try Bench(engine)
        var run = ImportRun(
            source: "bank",
            kind: "portfolio",
            asOf: noon,
            isSnapshot: true,
            digest: "d1",
            startedAt: noon
        )
        run.id = try bench.store.beginImport(run)
        #expect(try bench.store.lastImport(source: "bank", kind: "portfolio") == nil)
        try bench.store.finishImport(run.id, outcome: "done", statistics: "{}", at: noon)
        let last = try bench.store.lastImport(source: "bank", kind: "portfolio")
        #expect(last?.id == run.id)
        #expect(last?.digest == "d1")
        #expect(try bench.store.imports(limit: 9).count == 1)
    }
}
