import NudgeCore
import NudgeTestKit
import Testing

struct RecipientLimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var limit: RecipientLimit
        var counted: [String]
        var at: String
        var free: String?

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "room left",
            limit: RecipientLimit(most: 2, period: .day),
            counted: ["2026-11-10 09:00"],
            at: "2026-11-10 10:00",
            free: nil
        ),
        Case(
            name: "a full day ends at the gateway's midnight",
            limit: RecipientLimit(most: 2, period: .day),
            counted: ["2026-11-10 09:00", "2026-11-10 09:30"],
            at: "2026-11-10 10:00",
            free: "2026-11-11 00:00"
        ),
        Case(
            name: "yesterday's do not count",
            limit: RecipientLimit(most: 1, period: .day),
            counted: ["2026-11-09 23:59"],
            at: "2026-11-10 00:00",
            free: nil
        ),
        Case(
            name: "a rolling hour ends an hour after the one that fills it",
            limit: RecipientLimit(most: 2, period: .rolling(.hours(1))),
            counted: ["2026-11-10 09:00", "2026-11-10 09:20", "2026-11-10 09:30"],
            at: "2026-11-10 09:40",
            free: "2026-11-10 10:20"
        ),
        Case(
            name: "right at the edge it is free",
            limit: RecipientLimit(most: 1, period: .rolling(.minutes(1))),
            counted: ["2026-11-10 09:00"],
            at: "2026-11-10 09:01",
            free: nil
        ),
    ]

    @Test(arguments: cases)
    func itIsFreeAgainWhenTheVendorCountsAnew(_ example: Case) {
        let free = example.limit.freeAt(
            example.counted.map { Instant.shanghai($0) },
            at: .shanghai(example.at),
            in: .shanghai
        )
        #expect(free == example.free.map { Instant.shanghai($0) })
    }

    @Test func hoursOpenAndCloseOnTheGatewaysClock() {
        let hours = OpenHours(from: 8 * 60, until: 22 * 60)
        let early = Instant.shanghai("2026-11-10 03:00")
        #expect(hours.opening(from: early, in: .shanghai) == .shanghai("2026-11-10 08:00"))
        let open = Instant.shanghai("2026-11-10 21:59")
        #expect(hours.opening(from: open, in: .shanghai) == open)
        #expect(hours.closing(after: open, in: .shanghai) == .shanghai("2026-11-10 22:00"))
        let late = Instant.shanghai("2026-11-10 22:00")
        #expect(hours.opening(from: late, in: .shanghai) == .shanghai("2026-11-11 08:00"))
        #expect(hours.description == "08:00-22:00")
    }

    @Test func addressesWaitAloneAndAreForgottenInTime() {
        var waits = AddressWaits(most: 2)
        let now = Instant.shanghai("2026-11-10 12:00")
        for number in 1...3 {
            waits.add(PointID(Int64(number)), until: now + .minutes(1), now: now)
        }
        #expect(waits.count == 2, "bounded")
        #expect(waits.wait(PointID(1), now: now) == now + .minutes(1))
        #expect(waits.wait(PointID(9), now: now) == nil)
        let later = now + .minutes(1)
        #expect(waits.wait(PointID(1), now: later) == nil)
        waits.add(PointID(3), until: later + .minutes(1), now: later)
        #expect(waits.count == 1)
    }
}
