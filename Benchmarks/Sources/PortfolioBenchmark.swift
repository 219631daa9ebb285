internal import Curl
internal import Foundation
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeImport
internal import NudgeStore

/// A million rows imported from a file into a fresh store, then each customer decided for the first
/// time: what a lender's first day asks for.
///
/// Each step is a process of its own, so that its peak of memory is its own.
struct PortfolioBenchmark {
    private let options: BenchOptions

    init(_ options: BenchOptions) {
        self.options = options
    }

    func run() throws -> [Figure] {
        let small = try imports(rows: options.rows / 10, "small")
        let large = try imports(rows: options.rows, "large")
        let decided = try ChildTask.results(["decide", options.config, store("large")])
        Output.line("decided: \(decided.sorted { $0.key < $1.key })")
        let count = "\(Figure.text(Double(options.rows), "")) "
        // The targets are for a million: fewer rows get their share of the time.
        let share = Double(options.rows) / 1e6
        func value(_ results: [String: Double], _ name: String) -> Double {
            results[name] ?? .infinity
        }
        let growth = value(large, "peak") / value(small, "peak")
        return [
            Figure(count + "rows imported", value(large, "wall"), "s", atMost: 60 * share),
            Figure("  CPU a row", value(large, "cpu") / Double(options.rows) * 1e6, "µs"),
            Figure("  peak memory", value(large, "peak"), "MB"),
            Figure("  peak memory against a tenth of the rows", growth, "×", atMost: 1.25),
            Figure(
                count + "customers decided, timers written",
                value(decided, "wall"),
                "s",
                atMost: 40 * share
            ),
            Figure("  CPU a customer", value(decided, "cpu") / Double(options.rows) * 1e6, "µs"),
            Figure("  peak memory", value(decided, "peak"), "MB", atMost: 300),
        ]
    }

    /// The store of all rows, or of a tenth of them; imported now if no measurement before did.
    func store(isWhole: Bool) throws -> String {
        let name = isWhole ? "large" : "small"
        let path = store(name)
        if !FileManager.default.fileExists(atPath: path) {
            _ = try imports(rows: isWhole ? options.rows : options.rows / 10, name)
        }
        return path
    }

    /// The store of all rows, with a timer for everybody; nothing is done where they were written before.
    func decidedStore() throws -> String {
        let store = try store(isWhole: true)
        _ = try ChildTask.results(["decide", options.config, store])
        return store
    }

    private func imports(rows: Int, _ name: String) throws -> [String: Double] {
        let file = "\(options.folder)/\(name).csv"
        _ = try PortfolioFile(rows: rows).write(to: file)
        let results = try ChildTask.results(["import", options.config, file, store(name)])
        Output.line("imported: \(results.sorted { $0.key < $1.key })")
        guard results["rows"] == Double(rows) else {
            throw BenchWorld.Failure(description: "of \(rows) rows not all went in: \(results)")
        }
        if !options.keepsFolder { try FileManager.default.removeItem(atPath: file) }
        return results
    }

    private func store(_ name: String) -> String { "\(options.folder)/\(name).sqlite" }
}

/// Imports a file into a fresh store.
struct ImportTask {
    let config: String
    let file: String
    let store: String

    func run() throws {
        let world = try BenchWorld(config: config, store: store)
        let runner = ImportRunner(store: world.store, clock: world.clock)
        var good = 0
        let spent = try Spent.measure {
            let outcome = try runner.run(
                ImportRunner.Order(
                    path: file,
                    mapping: nil,
                    kind: .portfolio,
                    source: "bench",
                    asOf: world.clock.now(),
                    isSnapshot: false,
                    isForced: false
                )
            )
            guard case .done(let report) = outcome else { return }
            good = report.summary.rowsGood
        }
        ChildTask.report("rows", Double(good))
        ChildTask.report("wall", spent.wall)
        ChildTask.report("cpu", spent.cpu)
        ChildTask.report("peak", ProcessUsage.peakMegabytes)
    }
}

/// Decides everybody in a store for the first time, at 03:00, when nothing may leave.
struct DecideTask {
    let config: String
    let store: String

    func run() throws {
        var decided = 0
        var timers = 0
        let spent = try Spent.measure {
            let world = try BenchWorld(config: config, store: store)
            let engine = try world.engine()
            try world.settle(engine)
            decided = engine.counters.decided
            timers = try world.store.status().lanes.reduce(0) { $0 + $1.timers }
            engine.sender.shutdown(withinMilliseconds: 0)
        }
        ChildTask.report("customers", Double(decided))
        ChildTask.report("timers", Double(timers))
        ChildTask.report("wall", spent.wall)
        ChildTask.report("cpu", spent.cpu)
        ChildTask.report("peak", ProcessUsage.peakMegabytes)
    }
}
