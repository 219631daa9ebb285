import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@Suite("What forecasts and exports read of a store")
struct ForesightContract {
    private func store(_ bench: Bench) throws -> any ForesightStore {
        try #require(bench.store as? any ForesightStore)
    }

    @Test(arguments: Engine.all)
    func customersAreReadByTheirNumbers(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let store = try store(bench)
        #expect(try store.lastCustomer() == nil)
        try bench.apply((1...5).flatMap { [customer($0), debt($0, of: $0)] })
        #expect(try store.lastCustomer() == CustomerID(5))
        #expect(try store.facts(in: 2..<4).map(\.reference) == ["C2", "C3"])
        #expect(try store.facts(in: 6..<1000).isEmpty)
        let chosen = try store.facts(of: [CustomerID(4), CustomerID(77), CustomerID(1)])
        #expect(chosen.map(\.reference) == ["C4", "C1"])
        #expect(chosen == [try bench.facts("C4"), try bench.facts("C1")])
    }

    @Test(arguments: Engine.all)
    func theirHistoryIsUpToDate(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try #require(try bench.claim().first)
        #expect(try bench.commit([claimed.commit(intent: try claimed.intent(1))]) == [true])
        try bench.answer([accepted(1)])
        let facts = try #require(try store(bench).facts(in: 1..<2).first)
        #expect(facts.history.map(\.state) == [.accepted])
    }

    /// 1 and 2 share a number, 2 and 3 another, 4 shares none.
    @Test(arguments: Engine.all)
    func sharersAreFoundFromOneToTheNext(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([
            customer(1, phones: ["+8613900000001"]),
            customer(2, phones: ["+8613900000001", "+8613900000002"]),
            customer(3, phones: ["+8613900000002"]), customer(4),
        ])
        let store = try store(bench)
        for reference in ["C1", "C2", "C3"] {
            let found = try store.sharers(of: try bench.facts(reference), limit: 10)
            #expect(found == [1, 2, 3].map { CustomerID($0) }, "from \(reference)")
        }
        #expect(try store.sharers(of: try bench.facts("C4"), limit: 10) == [CustomerID(4)])
        #expect(try store.sharers(of: try bench.facts("C1"), limit: 2) == nil)
    }

    @Test(arguments: Engine.all)
    func contactsOfAStretchOfTimeAreReadInPages(_ engine: Engine) throws {
        let bench = try Bench(engine)
        for number in 1...6 {
            let now = noon + .hours(number)
            try bench.apply([customer(number), debt(number, of: number)], asOf: now, now: now)
            let claimed = try #require(try bench.claim(at: now).first)
            let intent = try claimed.intent(Int64(number), at: now)
            #expect(try bench.commit([claimed.commit(intent: intent)], at: now) == [true])
        }
        let store = try store(bench)
        func page(after: Int64?, limit: Int) throws -> [Int64] {
            try store.contacts(
                from: noon + .hours(2),
                to: noon + .hours(6),
                after: after.map { ContactID($0) },
                limit: limit
            ).map(\.id.value)
        }
        #expect(try page(after: nil, limit: 3) == [2, 3, 4])
        #expect(try page(after: 4, limit: 3) == [5])
        #expect(try page(after: 5, limit: 3).isEmpty)
    }
}
