internal import Curl
internal import Foundation
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeStore

/// A million customers decided afresh after a change of rules, in slices, while the contacts of the
/// hour go on leaving on time.
struct SweepBenchmark {
    private let options: BenchOptions

    init(_ options: BenchOptions) {
        self.options = options
    }

    func run() throws -> [Figure] {
        let store = try PortfolioBenchmark(options).decidedStore()
        let sink = try SinkProcess(SinkOptions(sampleFile: options.folder + "/sweep-samples"))
        defer { sink.end() }
        let swept = try ChildTask.results(["sweep", options.config, store, String(sink.port)])
        Output.line("swept: \(swept.sorted { $0.key < $1.key })")
        func value(_ name: String) -> Double { swept[name] ?? .infinity }
        let count = Figure.text(Double(options.rows), "")
        let share = Double(options.rows) / 1e6
        return [
            Figure(
                "\(count) customers decided afresh, contacts leaving",
                value("wall"),
                "s",
                atMost: 40 * share
            ),
            Figure("  CPU a customer", value("cpu") / Double(options.rows) * 1e6, "µs"),
            Figure("  contacts that left meanwhile", value("contacts")),
            Figure("  lateness of their answers, 50 %", value("late50"), "ms"),
            Figure("  99 %", value("late99"), "ms", atMost: 1000),
            Figure("  peak memory", value("peak"), "MB", atMost: 300),
        ]
    }
}

/// Begins ten seconds before the first contacts of the day, and changes the rules five seconds after.
struct SweepTask {
    let config: String
    let store: String
    let port: String

    func run() throws {
        let world = try BenchWorld(
            config: config,
            store: store,
            gatewayURL: "http://127.0.0.1:\(port)/messages"
        )
        let clock = RunningClock(world.instant(day: BenchWorld.today, 8, 59) + .seconds(50))
        let engine = try world.engine(clock)
        defer { engine.sender.shutdown(withinMilliseconds: 1000) }
        let change = world.instant(day: BenchWorld.today, 9, 0) + .seconds(5)
        try turn(engine, world, clock) { clock.now() >= change }
        let decided = engine.counters.decided
        world.mailbox.post(SweepTask.moving(world.rules))
        var isTaken = false
        let spent = try Spent.measure {
            try turn(engine, world, clock) {
                isTaken = isTaken || engine.isSweeping
                guard isTaken, !engine.isSweeping else { return false }
                let due = try world.store.nextDue(lanes: [decideLane])
                return due.map { $0 > clock.now() } ?? true
            }
        }
        let end = clock.now()
        try turn(engine, world, clock) { engine.isIdle && clock.now() > end + .seconds(1) }
        ChildTask.report("wall", spent.wall)
        ChildTask.report("cpu", spent.cpu)
        ChildTask.report("decided", Double(engine.counters.decided - decided))
        try report(world.store, from: change, to: end)
        ChildTask.report("peak", ProcessUsage.peakMegabytes)
    }

    /// The dearest change there is: each step's hours end seven minutes later, so that every
    /// customer's own instant within them is another, and every timer moves.
    ///
    /// Later, for what an earlier end brings forward is late by the change itself, not by the sweep.
    private static func moving(_ known: RulesInForce) -> RulesInForce {
        var strategy = known.ruleset.strategy
        for tier in strategy.tiers.indices {
            for step in strategy.tiers[tier].steps.indices {
                let end = strategy.tiers[tier].steps[step].preferredTo
                strategy.tiers[tier].steps[step].preferredTo = TimeOfDay(
                    minutes: min(Int(end.minutes) + 7, 24 * 60)
                )
            }
        }
        let ruleset = known.ruleset
        return RulesInForce(
            ruleset: Ruleset(
                generation: 2,
                rulebooks: ruleset.rulebooks,
                strategy: strategy,
                zones: ruleset.zones,
                calendar: ruleset.calendar,
                gateways: ruleset.gateways
            ),
            templates: known.templates,
            gateways: known.gateways,
            creditor: known.creditor,
            signature: known.signature,
            lint: known.lint,
            allowList: known.allowList
        )
    }

    /// As the daemon's own thread turns, waits and looks.
    private func turn(
        _ engine: Engine,
        _ world: BenchWorld,
        _ clock: RunningClock,
        until isDone: () throws -> Bool
    ) throws {
        while try !isDone() {
            let report = try engine.turn()
            if report.didWork { continue }
            let due = report.nextDue.map { max($0 - clock.now(), Milliseconds(1)) }
            world.mailbox.wait(atMost: min(due ?? Milliseconds(250), Milliseconds(250)))
            try engine.look(try world.store.stops().map(\.stop))
        }
    }

    /// How long after its own instant each contact of the sweep's time was answered.
    private func report(_ store: SQLiteStore, from: Instant, to: Instant) throws {
        var late: [Int64] = []
        var last: ContactID?
        while true {
            let page = try store.contacts(from: from, to: to, after: last, limit: 1000)
            guard let end = page.last else { break }
            last = end.id
            late += page.map { (($0.answeredAt ?? $0.at) - $0.notBefore).count }
        }
        late.sort()
        func part(_ share: Double) -> Double {
            late.isEmpty ? 0 : Double(late[min(late.count - 1, Int(Double(late.count) * share))])
        }
        ChildTask.report("contacts", Double(late.count))
        ChildTask.report("late50", part(0.5))
        ChildTask.report("late99", part(0.99))
    }
}
