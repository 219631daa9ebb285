import Foundation
import NudgeCore
import NudgeStore

@testable import NudgeDaemon

/// The checker in Python, which reads rules and calendar by itself: `check.py` beside this file.
enum PythonChecker {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// `nil` where there is no Python with its YAML module: scripts/test says so.
    static let python: String? = ProcessInfo.processInfo.environment["PATH"]?
        .split(separator: ":")
        .map { "\($0)/python3" }
        .first { path in
            FileManager.default.isExecutableFile(atPath: path)
                && (try? run(path, ["-c", "import yaml, zoneinfo"]).status) == 0
        }

    struct Answer {
        var status: Int32
        var text: String
    }

    /// The rulebooks that `ForecastRealityTests` plays under.
    static let rulebooks = [
        root.appendingPathComponent("Config/rulebooks/cn-mainland.yaml").path,
        folder.appendingPathComponent("strict.yaml").path,
    ]

    /// What the checker says of rows of JSON under these rulebooks and the shipped strategy and calendar.
    static func check(_ rows: [UInt8], python: String) throws -> Answer {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("contacts-\(UUID().uuidString).jsonl")
        try Data(rows).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var arguments = ["-B", folder.appendingPathComponent("check.py").path]
        for path in rulebooks { arguments += ["--rulebook", path] }
        arguments += [
            "--strategy", root.appendingPathComponent("Config/strategies/standard.yaml").path,
            "--calendar", root.appendingPathComponent("Config/calendars/cn.csv").path, file.path,
        ]
        return try run(python, arguments)
    }

    static func run(_ python: String, _ arguments: [String], in folder: URL? = nil) throws -> Answer
    {
        // A file, not a pipe: neither side can block on the other.
        let output = FileManager.default.temporaryDirectory
            .appendingPathComponent("checker-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus,
            text: try String(contentsOf: output, encoding: .utf8)
        )
    }
}
