import FoundationEssentials
import Glibc
import NudgeCore

/// The ledger on disk: one JSON text per line, appended before the answer leaves.
///
/// It outlives a killed process (not a power cut: it is not synced), so that a test can tell what was
/// received before the kill. It holds addresses and no texts, and only its owner may read it.
final class SandboxLedgerFile: Sendable {
    /// A line: a message received, or one of its events done.
    struct Line: Codable {
        var type: LineType
        var at: String
        var sandbox: String
        // Of a message.
        var seq: Int?
        var id: String?
        var channel: String?
        var to: String?
        var attempt: Int?
        var answer: String?
        var textBytes: Int?
        // Of an event.
        var number: Int?
        var posted: Bool?
    }

    enum LineType: String, Codable {
        case message
        case event
    }

    private let path: String
    private let descriptor: Int32

    /// Opens for appending; a new file is readable by its owner only.
    init(path: String) throws(SandboxError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .ledgerUnwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        close(descriptor)
    }

    func append(_ line: Line) throws(SandboxError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else {
            throw .ledgerUnwritable(path: path, reason: "a line cannot be encoded")
        }
        let bytes = Array(data) + [UInt8(ascii: "\n")]
        // One write: a line is whole, or torn at the end of the file by a kill.
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw .ledgerUnwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// The lines of an earlier run; none when there is no file.
    ///
    /// A last line without its line feed was torn by a kill: it was never answered, and is cut off.
    static func read(path: String) throws(SandboxError) -> [Line] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let bytes = Array(data)
        let whole = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        if whole < bytes.count, truncate(path, whole) != 0 {
            throw .ledgerUnwritable(path: path, reason: String(cString: strerror(errno)))
        }
        var lines: [Line] = []
        let decoder = JSONDecoder()
        for line in bytes[..<whole].split(separator: UInt8(ascii: "\n")) {
            guard let value = try? decoder.decode(Line.self, from: Data(line)) else {
                throw .ledgerUnreadable(path: path, line: lines.count + 1)
            }
            lines.append(value)
        }
        return lines
    }
}
