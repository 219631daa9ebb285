import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("The load of gateways by hour and day")
@WorldActor
struct PlanHoursTests {
    private static let start = Instant.shanghai("2026-11-10 06:00")
    private static let count = 240

    /// Everybody in one hour of one day, at a gateway of so many segments a minute.
    private func hours(
        perMinute rate: Double?,
        by period: PlanHours.Period = .hour,
        until close: String = "22:00"
    ) throws -> PlanHours {
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", close)],
            tiers: [.fixture(.fixture(days: [1], preferred: ("09:00", "10:00")))]
        )
        var options = World.Options(rules: rules)
        options.adjust = {
            $0.ratePerSecond = rate.map { $0 / 60 }
            $0.burst = 1
            $0.price = Price(millionths: 50_000, currency: .cny)
        }
        let world = try World(options, at: Self.start)
        try world.tell((1...Self.count).flatMap { Person.withPhone($0).facts(due: "2026-11-09") })
        let planner = Planner(
            store: world.store,
            rules: world.rules,
            from: Self.start,
            until: Self.start + .days(2)
        )
        return PlanHours(try planner.rows(measuring: true), rules: world.rules, by: period)
    }

    @Test("enough room: nothing is late")
    func enoughRoom() throws {
        let row = try #require(try hours(perMinute: 600).rows.first)
        #expect(row.hour == 9 && row.date == .fixture("2026-11-10"))
        #expect(row.contacts == Self.count && row.segments == Self.count)
        #expect(row.capacity == 36_000 && !row.isOver)
        #expect(row.latest < .minutes(1))
        #expect(row.price == Money(minorUnits: 5 * 240, currency: .cny))
    }

    @Test("more than the rate lets through: marked, and how late the last would leave")
    func tooMuch() throws {
        let rows = try hours(perMinute: 1).rows
        #expect(rows.count == 1)
        let row = try #require(rows.first)
        #expect(row.capacity == 60 && row.isOver)
        // 240 minutes of work begun about nine: the last leaves about one o'clock, due about ten.
        #expect(row.latest > .minutes(170) && row.latest < .minutes(185), "\(row.latest)")
    }

    @Test("what does not leave before the window closes waits for the next day")
    func overNight() throws {
        let row = try #require(try hours(perMinute: 1, until: "11:00").rows.first)
        // Two hours a day of the four: the rest is for 08:00 of the next day.
        #expect(row.latest > .hours(23) && row.latest < .hours(25), "\(row.latest)")
    }

    @Test("a day's capacity is its open hours; no rate, no capacity")
    func byDay() throws {
        let row = try #require(try hours(perMinute: 1, by: .day).rows.first)
        #expect(row.hour == nil && row.capacity == 14 * 60 && !row.isOver)
        #expect(try hours(perMinute: nil).rows.first?.capacity == nil)
    }

    @Test("the three forms")
    func forms() throws {
        let hours = try hours(perMinute: 1)
        func text(_ format: ReportFormat) -> String {
            final class Box { var bytes: [UInt8] = [] }
            let box = Box()
            PlanHoursReport(hours, format: format).write { box.bytes += $0 }
            return String(decoding: box.bytes, as: UTF8.self)
        }
        #expect(text(.table).contains("60 OVER"))
        #expect(text(.table).contains("12.00 CNY"))
        #expect(text(.csv).contains("2026-11-10,9,everything,240,240,60,true,"))
        #expect(text(.jsonl).hasPrefix(#"{"day":"2026-11-10","hour":9,"gateway":"everything""#))
    }
}
