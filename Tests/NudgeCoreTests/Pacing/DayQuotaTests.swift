import NudgeCore
import NudgeTestKit
import Testing

struct DayQuotaTests {
    private static let noon = Instant.shanghai("2026-11-10 12:00")

    private func quota(_ most: Int = 10, resets minute: Int = 0) -> DayQuota {
        DayQuota(most: most, resetMinute: minute, zone: .shanghai)
    }

    @Test func whatIsUsedUpComesBackAtTheReset() {
        var quota = quota()
        #expect(quota.room(at: Self.noon) == 10)
        let first = quota.take(7, now: Self.noon)
        let second = quota.take(4, now: Self.noon)
        #expect(first && !second, "all of a message or none of it")
        #expect(quota.room(at: Self.noon) == 3)
        #expect(quota.opening(for: 4, now: Self.noon) == .shanghai("2026-11-11 00:00"))
        #expect(quota.opening(for: 3, now: Self.noon) == Self.noon)
        #expect(quota.room(at: .shanghai("2026-11-10 23:59")) == 3)
        #expect(quota.room(at: .shanghai("2026-11-11 00:00")) == 10)
    }

    @Test func itResetsOnTheGatewaysClock() {
        var quota = quota(resets: 9 * 60)
        quota.count(used: 10, now: Self.noon)
        #expect(quota.start(of: Self.noon) == .shanghai("2026-11-10 09:00"))
        #expect(quota.start(of: .shanghai("2026-11-10 08:59")) == .shanghai("2026-11-09 09:00"))
        #expect(quota.opening(for: 1, now: Self.noon) == .shanghai("2026-11-11 09:00"))
    }

    @Test func whatDidNotLeaveIsGivenBack() {
        var quota = quota(2)
        let taken = quota.take(2, now: Self.noon)
        #expect(taken && quota.room(at: Self.noon) == 0)
        quota.giveBack(1)
        #expect(quota.room(at: Self.noon) == 1)
    }

    @Test func aMessageLargerThanTheQuotaLeavesWhenNothingWasUsed() {
        var quota = quota(2)
        let first = quota.take(3, now: Self.noon)
        let second = quota.take(1, now: Self.noon)
        #expect(first && !second)
    }
}
