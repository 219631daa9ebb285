import NudgeCore
import NudgeStore
import Testing

/// Timers, leases and revisions: no wake-up is lost, nobody is decided by two at once.
@Suite
struct LeaseContract {
    static let later = CustomerTimer(lane: "sms", due: noon + .hours(2), priority: 5)

    @Test(arguments: Engine.all)
    func aNewCustomerIsDecidedAtOnceAndOnlyByOne(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try bench.claim()
        #expect(claimed.map(\.facts.reference) == ["C1"])
        #expect(claimed.first?.claims == 1)
        #expect(try bench.claim().isEmpty)
    }

    @Test(arguments: Engine.all)
    func aTimerIsTakenByItsOwnLaneWhenItIsDue(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let first = try #require(try bench.claim().first)
        #expect(try bench.commit([first.commit(timer: Self.later)]) == [true])
        #expect(try bench.store.nextDue(lanes: ["sms", decideLane]) == Self.later.due)
        #expect(try bench.store.nextDue(lanes: [decideLane]) == nil)
        #expect(try bench.claim("sms", at: Self.later.due - .seconds(1)).isEmpty)
        #expect(try bench.claim("email", at: Self.later.due).isEmpty)
        let taken = try bench.claim("sms", at: Self.later.due)
        #expect(taken.first?.timer == Self.later)
    }

    @Test(arguments: Engine.all)
    func higherPriorityGoesFirstThenTheEarlierInstant(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply((1...4).map { customer($0) })
        let order: [(UInt8, Int)] = [(3, 0), (7, 20), (7, 10), (9, 30)]
        let commits = zip(try bench.claim(), order).map { claimed, place in
            let due = noon - .minutes(60 - place.1)
            return claimed.commit(
                timer: CustomerTimer(lane: "sms", due: due, priority: place.0)
            )
        }
        _ = try bench.commit(commits)
        #expect(try bench.claim("sms", limit: 3).map(\.facts.reference) == ["C4", "C3", "C2"])
        #expect(try bench.claim("sms").map(\.facts.reference) == ["C1"])
    }

    /// T-84, T-89: a payment, a hold, an opt-out while he is being decided.
    @Test(arguments: Engine.all)
    func aDecisionOnOldFactsDoesNotCommitAndTheCustomerIsDueAgain(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try #require(try bench.claim().first)
        try bench.apply(
            [payment("P1", on: 1, 100_00, at: noon + .seconds(1))],
            asOf: noon + .seconds(1)
        )
        let now = noon + .seconds(2)
        let commit = claimed.commit(timer: Self.later, intent: try claimed.intent(1))
        #expect(try bench.commit([commit], at: now) == [false])
        #expect(try bench.store.contact(ContactID(1)) == nil)
        let again = try #require(try bench.claim(at: now).first)
        #expect(again.facts.debts.first?.missing == 0)
        #expect(again.claims == 1)
    }

    /// T-60: the lease ran out; the late commit of its first owner is fenced.
    @Test(arguments: Engine.all)
    func aLateCommitIsFenced(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let stale = try #require(try bench.claim(lease: .minutes(1)).first)
        let now = noon + .minutes(1)
        let fresh = try #require(try bench.claim(at: now).first)
        #expect(fresh.lease != stale.lease)
        let late = stale.commit(intent: try stale.intent(1))
        #expect(try bench.commit([late], at: now) == [false])
        let good = fresh.commit(intent: try fresh.intent(2))
        #expect(try bench.commit([good], at: now) == [true])
        #expect(try bench.store.contact(ContactID(1)) == nil)
    }

    /// T-27: the wall clock steps back two minutes, and forward an hour.
    @Test(arguments: Engine.all)
    func aSteppedClockNeitherRepeatsNorSkips(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try #require(try bench.claim().first)
        let commit = claimed.commit(timer: Self.later, intent: try claimed.intent(1))
        #expect(try bench.commit([commit]) == [true])
        #expect(try bench.claim(at: noon - .minutes(2)).isEmpty)
        // Forward: what is due is taken once, and the occasion cannot be said again.
        let jumped = Self.later.due + .hours(1)
        let again = try #require(try bench.claim("sms", at: jumped).first)
        #expect(again.facts.history.map(\.id.value) == [1])
        let repeated = again.commit(intent: try again.intent(2, at: jumped))
        #expect(try bench.commit([repeated], at: jumped) == [false])
    }

    /// What a claim has read is kept for its commit: not when another program has written since.
    @Test(arguments: Engine.all)
    func whatAnotherProgramWritesUnderALeaseIsKept(_ engine: Engine) throws {
        var bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try #require(try bench.claim().first)
        let daemon = bench.store
        bench.store = try engine.open(bench.folder)
        // The same particulars with a newer as-of: no reason to decide again, but a newer fact.
        let asOf = noon + .minutes(1)
        #expect(try bench.apply([customer(1)], asOf: asOf) == [.unchanged])
        bench.store = daemon
        #expect(try bench.commit([claimed.commit(intent: try claimed.intent(1))]) == [true])
        #expect(try bench.facts("C1").asOf == asOf)
        #expect(try bench.facts("C1").history.map(\.id.value) == [1])
    }

    /// T-67: a wake that finds its customer leased waits for the lease's end.
    @Test(arguments: Engine.all)
    func aWakeUnderALeaseIsNotLost(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let first = try #require(try bench.claim().first)
        let commit = first.commit(
            timer: CustomerTimer(lane: decideLane, due: noon, priority: 5),
            intent: try first.intent(1)
        )
        #expect(try bench.commit([commit]) == [true])
        let second = try #require(try bench.claim().first)
        let wake = noon + .minutes(30)
        var answer = accepted(1)
        answer.answer = .putBack
        answer.wake = wake
        try bench.answer([answer])
        #expect(try bench.commit([second.commit(timer: nil)]) == [true])
        #expect(try bench.store.nextDue(lanes: [decideLane]) == wake)
    }

    /// T-58: 150 of 200 are done when it crashes, again and again.
    @Test(arguments: Engine.all)
    func afterACrashTheRestRemainsAndNothingIsDoneTwice(_ engine: Engine) throws {
        var bench = try Bench(engine)
        let all = Array(1...200)
        try bench.apply(all.flatMap { [customer($0), debt($0, of: $0)] })
        var done: [String] = []
        var id: Int64 = 1
        var open = 200
        for crash in 1...3 {
            let now = noon + .minutes(crash)
            var claimed = try bench.claim(limit: 500, at: now)
            // Claimed before and never committed: taken one by one.
            if crash > 1 {
                for _ in 0..<open {
                    let one = try bench.claim(limit: 500, at: now)
                    #expect(one.count <= 1)
                    claimed += one
                }
            }
            #expect(claimed.count == open)
            let part = claimed.prefix(open * 3 / 4)
            let commits = try part.map { customer in
                id += 1
                return customer.commit(intent: try customer.intent(id, at: now))
            }
            #expect(try bench.commit(commits, at: now).allSatisfy { $0 })
            done += part.map(\.facts.reference)
            open -= part.count
            let recovery = try bench.restart(at: now)
            #expect(recovery == Recovery(unknown: part.count, leases: open))
        }
        #expect(Set(done).count == done.count)
        #expect(done.count + open == 200)
    }

    @Test(arguments: Engine.all)
    func poisonIsQuarantinedAfterThreeClaimsAndHarmsNobodyElse(_ engine: Engine) throws {
        var bench = try Bench(engine)
        try bench.apply([customer(1), customer(2), customer(3)])
        #expect(try bench.claim().count == 3)
        // From the second run on each goes alone, the least suspect first; C2 stops the daemon.
        for innocent in ["C1", "C3"] {
            _ = try bench.restart(at: noon)
            let claimed = try bench.claim()
            #expect(claimed.map(\.facts.reference) == [innocent])
            #expect(try bench.commit(claimed.map { $0.commit() }) == [true])
            #expect(try bench.claim().map(\.facts.reference) == ["C2"])
        }
        _ = try bench.restart(at: noon)
        #expect(try bench.claim().isEmpty)
        #expect(try bench.facts("C2").quarantine != "")
        #expect(try bench.facts("C1").quarantine == "")
        #expect(try bench.store.setAside().map(\.reference) == ["C2"])
        #expect(try bench.store.setAside().first?.why == bench.facts("C2").quarantine)
        #expect(try bench.store.journal(before: nil, limit: 9).map(\.kind) == ["quarantine"])
        // A person looks, and lets him go on.
        let id = try bench.facts("C2").id
        #expect(try bench.store.liftQuarantine(id, by: "li", at: noon))
        #expect(try bench.store.setAside().isEmpty)
        #expect(try bench.claim().map(\.claims) == [1])
    }

    /// A bank's number may hold what divides it from the reason in the journal.
    @Test(arguments: Engine.all)
    func whoIsSetAsideIsFoundUnderAnyReference(_ engine: Engine) throws {
        let bench = try Bench(engine)
        var odd = customer(1)
        if case .customer(var fact) = odd {
            fact.reference = "A: 7: B"
            odd = .customer(fact)
        }
        try bench.apply([odd, customer(2)])
        let claimed = try bench.claim()
        #expect(try bench.commit(claimed.map { $0.commit(quarantine: "no: zone") }).count == 2)
        #expect(
            try bench.store.setAside() == [
                SetAside(reference: "A: 7: B", why: "no: zone"),
                SetAside(reference: "C2", why: "no: zone"),
            ]
        )
    }

    @Test(arguments: Engine.all)
    func aCommitMayQuarantine(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1)])
        let claimed = try #require(try bench.claim().first)
        #expect(try bench.commit([claimed.commit(quarantine: "no zone")]) == [true])
        #expect(try bench.facts("C1").quarantine == "no zone")
        #expect(try bench.store.nextDue(lanes: [decideLane]) == nil)
    }

    /// T-70: however many healthy leases come first.
    @Test(arguments: Engine.all)
    func anExpiredLeaseIsFoundAmongLiveOnes(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply((1...500).map { customer($0) })
        #expect(try bench.claim(limit: 499, lease: .hours(9)).count == 499)
        #expect(try bench.claim(limit: 9, lease: .minutes(1)).map(\.facts.reference) == ["C500"])
        let found = try bench.claim(at: noon + .minutes(1))
        #expect(found.map(\.facts.reference) == ["C500"])
        #expect(found.first?.claims == 2)
    }

    @Test(arguments: Engine.all)
    func aSweepReachesEverybodyBehindDueWork(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply((1...5).map { customer($0) })
        let claimed = try bench.claim()
        _ = try bench.commit(claimed.map { $0.commit(timer: Self.later) })
        let now = noon + .minutes(1)
        let middle = try #require(try bench.store.sweep(after: nil, limit: 3, at: now))
        try bench.apply([.consent(consent(5))], asOf: now)
        #expect(try bench.store.sweep(after: middle, limit: 3, at: now) != nil)
        let last = try #require(try bench.store.customer(reference: "C5")).facts.id
        #expect(try bench.store.sweep(after: last, limit: 3, at: now) == nil)
        #expect(
            try bench.claim(at: now).map(\.facts.reference) == ["C5", "C1", "C2", "C3", "C4"]
        )
    }

    private func consent(_ number: Int) -> ConsentFact {
        ConsentFact(
            customer: "C\(number)",
            messageClass: .collection,
            channel: .sms,
            isGranted: true,
            at: noon
        )
    }
}
