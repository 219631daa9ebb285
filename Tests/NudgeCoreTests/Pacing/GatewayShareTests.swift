import NudgeCore
import NudgeTestKit
import Testing

struct GatewayShareTests {
    private static let start = Instant(milliseconds: 1_800_000_000_000)

    /// Plays periods of ten answers, of which so many fail; gives the share after each.
    private func play(_ failures: [Int], from percent: Int = 100) -> [Int] {
        var share = GatewayShare(percent: percent)
        var shares: [Int] = []
        var now = Self.start
        for failed in failures {
            for answer in 0..<10 { share.count(hasFailed: answer < failed, now: now) }
            now = now + GatewayShare.period
            share.update(now)
            shares.append(share.percent)
        }
        return shares
    }

    @Test func itFallsByHalvesAndNeverToNothing() {
        #expect(play([5, 5, 5, 5, 5, 5]) == [50, 25, 12, 6, 5, 5])
    }

    @Test func itComesBackInSteps() {
        #expect(play([0, 0, 0], from: 5) == [15, 25, 35])
        #expect(play([0, 0], from: 95) == [100, 100])
    }

    @Test func aFewFailuresNeitherTakeNorGive() {
        #expect(play([1, 1], from: 50) == [50, 50])
    }

    @Test func fewAnswersSayNothing() {
        var share = GatewayShare()
        for _ in 1..<GatewayShare.answersMin { share.count(hasFailed: true, now: Self.start) }
        share.update(Self.start + GatewayShare.period)
        #expect(share.percent == 100)
    }

    /// However the answers fall, a step takes a whole period, and the share stays in its bounds.
    @Test(arguments: 1...50)
    func movesAreBounded(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var share = GatewayShare()
        var now = Self.start
        var lastChange = Instant.distantPast
        for _ in 0..<2000 {
            now = now + Milliseconds(Int64(chance.int(1...900)))
            let before = share.percent
            share.count(hasFailed: chance.chance(1, in: 4), now: now)
            #expect((GatewayShare.leastPercent...100).contains(share.percent))
            guard share.percent != before else { continue }
            #expect(share.percent >= before / 2)
            #expect(share.percent <= before + GatewayShare.stepPercent)
            #expect(now - lastChange >= GatewayShare.period, "seed \(seed)")
            lastChange = now
        }
    }
}
