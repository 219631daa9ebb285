import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Foretells what will be sent.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Forecast contacts: the daemon's own decision on a virtual clock."
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "How many days ahead, 1...366.")
    var days = 7
    @Option(help: "table, csv or jsonl.")
    var format = PlanFormat.table
    @Option(help: "Begin at this instant, in RFC 3339. Default: now.")
    var from: InstantArgument?
    @Option(help: "Only this customer, by the bank's number.")
    var customer: String?

    func validate() throws {
        guard (1...366).contains(days) else { throw ValidationError("--days is 1...366") }
    }

    func run() throws {
        let installation = try config.open()
        let start = from?.instant ?? WallClock().now()
        do {
            let plan = PlanReport(
                installation: installation,
                from: start,
                until: start + .days(days),
                format: format
            )
            try plan.write(customer: customer) { Terminal.output($0) }
        } catch {
            throw Failed(error)
        }
    }
}

extension PlanFormat: ExpressibleByArgument {}
