import NudgeCore
import Testing

struct TokenBucketTests {
    static let start = Instant(milliseconds: 1_800_000_000_000)

    /// A bucket that an expectation can take from.
    final class Harness {
        private var bucket: TokenBucket

        init(ratePerSecond: Double, burst: Int, now: Instant) {
            bucket = TokenBucket(ratePerSecond: ratePerSecond, burst: burst, now: now)
        }

        func take(_ count: Int, now: Instant) -> Bool { bucket.take(count, now: now) }
        func giveBack(_ count: Int) { bucket.giveBack(count) }
        func tokens(at now: Instant) -> Int { bucket.tokens(at: now) }
        func opening(for count: Int, now: Instant) -> Instant {
            bucket.opening(for: count, now: now)
        }
    }

    /// T-40.
    @Test func tenPerSecondAreTenPerSecondHoweverManyAsk() {
        let bucket = Harness(ratePerSecond: 10, burst: 1, now: TokenBucketTests.start)
        var perSecond = [0, 0, 0]
        for millisecond in 0..<3000 {
            let now = TokenBucketTests.start + Milliseconds(Int64(millisecond))
            for _ in 0..<5 where bucket.take(1, now: now) { perSecond[millisecond / 1000] += 1 }
        }
        #expect(perSecond == [10, 10, 10])
    }

    /// T-49.
    @Test func aMessageOfThreeSegmentsTakesThreeTokensOrNone() {
        let bucket = Harness(ratePerSecond: 1, burst: 4, now: TokenBucketTests.start)
        #expect(bucket.take(3, now: TokenBucketTests.start))
        #expect(bucket.tokens(at: TokenBucketTests.start) == 1)
        #expect(!bucket.take(3, now: TokenBucketTests.start))
        #expect(bucket.tokens(at: TokenBucketTests.start) == 1, "nothing is taken in part")
        let opening = bucket.opening(for: 3, now: TokenBucketTests.start)
        #expect(opening == TokenBucketTests.start + .seconds(2))
        #expect(!bucket.take(3, now: opening - Milliseconds(1)))
        #expect(bucket.take(3, now: opening))
    }

    @Test func aMessageLargerThanTheBurstLeavesAndIsPaidOff() {
        let bucket = Harness(ratePerSecond: 1, burst: 1, now: TokenBucketTests.start)
        #expect(bucket.take(5, now: TokenBucketTests.start))
        #expect(bucket.tokens(at: TokenBucketTests.start) == -4)
        #expect(!bucket.take(1, now: TokenBucketTests.start + Milliseconds(4999)))
        #expect(bucket.take(1, now: TokenBucketTests.start + .seconds(5)))
    }

    @Test func aClockSteppedBackOrForwardGivesNoMoreThanABurst() {
        let bucket = Harness(ratePerSecond: 1, burst: 2, now: TokenBucketTests.start)
        #expect(bucket.take(2, now: TokenBucketTests.start))
        let back = TokenBucketTests.start - .minutes(5)
        #expect(!bucket.take(1, now: back))
        #expect(bucket.take(1, now: back + .seconds(1)), "it goes on from the new time")
        let forward = TokenBucketTests.start + .hours(1)
        #expect(bucket.tokens(at: forward) == 2)
        #expect(bucket.tokens(at: .distantFuture) == 2)
    }

    @Test func whatDidNotLeaveIsGivenBackUpToTheBurst() {
        let bucket = Harness(ratePerSecond: 1, burst: 3, now: TokenBucketTests.start)
        #expect(bucket.take(2, now: TokenBucketTests.start))
        bucket.giveBack(2)
        #expect(bucket.tokens(at: TokenBucketTests.start) == 3)
        bucket.giveBack(2)
        #expect(bucket.tokens(at: TokenBucketTests.start) == 3)
    }

    @Test(arguments: [0.001, 0.4, 1, 7, 33.3, 999, 25_000])
    func theRateHoldsInTheLongRun(_ rate: Double) {
        let bucket = Harness(ratePerSecond: rate, burst: 1, now: TokenBucketTests.start)
        var now = TokenBucketTests.start
        var taken = 0
        for _ in 0..<2000 {
            now = bucket.opening(for: 1, now: now)
            #expect(bucket.take(1, now: now))
            taken += 1
        }
        let seconds = Double((now - TokenBucketTests.start).count) / 1000
        // The first token was there; above 1,000 a second a burst of one wastes part of each
        // millisecond.
        let expected = min(rate, 1000)
        #expect(Double(taken - 1) / max(seconds, 0.001) <= expected * 1.001)
    }
}
