import Foundation
import NudgeCore
import NudgeStore
import Synchronization
import Testing

/// People who share a number share what is known of it, and its caps.
@Suite
struct SharingContract {
    static let shared = "+8613900000007"

    private func reply(
        _ bench: Bench,
        _ meaning: ReplyEffect,
        from value: String = shared,
        text: String = "TD",
        at: Instant = noon
    ) throws -> InboundOutcome? {
        try bench.store.receive(
            [
                .reply(
                    gateway: "sandbox",
                    channel: .sms,
                    from: Address(kind: .phone, value: value),
                    text: text,
                    meaning: meaning,
                    at: at
                )
            ],
            at: at
        ).first
    }

    /// T-88, T-84: an opt-out holds for all who share the number, and over every import.
    @Test(arguments: Engine.all)
    func anOptOutHoldsForAllAndSurvivesImports(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let file = [customer(1, phones: [Self.shared]), customer(2, phones: [Self.shared])]
        try bench.apply(file)
        let refused = ClassChannelSet(.collection, .sms)
        #expect(try reply(bench, .refuse(refused)) == .applied)
        #expect(try reply(bench, .refuse(refused)) == .unchanged)
        let day2 = noon + .days(1)
        try bench.apply(file + [customer(3, phones: [Self.shared])], asOf: day2)
        for reference in ["C1", "C2", "C3"] {
            let point = try #require(try bench.facts(reference).points.first)
            #expect(point.refused == refused)
            #expect(point.isShared)
        }
        #expect(try reply(bench, .accept(.all), text: "Y", at: day2) == .applied)
        #expect(try bench.facts("C3").points.first?.refused == [])
    }

    @Test(arguments: Engine.all)
    func aWrongNumberStaysWrongWhenItLeavesAndComesBack(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply([customer(1, phones: [Self.shared])])
        #expect(try reply(bench, .wrongPerson, text: "不是我") == .applied)
        try bench.apply([customer(1, phones: [])], asOf: noon + .days(1))
        #expect(try bench.facts("C1").points.isEmpty)
        try bench.apply([customer(1, phones: [Self.shared])], asOf: noon + .days(2))
        #expect(try bench.facts("C1").points.first?.health == .wrongPerson)
    }

    @Test(arguments: Engine.all)
    func whoIsLeftAloneSharesNoLonger(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply((1...3).map { customer($0, phones: [Self.shared]) })
        for (leaver, isShared) in [(3, true), (2, false)] {
            try bench.apply([customer(leaver, phones: [])], asOf: noon + .minutes(4 - leaver))
            #expect(try bench.facts("C1").points.first?.isShared == isShared)
        }
    }

    @Test(arguments: Engine.all)
    func aRefusalFromAStrangerIsKeptForWhoComesLater(_ engine: Engine) throws {
        let bench = try Bench(engine)
        #expect(try reply(bench, .refuse(.all)) == .unknownAddress)
        try bench.apply([customer(1, phones: [Self.shared])])
        #expect(try bench.facts("C1").points.first?.refused == .all)
        let replies = try bench.store.replies(after: 0, limit: 9)
        #expect(replies.map(\.text) == ["TD"])
        #expect(replies.map(\.meaning) == ["refuse"])
    }

    @Test(arguments: Engine.all)
    func wordsAreKeptAndAHoldReachesEveryOwner(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply((1...2).map { customer($0, phones: [Self.shared]) })
        let until = noon + .days(3)
        #expect(
            try reply(bench, .hold(.complaint, until: until), text: "我要投诉") == .applied
        )
        #expect(try bench.facts("C2").holds.map(\.until) == [until])
        let replies = try bench.store.replies(after: 0, limit: 9)
        #expect(replies.map(\.text) == ["我要投诉"])
        #expect(replies.first?.customer == (try bench.facts("C1").id))
    }

    /// Two decisions about one number in one turn: the second has not seen the first.
    @Test(arguments: Engine.all)
    func theSecondCommitOfATurnMustDecideAgain(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply(
            (1...2).flatMap { [customer($0, phones: [Self.shared]), debt($0, of: $0)] }
        )
        let claimed = try bench.claim()
        let commits = try claimed.enumerated().map { index, customer in
            customer.commit(intent: try customer.intent(Int64(index + 1)))
        }
        #expect(try bench.commit(commits) == [true, false])
        let again = try #require(try bench.claim().first)
        #expect(again.facts.reference == "C2")
        #expect(again.sharedHistory.map(\.id.value) == [1])
    }

    @Test(arguments: Engine.all)
    func aFreedPlaceWakesWhoSharesTheNumber(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply(
            (1...2).flatMap { [customer($0, phones: [Self.shared]), debt($0, of: $0)] }
        )
        let first = try #require(try bench.claim(limit: 1).first)
        _ = try bench.commit([first.commit(intent: try first.intent(1))])
        _ = try bench.commit(try bench.claim().map { $0.commit() })
        var answer = accepted(1)
        answer.answer = .refused
        try bench.answer([answer])
        #expect(try bench.claim().map(\.facts.reference) == ["C2"])
    }

    /// T-37, T-39: eight people, one number, two messages a day, eight threads at once.
    @Test(arguments: Engine.all)
    func aCapHoldsUnderParallelDecisions(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try bench.apply(
            (1...8).flatMap { [customer($0, phones: [Self.shared]), debt($0, of: $0)] }
        )
        let first = try bench.claim()
        #expect(first.count == 8)
        let ids = Atomic<Int64>(0)
        let failures = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            var mine = [first[thread]]
            // Each decides again as long as somebody is due: bounded, since sends are.
            for _ in 0..<200 where !mine.isEmpty {
                do {
                    let commits = try mine.map { customer in
                        let count = customer.facts.history.count + customer.sharedHistory.count
                        guard count < 2 else { return customer.commit() }
                        let id = ids.wrappingAdd(1, ordering: .relaxed).newValue
                        return customer.commit(intent: try customer.intent(id))
                    }
                    let turn = Turn(
                        now: noon,
                        commits: commits,
                        claims: [ClaimRequest(lane: decideLane, limit: 1)],
                        leaseUntil: noon + .minutes(5)
                    )
                    mine = try bench.store.turn(turn).claimed
                } catch {
                    failures.wrappingAdd(1, ordering: .relaxed)
                    return
                }
            }
        }
        #expect(failures.load(ordering: .relaxed) == 0)
        let sent = try (1...8).map { try bench.facts("C\($0)").history.count }
        #expect(sent.reduce(0, +) == 2)
        #expect(try bench.claim().isEmpty)
    }
}
