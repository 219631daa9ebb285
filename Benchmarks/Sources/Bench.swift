internal import Foundation

/// Runs the benchmarks and prints one table; see `scripts/bench` and docs/benchmarks.md.
@main
enum Bench {
    static func main() {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if try ChildTask.runs(arguments) { return }
            try run(try BenchOptions(arguments))
        } catch {
            FileHandle.standardError.write(Data("nudge-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ options: BenchOptions) throws {
        try options.makeFolder()
        defer { options.removeFolder() }
        Output.line("load average before: \(ProcessUsage.loadAverage)")
        var table = FigureTable()
        if options.measures(.decisions) { table += DecisionBenchmark.run() }
        if options.measures(.decisionsFull) {
            table += try FullDecisionBenchmark(config: options.config).run()
        }
        if options.measures(.windows) { table += try WindowBenchmark.run() }
        if options.measures(.signing) { table += try SigningBenchmark.run() }
        if options.measures(.composing) { table += try ComposingBenchmark(options).run() }
        if options.measures(.portfolio) { table += try PortfolioBenchmark(options).run() }
        if options.measures(.plan) { table += try PlanBenchmark(options).run() }
        if options.measures(.sweep) { table += try SweepBenchmark(options).run() }
        if options.measures(.stopped) { table += try StoppedBenchmark(options).run() }
        if options.measures(.contacts) { table += try ContactBenchmark(options).run() }
        if options.measures(.contactsSlow) {
            table += try ContactBenchmark(options, .slow).run()
        }
        if options.measures(.callbacks) { table += try CallbackBenchmark(options).run() }
        Output.line("load average after:  \(ProcessUsage.loadAverage)\n")
        Output.line(table.text)
    }
}
