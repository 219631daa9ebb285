import ArgumentParser
import Foundation
import NudgeDaemon

/// Plays a month of reminders over real repayment behaviour.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a month of reminders on a virtual clock, offline.",
        discussion: "Real decisions, store and sockets; the only gateway is the sandbox."
    )

    @Option(help: "The demo's main configuration file.")
    var config = "Config/demo/nudge.yaml"
    @Option(help: "How many days, 1...60.")
    var days = 30
    @Option(help: "How many customers, 1...4000.")
    var customers = 3000
    @Option(help: "Keep the store in this folder.")
    var keep: String?

    func validate() throws {
        guard (1...60).contains(days) else { throw ValidationError("--days is 1...60") }
        guard (1...4000).contains(customers) else {
            throw ValidationError("--customers is 1...4000")
        }
    }

    func run() async throws {
        let isTerminal = Terminal.isOutputTerminal
        let options = DemoOptions(
            configFile: config,
            days: days,
            customers: customers,
            keepIn: keep,
            terminalWidth: isTerminal ? Terminal.width : nil,
            hasColours: isTerminal
        )
        do {
            let report = try await DemoRun(
                options,
                wall: WallClock(),
                output: { Terminal.output($0) }
            ).run()
            if !report.audit.violations.isEmpty { throw ExitCode(1) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Failed(error)
        }
    }
}
