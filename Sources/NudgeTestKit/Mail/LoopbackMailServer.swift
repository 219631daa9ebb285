internal import Foundation

/// A real mail server for tests, on a free port of 127.0.0.1, that misbehaves when told to.
///
/// It is `smtp_server.py`, so that an independent reader, Python's own `email` package, says what
/// came: tests that need it are skipped where there is no `python3` or no `openssl`.
package final class LoopbackMailServer {
    package let port: Int
    /// The certificate, as a file of trusted authorities.
    package let authorityFile: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let folder: URL
    private var buffer = Data()

    /// One message that was read whole.
    package struct Received: Decodable, Sendable {
        package var sender: String
        package var recipient: String
        /// Over TLS.
        package var secure: Bool
        package var user: String?
        /// What the client greeted as.
        package var greeted: String
        package var connection: Int
        package var mail: Mail
    }

    /// A message as Python reads it.
    package struct Mail: Decodable, Sendable {
        package var subject: String
        package var name: String
        package var from: String
        package var to: String
        package var id: String
        package var date: String
        /// By names in small letters.
        package var headers: [String: String]
        /// Types and texts.
        package var parts: [[String]]
        /// What is wrong with it.
        package var defects: [String]
        /// The length of its longest line.
        package var longest: Int
        /// Whether it is ASCII alone.
        package var plain: Bool
        /// Whether a line ends otherwise than by CR and LF.
        package var bare: Bool
    }

    private struct Started: Decodable {
        var port: Int
    }

    package static var isAvailable: Bool {
        LoopbackTLSServer.isAvailable && FileManager.default.isExecutableFile(atPath: python)
    }

    /// The system's, or the one that the path finds.
    private static let python: String = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = ["/usr/bin"] + path.split(separator: ":").map(String.init)
        return folders.map { $0 + "/python3" }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? ""
    }()

    /// `script`: JSON, as `smtp_server.py` describes it.
    package init(script: String = "{}") throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nudge-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        authorityFile = folder.appendingPathComponent("certificate.pem").path
        let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("smtp_server.py")
        process.executableURL = URL(fileURLWithPath: LoopbackMailServer.python)
        process.arguments = [program.path, folder.path, script]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var buffer = Data()
        let handle = output.fileHandleForReading
        while !buffer.contains(10) {
            let more = handle.availableData
            guard !more.isEmpty else { throw LoopbackError(call: "smtp_server.py", number: 0) }
            buffer.append(more)
        }
        let end = buffer.firstIndex(of: 10) ?? buffer.endIndex
        port = try JSONDecoder().decode(Started.self, from: buffer[..<end]).port
        self.buffer = Data(buffer[end...].dropFirst())
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// `smtp://127.0.0.1:PORT`.
    package var url: String { "smtp://127.0.0.1:\(port)" }

    /// Blocks until one more message was read whole; `finish` tells it too.
    package func waitForMessage() throws {
        let handle = output.fileHandleForReading
        let known = buffer.count { $0 == 10 }
        while buffer.count(where: { $0 == 10 }) == known {
            let more = handle.availableData
            guard !more.isEmpty else { throw LoopbackError(call: "smtp_server.py", number: 0) }
            buffer.append(more)
        }
    }

    /// Ends the server and tells every message that it read whole.
    package func finish() throws -> [Received] {
        try input.fileHandleForWriting.close()
        buffer.append(output.fileHandleForReading.readDataToEndOfFile())
        return try buffer.split(separator: 10).map {
            try JSONDecoder().decode(Received.self, from: Data($0))
        }
    }
}
