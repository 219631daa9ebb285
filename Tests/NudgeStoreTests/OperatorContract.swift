import NudgeCore
import NudgeStore
import Testing

/// Stops, journal, paging and the small things that operators ask for.
@Suite
struct OperatorContract {
    @Test(arguments: Engine.all)
    func aStopHoldsOverRestartsUntilItIsLifted(_ engine: Engine) throws {
        var bench = try Bench(engine)
        let stop = Stop(scope: .channel(.sms))
        try bench.store.addStop(stop, by: "li", why: "wrong text", at: noon)
        try bench.store.addStop(stop, by: "wu", why: "again", at: noon)
        bench.store = try engine.open(bench.folder)
        let turn = Turn(now: noon, leaseUntil: noon)
        #expect(try bench.store.turn(turn).stops == [stop])
        #expect(try bench.store.stops().map(\.actor) == ["li"])
        #expect(try bench.store.removeStop(stop, by: "li", why: "fixed", at: noon))
        #expect(try !bench.store.removeStop(stop, by: "li", why: "fixed", at: noon))
        #expect(try bench.store.turn(turn).stops.isEmpty)
        let kinds = try bench.store.journal(before: nil, limit: 9).map(\.kind)
        #expect(kinds == ["resume", "stop", "stop"])
    }

    @Test(arguments: Engine.all)
    func everyScopeOfAStopComesBackAsItWas(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let scopes: [Stop.Scope] = [
            .channel(.push), .everything, .gateway("hook"), .template("sms/a"), .tier("early"),
        ]
        for scope in scopes {
            try bench.store.addStop(Stop(scope: scope), by: "li", why: "", at: noon)
        }
        #expect(try bench.store.stops().map(\.stop.scope) == scopes)
    }

    @Test(arguments: Engine.all)
    func customersComeInPagesWithTheirTimers(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply((1...5).map { customer($0) })
        var seen: [String] = []
        var last: CustomerID?
        for _ in 0..<9 {
            let page = try bench.store.customers(after: last, limit: 2)
            guard let end = page.last else { break }
            #expect(page.allSatisfy { $0.timer?.lane == decideLane && $0.lease == 0 })
            seen += page.map(\.facts.reference)
            last = end.facts.id
        }
        #expect(seen == ["C1", "C2", "C3", "C4", "C5"])
    }

    @Test(arguments: Engine.all)
    func contactIDsAreNeverGivenTwice(_ engine: Engine) throws {
        var bench = try Bench(engine)
        let first = try bench.store.reserveContactIDs(100)
        bench.store = try engine.open(bench.folder)
        #expect(try bench.store.reserveContactIDs(1).value == first.value + 100)
    }

    @Test(arguments: Engine.all)
    func theStoreKeepsItsNameAndTheRulesGeneration(_ engine: Engine) throws {
        var bench = try Bench(engine)
        let identity = bench.store.identity
        #expect(try bench.store.rulesGeneration() == (0, ""))
        try bench.store.setRulesGeneration(7, digest: "abc")
        bench.store = try engine.open(bench.folder)
        #expect(bench.store.identity == identity)
        #expect(try bench.store.rulesGeneration() == (7, "abc"))
    }

    @Test(arguments: Engine.all)
    func statusCountsWhatThereIs(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1), customer(2)])
        _ = try bench.claim(limit: 1)
        let status = try bench.store.status()
        #expect(status.customers == 2)
        #expect(status.debts == 1)
        #expect(status.leased == 1)
        #expect(status.lanes == [.init(name: "", timers: 1, nextDue: noon)])
        let debt = try #require(try bench.facts("C1").debts.first)
        #expect(try bench.store.debtReferences([debt.id, DebtID(99)]) == ["D1", ""])
    }

    @Test(arguments: Engine.all)
    func aTextOpensOnlyForItsOwnContact(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try #require(try bench.claim().first)
        let vault = Vault(testKey)
        let key = try vault.openPerson(claimed.person).key
        var intent = try claimed.intent(1)
        let text = Array("尊敬的王先生".utf8)
        intent.sealedText = try vault.seal(text, of: key, contact: ContactID(1))
        _ = try bench.commit([claimed.commit(intent: intent)])
        var record = try #require(try bench.store.contact(ContactID(1)))
        #expect(try bench.store.openText(record) == text)
        record.id = ContactID(2)
        #expect(throws: StoreError.wrongKey) { try bench.store.openText(record) }
    }
}
