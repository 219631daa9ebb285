import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Foretells what will be sent.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Forecast contacts: the daemon's own decision on a virtual clock.",
        discussion: """
            Those who share a contact point are forecast together. With --by, the load of each gateway by day \
            or hour: contacts, segments, what its rate lets through, how late the last would leave, and the price.
            """
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "How many days ahead, 1...366.")
    var days = 7
    @Option(help: "table, csv or jsonl.")
    var format = ReportFormat.table
    @Option(help: "hour or day: the load of each gateway instead of contact by contact.")
    var by: PlanHours.Period?
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
            let planner = Planner(
                store: installation.store,
                rules: installation.rules,
                conditions: try installation.conditions(),
                from: start,
                until: start + .days(days)
            )
            write(try rows(planner, installation), installation)
        } catch let error as StoreError {
            throw Failed(error)
        }
    }

    private func rows(_ planner: Planner, _ installation: Installation) throws -> PlanRows {
        guard let reference = customer else { return try planner.rows(measuring: by != nil) }
        guard let customer = try installation.store.customer(reference: reference) else {
            throw Failed("there is no customer \(reference)")
        }
        return try planner.rows(of: customer, measuring: by != nil)
    }

    private func write(_ rows: PlanRows, _ installation: Installation) {
        if let by {
            let hours = PlanHours(rows, rules: installation.rules, by: by)
            PlanHoursReport(hours, format: format).write { Terminal.output($0) }
        } else {
            PlanReport(rows, rules: installation.rules.ruleset, format: format)
                .write { Terminal.output($0) }
        }
        if rows.cut > 0 {
            Terminal.error("\(rows.cut) groups were decided too often to be followed to the end")
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}
extension PlanHours.Period: ExpressibleByArgument {}
