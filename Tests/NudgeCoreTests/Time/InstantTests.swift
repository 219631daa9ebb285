import NudgeCore
import NudgeTestKit
import Testing

@Suite("Instant")
struct InstantTests {
    @Test(arguments: [
        (-86_400_001, "1969-12-30"), (-86_400_000, "1969-12-31"), (-1, "1969-12-31"),
        (0, "1970-01-01"), (86_399_999, "1970-01-01"), (1_795_320_306_000, "2026-11-22"),
    ])
    func aDayBeginsAtMidnightInUTC(_ milliseconds: Int64, _ date: String) {
        #expect(Instant(milliseconds: milliseconds).utcDate.description == date)
    }

    @Test(arguments: [
        ("2026-11-22T04:05:06Z", 1_795_320_306_000),
        ("2026-11-22 04:05:06Z", 1_795_320_306_000),
        ("2026-11-22T12:05:06+08:00", 1_795_320_306_000),
        ("2026-11-22T04:05Z", 1_795_320_300_000),
        ("2026-11-22T04:05:06.5Z", 1_795_320_306_500),
        ("2026-11-22T04:05:06.123456Z", 1_795_320_306_123),
        ("1970-01-01T00:00:00-03:30", 12_600_000),
        ("1969-12-31T23:59:59.999Z", -1),
    ])
    func readsRFC3339(_ text: String, _ milliseconds: Int64) {
        #expect(Instant(parsing: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T24:00:00Z", "2026-11-22T04:60:00Z", "2026-11-22T04:05:60Z",
        "2026-02-29T00:00:00Z", "2026-11-22T04:05:06", "2026-11-22T04:05:06.Z",
        "2026-11-22T04:05:06+24:00", "2026-11-22T04:05:06Zx", "２０26-11-22T04:05:06Z",
        "2026-11-22T04:05:06+0800", "0000-01-01T00:00:00Z",
    ])
    func refusesWhatIsNotAnInstant(_ text: String) {
        #expect(Instant(parsing: text) == nil)
    }

    @Test func whatIsPrintedIsReadBack() {
        var chance = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            // Years 1 to 9999.
            let instant = Instant(
                milliseconds: Int64.random(
                    in: -62_135_596_800_000...253_402_300_799_999,
                    using: &chance
                )
            )
            #expect(Instant(parsing: instant.description) == instant, "\(instant.milliseconds)")
        }
    }

    @Test(arguments: [
        ("7d", 604_800_000), ("24h", 86_400_000), ("30m", 1_800_000), ("15s", 15_000),
        ("250ms", 250), ("0s", 0), ("90m", 5_400_000),
    ])
    func lengthsPrintInTheirLargestUnit(_ text: String, _ count: Int64) {
        #expect(Milliseconds(count).description == text)
        #expect(Milliseconds(parsing: text)?.count == count)
    }

    @Test(arguments: ["", "5", "5x", "h", "-5s", "1.5h", "9999999999s", "５s"])
    func aLengthNeedsItsUnit(_ text: String) {
        #expect(Milliseconds(parsing: text) == nil)
    }

    @Test(arguments: ["8:00", "08:00", "24:00", "23:59"])
    func timesOfDayAreRead(_ text: String) {
        #expect(TimeOfDay(parsing: text) != nil)
    }

    @Test(arguments: ["", "8", "24:01", "25:00", "8:0", "08:60", "8:000", "+8:00", "08:-1", ":00"])
    func whatIsNoTimeOfDayIsRefused(_ text: String) {
        #expect(TimeOfDay(parsing: text) == nil)
    }
}
