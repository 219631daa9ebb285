import Foundation
import NudgeCore
import NudgeStore
import Testing

/// An engine under contract: the same tests run against each.
struct Engine: Sendable, CustomTestStringConvertible {
    var name: String
    /// Opens the store of a folder, making it at the first time.
    var open: @Sendable (Folder) throws -> any OperatorStore

    var testDescription: String { name }

    static let all = [
        Engine(name: "SQLite") {
            try SQLiteStore(.init(path: $0.database, key: testKey, zones: testZones))
        }
    ]
}

let testKey = MasterKey.generate()
let testZones = ZoneLookup(fallback: ZoneRules(name: "Asia/Shanghai", offsetSeconds: 28_800))

/// A temporary folder that goes when the test goes.
final class Folder: Sendable {
    let url: URL
    var database: String { url.appending(path: "nudge.db").path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "nudge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// Noon of 1 November 2026 in Shanghai, from which the tests count.
let noon = Instant(milliseconds: 1_793_505_600_000)

extension CivilDate {
    /// A day of November 2026.
    static func november(_ day: Int) -> CivilDate {
        CivilDate(year: 2026, month: 11, day: day) ?? CivilDate(daysSinceEpoch: 0)
    }
}
