import ArgumentParser
import Foundation
import NudgeDaemon

/// Plays a configuration's own gateways, none of which is reached.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Play days of reminders through this configuration's gateways, offline.",
        discussion: """
            Requests are built, signed and read as the gateways' files say; the vendors are played \
            by the sandbox, in their own words. What goes wrong, and when, a script says: \
            docs/rehearsal.md. Exit status 1 when a rule was broken or an account does not balance.
            """
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "A script of faults.")
    var script: String?
    @Option(help: "How many days, 1...60.")
    var days = 3
    @Option(help: "How many customers, 1...4000.")
    var customers = 500
    @Option(help: "Data of customers, in the form of the demo's.")
    var portfolio = "Config/demo/credit-card-repayment.csv"
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
        let options = RehearsalOptions(
            configFile: config.path,
            portfolio: portfolio,
            script: script,
            days: days,
            customers: customers,
            keepIn: keep,
            terminalWidth: isTerminal ? Terminal.width : nil,
            hasColours: isTerminal
        )
        do {
            let report = try await RehearsalRun(
                options,
                wall: WallClock(),
                output: { Terminal.output($0) }
            ).run()
            if report.violations > 0 { throw ExitCode(1) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Failed(error)
        }
    }
}
