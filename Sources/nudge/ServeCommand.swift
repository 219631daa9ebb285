import ArgumentParser
import Foundation
import Logging
import NudgeConfig
import NudgeDaemon
import NudgeServer

/// Runs the daemon until told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon: SIGTERM drains and stops, SIGHUP reloads rules and templates."
    )

    @OptionGroup var config: ConfigOption

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let clock = WallClock()
        let destination = LogDestination(environment: environment) { clock.now() }
        let installation = try config.open()
        var log = Logger(label: "nudge") { destination.handler(label: $0) }
        log.logLevel = Logger.Level(rawValue: installation.settings.logLevel.rawValue) ?? .info
        do {
            let notifier = try SystemdNotifier(
                environment: environment,
                processID: ProcessInfo.processInfo.processIdentifier
            )
            try await Daemon(installation, clock: clock, log: log, notifier: notifier).run()
        } catch {
            throw Failed(error)
        }
    }
}
