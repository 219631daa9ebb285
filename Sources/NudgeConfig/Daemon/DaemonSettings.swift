package import NudgeCore

/// What `Config/nudge.yaml` says: how this daemon runs, as opposed to what it may and wants to send.
package struct DaemonSettings: Hashable, Sendable {
    package var environment: Environment
    package var mode: Mode
    /// In staging: the only addresses that anything is sent to, as the file has them.
    package var allowList: [String]
    /// The SQLite file.
    package var storePath: String
    package var masterKey: SecretReference
    /// Names of files in `folders.rulebooks`, in the order of the file.
    package var rulebooks: [String]
    /// The name of a file in `folders.strategies`.
    package var strategy: String
    /// The name of a file in `folders.calendars`; `nil`: no rule may ask for working days.
    package var calendar: String?
    package var folders: Folders
    /// Where gateways post receipts and replies to.
    package var callbacks: ListenAddress
    package var logLevel: LogLevel
    package var creditor: Creditor
    /// BCP 47; the language of messages to customers who have stated none.
    package var locale: String

    package enum Environment: String, CaseIterable, Hashable, Sendable {
        /// Sends only to the allow-list.
        case staging
        case production
    }

    package enum Mode: String, CaseIterable, Hashable, Sendable {
        case live
    }

    /// The levels of swift-log.
    package enum LogLevel: String, CaseIterable, Hashable, Sendable {
        case trace
        case debug
        case info
        case notice
        case warning
        case error
        case critical
    }

    /// Paths as they are opened: absolute, or relative to the working directory.
    package struct Folders: Hashable, Sendable {
        package var templates: String
        package var gateways: String
        package var calendars: String
        package var rulebooks: String
        package var strategies: String
        package var zoneinfo: String
    }

    /// A numeric host and a port, `127.0.0.1:8470` or `[::1]:8470`.
    package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        package var description: String {
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// Who the messages come from; templates take these texts as variables.
    package struct Creditor: Hashable, Sendable {
        package var name: String
        /// The SMS signature, without its brackets.
        package var signature: String
        package var hotline: String
        /// Where to complain, if not at the hotline.
        package var complaintLine: String
        package var howToPay: String
    }
}
