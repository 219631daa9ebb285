internal import Curl
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import NudgeStore
internal import Synchronization

/// Moves the demo's world through the month, on one thread.
///
/// At each virtual moment everything that is due happens first: payments come in, receipts and
/// replies are posted, the engine turns until it has nothing to do and nothing is under way. Only then
/// the clock steps, to the next thing that is due by itself.
final class DemoDriver {
    private let world: DemoWorld
    private let portfolio: DemoPortfolio
    private let farEnds: [DemoFarEnd]
    private let engine: Engine
    private let poster: CallbackPoster
    private let wall: any EngineClock
    private var chronicle: DemoChronicle
    private var screen: DemoScreen
    private var nextEvent = 0
    private let actions: [DemoAction]
    private var nextAction = 0
    private let posting: DemoPosting

    /// The clock stops only at multiples of it: what is due within five minutes happens together,
    /// so that a month has few enough moments to be watched.
    private static let tick = Milliseconds.minutes(5)
    private static let waitMax = Milliseconds(20)
    /// Turns of the engine at one moment, many times those of the busiest day: what goes on longer
    /// never ends, and would keep the clock standing.
    private static let turnsMax = 100_000
    private static let source = "demo"

    init(
        world: DemoWorld,
        portfolio: DemoPortfolio,
        gateways: [Gateway],
        farEnds: [DemoFarEnd],
        actions: [DemoAction] = [],
        options: DemoOptions,
        wall: any EngineClock,
        output: @escaping @Sendable (String) -> Void
    ) throws {
        self.world = world
        self.portfolio = portfolio
        self.farEnds = farEnds
        self.actions = actions.sorted { $0.at < $1.at }
        self.wall = wall
        posting = DemoPosting(world)
        engine = try world.engine(gateways)
        let clock = world.clock
        poster = try CallbackPoster(clock: { clock.now().milliseconds })
        chronicle = DemoChronicle(world: world, portfolio: portfolio, farEnds: farEnds)
        screen = DemoScreen(options: options, wall: wall, output: output)
    }

    func play() throws -> DemoReport {
        let began = wall.now()
        try apply(portfolio.initialFacts, asOf: portfolio.beginsAt)
        var now = portfolio.beginsAt
        while now < portfolio.endsAt {
            try settle(at: now)
            try chronicle.look(at: now)
            let day = chronicle.day(at: now)
            try screen.show(day: day) { isYesterday in
                try chronicle.snapshot(
                    at: isYesterday ? chronicle.yesterday(at: now) : now,
                    since: began,
                    wall: wall.now()
                )
            }
            now = next(after: now)
            world.clock.set(now)
        }
        let end = portfolio.endsAt - Milliseconds(1)
        screen.finish(try chronicle.snapshot(at: end, since: began, wall: wall.now()))
        engine.sender.shutdown(withinMilliseconds: 1000)
        poster.shutdown()
        return try chronicle.report(wallTime: wall.now() - began)
    }

    /// Lets everything happen that is due now.
    private func settle(at now: Instant) throws {
        try applyEvents(until: now)
        while nextAction < actions.count, actions[nextAction].at <= now {
            try actions[nextAction].perform(world.store, now)
            nextAction += 1
        }
        for _ in 0..<DemoDriver.turnsMax {
            postDue(now)
            let report = try engine.turn()
            // Questions about contacts in doubt are under way, too.
            let isQuiet = !report.didWork && engine.isIdle && posting.isEmpty
            let isDue = report.nextDue.map { $0 <= now } ?? false
            if isQuiet && !isDue && (farEnds.nextEventAt ?? .distantFuture) > now { return }
            if !report.didWork { world.mailbox.wait(atMost: DemoDriver.waitMax) }
            if !report.didWork { try engine.look(try world.store.stops().map(\.stop)) }
        }
        throw DemoWorld.Failure(
            description:
                "the clock stands at \(now): the engine takes the same work again and again"
        )
    }

    private func next(after now: Instant) -> Instant {
        var next = portfolio.endsAt
        if let due = engine.dueNext { next = min(next, due) }
        if let event = farEnds.nextEventAt { next = min(next, event) }
        if nextEvent < portfolio.events.count {
            next = min(next, portfolio.events[nextEvent].at)
        }
        if nextAction < actions.count { next = min(next, actions[nextAction].at) }
        next = min(next, chronicle.nextLook)
        let tick = DemoDriver.tick.count
        let stepped = max(next, now + Milliseconds(1)).milliseconds
        let rounded = (stepped + tick - 1) / tick * tick
        return min(Instant(milliseconds: rounded), portfolio.endsAt)
    }

    private func applyEvents(until now: Instant) throws {
        while nextEvent < portfolio.events.count, portfolio.events[nextEvent].at <= now {
            let event = portfolio.events[nextEvent]
            try apply([event.fact], asOf: event.at)
            chronicle.count(event)
            nextEvent += 1
        }
    }

    private func apply(_ facts: [Fact], asOf: Instant) throws {
        for start in stride(from: 0, to: facts.count, by: 1000) {
            let slice = Array(facts[start..<min(start + 1000, facts.count)])
            _ = try world.store.apply(
                FactBatch(
                    source: DemoDriver.source,
                    asOf: asOf,
                    now: world.clock.now(),
                    run: 1,
                    facts: slice
                )
            )
        }
        world.mailbox.poke()
    }

    /// Posts receipts and replies to the daemon, over a real socket; they are counted until answered.
    private func postDue(_ now: Instant) {
        for farEnd in farEnds {
            for event in farEnd.sandbox.dueEvents(now) {
                chronicle.count(event, at: now)
                guard let post = farEnd.post(event, now) else {
                    posting.drop(event, of: farEnd.sandbox)
                    continue
                }
                posting.begin()
                poster.post(post) { [posting] isTaken in
                    posting.finish(event, of: farEnd.sandbox, isTaken: isTaken)
                }
            }
        }
    }
}

/// Receipts and replies under way between the sandbox and the daemon.
private final class DemoPosting: Sendable {
    private let world: DemoWorld
    private let count = Mutex(0)

    init(_ world: DemoWorld) {
        self.world = world
    }

    var isEmpty: Bool { count.withLock { $0 == 0 } }

    func begin() {
        count.withLock { $0 += 1 }
    }

    /// Nobody is told of it.
    func drop(_ event: SandboxEvent, of sandbox: Sandbox) {
        try? sandbox.complete(event, now: world.clock.now())
    }

    func finish(_ event: SandboxEvent, of sandbox: Sandbox, isTaken: Bool) {
        let now = world.clock.now()
        // Without a ledger file neither can fail.
        if isTaken {
            try? sandbox.complete(event, now: now)
        } else {
            try? sandbox.retry(event, now: now)
        }
        count.withLock { $0 -= 1 }
        world.mailbox.poke()
    }
}
