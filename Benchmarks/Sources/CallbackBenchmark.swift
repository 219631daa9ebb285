internal import Crypto
internal import Curl
internal import Dispatch
internal import Foundation
internal import Logging
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeGateways
internal import NudgeStore
internal import Synchronization

/// Receipts posted by the hundred at a steady rate, verified, read, joined and durable, while
/// contacts fall due at theirs and leave below every pace limit.
struct CallbackBenchmark {
    private var options: BenchOptions

    /// As large as vendors make them.
    private static let receiptsPerPost = 100
    private static let seconds = 6
    /// The steps' hours here: one minute, over which the contacts are spread.
    private static let minute = 60

    /// Three times the contacts of a round: 60,000, with one receipt each and a second contact within
    /// a minute.
    init(_ options: BenchOptions) {
        self.options = options
        let posts = options.contacts * 3 / Self.receiptsPerPost
        self.options.contacts = posts * Self.receiptsPerPost
    }

    /// 10,000 where nothing else is ordered.
    private var receiptsPerSecond: Int { options.contacts / Self.seconds }
    /// 1,000 where nothing else is ordered.
    private var contactsPerSecond: Int { options.contacts / Self.minute }

    func run() throws -> [Figure] {
        let readFile = options.folder + "/callback-reads"
        var sinkOptions = SinkOptions(sampleFile: options.folder + "/callback-samples")
        sinkOptions.readFile = readFile
        let sink = try SinkProcess(sinkOptions)
        defer { sink.end() }
        let contacts = try ContactWorld(
            options,
            name: "callbacks",
            port: sink.port,
            hoursAreMinutes: true
        )
        let (accepted, _) = try contacts.round(0)
        contacts.shutDown()
        guard accepted == options.contacts else {
            throw BenchWorld.Failure(description: "\(accepted) of \(options.contacts) accepted")
        }
        let world = contacts.world
        // Signing them takes a while: nobody is due before the engine turns again.
        let poster = try CallbackPosts(world, count: options.contacts / Self.receiptsPerPost)
        // The second round's minute begins in a second.
        let start = world.instant(day: BenchWorld.today + 4, 20, 29)
        let clock = RunningClock(start - .seconds(1))
        let engine = try world.engine(clock)
        while clock.now() < start { try turn(engine, world, clock) }
        let posted = poster.begin(
            every: Double(Self.receiptsPerPost) / Double(receiptsPerSecond)
        )
        let before = engine.counters.sent
        let began = ProcessUsage.wallSeconds
        let cpu = ProcessUsage.cpuSeconds
        while !posted.isDone { try turn(engine, world, clock) }
        let wall = ProcessUsage.wallSeconds - began
        let sent = engine.counters.sent - before
        let used = ProcessUsage.cpuSeconds - cpu
        let end = clock.now()
        while clock.now() < end + .seconds(2) { try turn(engine, world, clock) }
        engine.sender.shutdown(withinMilliseconds: 1_000)
        sink.end()
        let late = try Lateness(
            world,
            clock,
            from: start,
            to: end,
            reads: SinkRead.all(in: readFile)
        )
        return figures(posted, sent: sent, wall: wall, cpu: used, late: late)
    }

    private func turn(_ engine: Engine, _ world: BenchWorld, _ clock: RunningClock) throws {
        let report = try engine.turn()
        if !report.didWork {
            let due = report.nextDue.map { max($0 - clock.now(), Milliseconds(1)) }
            world.mailbox.wait(atMost: min(due ?? Milliseconds(50), Milliseconds(50)))
            try engine.look([])
        }
    }

    private func figures(
        _ posted: CallbackPosts.Progress,
        sent: Int,
        wall: Double,
        cpu: Double,
        late: Lateness
    ) -> [Figure] {
        let receipts = Double(posted.latencies.count * Self.receiptsPerPost)
        let sorted = posted.latencies.sorted()
        let p99 = sorted[max(0, sorted.count * 99 / 100 - 1)] * 1000
        return [
            Figure(
                "receipts per second, durable",
                receipts / posted.seconds,
                atLeast: Double(receiptsPerSecond) * 0.99
            ),
            Figure("  p99 of a post of 100", p99, "ms"),
            Figure(
                "  contacts leaving beside them, per second",
                Double(sent) / wall,
                atLeast: Double(contactsPerSecond) * 0.95
            ),
            Figure("  due to bytes out, 50 %", late.toRead.part(50), "ms"),
            Figure("  due to bytes out, 99 %", late.toRead.part(99), "ms", atMost: 100),
            Figure("  due to answered, 50 %", late.toAnswer.part(50), "ms"),
            Figure("  due to answered, 99 %", late.toAnswer.part(99), "ms"),
            Figure("  CPU of all of it", cpu / wall, "cores"),
        ]
    }
}

/// Posts of receipts, made beforehand and given in at a steady rate on a thread of their own.
private final class CallbackPosts: Sendable {
    private let door: CallbackDoor
    private let taker: CallbackTaker
    private let inputs: [CallbackInput]
    private let now: Instant

    private static let key = "bench-callback-key"

    /// How far it is.
    final class Progress: Sendable {
        private let state = Mutex((latencies: [Double](), seconds: 0.0, isDone: false))

        var isDone: Bool { state.withLock { $0.isDone } }
        var latencies: [Double] { state.withLock { $0.latencies } }
        var seconds: Double { state.withLock { $0.seconds } }

        func add(_ latency: Double) { state.withLock { $0.latencies.append(latency) } }

        func end(after seconds: Double) {
            state.withLock {
                $0.seconds = seconds
                $0.isDone = true
            }
        }
    }

    init(_ world: BenchWorld, count: Int) throws {
        func path(_ name: String) -> WirePath { WirePath(steps: [.name(name)]) }
        let form = CallbackForm(
            name: "report",
            check: .hmac(header: "x-signature", keys: ["key"]),
            items: path("reports"),
            receipts: [
                ReceiptForm(
                    id: WireIdentifier(.path(path("msgId"))),
                    status: FateTable(
                        path: path("state"),
                        delivered: ["DELIVRD"],
                        others: .undelivered
                    ),
                    detail: [path("state")],
                    time: TimeForm(path: path("time"), style: .seconds)
                )
            ]
        )
        door = try CallbackDoor(form, secrets: ["key": CallbackPosts.key])
        now = world.clock.now()
        var log = Logger(label: "bench")
        log.logLevel = .warning
        taker = CallbackTaker(
            gateways: [],
            doors: ["bench": [door]],
            store: world.store,
            clock: world.clock,
            mailbox: world.mailbox,
            log: log
        )
        let seconds = now.milliseconds / 1000
        inputs = (0..<count).map { post in
            let items = (1...100).map { item in
                let digits = String(10_000_000_000 + post * 100 + item).dropFirst()
                return "{\"msgId\":\"g\(digits)\",\"state\":\"DELIVRD\",\"time\":\(seconds)}"
            }
            let body = Array("{\"reports\":[\(items.joined(separator: ","))]}".utf8)
            return CallbackInput(headers: ["x-signature": CallbackPosts.sign(body)], body: body)
        }
    }

    private static func sign(_ body: [UInt8]) -> String {
        HMAC<SHA256>.authenticationCode(
            for: body,
            using: SymmetricKey(data: Array(key.utf8))
        ).map { String(format: "%02x", $0) }.joined()
    }

    /// Gives a post in each `interval` seconds, or as soon as the one before is durable.
    func begin(every interval: Double) -> Progress {
        let progress = Progress()
        DispatchQueue(label: "posts").async { [self] in
            let began = ProcessUsage.wallSeconds
            for (index, input) in inputs.enumerated() {
                let wait = began + Double(index) * interval - ProcessUsage.wallSeconds
                if wait > 0 { usleep(UInt32(wait * 1e6)) }
                let start = ProcessUsage.wallSeconds
                guard let reading = try? door.read(input, now: now),
                    (try? taker.take(reading.events, from: "bench", at: now)) != nil
                else { break }
                progress.add(ProcessUsage.wallSeconds - start)
            }
            progress.end(after: ProcessUsage.wallSeconds - began)
        }
        return progress
    }
}
