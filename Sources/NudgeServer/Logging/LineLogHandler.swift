package import Logging
package import NudgeCore

/// Writes log events as lines, for a terminal or a file.
///
///     2026-11-22T04:05:06.789Z info engine: message key=value
///
/// The time is UTC with milliseconds, always 24 characters wide. Phone numbers and mail addresses
/// are masked by `Redactor`. One event is one write, so that lines of several threads do not mix.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let now: @Sendable () -> Instant
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the part of the daemon that speaks, such as `engine`.
    ///   - now: the clock, read once per event.
    ///   - write: takes one whole line, line feed included.
    package init(
        label: String,
        now: @escaping @Sendable () -> Instant,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.now = now
        self.write = write
    }

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
        write("\(stamp(now())) \(event.level.rawValue) \(label): \(line.text)\n")
    }

    /// The instant with its milliseconds, which `Instant.description` leaves out when zero.
    private func stamp(_ instant: Instant) -> String {
        let text = instant.description
        return text.contains(".") ? text : text.dropLast() + ".000Z"
    }
}
