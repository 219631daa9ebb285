import NudgeCore
import NudgeTestKit
import Testing

@Suite("Windows, drawn by chance, against a minute-by-minute reading")
struct WindowPropertyTests {
    @Test(arguments: 1...120)
    func theOpeningIsTheFirstAndEndsWhereItCloses(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let name = chance.pick([
            "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns",
            "America/Havana", "Pacific/Apia",
        ])
        let zone = try #require(try ZoneReference.system(name))
        let windows = GeneratedRules.windows(&chance)
        let blackouts = GeneratedRules.blackouts(&chance)
        let calendar = GeneratedRules.calendar(&chance)
        let channel = chance.pick([Channel.sms, .email, .push])
        let said = GeneratedRules.said(&chance)
        let naive = NaiveWindow(
            windows: windows + blackouts.map(NaiveWindow.window),
            calendar: calendar,
            zone: zone,
            channel: channel,
            messageClass: .collection,
            agreed: Set(said.filter(\.isGiven).map(\.name)),
            refused: Set(said.filter { !$0.isGiven }.map(\.name))
        )
        let rules = Ruleset.fixture(
            windows: windows,
            blackouts: blackouts,
            calendar: calendar
        )
        let question = WindowQuestion(
            rules: rules,
            zone: zone,
            channel: channel,
            messageClass: .collection,
            agreements: rules.agreements(of: .fixture(agreements: said))
        )
        for _ in 0..<4 {
            let start = start(&chance)
            let opening = question.opening(from: start)
            // One day less than the horizon: the last day may be looked at in part.
            #expect(
                (question.closedBy(at: start) == nil) == naive.isOpen(start),
                "seed \(seed) \(name) at \(start)"
            )
            let from = naive.first(isOpen: true, from: start, days: 12)
            if let from {
                #expect(opening?.from == from, "seed \(seed) \(name) at \(start)")
                let until = naive.first(isOpen: false, from: from, days: 4)
                // What does not close within three days counts as never closing.
                if let until, until - from < .days(3) {
                    #expect(opening?.until == until, "seed \(seed) \(name) at \(start)")
                } else {
                    #expect(opening?.until == .distantFuture, "seed \(seed) \(name) at \(start)")
                }
            } else if let opening {
                #expect(opening.from >= start + .days(12), "seed \(seed) \(name) at \(start)")
                #expect(naive.isOpen(opening.from), "seed \(seed) \(name) at \(start)")
            }
        }
    }

    /// Any instant of 2026, and often the hours around a daylight-saving night.
    private func start(_ chance: inout SeededGenerator) -> Instant {
        let nights = [
            "2026-03-08T00:00:00Z", "2026-03-28T20:00:00Z", "2026-04-04T10:00:00Z",
            "2026-10-03T10:00:00Z", "2026-10-24T20:00:00Z", "2026-11-01T00:00:00Z",
        ]
        let base =
            chance.chance(1, in: 2)
            ? Instant.fixture(chance.pick(nights))
            : Instant.fixture("2026-01-01T00:00:00Z") + .minutes(chance.int(0...525_000))
        return base + Milliseconds(Int64(chance.int(0...50_000_000)))
    }

    @Test(arguments: 1...60)
    func aMinuteSetIsASetOfMinutes(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var set = MinuteSet()
        var plain = Set<Int>()
        for _ in 0..<4 {
            let from = chance.int(0...1440)
            let to = chance.int(from...1440)
            let range = MinuteSet(from: from, to: to)
            switch chance.int(1...3) {
            case 1:
                set.formUnion(range)
                plain.formUnion(from..<to)
            case 2 where !plain.isEmpty:
                set.formIntersection(range)
                plain.formIntersection(from..<to)
            default:
                set.subtract(range)
                plain.subtract(from..<to)
            }
        }
        let sorted = plain.sorted()
        #expect(set.count == sorted.count && set.isEmpty == sorted.isEmpty, "seed \(seed)")
        for minute in 0..<1440 where set.contains(minute) != plain.contains(minute) {
            Issue.record("seed \(seed): minute \(minute)")
        }
        for minute in [0, 1, 63, 64, 700, 1439, 1440] {
            #expect(set.first(from: minute) == sorted.first { $0 >= minute }, "seed \(seed)")
            let gap = (minute..<max(minute, 1440)).first { !plain.contains($0) } ?? 1440
            #expect(set.firstGap(from: minute) == gap, "seed \(seed) from \(minute)")
        }
        for (rank, minute) in sorted.enumerated() where set.minute(ofRank: rank) != minute {
            Issue.record("seed \(seed): rank \(rank)")
        }
    }
}
