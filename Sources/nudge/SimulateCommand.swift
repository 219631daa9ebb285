import ArgumentParser
import Foundation
import NudgeConfig
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Shows what other rules would change.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract:
            "Compare two rule sets over the same customers: contacts, cost, and what is held and why.",
        discussion: """
            The rules of the configuration, with --rulebook and --strategy in their place where given, are \
            compared with the configuration as it is, or with another one (--against). Rulebooks and strategies are \
            names of files in the configuration's folders, or paths. Nothing is written to the store.
            """
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "A rulebook to try, by name or path; may be given several times.")
    var rulebook: [String] = []
    @Option(help: "A strategy to try, by name or path.")
    var strategy: String?
    @Option(help: "What to compare with: 'current', or another main configuration file.")
    var against = "current"
    @Option(help: "How many days ahead, 1...366.")
    var days = 30
    @Option(help: "Begin at this instant, in RFC 3339. Default: now.")
    var from: InstantArgument?
    @Option(help: "table or csv.")
    var format = ReportFormat.table
    @Option(help: "Only about so many customers: the same ones in every run.")
    var customers: Int?
    @Option(help: "Write what changes for each customer to this file, as CSV.")
    var details: String?

    func validate() throws {
        guard (1...366).contains(days) else { throw ValidationError("--days is 1...366") }
        guard format != .jsonl else { throw ValidationError("--format is table or csv") }
        guard customers.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--customers is at least 1")
        }
        guard !choice.isEmpty || against != "current" else {
            throw ValidationError(
                "there is nothing to compare: give --rulebook, --strategy or --against"
            )
        }
    }

    private var choice: RuleChoice { RuleChoice(rulebooks: rulebook, strategy: strategy) }

    func run() throws {
        let installation = try config.open()
        let start = from?.instant ?? WallClock().now()
        let today = start.utcDate
        let before =
            against == "current"
            ? installation.rules : try rules(against, RuleChoice(), today: today)
        let after =
            choice.isEmpty ? installation.rules : try rules(config.path, choice, today: today)
        do {
            let comparison = try RuleComparison(
                store: installation.store,
                before: before,
                after: after,
                conditions: try installation.conditions(),
                from: start,
                until: start + .days(days),
                customers: customers
            )
            let result = try comparison.run(detailed: details != nil)
            let report = ComparisonReport(result)
            Terminal.output(format == .csv ? report.csv : report.table)
            if let details { try write(report, to: details) }
        } catch let error as StoreError {
            throw Failed(error)
        }
    }

    private func rules(
        _ file: String,
        _ choice: RuleChoice,
        today: CivilDate
    ) throws -> RulesInForce {
        let result = RulesAssembler.load(configFile: file, today: today, choice: choice)
        for problem in result.problems { Terminal.error("\(problem)") }
        guard let assembled = result.assembled else {
            throw Failed("\(file): not usable, see above")
        }
        return assembled.rules
    }

    private func write(_ report: ComparisonReport, to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failed("\(path) cannot be written") }
        defer { try? file.close() }
        report.writeChanges { file.write(Data($0)) }
    }
}
