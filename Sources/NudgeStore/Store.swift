package import NudgeCore

/// What the daemon asks of a store: one meaning over every engine.
///
/// Every call is one transaction, durable when it returns. No call reads a clock: `now` is an
/// argument. Calls block; they are made from threads that may block.
package protocol Store: LaneStore, SpendStore {
    /// A short random name made with the store, so that contact ids of two stores never meet.
    var identity: String { get }

    /// Applies facts in their order, with one as-of; a fact that cannot be applied changes nothing
    /// and says why, the others go in.
    func apply(_ batch: FactBatch) throws(StoreError) -> [FactOutcome]

    /// One turn of the engine: answers, decisions and new claims, in one transaction.
    func turn(_ turn: Turn) throws(StoreError) -> TurnResult

    /// Takes what came back from gateways; what is already known changes nothing.
    ///
    /// A reply that complains may lead, in the same transaction, to stops of what drew more
    /// complaints than `limit`; without a limit it does not.
    func receive(
        _ inbound: [Inbound],
        at now: Instant,
        limit: ComplaintLimit?
    ) throws(StoreError) -> [InboundOutcome]

    /// The instant of the next timer on any of the lanes, whether or not it is past.
    func nextDue(lanes: [String]) throws(StoreError) -> Instant?

    /// Puts the next customers by id on the decide lane, at `now`; `nil` when there are no more.
    ///
    /// So a sweep goes on after a crash: each is claimed, and whoever stops the daemon is found.
    func sweep(after: CustomerID?, limit: Int, at now: Instant) throws(StoreError) -> CustomerID?

    /// Where a sweep stands that has not ended; `nil`: there is none.
    func sweepPosition() throws(StoreError) -> CustomerID?

    /// One customer by the bank's number, as a decision would read it; for `explain` and `plan`.
    func customer(reference: String) throws(StoreError) -> ClaimedCustomer?
}

extension Store {
    /// Takes what came back from gateways; complaints stop nothing.
    package func receive(
        _ inbound: [Inbound],
        at now: Instant
    ) throws(StoreError) -> [InboundOutcome] {
        try receive(inbound, at: now, limit: nil)
    }
}

/// Facts of one source, told at one instant.
package struct FactBatch: Sendable {
    package var source: String
    /// When the source knew this: a fact older than what is stored never overrides it.
    package var asOf: Instant
    package var now: Instant
    /// The run that it belongs to: a snapshot marks what it has seen with this.
    package var run: Int64
    package var facts: [Fact]

    package init(source: String, asOf: Instant, now: Instant, run: Int64, facts: [Fact]) {
        self.source = source
        self.asOf = asOf
        self.now = now
        self.run = run
        self.facts = facts
    }
}

/// What became of one fact.
package enum FactOutcome: Hashable, Sendable {
    case changed
    case unchanged
    /// Something newer was known.
    case older
    case unknownCustomer(String)
    case unknownDebt(String)
}

/// The name of the lane on which customers are only decided, never sent: the first visit.
package let decideLane = ""

/// When a customer is looked at again, and by which lane.
package struct CustomerTimer: Hashable, Sendable {
    package var lane: String
    package var due: Instant
    /// 0...9; higher goes first within a lane.
    package var priority: UInt8

    package init(lane: String, due: Instant, priority: UInt8) {
        self.lane = lane
        self.due = due
        self.priority = priority
    }
}

/// A customer taken under a lease, with everything that a decision reads.
package struct ClaimedCustomer: Sendable {
    /// With `history` brought up to date from the contacts' own states.
    package var facts: CustomerFacts
    /// Contacts of other customers to points that this one shares with them.
    package var sharedHistory: [PastContact]
    /// Fences the decision: 0 when read without a claim.
    package var lease: Int64
    /// How often it was claimed since its last commit, this time included.
    package var claims: Int
    package var person: SealedPerson
    /// The timer that the store holds for it; for a claimed customer, the one that was taken.
    package var timer: CustomerTimer?

    package init(
        facts: CustomerFacts,
        sharedHistory: [PastContact],
        lease: Int64,
        claims: Int,
        person: SealedPerson,
        timer: CustomerTimer?
    ) {
        self.facts = facts
        self.sharedHistory = sharedHistory
        self.lease = lease
        self.claims = claims
        self.person = person
        self.timer = timer
    }
}

/// A person's name and addresses as the store keeps them: only a `Vault` can read them.
package struct SealedPerson: Hashable, Sendable {
    /// The person's key, with name and addresses; erasing it erases the person.
    package var wrappedKey: [UInt8]
    /// The numbers of his contact points.
    package var sealed: [UInt8]

    package init(wrappedKey: [UInt8], sealed: [UInt8]) {
        self.wrappedKey = wrappedKey
        self.sealed = sealed
    }
}

/// One transaction of the engine.
package struct Turn: Sendable {
    package var now: Instant
    package var answers: [AttemptAnswer]
    package var commits: [DecisionCommit]
    package var claims: [ClaimRequest]
    /// The next step of a sweep, behind everything else.
    package var sweep: SweepTurn?
    /// A claim not committed by then may be taken by somebody else.
    package var leaseUntil: Instant
    /// Contacts that go on to another gateway.
    package var reroutes: [Reroute]
    /// Stops that the engine places by itself.
    package var stops: [StopRecord]
    /// How lanes are now, where that is to be kept.
    package var lanes: [LaneMemory]
    /// What became of contacts in doubt.
    package var doubts: [DoubtVerdict]
    /// Budgets that placed one of `stops`.
    package var budgetStops: [BudgetStop] = []
    /// Stops of budgets that end with their day.
    package var liftedBudgets: [Stop] = []

    package init(
        now: Instant,
        answers: [AttemptAnswer] = [],
        commits: [DecisionCommit] = [],
        claims: [ClaimRequest] = [],
        sweep: SweepTurn? = nil,
        leaseUntil: Instant,
        reroutes: [Reroute] = [],
        stops: [StopRecord] = [],
        lanes: [LaneMemory] = [],
        doubts: [DoubtVerdict] = []
    ) {
        self.now = now
        self.answers = answers
        self.commits = commits
        self.claims = claims
        self.sweep = sweep
        self.leaseUntil = leaseUntil
        self.reroutes = reroutes
        self.stops = stops
        self.lanes = lanes
        self.doubts = doubts
    }
}

/// How a lane asks for customers: those whose timer is due, highest priority first, then by instant.
package struct ClaimRequest: Hashable, Sendable {
    package var lane: String
    package var limit: Int

    package init(lane: String, limit: Int) {
        self.lane = lane
        self.limit = limit
    }
}

/// The end of an attempt; committed by the contact's id, whoever holds a lease.
package struct AttemptAnswer: Hashable, Sendable {
    package var contact: ContactID
    package var answer: ContactEvent.Answer
    /// The answer's class, by name, for people and reports.
    package var reason: String
    package var vendorID: String?
    package var at: Instant
    /// When to look at the customer again because of this answer; `nil`: his timer stands.
    package var wake: Instant?
    /// What the answer says of the address, to be remembered on the contact point.
    package var pointHealth: ContactPoint.Health?
    /// The gateway says that the recipient refuses this class on this channel.
    package var refusesClass: Bool
    /// What it would have cost, had it been taken.
    package var refund: SpendLine?

    package init(
        contact: ContactID,
        answer: ContactEvent.Answer,
        reason: String,
        vendorID: String? = nil,
        at: Instant,
        wake: Instant? = nil,
        pointHealth: ContactPoint.Health? = nil,
        refusesClass: Bool = false
    ) {
        self.contact = contact
        self.answer = answer
        self.reason = reason
        self.vendorID = vendorID
        self.at = at
        self.wake = wake
        self.pointHealth = pointHealth
        self.refusesClass = refusesClass
    }
}

/// A decision to be made durable, under the lease and the revision that it read.
package struct DecisionCommit: Sendable {
    package var customer: CustomerID
    package var lease: Int64
    package var revision: Int64
    /// The timer to keep; `nil`: none until facts or rules change.
    package var timer: CustomerTimer?
    /// The contact to make; its place in the history is taken in the same transaction.
    package var intent: Intent?
    /// The case to open, in the same transaction.
    package var opening: CaseOpening?
    /// Set to take the customer out of the engine until a person looks.
    package var quarantine: String?

    package init(
        customer: CustomerID,
        lease: Int64,
        revision: Int64,
        timer: CustomerTimer?,
        intent: Intent? = nil,
        opening: CaseOpening? = nil,
        quarantine: String? = nil
    ) {
        self.customer = customer
        self.lease = lease
        self.revision = revision
        self.timer = timer
        self.intent = intent
        self.opening = opening
        self.quarantine = quarantine
    }
}

/// A contact about to leave.
package struct Intent: Sendable {
    /// As it stands in the history, in state `leaving`.
    package var contact: PastContact
    package var gateway: String
    package var tier: String
    package var step: String
    package var template: String
    package var segments: Int
    package var notBefore: Instant
    package var rulesGeneration: Int64
    /// The rendered text and the address, sealed under the person's key.
    package var sealedText: [UInt8]
    /// The trace, encoded by `TraceCodec`.
    package var trace: [UInt8]
    /// What it costs; `nil`: its gateway has no price.
    package var spend: SpendLine?

    package init(
        contact: PastContact,
        gateway: String,
        tier: String,
        step: String,
        template: String,
        segments: Int,
        notBefore: Instant,
        rulesGeneration: Int64,
        sealedText: [UInt8],
        trace: [UInt8]
    ) {
        self.contact = contact
        self.gateway = gateway
        self.tier = tier
        self.step = step
        self.template = template
        self.segments = segments
        self.notBefore = notBefore
        self.rulesGeneration = rulesGeneration
        self.sealedText = sealedText
        self.trace = trace
    }
}

/// What a turn did.
package struct TurnResult: Sendable {
    /// In step with `Turn.commits`: false when the facts had changed or the lease was lost, and
    /// nothing of that commit was written.
    ///
    /// The customer is then due again at once.
    package var committed: [Bool]
    package var claimed: [ClaimedCustomer]
    /// The slice that the sweep asked for, unclaimed; empty: there is nobody more.
    package var swept: [ClaimedCustomer]
    /// The operators' stops in force, read in the same transaction.
    package var stops: [Stop]
    /// In step with `Turn.reroutes`: false when something was told about the customer since.
    package var rerouted: [Bool]

    package init(
        committed: [Bool],
        claimed: [ClaimedCustomer],
        swept: [ClaimedCustomer] = [],
        stops: [Stop],
        rerouted: [Bool] = []
    ) {
        self.committed = committed
        self.claimed = claimed
        self.swept = swept
        self.stops = stops
        self.rerouted = rerouted
    }
}

/// What went wrong with a store.
package enum StoreError: Error, Hashable, Sendable {
    /// Another instance has it.
    case inUse(String)
    /// The disk is full: nothing of the transaction was written.
    case diskFull(String)
    /// The schema is newer than this program.
    case newerSchema(found: Int, known: Int)
    /// The master key is not the one that sealed it.
    case wrongKey
    case failed(String)
}
