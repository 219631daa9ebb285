internal import Curl
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeStore

/// Customers who are all reminded on the same days, in an order that is not theirs: the strategy
/// spreads each contact within its hours by a hash.
///
/// Their debts fell due yesterday and stay unpaid, so that every round finds a step of the cadence
/// and a longer history. A round's clock stands still in the last millisecond of its hours: all is
/// due.
final class ContactWorld {
    let world: BenchWorld
    private let engine: Engine
    private let count: Int

    /// Requests under way at a time, where a measurement has no condition of its own.
    static let inFlight = 64
    static let roundsMax = 6

    /// `name`: That of the store's file, so that no measurement finds the history of another.
    init(
        _ options: BenchOptions,
        name: String,
        port: Int,
        inFlight: Int = ContactWorld.inFlight,
        hoursAreMinutes: Bool = false
    ) throws {
        world = try BenchWorld(
            config: options.config,
            store: "\(options.folder)/\(name).sqlite",
            gatewayURL: "http://127.0.0.1:\(port)/messages",
            inFlight: inFlight,
            hoursAreMinutes: hoursAreMinutes
        )
        count = options.contacts
        try Self.fill(world, count: options.contacts)
        engine = try world.engine()
        try world.settle(engine)
    }

    private static func fill(_ world: BenchWorld, count: Int) throws {
        let batch = 5_000
        let now = world.clock.now()
        for start in stride(from: 0, to: count, by: batch) {
            let batchFacts = (start..<min(start + batch, count)).flatMap { Self.facts(of: $0) }
            _ = try world.store.apply(
                FactBatch(source: "bench", asOf: now, now: now, run: 1, facts: batchFacts)
            )
        }
    }

    static func reference(of index: Int) -> String { "C\(10_000_000 + index)" }

    private static func facts(of index: Int) -> [Fact] {
        let reference = reference(of: index)
        return [
            .customer(
                CustomerFact(
                    reference: reference,
                    name: "王小\(index % 2 == 0 ? "明" : "红")",
                    addresses: [
                        Address(kind: .phone, value: "+86\(13_800_000_000 + index)"),
                        Address(kind: .email, value: "c\(index)@example.com"),
                    ]
                )
            ),
            .debt(
                DebtFact(
                    reference: "D\(10_000_000 + index)",
                    customer: reference,
                    product: "信用卡",
                    accountTail: String(String(10_000 + index % 10_000).dropFirst()),
                    statementBalance: 500_000,
                    minimumDue: 50_000 + Int64(index % 9_000),
                    dueDate: BenchWorld.today + -1,
                    riskGrade: "B"
                )
            ),
        ]
    }

    /// One contact to everybody, on the strategy's next day; `round` counts from 0.
    ///
    /// Gives how many left and were accepted. The time of the round is measured: from the first claim to
    /// the commit of the last answer.
    func round(_ round: Int) throws -> (accepted: Int, spent: Spent) {
        world.clock.set(start(ofRound: round))
        let before = engine.counters.accepted
        let spent = try Spent.measure {
            try engine.look([])
            try world.settle(engine)
        }
        return (engine.counters.accepted - before, spent)
    }

    /// The instant at which all are due.
    func start(ofRound round: Int) -> Instant {
        // Days 1, 5, 10, 15… after the due date; the morning's step ends at 11:30, the evening's at
        // 20:30. In their last millisecond all have come.
        let day = BenchWorld.today + -1 + (round == 0 ? 1 : round * 5)
        let end = round == 0 ? world.instant(day: day, 11, 30) : world.instant(day: day, 20, 30)
        return end - Milliseconds(1)
    }

    func shutDown() {
        engine.sender.shutdown(withinMilliseconds: 1_000)
    }
}
