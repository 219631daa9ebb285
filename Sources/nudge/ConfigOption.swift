import ArgumentParser
import Foundation
import NudgeCore
import NudgeDaemon

/// Where the main configuration file is.
struct ConfigOption: ParsableArguments {
    @Option(
        name: .long,
        help: """
            The main configuration file. Default: $NUDGE_CONFIG, else Config/nudge.yaml, else \
            /etc/nudge/nudge.yaml.
            """
    )
    var config: String?

    /// Where scripts/install puts it.
    private static let installed = "/etc/nudge/nudge.yaml"
    private static let local = "Config/nudge.yaml"

    var path: String {
        if let named = config ?? ProcessInfo.processInfo.environment["NUDGE_CONFIG"] {
            return named
        }
        let files = FileManager.default
        let isInstalled = files.fileExists(atPath: Self.installed)
        return isInstalled && !files.fileExists(atPath: Self.local) ? Self.installed : Self.local
    }

    /// Opens the store alone, so that a template broken on disk is in nobody's way.
    func openStore() throws -> OpenStore {
        do throws(Installation.Failure) {
            let opened = try OpenStore.open(configFile: path)
            for problem in opened.problems { Terminal.error("\(problem)") }
            return opened
        } catch {
            throw Failed(error)
        }
    }

    /// The rules on disk, to check names by; `nil` while something in them is wrong.
    func rulesIfGood() -> RulesInForce? {
        let today = WallClock().now().utcDate
        return RulesAssembler.load(configFile: path, today: today).assembled?.rules
    }

    /// Opens the installation, or ends the program with what is wrong.
    func open() throws -> Installation {
        do throws(Installation.Failure) {
            let installation = try Installation.open(configFile: path, at: WallClock().now())
            for warning in installation.warnings { Terminal.error("\(warning)") }
            return installation
        } catch {
            throw Failed(error)
        }
    }
}

/// Ends a command with a message for the person at the terminal, and exit status 1.
struct Failed: Error, CustomStringConvertible {
    let description: String

    init(_ error: some Error) {
        description = "\(error)"
    }

    init(_ text: String) {
        description = text
    }
}

/// Standard output and standard error.
enum Terminal {
    static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal, 80 when it does not tell.
    static var width: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }

    static func error(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Text as it is, without a line end.
    static func errorText(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    static func output(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// UTF-8 as it is.
    static func output(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
    }

    /// The person who gave the command, for the journal.
    static var actor: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["SUDO_USER"] ?? environment["USER"] ?? "uid \(getuid())"
    }
}

/// An instant on the command line, in RFC 3339.
struct InstantArgument: ExpressibleByArgument {
    let instant: Instant

    init?(argument: String) {
        guard let instant = Instant(parsing: argument) else { return nil }
        self.instant = instant
    }
}
