import NudgeCore
import NudgeTestKit
import Testing

struct TokenStateTests {
    private let start = Instant(seconds: 1_795_161_600)
    private var chance = SeededGenerator(seed: 7)

    /// A state that a test may change within what it expects.
    private final class Tokens {
        private(set) var state: TokenState
        init(ahead: Milliseconds = .minutes(5)) { state = TokenState(ahead: ahead) }

        var generation: Int { state.generation }
        var refusals: Int { state.refusals }
        var until: Instant? { state.until }
        var nextDue: Instant? { state.nextDue }

        func isHeld(at now: Instant) -> Bool { state.isHeld(at: now) }
        func begin(at now: Instant) -> Bool { state.begin(at: now) }
        func taken(generation: Int) { state.taken(generation: generation) }
        func recalled() { state.recalled() }

        func fetched(lifetime: Milliseconds, at now: Instant) {
            state.fetched(lifetime: lifetime, at: now)
        }

        func failed(at now: Instant, using chance: inout SeededGenerator) {
            state.failed(at: now, using: &chance)
        }

        func refused(generation: Int, at now: Instant) -> Bool {
            state.refused(generation: generation, at: now)
        }
    }

    private func held(lifetime: Milliseconds = .hours(2)) -> Tokens {
        let state = Tokens()
        #expect(state.begin(at: start))
        state.fetched(lifetime: lifetime, at: start)
        return state
    }

    @Test func aTokenIsFetchedByOneFlightAtATime() {
        let state = Tokens()
        #expect(!state.isHeld(at: start))
        #expect(state.begin(at: start))
        #expect(!state.begin(at: start))
        #expect(!state.begin(at: start + .hours(1)))
        #expect(state.nextDue == nil)
        state.fetched(lifetime: .hours(2), at: start)
        #expect(state.isHeld(at: start + .hours(2) + .seconds(-1)))
        #expect(!state.isHeld(at: start + .hours(2)))
        #expect(!state.begin(at: start + .minutes(114)))
    }

    @Test func aTokenIsFetchedAheadOfItsEndAndUsedMeanwhile() {
        let state = held()
        let early = start + .minutes(115)
        #expect(state.nextDue == early)
        #expect(state.begin(at: early))
        #expect(state.isHeld(at: early))
        state.fetched(lifetime: .hours(2), at: early)
        #expect(state.generation == 2)
        #expect(state.until == early + .hours(2))
    }

    static let lives: [(lifetime: Milliseconds, until: Milliseconds, refresh: Milliseconds)] = [
        (.hours(2), .hours(2), .minutes(115)),
        // Of a short life a quarter is taken, or it would be fetched all the time.
        (.minutes(4), .minutes(4), .minutes(3)),
        (.seconds(1), .seconds(10), Milliseconds(7500)),
        (.days(400), .days(30), .days(30) + .minutes(-5)),
    ]

    @Test(arguments: lives)
    func whatAVendorSaysOfALifeIsBounded(
        lifetime: Milliseconds,
        until: Milliseconds,
        refresh: Milliseconds
    ) {
        let state = held(lifetime: lifetime)
        #expect(state.until == start + until)
        #expect(state.nextDue == start + refresh)
    }

    @Test mutating func failuresBackOffAndKeepWhatIsHeld() {
        let state = held()
        var now = start + .minutes(115)
        var waits: [Milliseconds] = []
        for _ in 0..<8 {
            #expect(state.begin(at: now))
            state.failed(at: now, using: &chance)
            #expect(!state.begin(at: now))
            let due = state.nextDue ?? now
            waits.append(due - now)
            #expect(state.isHeld(at: now) == (now < start + .hours(2)))
            now = due
        }
        for (index, wait) in waits.enumerated() {
            let base = min(Milliseconds.seconds(1 << min(index, 6)), .seconds(40))
            #expect(wait >= base && wait.count <= base.count * 3 / 2)
        }
        #expect(state.begin(at: now))
        state.fetched(lifetime: .hours(2), at: now)
        #expect(state.state.failures == 0)
    }

    @Test func aRefusalFetchesOnceHoweverManyRequestsWereRefused() {
        let state = held()
        let now = start + .minutes(10)
        for _ in 0..<500 { #expect(!state.refused(generation: 1, at: now)) }
        #expect(!state.isHeld(at: now))
        #expect(state.begin(at: now))
        state.fetched(lifetime: .hours(2), at: now)
        // Latecomers that left with the old token.
        #expect(!state.refused(generation: 1, at: now + .seconds(1)))
        #expect(state.isHeld(at: now + .seconds(1)))
        #expect(state.refusals == 1)
    }

    @Test func newTokensThatAreRefusedTooAreFetchedEverySlowerAndGivenUp() {
        let state = held()
        var now = start
        #expect(!state.refused(generation: 1, at: now))
        #expect(state.begin(at: now))
        state.fetched(lifetime: .hours(2), at: now)
        #expect(!state.refused(generation: 2, at: now))
        #expect(!state.begin(at: now + .seconds(59)))
        now = now + .minutes(1)
        #expect(state.begin(at: now))
        state.fetched(lifetime: .hours(2), at: now)
        #expect(state.refused(generation: 3, at: now))
    }

    @Test func aTakenRequestForgivesTheRefusalsBefore() {
        let state = held()
        for generation in 1...5 {
            #expect(!state.refused(generation: generation, at: start))
            #expect(state.begin(at: start))
            state.fetched(lifetime: .hours(2), at: start)
            state.taken(generation: generation)
            #expect(state.refusals == 1, "the token before says nothing of this one")
            state.taken(generation: generation + 1)
            #expect(state.refusals == 0)
        }
    }

    @Test func aFetchThatDidNotLeaveMayBeginAgain() {
        let state = Tokens(ahead: .zero)
        #expect(state.begin(at: start))
        state.recalled()
        #expect(state.begin(at: start))
    }

    @Test func whileItIsFetchedNothingElseEverIs() {
        for seed in 0..<200 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let state = Tokens()
            var now = start
            var flights = 0
            for _ in 0..<300 {
                now = now + Milliseconds(Int64(chance.int(0...200_000)))
                if state.begin(at: now) { flights += 1 }
                #expect(flights <= 1, "seed \(seed)")
                switch chance.int(0...4) {
                case 0 where flights == 1:
                    state.fetched(lifetime: .minutes(chance.int(1...200)), at: now)
                    flights = 0
                case 1 where flights == 1:
                    state.failed(at: now, using: &chance)
                    flights = 0
                case 2: _ = state.refused(generation: chance.int(0...state.generation), at: now)
                case 3: state.taken(generation: state.generation)
                default: break
                }
                #expect(state.state.isFetching == (flights == 1), "seed \(seed)")
                #expect(state.state.isFetching || state.nextDue != nil, "seed \(seed)")
            }
        }
    }
}
