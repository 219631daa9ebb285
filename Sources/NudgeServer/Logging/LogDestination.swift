import Glibc
package import Logging
package import NudgeCore

/// Where the daemon's log goes: to journald when it was started by systemd, else to stderr.
package struct LogDestination: Sendable {
    private let journal: UnixDatagramSocket?
    private let now: @Sendable () -> Instant
    private let write: @Sendable (String) -> Void

    /// Lines to standard error, unless `environment` says that standard error *is* the journal.
    ///
    /// `JOURNAL_STREAM` holds the device and inode of the stream that systemd made; a program whose
    /// standard error was redirected since inherits the variable, but not the stream, and wants
    /// lines. Source: systemd.exec(5), `$JOURNAL_STREAM`.
    ///
    /// - Parameters:
    ///   - environment: the process's variables.
    ///   - descriptor: of standard error, or a test's stand-in.
    ///   - journalPath: journald's socket.
    ///   - now: the clock, read once per event.
    package init(
        environment: [String: String],
        descriptor: Int32 = STDERR_FILENO,
        journalPath: String = JournalLogHandler.path,
        now: @escaping @Sendable () -> Instant
    ) {
        let identity = LogDestination.identity(of: descriptor)
        let isJournal = identity != nil && environment["JOURNAL_STREAM"] == identity
        journal = isJournal ? try? UnixDatagramSocket(path: journalPath) : nil
        self.now = now
        write = { LogDestination.write($0, to: descriptor) }
    }

    package var isJournal: Bool { journal != nil }

    /// A handler for `label`, as `Logger(label:factory:)` wants it.
    package func handler(label: String) -> any LogHandler {
        guard let journal else { return LineLogHandler(label: label, now: now, write: write) }
        return JournalLogHandler(label: label, socket: journal, fallback: write)
    }

    /// `device:inode` in decimal, as systemd writes it.
    private static func identity(of descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return "\(status.st_dev):\(status.st_ino)"
    }

    /// One `write` as a rule; a log that cannot be written is lost, since there is nowhere to say it.
    private static func write(_ line: String, to descriptor: Int32) {
        var bytes = Array(line.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
