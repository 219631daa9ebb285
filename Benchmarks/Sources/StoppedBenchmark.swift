internal import Curl
internal import Foundation
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeStore

/// A million customers whose contacts are all due while their gateway is stopped: what the daemon
/// holds meanwhile, and whether it grows.
struct StoppedBenchmark {
    private let options: BenchOptions

    init(_ options: BenchOptions) {
        self.options = options
    }

    func run() throws -> [Figure] {
        let store = try PortfolioBenchmark(options).decidedStore()
        let due = try dueCount(store)
        let ordered = try stopped(store, refuses: false)
        let refused = try stopped(store, refuses: true)
        return [
            Figure("contacts due at a stopped gateway", Double(due)),
            Figure("  peak memory, stopped by an operator", ordered.peak, "MB", atMost: 200),
            Figure("  growth from the first hour to the 25th", ordered.growth, "MB", atMost: 4),
            Figure("  peak memory, stopped by a wrong key", refused.peak, "MB", atMost: 200),
            Figure("  growth from the first hour to the 25th", refused.growth, "MB", atMost: 4),
        ]
    }

    private struct Result {
        /// Of the whole process, in MB.
        var peak: Double
        /// By how much the peak rose after the first hour.
        var growth: Double
    }

    private func stopped(_ store: String, refuses: Bool) throws -> Result {
        var sinkOptions = SinkOptions(sampleFile: options.folder + "/stopped-samples")
        sinkOptions.refuses = refuses
        let sink = try SinkProcess(sinkOptions)
        defer { sink.end() }
        let results = try ChildTask.results([
            "stopped", options.config, store, String(sink.port), refuses ? "refused" : "ordered",
        ])
        Output.line(
            "stopped by \(refuses ? "a wrong key" : "an operator"):",
            "\(results.sorted { $0.key < $1.key })"
        )
        guard let first = results["peak1"], let last = results["peak"],
            results["accepted"] == 0, results["isStopped"] == 1
        else { throw BenchWorld.Failure(description: "the gateway was not stopped: \(results)") }
        return Result(peak: last, growth: last - first)
    }

    /// How many timers wait in the gateway's lane, and are due as the task begins.
    private func dueCount(_ store: String) throws -> Int {
        let world = try BenchWorld(config: options.config, store: store)
        let now = StoppedTask.start(world)
        var count = 0
        var last: CustomerID?
        while true {
            let page = try world.store.customers(after: last, limit: 1_000)
            guard let end = page.last else { return count }
            last = end.facts.id
            count += page.count { customer in
                customer.timer.map { $0.lane == "bench" && $0.due <= now } ?? false
            }
        }
    }
}

/// Turns for twenty-five hours, looking each second, while nothing can leave.
struct StoppedTask {
    let config: String
    let store: String
    let port: String
    /// By an operator, before anything left; otherwise by the gateway's first answers.
    let isOrdered: Bool

    private static let hours = 25

    /// The evening of a day on which each first contact of the portfolio has come due; the hours of
    /// most steps end a minute later, and the rules' soon after.
    static func start(_ world: BenchWorld) -> Instant {
        world.instant(day: BenchWorld.today + 30, 20, 29)
    }

    func run() throws {
        let world = try BenchWorld(
            config: config,
            store: store,
            gatewayURL: "http://127.0.0.1:\(port)/messages"
        )
        let start = StoppedTask.start(world)
        world.clock.set(start)
        let stop = Stop(scope: .gateway("bench"))
        if isOrdered {
            try world.store.addStop(stop, by: "bench", why: "measured", at: start)
        }
        let engine = try world.engine()
        try engine.look(try world.store.stops().map(\.stop))
        try world.settle(engine)
        var looks = 0
        let spent = try Spent.measure {
            for hour in 1...StoppedTask.hours {
                for _ in 0..<3_600 {
                    world.clock.set(world.clock.now() + .seconds(1))
                    try turn(engine, world)
                    looks += 1
                }
                if hour == 1 { ChildTask.report("peak1", ProcessUsage.peakMegabytes) }
            }
        }
        ChildTask.report("peak", ProcessUsage.peakMegabytes)
        engine.sender.shutdown(withinMilliseconds: 1_000)
        let stops = try world.store.stops().map(\.stop)
        ChildTask.report("looks", Double(looks))
        ChildTask.report("cpu", spent.cpu)
        ChildTask.report("decided", Double(engine.counters.decided))
        ChildTask.report("putBack", Double(engine.counters.putBack))
        ChildTask.report("accepted", Double(engine.counters.accepted))
        ChildTask.report("isStopped", stops.contains(stop) ? 1 : 0)
        // The next task begins without it.
        _ = try world.store.removeStop(stop, by: "bench", why: "measured", at: start)
    }

    /// All that there is to do at this instant, as the daemon's own thread turns and looks.
    private func turn(_ engine: Engine, _ world: BenchWorld) throws {
        while true {
            let report = try engine.turn()
            if !report.didWork && engine.isIdle { break }
            if !report.didWork { world.mailbox.wait(atMost: Milliseconds(250)) }
        }
        try engine.look(try world.store.stops().map(\.stop))
    }
}
