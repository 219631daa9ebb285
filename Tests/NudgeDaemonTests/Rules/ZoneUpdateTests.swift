import Foundation
import NudgeCore
import NudgeDaemon
import Testing

/// T-22: an update of the system's time-zone data is used after a reload.
struct ZoneUpdateTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "nudge-zones-\(UUID().uuidString)")
        let repository = (0..<4).reduce(URL(filePath: #filePath)) { path, _ in
            path.deletingLastPathComponent()
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["Config", "Templates"] {
            try FileManager.default.copyItem(
                at: repository.appending(path: name),
                to: folder.appending(path: name)
            )
        }
        let zones = folder.appending(path: "zoneinfo/Asia")
        try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
        let main = folder.appending(path: "Config/nudge.yaml")
        let text = try String(contentsOf: main, encoding: .utf8)
            .replacing("zoneinfo: /usr/share/zoneinfo", with: "zoneinfo: ../zoneinfo")
        try text.write(to: main, atomically: true, encoding: .utf8)
    }

    /// Puts another zone's data where Shanghai's are looked for.
    private func install(_ name: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
        try bytes.write(to: folder.appending(path: "zoneinfo/Asia/Shanghai"))
    }

    private func load() throws -> RulesAssembler.Assembled {
        let result = RulesAssembler.load(
            configFile: folder.appending(path: "Config/nudge.yaml").path,
            today: try #require(CivilDate(parsing: "2026-06-01"))
        )
        return try #require(result.assembled, "\(result.problems)")
    }

    private func opening(_ assembled: RulesAssembler.Assembled) throws -> Instant? {
        let rules = assembled.rules.ruleset
        return WindowQuestion(
            rules: rules,
            zone: rules.defaultZone,
            channel: .sms,
            messageClass: .collection
        )
        .opening(from: try #require(Instant(parsing: "2026-06-01T18:00:00Z")))?.from
    }

    @Test func itMovesTheNextOpeningAndIsSeenAsAChange() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try install("Asia/Shanghai")
        let first = try load()
        #expect(try opening(first) == Instant(parsing: "2026-06-02T00:00:00Z"))
        #expect(try load().digest == first.digest)
        // As if the country had changed its clocks by an hour.
        try install("Asia/Tokyo")
        let second = try load()
        #expect(second.digest != first.digest)
        #expect(try opening(second) == Instant(parsing: "2026-06-01T23:00:00Z"))
    }
}
