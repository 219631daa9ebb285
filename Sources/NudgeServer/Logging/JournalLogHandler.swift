package import Logging

/// Writes log events to journald by its native protocol, one datagram per event.
///
/// Fields: `MESSAGE` (label, message and metadata, as an operator reads it), `PRIORITY`,
/// `SYSLOG_IDENTIFIER`, `CODE_FILE`, `CODE_LINE`, `CODE_FUNC`, `NUDGE_LOGGER`, and one `NUDGE_*` for
/// each metadata key, so that `journalctl NUDGE_CUSTOMER=4711` finds what concerns one customer.
/// Phone numbers and mail addresses are masked by `Redactor`.
///
/// A datagram that journald does not take (not running, its queue full) goes to `fallback` as a
/// line: logging never stops the daemon.
/// Source: <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>.
package struct JournalLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let identifier: String
    private let socket: UnixDatagramSocket
    private let fallback: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the part of the daemon that speaks, such as `engine`.
    ///   - identifier: the program, as `journalctl --identifier` knows it.
    ///   - socket: towards `/run/systemd/journal/socket`.
    ///   - fallback: takes one whole line, line feed included.
    package init(
        label: String,
        identifier: String = "nudge",
        socket: UnixDatagramSocket,
        fallback: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.identifier = identifier
        self.socket = socket
        self.fallback = fallback
    }

    /// Where journald listens.
    package static let path = "/run/systemd/journal/socket"

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let line = LogLine(
            event,
            handlerMetadata: metadata,
            provided: metadataProvider?.get() ?? [:]
        )
        let message = "\(label): \(line.text)"
        var entry = JournalEntry()
        entry.add("MESSAGE", message)
        entry.add("PRIORITY", String(JournalLogHandler.priority(event.level)))
        entry.add("SYSLOG_IDENTIFIER", identifier)
        entry.add("CODE_FILE", event.file)
        entry.add("CODE_LINE", String(event.line))
        entry.add("CODE_FUNC", event.function)
        entry.add("NUDGE_LOGGER", label)
        for field in line.fields {
            entry.add("NUDGE_" + JournalEntry.fieldName(field.key), field.value)
        }
        do {
            try socket.send(entry.bytes)
        } catch {
            fallback("\(event.level.rawValue) \(message)\n")
        }
    }

    /// Levels of syslog: 2 critical, 3 error, 4 warning, 5 notice, 6 info, 7 debug.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
