/// Tells systemd how the service is doing, by the sd_notify protocol, without libsystemd.
///
/// Started by hand, there is no `NOTIFY_SOCKET` and every call does nothing.
/// Source: sd_notify(3), sd_watchdog_enabled(3), systemd.service(5) `Type=notify-reload`.
package struct SystemdNotifier: Sendable {
    private let socket: UnixDatagramSocket?

    /// How often the watchdog wants to hear of us, if it does: half of what systemd waits.
    package let watchdogInterval: Duration?

    /// - Parameters:
    ///   - environment: the process's variables: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
    ///   - processID: our own; a watchdog meant for another process is not ours.
    /// - Throws: `SocketError` when `NOTIFY_SOCKET` is set and cannot be used (such as `vsock:`).
    package init(environment: [String: String], processID: Int32) throws(SocketError) {
        if let path = environment["NOTIFY_SOCKET"], !path.isEmpty {
            socket = try UnixDatagramSocket(path: path)
        } else {
            socket = nil
        }
        watchdogInterval = SystemdNotifier.interval(environment, processID: processID)
    }

    /// Whether anybody listens.
    package var isActive: Bool { socket != nil }

    /// The service is ready, also after a reload.
    package func ready(status: String = "") throws(SocketError) {
        try send("READY=1", status: status)
    }

    /// A reload began; `ready` ends it.
    ///
    /// - Parameters:
    ///   - monotonicMicroseconds: `CLOCK_MONOTONIC` at the reload's beginning, by which systemd tells
    ///     this reload from the one before.
    ///   - status: shown by `systemctl status`.
    /// - Throws: `SocketError` when the message cannot be sent.
    package func reloading(
        monotonicMicroseconds: Int64,
        status: String = ""
    ) throws(SocketError) {
        try send("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)", status: status)
    }

    /// The service drains and will end.
    package func stopping(status: String = "") throws(SocketError) {
        try send("STOPPING=1", status: status)
    }

    /// One line for `systemctl status`.
    package func status(_ text: String) throws(SocketError) {
        try send("", status: text)
    }

    /// A sign of life; due every `watchdogInterval`.
    package func watchdog() throws(SocketError) {
        try send("WATCHDOG=1", status: "")
    }

    /// Asks for more time to start, reload or stop: a long drain is no hang.
    package func extendTimeout(_ length: Duration) throws(SocketError) {
        let parts = length.components
        let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        try send("EXTEND_TIMEOUT_USEC=\(microseconds)", status: "")
    }

    private func send(_ state: String, status: String) throws(SocketError) {
        guard let socket else { return }
        var lines = state.isEmpty ? [] : [state]
        // A status of several lines would be read as further assignments.
        if !status.isEmpty { lines.append("STATUS=" + LogLine.oneLine(Redactor.redact(status))) }
        guard !lines.isEmpty else { return }
        try socket.send(Array(lines.joined(separator: "\n").utf8))
    }

    private static func interval(_ environment: [String: String], processID: Int32) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }),
            microseconds > 0
        else { return nil }
        if let owner = environment["WATCHDOG_PID"], Int32(owner) != processID { return nil }
        return .microseconds(microseconds / 2)
    }
}
