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
    private let options: BenchOptions

    /// What is asked for; posts are as large as vendors make them.
    private static let receiptsPerSecond = 10_000
    private static let receiptsPerPost = 100
    private static let contactsPerSecond = 1_000
    private static let seconds = 6
    /// The steps' hours here: one minute, over which the contacts are spread by the second.
    private static let minute = 60

    init(_ options: BenchOptions) {
        self.options = options
    }

    func run() throws -> [Figure] {
        var options = options
        // One receipt each, and a second contact within a minute.
        options.contacts = Self.contactsPerSecond * Self.minute
        precondition(options.contacts == Self.receiptsPerSecond * Self.seconds)
        let sink = try SinkProcess(SinkOptions(sampleFile: options.folder + "/callback-samples"))
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
        // The second round's minute begins in a second.
        let world = contacts.world
        let start = world.instant(day: BenchWorld.today + 4, 20, 29)
        let clock = RunningClock(start - .seconds(1))
        let engine = try world.engine(clock)
        while clock.now() < start { try turn(engine, world, clock) }
        let poster = try CallbackPosts(world, count: options.contacts / Self.receiptsPerPost)
        let posted = poster.begin(
            every: Double(Self.receiptsPerPost) / Double(Self.receiptsPerSecond)
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
        let late = try lateness(world, from: start, to: end)
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

    /// From each contact's own instant to its answer, which is a loopback's way behind its last
    /// byte; in ms, sorted.
    private func lateness(_ world: BenchWorld, from: Instant, to: Instant) throws -> [Double] {
        var late: [Double] = []
        var last: ContactID?
        while true {
            let page = try world.store.contacts(from: from, to: to, after: last, limit: 1_000)
            guard let end = page.last else { return late.sorted() }
            last = end.id
            late += page.map { Double((($0.answeredAt ?? to) - $0.notBefore).count) }
        }
    }

    private func figures(
        _ posted: CallbackPosts.Progress,
        sent: Int,
        wall: Double,
        cpu: Double,
        late: [Double]
    ) -> [Figure] {
        func part(_ share: Int) -> Double {
            late.isEmpty ? .infinity : late[min(late.count - 1, late.count * share / 100)]
        }
        let receipts = Double(posted.latencies.count * Self.receiptsPerPost)
        let sorted = posted.latencies.sorted()
        let p99 = sorted[max(0, sorted.count * 99 / 100 - 1)] * 1000
        return [
            Figure(
                "receipts per second, durable",
                receipts / posted.seconds,
                atLeast: Double(Self.receiptsPerSecond) * 0.99
            ),
            Figure("  p99 of a post of 100", p99, "ms"),
            Figure(
                "  contacts leaving beside them, per second",
                Double(sent) / wall,
                atLeast: Double(Self.contactsPerSecond) * 0.95
            ),
            Figure("  due to answered, 50 %", part(50), "ms"),
            Figure("  due to answered, 99 %", part(99), "ms", atMost: 100),
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
