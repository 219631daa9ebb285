internal import Foundation

/// Contacts leaving, all included, against a bare libcurl loop that posts the same bytes to the
/// same sink under the same conditions; both in turn, so that the machine's moods meet both alike.
struct ContactBenchmark {
    private let options: BenchOptions
    private let conditions: Conditions

    /// What both senders meet, and what is asked of ours.
    struct Conditions {
        /// Also that of the store's file.
        var name: String
        /// Requests that both keep under way.
        var inFlight: Int
        /// How long the sink takes for each.
        var delayMilliseconds: Int
        /// Of the bare loop's rate, at least.
        var rateShare: Double
        /// Of its CPU a request, at most.
        var cpuFactor: Double

        /// A gateway that answers at once: what a contact costs shows in full.
        static let fast = Conditions(
            name: "contacts",
            inFlight: ContactWorld.inFlight,
            delayMilliseconds: 0,
            rateShare: 0.4,
            cpuFactor: 3
        )
        /// A gateway as far away as most are, and as many requests as that takes.
        static let slow = Conditions(
            name: "contacts-slow",
            inFlight: 1_024,
            delayMilliseconds: 50,
            rateShare: 0.6,
            cpuFactor: 2
        )
    }

    init(_ options: BenchOptions, _ conditions: Conditions = .fast) {
        self.options = options
        self.conditions = conditions
    }

    private struct Round {
        var rate: Double
        /// Of the sender alone, in µs.
        var cpu: Double
    }

    func run() throws -> [Figure] {
        let samples = "\(options.folder)/\(conditions.name)-samples"
        var sinkOptions = SinkOptions(sampleFile: samples)
        sinkOptions.delayMilliseconds = conditions.delayMilliseconds
        let sink = try SinkProcess(sinkOptions)
        defer { sink.end() }
        let world = try ContactWorld(
            options,
            name: conditions.name,
            port: sink.port,
            inFlight: conditions.inFlight
        )
        defer { world.shutDown() }
        // Warms up, and shows the bare loop what to post.
        _ = try nudge(world, 0)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: samples)))
        let bare = try BareLoop(
            url: "http://127.0.0.1:\(sink.port)/messages",
            requests: RecordedRequest.all(in: bytes),
            inFlight: conditions.inFlight
        )
        _ = try self.bare(bare)
        var pairs: [(bare: Round, nudge: Round)] = []
        for round in 1...options.rounds {
            pairs.append((try self.bare(bare), try nudge(world, round)))
        }
        return figures(pairs)
    }

    private func figures(_ pairs: [(bare: Round, nudge: Round)]) -> [Figure] {
        var what = "contacts per second"
        if conditions.delayMilliseconds > 0 {
            what += ", \(Figure.text(Double(conditions.inFlight), "")) in flight, "
            what += "\(conditions.delayMilliseconds) ms each"
        }
        return [
            Figure(what, pairs.map(\.nudge.rate).median),
            Figure("  bare libcurl loop, same bytes", pairs.map(\.bare.rate).median),
            Figure(
                "  of the bare loop's rate",
                pairs.map { $0.nudge.rate / $0.bare.rate }.median,
                "×",
                atLeast: conditions.rateShare
            ),
            Figure("  CPU a contact", pairs.map(\.nudge.cpu).median, "µs"),
            Figure("  CPU a request of the bare loop", pairs.map(\.bare.cpu).median, "µs"),
            Figure(
                "  of the bare loop's CPU",
                pairs.map { $0.nudge.cpu / $0.bare.cpu }.median,
                "×",
                atMost: conditions.cpuFactor
            ),
        ]
    }

    private func nudge(_ world: ContactWorld, _ index: Int) throws -> Round {
        let (accepted, spent) = try world.round(index)
        guard accepted == options.contacts else {
            throw BenchWorld.Failure(
                description: "round \(index): \(accepted) of \(options.contacts) contacts"
            )
        }
        return report("nudge \(index)", spent)
    }

    private func bare(_ loop: BareLoop) throws -> Round {
        let spent = try Spent.measure { try loop.run(options.contacts) }
        return report("bare", spent)
    }

    private func report(_ name: String, _ spent: Spent) -> Round {
        let count = Double(options.contacts)
        let round = Round(rate: count / spent.wall, cpu: spent.cpu / count * 1e6)
        Output.line(
            "\(name): \(Figure.text(round.rate, "a second")),",
            "\(Figure.text(round.cpu, "µs")) of CPU each; load \(ProcessUsage.loadAverage)"
        )
        return round
    }
}
