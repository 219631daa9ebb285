import Foundation
import NudgeCore
import NudgeTestKit
import Testing

/// Windows around daylight-saving nights, against a reading in another language that knows nothing
/// of ours: its zones, its calendar, its walk.
struct WindowReferenceTests {
    private static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana",
        "Africa/Casablanca", "America/St_Johns", "Asia/Shanghai",
    ]

    /// Instants near which clocks change, somewhere.
    private static let nights = [
        "2026-03-08T00:00:00Z", "2026-03-28T20:00:00Z", "2026-04-04T10:00:00Z",
        "2026-10-03T10:00:00Z", "2026-10-24T20:00:00Z", "2026-11-01T00:00:00Z",
        "2026-02-15T00:00:00Z", "2026-03-22T00:00:00Z",
    ]

    private struct Trial: Encodable {
        var zone: String
        var start: Int64
        var days = 9
        var rules: [Rule]

        struct Rule: Encodable {
            var quiet: Bool
            var spans: [Span]
        }

        struct Span: Encodable {
            var from: Int
            var to: Int
            var weekdays: [Int]
            var season: [Int]?

            enum CodingKeys: CodingKey { case from, to, weekdays, season }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(from, forKey: .from)
                try container.encode(to, forKey: .to)
                try container.encode(weekdays, forKey: .weekdays)
                try container.encode(season, forKey: .season)
            }
        }
    }

    private func trial(_ chance: inout SeededGenerator) -> (Trial, [WindowRule]) {
        // What asks for the calendar, for dates or for agreements is not this reference's.
        let windows = GeneratedRules.windows(&chance).map { window in
            var window = window
            window.scope = RuleScope()
            window.agreement = .none
            for index in window.spans.indices {
                window.spans[index].on.days = .any
                window.spans[index].on.dates = []
            }
            return window
        }
        let start = Instant.fixture(chance.pick(Self.nights)) + .minutes(chance.int(0...3000))
        let rules = windows.map { window in
            Trial.Rule(
                quiet: window.sense == .quiet,
                spans: window.spans.map { span in
                    Trial.Span(
                        from: Int(span.from.minutes),
                        to: Int(span.to.minutes),
                        weekdays: span.on.weekdays.map { Int($0.rawValue) }.sorted(),
                        season: span.on.season.map { season in
                            [season.from, season.to].map { Int($0.month) * 100 + Int($0.day) }
                        }
                    )
                }
            )
        }
        let zone = chance.pick(Self.zones)
        let trial = Trial(zone: zone, start: start.milliseconds / 1000, rules: rules)
        return (trial, windows)
    }

    @Test(.enabled(if: ZoneReference.python != nil, "needs python3"))
    func theNextAllowedInstantIsPythons() throws {
        var chance = SeededGenerator(seed: 2026)
        let trials = (0..<160).map { _ in trial(&chance) }
        let encoder = JSONEncoder()
        let lines = try trials.map { trial, _ in
            String(decoding: try encoder.encode(trial), as: UTF8.self)
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("window_reference.py")
        let answers = try ZoneReference.ask(
            lines,
            python: try #require(ZoneReference.python),
            script: script
        )
        try #require(answers.count == trials.count)
        for ((trial, windows), answer) in zip(trials, answers) {
            let zone = try #require(try ZoneReference.system(trial.zone))
            let question = WindowQuestion(
                rules: .fixture(windows: windows),
                zone: zone,
                channel: .sms,
                messageClass: .collection
            )
            let start = Instant(seconds: trial.start)
            let opening = question.opening(from: start)?.from
            let isNear = opening.map { $0 < start + .days(trial.days) } ?? false
            let found = isNear ? (opening?.milliseconds).map { "\($0 / 1000)" } : "none"
            #expect(found == answer, "\(trial.zone) from \(start): \(windows)")
        }
        #expect(Set(answers).count > 60)
    }
}
