import Foundation
import NudgeCore

/// Zones of this machine, and Python's opinion of them.
enum ZoneReference {
    static func systemBytes(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { [UInt8]($0) }
    }

    static func system(_ name: String) throws -> ZoneRules? {
        guard let bytes = systemBytes(name) else { return nil }
        return try ZoneRules(name: name, tzif: bytes)
    }

    static let python: String? = ProcessInfo.processInfo.environment["PATH"]?
        .split(separator: ":")
        .map { "\($0)/python3" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The script's answers to the given lines, one per question.
    static func ask(
        _ lines: [String],
        python: String,
        script: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("zoneinfo_reference.py")
    ) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("zone-reference-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, not pipes: neither side can block on the other.
        let questions = folder.appendingPathComponent("questions")
        let answers = folder.appendingPathComponent("answers")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: questions)
        try Data().write(to: answers)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path]
        process.standardInput = try FileHandle(forReadingFrom: questions)
        process.standardOutput = try FileHandle(forWritingTo: answers)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus)
        }
        return try String(contentsOf: answers, encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    struct Failure: Error {
        var status: Int32
    }
}
