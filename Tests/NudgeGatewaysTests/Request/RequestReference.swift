import Foundation
import NudgeGateways

/// Python's own reading of our bodies.
enum RequestReference {
    static let python: String? = ProcessInfo.processInfo.environment["PATH"]?
        .split(separator: ":")
        .map { "\($0)/python3" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// One body to be read.
    struct Question {
        /// `form`, `json`, `xml` or `multipart`.
        var kind: String
        var charset: String
        var body: [UInt8]
        var contentType = ""

        fileprivate var line: String {
            "\(kind) \(charset) \(hex(body)) \(hex(Array(contentType.utf8)))"
        }
    }

    struct Failure: Error {
        var status: Int32
    }

    /// The fields of each body, in order.
    static func ask(_ questions: [Question], python: String) throws -> [[WirePair]] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("request_reference.py")
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("request-reference-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, not pipes: neither side can block on the other.
        let input = folder.appendingPathComponent("questions")
        let output = folder.appendingPathComponent("answers")
        try Data(questions.map { $0.line + "\n" }.joined().utf8).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus)
        }
        return try String(contentsOf: output, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.split(separator: " ").map(pair) }
    }

    private static func pair(_ text: Substring) -> WirePair {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(self.text)
        return WirePair(sides[0], sides[1])
    }

    private static func text(_ hex: Substring) -> String {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(digits[$0..<$0 + 2]), radix: 16) ?? 0
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    fileprivate static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
