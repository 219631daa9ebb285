import NudgeCore
import NudgeTestKit
import Testing

@Suite("A malformed time-zone file is an error, never a trap")
struct TZifFileTests {
    @Test func anEmptyFileAndAForeignOneAreRefused() {
        #expect(throws: ZoneRules.FileError.truncated) { try ZoneRules(name: "x", tzif: []) }
        #expect(throws: ZoneRules.FileError.notTZif) {
            try ZoneRules(name: "x", tzif: [UInt8](repeating: 65, count: 100))
        }
    }

    @Test func everyTruncationOfARealFileIsAnErrorOrAZone() throws {
        let bytes = try #require(ZoneReference.systemBytes("Asia/Shanghai"))
        for length in 0..<bytes.count {
            exercise(Array(bytes[..<length]))
        }
    }

    @Test(arguments: [
        "CET-1CEST", "CET-1CEST,M13.1.0,M3.1.0", "CET-1CEST,M3.5.0", "A1", "CET", "<CET-1",
        "CET-1CEST,J0,J3", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-99", "CET-1CEST,M3.5.0/999,M10.5.0",
        "CET-1CEST,,", "CET-1:99",
    ])
    func aFooterThatIsNoRuleIsRefused(_ footer: String) {
        #expect(throws: ZoneRules.FileError.badFooter(footer)) {
            try ZoneRules(name: "x", tzif: TZifFixture(footer: footer).bytes)
        }
    }

    @Test func transitionsOutOfOrderAreRefused() {
        let file = TZifFixture(
            transitions: [2000, 1000],
            indices: [0, 1],
            offsets: [0, 3600]
        )
        #expect(throws: ZoneRules.FileError.self) { try ZoneRules(name: "x", tzif: file.bytes) }
    }

    @Test func anOffsetOfDaysIsRefused() {
        let file = TZifFixture(transitions: [1000], indices: [1], offsets: [0, 400_000])
        #expect(throws: ZoneRules.FileError.self) { try ZoneRules(name: "x", tzif: file.bytes) }
    }

    @Test func aFileThatCountsLeapSecondsIsRefused() throws {
        let bytes = try #require(ZoneReference.systemBytes("right/Asia/Shanghai"))
        #expect(throws: ZoneRules.FileError.self) { try ZoneRules(name: "x", tzif: bytes) }
    }

    @Test func aTransitionBeforeTheWorldBeganDoesNotMatter() throws {
        let file = TZifFixture(
            transitions: [-(1 << 59), 1000],
            indices: [0, 1],
            offsets: [0, 3600]
        )
        let zone = try ZoneRules(name: "x", tzif: file.bytes)
        #expect(zone.segment(at: .distantPast).end == Instant(seconds: 1000))
        #expect(zone.segment(at: Instant(seconds: 1000)).offset == 3_600_000)
    }

    @Test func manyChangesWithinADayAreWalkedThrough() throws {
        let file = TZifFixture(
            transitions: (1...100).map { Int64($0) * 600 },
            indices: (1...100).map { UInt8($0 % 2) },
            offsets: [0, 3600]
        )
        let zone = try ZoneRules(name: "x", tzif: file.bytes)
        #expect(zone.instant(of: .fixture("1970-01-02"), minute: 0) >= Instant(seconds: 60_000))
    }

    @Test(arguments: ["Asia/Shanghai", "Europe/Berlin", "Africa/Casablanca", "UTC"])
    func aDamagedFileIsAnErrorOrAZoneThatAnswers(_ name: String) throws {
        let good = try #require(ZoneReference.systemBytes(name))
        var chance = SeededGenerator(seed: 11)
        for _ in 0..<1500 {
            var bytes = good
            for _ in 0..<chance.int(1...6) {
                // Headers and footer matter most, and are a small part of the file.
                let place =
                    chance.chance(1, in: 2)
                    ? chance.int(0...bytes.count - 1)
                    : chance.pick([chance.int(0...43), bytes.count - chance.int(1...20)])
                bytes[place] = chance.pick([
                    0, 1, 127, 128, 255, bytes[place] ^ (1 << UInt8(chance.int(0...7))),
                ])
            }
            exercise(bytes)
        }
    }

    /// Reads a file and, if it is one, asks it things: nothing may trap or hang.
    private func exercise(_ bytes: [UInt8]) {
        guard let zone = try? ZoneRules(name: "x", tzif: bytes) else { return }
        for seconds: Int64 in [-4_000_000_000, 0, 1_795_320_306, 4_102_444_800] {
            let date = zone.localDate(Instant(seconds: seconds))
            _ = zone.instant(of: date, minute: 1439)
            #expect(zone.segment(at: Instant(seconds: seconds)).end > Instant(seconds: seconds))
        }
    }
}
