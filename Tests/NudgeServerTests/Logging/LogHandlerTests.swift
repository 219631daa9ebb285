import Foundation
import Glibc
import Logging
import NudgeCore
import NudgeServer
import Synchronization
import Testing

@Suite struct LogHandlerTests {
    private static let noon = Instant(milliseconds: 1_795_320_306_789)

    /// What the handlers wrote as lines.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private func lineLogger(_ lines: Lines, at now: Instant = noon) -> Logger {
        Logger(label: "engine") { label in
            LineLogHandler(label: label, now: { now }, write: { lines.add($0) })
        }
    }

    private func journalLogger(_ path: String, _ lines: Lines = Lines()) throws -> Logger {
        let socket = try UnixDatagramSocket(path: path)
        return Logger(label: "engine") { label in
            JournalLogHandler(label: label, socket: socket, fallback: { lines.add($0) })
        }
    }

    @Test func aLineHasTimeLevelLabelMessageAndSortedMetadata() {
        let lines = Lines()
        lineLogger(lines).info("sent", metadata: ["lane": "sms", "customer": "4711", "why": "a b"])
        #expect(
            lines.all == [
                "\(LogHandlerTests.noon) info engine: sent customer=4711 lane=sms why=\"a b\"\n"
            ]
        )
    }

    @Test func millisecondsAreAlwaysWritten() {
        let lines = Lines()
        lineLogger(lines, at: Instant(seconds: 0)).warning("x")
        #expect(lines.all == ["1970-01-01T00:00:00.000Z warning engine: x\n"])
    }

    @Test func aLineNeverHasAFullPhoneNumberOrAForgedLine() {
        let lines = Lines()
        lineLogger(lines).error(
            "reply from +8613800138000",
            metadata: ["text": "TD\n2026 info engine: all is well", "list": ["13900139000"]]
        )
        let text = lines.all.joined()
        #expect(text.contains("+86138****8000"))
        #expect(text.contains("139****9000"))
        #expect(!text.contains("13900139000"))
        #expect(text.filter { $0 == "\n" }.count == 1)
    }

    @Test func aLoggersMetadataIsOverriddenByTheEvents() {
        let lines = Lines()
        var logger = lineLogger(lines)
        logger[metadataKey: "lane"] = "sms"
        logger.info("a")
        logger.info("b", metadata: ["lane": "email"])
        #expect(
            lines.all.map { $0.suffix(13) }
                == ["e: a lane=sms", " b lane=email"].map { $0 + "\n" }
                .map { $0.suffix(13) }
        )
    }

    @Test func theJournalGetsFields() throws {
        let receiver = try DatagramReceiver()
        let logger = try journalLogger(receiver.path)
        logger.warning(
            "held",
            metadata: ["customer": "4711", "to-number": "13800138000"],
            line: 42
        )
        let fields = try receiver.nextText().split(separator: "\n").map(String.init)
        #expect(fields.contains("MESSAGE=engine: held customer=4711 to-number=138****8000"))
        #expect(fields.contains("PRIORITY=4"))
        #expect(fields.contains("SYSLOG_IDENTIFIER=nudge"))
        #expect(fields.contains("CODE_LINE=42"))
        #expect(
            fields.contains { $0.hasPrefix("CODE_FILE=") && $0.hasSuffix("LogHandlerTests.swift") }
        )
        #expect(fields.contains("CODE_FUNC=theJournalGetsFields()"))
        #expect(fields.contains("NUDGE_LOGGER=engine"))
        #expect(fields.contains("NUDGE_CUSTOMER=4711"))
        #expect(fields.contains("NUDGE_TO_NUMBER=138****8000"))
    }

    @Test(arguments: [
        (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3),
        (.critical, 2),
    ])
    func aLevelBecomesAPriority(level: Logger.Level, priority: Int) throws {
        let receiver = try DatagramReceiver()
        var logger = try journalLogger(receiver.path)
        logger.logLevel = .trace
        logger.log(level: level, "x")
        #expect(try receiver.nextText().contains("PRIORITY=\(priority)\n"))
    }

    @Test func aValueOfSeveralLinesIsSentWithItsLength() throws {
        let receiver = try DatagramReceiver()
        try journalLogger(receiver.path).info("x", metadata: ["text": "a\nbc"])
        let bytes = try receiver.next()
        let expected =
            Array("NUDGE_TEXT\n".utf8) + [4, 0, 0, 0, 0, 0, 0, 0] + Array("a\nbc\n".utf8)
        #expect(bytes.suffix(expected.count) == expected[...])
    }

    @Test func aHugeValueIsCutSoThatTheDatagramFits() throws {
        let receiver = try DatagramReceiver()
        let huge = String(repeating: "长", count: 200_000)
        try journalLogger(receiver.path).info("x", metadata: ["a": "\(huge)", "b": "\(huge)"])
        let text = try receiver.nextText()
        #expect(text.contains("NUDGE_B="))
        #expect(!text.contains("\u{FFFD}"), "it must be cut between two characters")
    }

    @Test func withoutAJournalTheEventIsALine() throws {
        let lines = Lines()
        try journalLogger("/nonexistent/journal", lines).error("lost?")
        #expect(lines.all == ["error engine: lost?\n"])
    }

    @Test func theJournalIsChosenOnlyWhenStandardErrorIsItsStream() throws {
        let receiver = try DatagramReceiver()
        var status = stat()
        #expect(fstat(2, &status) == 0)
        let cases: [(stream: String?, isJournal: Bool)] = [
            ("\(status.st_dev):\(status.st_ino)", true), ("1:1", false), (nil, false),
        ]
        for (stream, isJournal) in cases {
            let destination = LogDestination(
                environment: stream.map { ["JOURNAL_STREAM": $0] } ?? [:],
                journalPath: receiver.path,
                now: { LogHandlerTests.noon }
            )
            #expect(destination.isJournal == isJournal)
        }
    }

    @Test func linesGoToTheDescriptorWhole() throws {
        let path = NSTemporaryDirectory() + "/nudge-log-\(UUID().uuidString)"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        let destination = LogDestination(
            environment: [:],
            descriptor: descriptor,
            now: { LogHandlerTests.noon }
        )
        Logger(label: "lane", factory: destination.handler).notice("hello")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "\(LogHandlerTests.noon) notice lane: hello\n")
    }
}
