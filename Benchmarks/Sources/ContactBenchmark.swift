internal import Foundation

/// Contacts leaving, all included, against a bare libcurl loop that posts the same bytes to the
/// same sink; both in turn, so that the machine's moods meet both alike.
struct ContactBenchmark {
    private let options: BenchOptions

    init(_ options: BenchOptions) {
        self.options = options
    }

    private struct Round {
        var rate: Double
        /// Of the sender alone, in µs.
        var cpu: Double
    }

    func run() throws -> [Figure] {
        let samples = options.folder + "/samples"
        let sink = try ChildProcess(["sink", samples])
        defer { sink.wait() }
        guard let port = sink.readLine()?.split(separator: " ").last.flatMap({ Int($0) }) else {
            throw ChildProcess.Failure(description: "the sink did not begin")
        }
        let world = try ContactWorld(options, port: port)
        defer { world.shutDown() }
        // Warms up, and shows the bare loop what to post.
        _ = try nudge(world, 0)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: samples)))
        let bare = try BareLoop(
            url: "http://127.0.0.1:\(port)/messages",
            requests: RecordedRequest.all(in: bytes),
            inFlight: ContactWorld.inFlight
        )
        _ = try self.bare(bare)
        var pairs: [(bare: Round, nudge: Round)] = []
        for round in 1...options.rounds {
            pairs.append((try self.bare(bare), try nudge(world, round)))
        }
        return figures(pairs)
    }

    private func figures(_ pairs: [(bare: Round, nudge: Round)]) -> [Figure] {
        [
            Figure("contacts per second", pairs.map(\.nudge.rate).median),
            Figure("  bare libcurl loop, same bytes", pairs.map(\.bare.rate).median),
            Figure(
                "  of the bare loop's rate",
                pairs.map { $0.nudge.rate / $0.bare.rate }.median,
                "×",
                atLeast: 0.4
            ),
            Figure("  CPU a contact", pairs.map(\.nudge.cpu).median, "µs"),
            Figure("  CPU a request of the bare loop", pairs.map(\.bare.cpu).median, "µs"),
            Figure(
                "  of the bare loop's CPU",
                pairs.map { $0.nudge.cpu / $0.bare.cpu }.median,
                "×",
                atMost: 3
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
