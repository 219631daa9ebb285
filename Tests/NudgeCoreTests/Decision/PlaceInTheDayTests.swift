import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: a reminder's place in the day")
struct PlaceInTheDayTests {
    private static func places(until end: String) -> [Instant] {
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: [.fixture(.fixture(days: [0], preferred: ("09:00", end)))]
        )
        return (Int64(1)...500).compactMap { number in
            var walk = Walk(
                .fixture(id: number, debts: [.fixture(due: "2026-11-10")]),
                rules,
                from: "2026-11-10 00:00"
            )
            walk.run(until: "2026-11-11 00:00")
            return walk.sent.first?.at
        }
    }

    /// Nobody who waits for the evening is due since the morning when hours grow by some minutes.
    @Test func hoursThatChangeALittleMoveEverybodyALittle() {
        let before = Self.places(until: "20:00")
        let after = Self.places(until: "20:07")
        #expect(before.count == 500 && after.count == 500)
        let moves = zip(before, after).map { $1 - $0 }
        #expect(moves.allSatisfy { $0 >= .zero && $0 <= .minutes(7) })
        #expect(moves.contains { $0 > .minutes(5) })
    }

    @Test func placesFillTheHoursEvenly() {
        let places = Self.places(until: "20:00")
        let begin = Instant.shanghai("2026-11-10 09:00")
        var byHour = Array(repeating: 0, count: 11)
        for place in places { byHour[Int((place - begin).count / 3_600_000)] += 1 }
        // 45 are expected in each; that one has fewer than 15 or more than 90 is never seen.
        #expect(byHour.allSatisfy { (15...90).contains($0) }, "\(byHour)")
    }

    /// A thousand who share a second do not share an instant; a place is a tenth of it.
    @Test func placesFillTheSecondsEvenly() {
        var byTenth = Array(repeating: 0, count: 10)
        for place in Self.places(until: "20:00") {
            #expect(place.milliseconds % 100 == 0)
            byTenth[Int(place.milliseconds % 1_000 / 100)] += 1
        }
        // 50 are expected in each.
        #expect(byTenth.allSatisfy { (20...90).contains($0) }, "\(byTenth)")
    }
}
