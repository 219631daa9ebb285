package import Curl
package import Logging
package import NudgeCore
package import NudgeGateways
package import NudgeStore

/// Claims who is due, decides, commits and sends: the loop that everything else serves.
///
/// One thread calls it. A turn is one transaction of the store: the answers of the contacts before,
/// the decisions just made, and new claims. Between two turns it decides what it claimed. So a
/// crash leaves at most one window of contacts in doubt, and nothing else:
///
///     claimed ──decide──▶ commits ──turn──▶ leaving ──curl──▶ completions ──turn──▶ accepted …
package final class Engine {
    let store: any Store
    let composer: Composer
    let clock: any EngineClock
    package let sender: CurlClient
    let mailbox: EngineMailbox
    let log: Logger
    /// Everything but the sending: what would leave is taken for accepted.
    let isShadow: Bool
    let watches: ReceiptWatches?
    var rules: RulesInForce
    var lanes: [Lane]
    var stops: [Stop] = []
    /// Decisions made and not yet committed, each with what to send once it is.
    var pending: [Pending] = []
    /// Decided in this turn and not yet in words.
    var drafts: [ContactDraft] = []
    var answers: [AttemptAnswer] = []
    /// What is on its way, by contact.
    var outstanding: [ContactID: Outstanding] = [:]
    /// Several contacts in one request, by its id.
    var batches: [UInt64: Batch] = [:]
    var isDraining = false
    /// `nil`: nobody is told of cases.
    let desk: StaffDesk?
    /// `nil`: no gateway needs a token, or nothing is sent.
    let tokens: TokenDesk?
    /// `nil` while nobody is to be decided afresh.
    var sweep: Sweep?
    var turnsSinceSweep = 0
    /// What lanes keep, contacts on their way to another gateway, and doubt.
    var routing = RoutingState()
    var doubts: DoubtWatch
    /// `nil` until the store was read.
    var ledger: Ledger?
    let houseBudget: Budget?
    var contactIDs: ContactIDs
    /// Chance for the lanes' back-off and for nonces alone; no decision depends on it.
    var generator: SystemRandomNumberGenerator
    /// The earliest timer that the last look found; nothing is claimed before it.
    private var nextDue: Instant?
    var looksAgain = true
    package internal(set) var counters = EngineCounters()

    /// A lease outlives any sane turn; a crashed engine's claims are found again after it.
    private static let leaseLength = Milliseconds.minutes(5)
    /// Customers decided in one turn on the decide lane: enough to be fast, few enough that due
    /// work waits only milliseconds behind them.
    static let decideSlice = 500
    /// Customers decided beside due work in one turn: some milliseconds of it.
    ///
    /// Smaller slices cost a sweep of a million many more commits, each with its wait for the disk.
    static let decideSliceBusy = 400

    /// Contacts that a core puts into words at a time: some 0.2 ms.
    static let composedTogether = 12

    struct Pending {
        var commit: DecisionCommit
        /// `nil` with a message: it is made as it leaves, with what goes together then.
        var request: CurlRequest?
        var lane: Int?
        var reference: String
        var failover: Failover?
        var message: OutgoingMessage?
        /// Its request must leave before.
        var notAfter = Instant.distantFuture
        /// Of the token that its request carries; 0: none.
        var tokenGeneration = 0
    }

    struct Outstanding {
        var lane: Int
        var point: PointID
        var segments: Int
        /// What it takes to give it to another gateway; `nil` where there is none.
        var failover: Failover?
        var spend: SpendLine?
        /// What the answer is read by, where the gateway's file says how.
        var message: OutgoingMessage?
        /// Of the token that it left with; 0: none.
        var tokenGeneration = 0
        /// Sent again, since it is in doubt.
        var isResent = false
    }

    package init(_ parts: EngineParts) {
        store = parts.store
        clock = parts.clock
        sender = parts.sender
        mailbox = parts.mailbox
        log = parts.log
        isShadow = parts.isShadow
        watches = parts.watches
        rules = parts.rules
        composer = Composer(
            vault: parts.vault,
            wire: WireID(store: parts.store.identity),
            gateways: parts.gateways
        )
        let (sender, log) = (parts.sender, parts.log)
        desk = parts.staff.map { StaffDesk($0, sender: sender, log: log) }
        tokens = Engine.tokenDesk(parts)
        let now = parts.clock.now()
        let zones = parts.rules.ruleset.gatewayZones
        lanes = parts.gateways.enumerated().map { Lane($1.settings, zone: zones[$0], at: now) }
        doubts = DoubtWatch(inquirers: Engine.inquirers(parts))
        houseBudget = parts.budget
        contactIDs = parts.contactIDs
        generator = SystemRandomNumberGenerator()
    }

    /// What a turn did, and how long one may wait for the next.
    package struct Report: Sendable {
        package var didWork: Bool
        package var outstanding: Int
        /// The next instant at which something is due by itself; `nil`: nothing is.
        package var nextDue: Instant?
    }

    /// One turn: takes the mail, commits, claims, sends, decides.
    ///
    /// - Throws: `StoreError` when nothing could be committed; what was decided or answered is
    ///   kept and tried again by the next turn.
    /// - Returns: What was done, and when something is due again.
    package func turn() throws(StoreError) -> Report {
        try restoreLanes()
        takeMail()
        let now = clock.now()
        try desk?.work(at: now, isDraining: isDraining)
        workOnTokens(at: now)
        try wakeSuspects(at: now)
        let sweeping = sweepTurn()
        updateLedger(at: now)
        try workOnDoubts(at: now)
        let claims = claims(at: now)
        guard
            !claims.isEmpty || !answers.isEmpty || !pending.isEmpty || routing.hasNews
                || sweeping != nil
        else { return report(didWork: false) }
        var turn = Turn(
            now: now,
            answers: answers,
            commits: pending.map(\.commit),
            claims: claims,
            sweep: sweeping,
            leaseUntil: now + Engine.leaseLength
        )
        addNews(to: &turn)
        let result = try store.turn(turn)
        forgetNews(of: turn)
        answers.removeAll(keepingCapacity: true)
        if pending.contains(where: { $0.commit.opening != nil }) { desk?.poke() }
        let isFresh = heed(result.stops, own: turn.stops.map(\.stop))
        send(result.committed, recalled: isFresh, at: now)
        sendOn(result.rerouted, recalled: isFresh, at: now)
        decideAll(result.claimed, at: now)
        if let sweeping { goOn(with: sweeping, result.swept, at: now) }
        looksAgain = !pending.isEmpty || !answers.isEmpty || sweep != nil
        nextDue = looksAgain ? now : try nextLook(at: now)
        return report(didWork: true)
    }

    private func report(didWork: Bool) -> Report {
        Report(
            didWork: didWork,
            outstanding: outstanding.count + (desk?.outstanding ?? 0)
                + (tokens?.outstanding ?? 0),
            nextDue: earlier(earlier(nextDue, desk?.nextDue), nextOwn)
        )
    }

    private func earlier(_ left: Instant?, _ right: Instant?) -> Instant? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }

    /// Whether everything that was begun is finished and committed.
    package var isIdle: Bool {
        outstanding.isEmpty && pending.isEmpty && answers.isEmpty && !routing.hasNews
            && doubts.asking.isEmpty && desk?.outstanding ?? 0 == 0
            && tokens?.outstanding ?? 0 == 0
    }

    /// When something is due by itself; now, while there is more to look at.
    var dueNext: Instant? {
        looksAgain
            ? clock.now() : earlier(earlier(nextDue, desk?.nextDue), nextOwn)
    }

    /// When doubt or a budget changes by itself, or a token is to be fetched.
    private var nextOwn: Instant? {
        earlier(earlier(doubts.nextLook, ledger?.nextUpdate), tokens?.nextDue)
    }

    /// Looks for stops that came from another process while there was nothing else to do.
    package func look(_ stops: [Stop]) throws(StoreError) {
        if heed(stops) { releasePending() }
        nextDue = try nextLook(at: clock.now())
    }

    // MARK: Mail

    private func takeMail() {
        let letters = mailbox.take()
        if let newRules = letters.rules {
            rules = newRules
            sweepAll()
        }
        if !letters.isEmpty { looksAgain = true }
        // A reply may have opened a case; completions, which come all day, have not.
        if letters.wasPoked { desk?.poke() }
        if letters.drains && !isDraining {
            isDraining = true
            sender.cancelUnsent { _ in true }
            releasePending()
        }
        for completion in letters.completions {
            if let desk, completion.lane == desk.lane {
                desk.take(completion, at: clock.now())
            } else if let tokens, completion.lane == tokens.lane {
                takeToken(completion, tokens)
            } else {
                take(completion)
            }
        }
    }

    // MARK: Claims

    private func claims(at now: Instant) -> [ClaimRequest] {
        guard !isDraining else { return [] }
        guard looksAgain || nextDue.map({ $0 <= now }) ?? false else { return [] }
        var requests: [ClaimRequest] = []
        for index in lanes.indices where !lanes[index].isStopped(by: stops) {
            let room = lanes[index].room(at: now)
            if room > 0 { requests.append(ClaimRequest(lane: lanes[index].name, limit: room)) }
        }
        requests += claimsToMove(at: now)
        let slice = outstanding.isEmpty ? Engine.decideSlice : Engine.decideSliceBusy
        requests.append(ClaimRequest(lane: decideLane, limit: slice))
        return requests
    }

    /// When to come back: the next timer of a lane that has room, or when a closed lane opens.
    ///
    /// A lane whose window is full needs no look: the next answer brings one.
    private func nextLook(at now: Instant) throws(StoreError) -> Instant? {
        var names = [decideLane] + claimsToMove(at: now).map(\.lane)
        var opens: Instant?
        for index in lanes.indices where !lanes[index].isStopped(by: stops) {
            if lanes[index].room(at: now) > 0 {
                names.append(lanes[index].name)
            } else if let instant = lanes[index].opening(after: now) {
                opens = min(opens ?? instant, instant)
            }
        }
        guard let due = try store.nextDue(lanes: names) else { return opens }
        return min(due, opens ?? due)
    }
}

/// What an engine is made of.
package struct EngineParts: Sendable {
    package var store: any Store
    package var vault: Vault
    package var clock: any EngineClock
    package var sender: CurlClient
    package var mailbox: EngineMailbox
    package var log: Logger
    package var rules: RulesInForce
    package var gateways: [Gateway]
    package var contactIDs: ContactIDs
    package var staff: StaffParts?
    package var isShadow: Bool
    /// How gateways are asked what became of a message, by their names; those of their files beside.
    package var inquirers: [String: any DoubtInquirer] = [:]
    /// The house's own, for all gateways together.
    package var budget: Budget?
    /// Whether the receipts that gateways promise come; `nil`: nobody watches.
    package var watches: ReceiptWatches?
    /// Where others see the tokens, and what is wrong with them.
    package var tokenBoard = TokenBoard()

    package init(
        store: any Store,
        vault: Vault,
        clock: any EngineClock,
        sender: CurlClient,
        mailbox: EngineMailbox,
        log: Logger,
        rules: RulesInForce,
        gateways: [Gateway],
        contactIDs: ContactIDs,
        staff: StaffParts? = nil,
        isShadow: Bool = false
    ) {
        self.store = store
        self.vault = vault
        self.clock = clock
        self.sender = sender
        self.mailbox = mailbox
        self.log = log
        self.rules = rules
        self.gateways = gateways
        self.contactIDs = contactIDs
        self.staff = staff
        self.isShadow = isShadow
    }
}
