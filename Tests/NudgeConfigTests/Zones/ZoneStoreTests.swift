import NudgeConfig
import NudgeCore
import Testing

struct ZoneStoreTests {
    @Test func readsTheSystemsZones() throws {
        let zones = ZoneStore()
        let shanghai = try zones.rules(for: "Asia/Shanghai")
        let noon = try #require(Instant(parsing: "2026-11-22T04:00:00Z"))
        #expect(shanghai.local(noon).milliseconds == 12 * 3_600_000)
        #expect(shanghai.name == "Asia/Shanghai")
        // The second time it comes from the cache, and is the same.
        #expect(try zones.rules(for: "Asia/Shanghai") == shanghai)
    }

    static let badNames: [String] = [
        "", "/etc/passwd", "../zoneinfo/UTC", "Asia/../UTC", "Asia//Shanghai", "Asia/", "./UTC",
        "Asia/Shang hai", "right/UTC", "-x", "tzdata.zi", "上海", "a/b:",
        String(repeating: "a", count: 65),
    ]

    @Test(arguments: badNames)
    func aNameThatIsNoneLooksForNoFile(name: String) {
        #expect(throws: ZoneStore.ZoneError.badName(name)) { try ZoneStore().rules(for: name) }
    }

    @Test func controlCharactersAreNoPartOfAName() {
        // Apart from the table: a report of it would hold them.
        for name in ["UTC\u{0}", "UTC\n", "UTC\u{0}/../../etc/passwd"] {
            #expect(!ZoneStore().knows(name))
        }
    }

    @Test func anUnknownZoneSaysWhereItWasLookedFor() throws {
        let store = ZoneStore(folder: "/nonexistent")
        let error = #expect(throws: ZoneStore.ZoneError.self) { try store.rules(for: "UTC") }
        #expect(error == .unknown("UTC", folder: "/nonexistent"))
        #expect(!store.knows("UTC"))
    }

    @Test func aFileThatIsNoZoneIsToldAsUnreadable() throws {
        let folder = try TemporaryFolder()
        try folder.write("Zone", "not a zone, but long enough for the header of one: 44 bytes")
        let error = #expect(throws: ZoneStore.ZoneError.self) {
            try ZoneStore(folder: folder.path).rules(for: "Zone")
        }
        #expect(error == .unreadable("Zone", reason: "notTZif"))
    }
}
