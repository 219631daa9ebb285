import NudgeCore
import Testing

struct LaneStateTests {
    static let start = Instant(milliseconds: 1_800_000_000_000)

    /// A lane, its chance and its clock.
    struct Harness {
        var lane = LaneState()
        var now = LaneStateTests.start
        var chance: Fixed

        init(_ chance: Fixed = .least) { self.chance = chance }

        mutating func apply(_ event: LaneEvent) {
            lane.apply(event, now: now, using: &chance)
        }

        /// Goes to the instant at which the lane opens, and tells how long that was.
        mutating func waitForOpening() -> Milliseconds? {
            guard let opening = lane.opening(now: now) else { return nil }
            defer { now = opening }
            return opening - now
        }

        func room(_ inFlight: Int = 0) -> Int {
            lane.room(inFlight: inFlight, limit: 8, now: now)
        }
    }

    /// Draws always the same, the least or the most.
    ///
    /// The least is not 0: the standard library refuses that draw, and asks for ever.
    struct Fixed: RandomNumberGenerator {
        static let least = Fixed(value: 1 << 32)
        static let most = Fixed(value: .max)
        var value: UInt64
        mutating func next() -> UInt64 { value }
    }

    @Test(arguments: [
        (Fixed.least, [1000, 2000, 4000, 8000, 16_000, 32_000, 40_000, 40_000]),
        (Fixed.most, [1500, 3000, 6000, 12_000, 24_000, 48_000, 60_000, 60_000]),
    ])
    func failuresInARowBackOffFromOneToSixtySeconds(_ draw: Fixed, _ expected: [Int64]) {
        var harness = Harness(draw)
        var pauses: [Int64] = []
        for _ in expected {
            harness.apply(.failed)
            #expect(harness.room() == 0)
            pauses.append(harness.waitForOpening()?.count ?? -1)
        }
        #expect(pauses == expected)
        harness.apply(.answered)
        #expect(harness.lane == LaneState(), "an answer forgets it all")
    }

    @Test func whatFailsTogetherIsOneFailure() {
        var harness = Harness()
        for _ in 0..<64 { harness.apply(.failed) }
        #expect(harness.waitForOpening() == .seconds(1))
    }

    @Test func afterAPauseOneMessageProbes() {
        var harness = Harness()
        #expect(harness.room(3) == 5)
        harness.apply(.failed)
        #expect(harness.room() == 0)
        _ = harness.waitForOpening()
        #expect(harness.room(0) == 1)
        #expect(harness.room(1) == 0)
        harness.apply(.answered)
        #expect(harness.room(1) == 7)
    }

    @Test func oneLostAnswerIsBadLuckAndThreeInARowAreAFailure() {
        var harness = Harness()
        harness.apply(.doubted)
        harness.apply(.doubted)
        #expect(harness.lane.phase == .running)
        harness.apply(.answered)
        harness.apply(.doubted)
        harness.apply(.doubted)
        #expect(harness.lane.phase == .running)
        harness.apply(.doubted)
        #expect(harness.lane.phase == .backingOff(until: harness.now + .seconds(1)))
    }

    /// T-65: 429 pauses the lane, not each message.
    @Test func aRateLimitPausesTheLaneForAsLongAsItSays() {
        var harness = Harness()
        harness.apply(.rateLimited(after: .seconds(30)))
        #expect(harness.lane.phase == .paused(until: harness.now + .seconds(30)))
        harness.apply(.answered)
        #expect(harness.room() == 0, "an answer to what left before ends no pause")
        harness.apply(.rateLimited(after: .seconds(10)))
        #expect(harness.waitForOpening() == .seconds(30), "a shorter wait does not shorten it")
        harness.apply(.answered)
        #expect(harness.lane.phase == .running)
    }

    static let waits: [(Milliseconds?, Milliseconds)] = [
        (nil, .seconds(1)), (.zero, .seconds(1)), (.seconds(-5), .seconds(1)),
        (.seconds(7), .seconds(7)), (.days(30), .hours(1)),
    ]

    @Test(arguments: waits)
    func aWaitIsAtLeastASecondAndAtMostAnHour(_ asked: Milliseconds?, _ pause: Milliseconds) {
        var harness = Harness()
        harness.apply(.rateLimited(after: asked))
        #expect(harness.waitForOpening() == pause)
    }

    @Test(arguments: LaneState.StopReason.allCases)
    func onlyAPersonEndsAStop(_ reason: LaneState.StopReason) {
        var harness = Harness()
        harness.apply(.failed)
        harness.apply(.stopped(reason))
        let events: [LaneEvent] = [
            .answered, .failed, .doubted, .doubted, .doubted, .rateLimited(after: nil),
            .stopped(.balance),
        ]
        for event in events {
            harness.apply(event)
            #expect(harness.lane.phase == .stopped(reason))
            #expect(harness.waitForOpening() == nil)
            #expect(harness.room() == 0)
        }
        harness.lane.resume()
        #expect(harness.room() == 8)
    }
}
