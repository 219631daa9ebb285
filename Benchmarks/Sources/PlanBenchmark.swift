internal import Foundation
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeStore

/// `nudge plan --days 30 --format csv` over a million customers, written to nowhere: time, memory, and
/// whether both grow with customers and days, and no faster.
struct PlanBenchmark {
    private let options: BenchOptions

    /// How much more a contact may cost with twice the days, or ten times the customers.
    private static let growthMost = 1.25

    init(_ options: BenchOptions) {
        self.options = options
    }

    func run() throws -> [Figure] {
        let portfolio = PortfolioBenchmark(options)
        let large = try portfolio.store(isWhole: true)
        let small = try portfolio.store(isWhole: false)
        // Before and after what they are compared with: the machine is not equally fast all the time.
        let tenths = [try plan(small, days: 30)]
        let halves = [try plan(large, days: 15)]
        let whole = try plan(large, days: 30)
        let half = halves + [try plan(large, days: 15)]
        let tenth = tenths + [try plan(small, days: 30)]
        let count = Figure.text(Double(options.rows), "")
        let share = Double(options.rows) / 1e6
        func value(_ results: [String: Double], _ name: String) -> Double {
            results[name] ?? .infinity
        }
        func each(_ results: [String: Double]) -> Double {
            value(results, "cpu") / value(results, "days") / value(results, "customers")
        }
        return [
            Figure(
                "\(count) customers planned for 30 days",
                value(whole, "wall"),
                "s",
                atMost: 90 * share
            ),
            Figure("  contacts foreseen", value(whole, "contacts")),
            Figure("  CPU a customer and day", each(whole) * 1e6, "µs"),
            Figure("  peak memory", value(whole, "peak"), "MB", atMost: 400),
            Figure(
                "  CPU a customer and day, against 15 days",
                each(whole) / half.map(each).median,
                "×",
                atMost: PlanBenchmark.growthMost
            ),
            Figure(
                "  CPU a customer and day, against a tenth of the customers",
                each(whole) / tenth.map(each).median,
                "×",
                atMost: PlanBenchmark.growthMost
            ),
        ]
    }

    private func plan(_ store: String, days: Int) throws -> [String: Double] {
        let results = try ChildTask.results(["plan", options.config, store, "\(days)"])
        Output.line("planned: \(results.sorted { $0.key < $1.key })")
        return results
    }
}

/// Plans everybody in a store, from 03:00 of the import's day on.
struct PlanTask {
    let config: String
    let store: String
    let days: String

    func run() throws {
        guard let days = Int(days) else { throw BenchOptions.Misuse(description: "days: \(days)") }
        let world = try BenchWorld(config: config, store: store)
        let start = world.clock.now()
        let planner = Planner(
            store: world.store,
            rules: world.rules,
            from: start,
            until: start + .days(days)
        )
        var contacts = 0
        let nowhere = FileHandle(forWritingAtPath: "/dev/null")
        let spent = try Spent.measure {
            let rows = try planner.rows()
            contacts = rows.count
            PlanReport(rows, rules: world.rules.ruleset, format: .csv).write {
                nowhere?.write(Data($0))
            }
        }
        ChildTask.report("customers", Double(try world.store.status().customers))
        ChildTask.report("days", Double(days))
        ChildTask.report("contacts", Double(contacts))
        ChildTask.report("wall", spent.wall)
        ChildTask.report("cpu", spent.cpu)
        ChildTask.report("peak", ProcessUsage.peakMegabytes)
    }
}
