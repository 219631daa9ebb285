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
    /// Under which gateways reach them from outside, such as `https://nudge.example.com`; `nil`: no
    /// request may name it.
    package var publicAddress: String?
    package var logLevel: LogLevel
    package var creditor: Creditor
    /// BCP 47; the language of messages to customers who have stated none.
    package var locale: String
    /// `nil`: cases are not told to anybody.
    package var staff: StaffSettings?
    package var ramp: RampSettings
    /// `nil`: complaints stop nothing by themselves.
    package var complaints: ComplaintLimit?
    /// For all gateways together; `nil`: no limit.
    package var budget: Budget?
    /// The port of this machine to which gateways are redirected; `nil`: they are reached.
    package var rehearsalPort: Int?

    package init(
        environment: Environment,
        mode: Mode = .live,
        allowList: [String] = [],
        storePath: String,
        masterKey: SecretReference,
        rulebooks: [String],
        strategy: String,
        calendar: String? = nil,
        folders: Folders,
        callbacks: ListenAddress = .standard,
        logLevel: LogLevel = .info,
        creditor: Creditor,
        locale: String = "zh-Hans",
        staff: StaffSettings? = nil,
        ramp: RampSettings = RampSettings(),
        complaints: ComplaintLimit? = nil,
        rehearsalPort: Int? = nil
    ) {
        self.environment = environment
        self.mode = mode
        self.allowList = allowList
        self.storePath = storePath
        self.masterKey = masterKey
        self.rulebooks = rulebooks
        self.strategy = strategy
        self.calendar = calendar
        self.folders = folders
        self.callbacks = callbacks
        self.logLevel = logLevel
        self.creditor = creditor
        self.locale = locale
        self.staff = staff
        self.ramp = ramp
        self.complaints = complaints
        self.rehearsalPort = rehearsalPort
    }

    package enum Environment: String, CaseIterable, Hashable, Sendable {
        /// Sends only to the allow-list.
        case staging
        case production
    }

    package enum Mode: String, CaseIterable, Hashable, Sendable {
        case live
        /// Decides on live facts and sends nothing.
        case shadow
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
        package var replies: String

        package init(
            templates: String,
            gateways: String,
            calendars: String,
            rulebooks: String,
            strategies: String,
            zoneinfo: String = ZoneStore.systemFolder,
            replies: String = ""
        ) {
            self.templates = templates
            self.gateways = gateways
            self.calendars = calendars
            self.rulebooks = rulebooks
            self.strategies = strategies
            self.zoneinfo = zoneinfo
            self.replies = replies
        }
    }

    /// A numeric host and a port, `127.0.0.1:8470` or `[::1]:8470`.
    package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// What is listened on when the file does not say.
        package static let standard = ListenAddress(host: "127.0.0.1", port: 8470)

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
        /// How to receive no more messages, as templates may say it.
        package var optOut: String

        package init(
            name: String,
            signature: String,
            hotline: String,
            complaintLine: String,
            howToPay: String,
            optOut: String
        ) {
            self.name = name
            self.signature = signature
            self.hotline = hotline
            self.complaintLine = complaintLine
            self.howToPay = howToPay
            self.optOut = optOut
        }
    }
}
