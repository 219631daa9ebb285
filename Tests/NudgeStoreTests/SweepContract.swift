import NudgeCore
import NudgeStore
import Testing

/// What a sweep decided is written only where nothing has changed since it read.
@Suite
struct SweepContract {
    private static let later = CustomerTimer(lane: "sms", due: noon + .days(3), priority: 5)
    private static let sooner = CustomerTimer(lane: "sms", due: noon + .days(1), priority: 5)

    /// Customers C1 to C5; each waits for `later` but the fifth, who rests.
    private func bench(_ engine: Engine) throws -> Bench {
        let bench = try Bench(engine)
        try bench.apply((1...5).flatMap { [customer($0), debt($0, of: $0)] })
        let commits = try bench.claim().enumerated().map {
            $0.element.commit(timer: $0.offset < 4 ? Self.later : nil)
        }
        #expect(try bench.commit(commits).allSatisfy { $0 })
        return bench
    }

    @discardableResult
    private func turn(
        _ bench: Bench,
        _ decided: [SweepDecision] = [],
        after: Int64? = nil,
        limit: Int = 10,
        generation: Int64 = 1
    ) throws -> [ClaimedCustomer] {
        let next = after.map { SweepTurn.Slice(after: CustomerID($0), limit: limit) }
        let sweep = SweepTurn(generation: generation, decided: decided, next: next)
        let now = noon + .hours(1)
        return try bench.store.turn(Turn(now: now, sweep: sweep, leaseUntil: now)).swept
    }

    private func decision(
        _ customer: ClaimedCustomer,
        _ timer: CustomerTimer?
    ) -> SweepDecision {
        SweepDecision(
            customer: customer.facts.id,
            revision: customer.facts.revision,
            standing: customer.timer,
            outcome: .timer(timer)
        )
    }

    private func timer(_ bench: Bench, _ number: Int) throws -> CustomerTimer? {
        try #require(try bench.store.customer(reference: "C\(number)")).timer
    }

    private func isWoken(_ bench: Bench, _ number: Int) throws -> Bool {
        let timer = try timer(bench, number)
        return timer?.lane == decideLane && timer?.due == noon + .hours(1)
    }

    @Test(arguments: Engine.all)
    func slicesComeInTheOrderOfNumbersUnclaimed(_ engine: Engine) throws {
        let bench = try bench(engine)
        let first = try turn(bench, after: 0, limit: 2)
        #expect(first.map(\.facts.reference) == ["C1", "C2"])
        #expect(first.allSatisfy { $0.lease == 0 && $0.claims == 0 && $0.timer == Self.later })
        let rest = try turn(bench, after: 2)
        #expect(rest.map(\.facts.reference) == ["C3", "C4", "C5"])
        #expect(try turn(bench, after: 5).isEmpty)
        #expect(try bench.store.status().leased == 0)
    }

    @Test(arguments: Engine.all)
    func aTimerMovesOnceOrGoesOrStays(_ engine: Engine) throws {
        let bench = try bench(engine)
        let swept = try turn(bench, after: 0)
        let wanted = [Self.sooner, nil, Self.later, Self.later, Self.sooner]
        try turn(bench, zip(swept, wanted).map { decision($0, $1) })
        #expect(try (1...5).map { try timer(bench, $0) } == wanted)
        #expect(try bench.store.status().lanes.map(\.timers).reduce(0, +) == 4)
        // The store agrees with itself: all are found where they lie, and taken once.
        let claimed = try bench.claim("sms", at: noon + .days(4))
        #expect(Set(claimed.map(\.facts.reference)) == ["C1", "C3", "C4", "C5"])
    }

    @Test(arguments: Engine.all)
    func whoseFactsHaveChangedIsDecidedInTheUsualWay(_ engine: Engine) throws {
        let bench = try bench(engine)
        let swept = try turn(bench, after: 0)
        // A hold wakes nobody; but what was decided without it is worth nothing.
        let hold = HoldFact(reference: "h", customer: "C1", reason: .dispute, from: noon)
        try bench.apply([.hold(hold)], asOf: noon + .minutes(1))
        try turn(bench, [decision(swept[0], Self.sooner)])
        #expect(try isWoken(bench, 1))
    }

    @Test(arguments: Engine.all)
    func whoWasWokenOrClaimedSinceIsLeftToThat(_ engine: Engine) throws {
        let bench = try bench(engine)
        let swept = try turn(bench, after: 0)
        // C2 is under a lease, C3 was decided meanwhile.
        let claimed = try bench.claim("sms", limit: 2, at: noon + .days(3))
        #expect(claimed.map(\.facts.reference) == ["C1", "C2"])
        let due = CustomerTimer(lane: "sms", due: noon + .hours(2), priority: 5)
        #expect(try bench.commit([claimed[0].commit(timer: due)]) == [true])
        try turn(bench, swept.prefix(2).map { decision($0, nil) })
        #expect(try timer(bench, 1) == due)
        #expect(try timer(bench, 2) == nil)
        #expect(try bench.commit([claimed[1].commit(timer: Self.later)]) == [true])
        #expect(try timer(bench, 2) == Self.later)
    }

    @Test(arguments: Engine.all)
    func whoMustBeVisitedIsClaimedAtOnce(_ engine: Engine) throws {
        let bench = try bench(engine)
        var visits = try turn(bench, after: 0).map { decision($0, nil) }
        for index in visits.indices { visits[index].outcome = .visit }
        try turn(bench, visits)
        #expect(try (1...5).allSatisfy { try isWoken(bench, $0) })
    }

    /// Claimed before without a commit: he is claimed alone, whatever a sweep found.
    @Test(arguments: Engine.all)
    func aSuspectStaysOne(_ engine: Engine) throws {
        var bench = try bench(engine)
        _ = try bench.claim("sms", limit: 1, at: noon + .days(3))
        _ = try bench.restart(at: noon + .days(3))
        let swept = try turn(bench, after: 0, limit: 1)
        try turn(bench, [decision(swept[0], Self.sooner)])
        #expect(try isWoken(bench, 1))
        #expect(try bench.claim(at: noon + .days(3)).map(\.claims) == [2])
    }

    @Test(arguments: Engine.all)
    func aSweepLastsOverARestartUntilItHasEnded(_ engine: Engine) throws {
        var bench = try bench(engine)
        #expect(try bench.store.sweepPosition() == nil)
        try bench.store.setRulesGeneration(7, digest: "new")
        #expect(try bench.store.sweepPosition() == CustomerID(0))
        try turn(bench, after: 3, generation: 7)
        _ = try bench.restart(at: noon)
        #expect(try bench.store.sweepPosition() == CustomerID(3))
        // Rules of before neither move nor end the sweep of newer ones.
        try bench.store.setRulesGeneration(8, digest: "newer")
        try turn(bench, after: 5, generation: 7)
        try turn(bench, generation: 7)
        #expect(try bench.store.sweepPosition() == CustomerID(0))
        try turn(bench, generation: 8)
        #expect(try bench.store.sweepPosition() == nil)
    }

    @Test(arguments: Engine.all)
    func theSliceOfAnEndedRunIsClaimed(_ engine: Engine) throws {
        let bench = try bench(engine)
        let now = noon + .hours(1)
        #expect(try bench.store.sweep(after: nil, limit: 3, at: now) == CustomerID(3))
        #expect(try bench.store.sweepPosition() == CustomerID(3))
        #expect(try bench.claim(at: now).count == 3)
    }
}
