package import NudgeCore

/// What people and the staff's webhook ask of a store: cases, one for each occasion.
///
/// Cases are opened by `Store.turn`, with the decision that asks for them, and by `Store.receive`.
package protocol CaseStore: Sendable {
    /// The store's name, for ids that two stores never share.
    var identity: String { get }

    /// In the order in which they were opened; `after` is the id of the last one seen, 0 at first.
    func cases(after id: Int64, limit: Int, onlyOpen: Bool) throws(StoreError) -> [CaseRecord]
    func caseRecord(_ id: Int64) throws(StoreError) -> CaseRecord?
    /// False when there is no such open case.
    func closeCase(
        _ id: Int64,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) -> Bool
    /// The open ones, by kind and team.
    func caseCounts() throws(StoreError) -> [CaseCount]

    /// Open cases that the staff have not been told of, those due first.
    func casesToTell(at now: Instant, limit: Int) throws(StoreError) -> [CaseRecord]
    /// When the next of them is due; `nil`: all are told.
    func nextCaseToTell() throws(StoreError) -> Instant?
    /// How attempts to tell ended.
    func told(_ outcomes: [CaseTelling], at now: Instant) throws(StoreError)
}

/// A case to be opened with a decision, or with a reply.
package struct CaseOpening: Sendable {
    package var handOff: PastHandOff
    package var team: String
    /// Names of the rules that asked for it; empty where none did.
    package var tier: String
    package var step: String
    /// For people, in plain words.
    package var reason: String
    /// Encoded by `TraceCodec`; may be empty.
    package var trace: [UInt8]

    package init(
        handOff: PastHandOff,
        team: String,
        tier: String = "",
        step: String = "",
        reason: String,
        trace: [UInt8] = []
    ) {
        self.handOff = handOff
        self.team = team
        self.tier = tier
        self.step = step
        self.reason = reason
        self.trace = trace
    }
}

/// A case as it stands.
package struct CaseRecord: Hashable, Sendable {
    package var id: Int64
    package var customer: CustomerID
    /// The bank's number of the customer; empty once he is gone.
    package var reference: String
    package var kind: CaseKind
    package var occasion: Occasion
    package var team: String
    package var openedAt: Instant
    package var tier: String
    package var step: String
    package var reason: String
    /// Encoded by `TraceCodec`; may be empty.
    package var trace: [UInt8]
    package var closedAt: Instant?
    package var closedBy: String?
    package var why: String?
    /// When the staff's webhook took it.
    package var toldAt: Instant?
    package var tellAt: Instant
    /// Attempts to tell that failed.
    package var attempts: Int

    package var isOpen: Bool { closedAt == nil }
}

/// One line of a count of open cases.
package struct CaseCount: Hashable, Sendable {
    package var kind: CaseKind
    package var team: String
    package var cases: Int
    /// Those among them that the staff's webhook has not taken.
    package var untold: Int
    package var oldest: Instant
}

/// How an attempt to tell the staff of a case ended.
package struct CaseTelling: Hashable, Sendable {
    package var id: Int64
    /// `nil`: the staff have it; else when to try again.
    package var retryAt: Instant?

    package init(id: Int64, retryAt: Instant?) {
        self.id = id
        self.retryAt = retryAt
    }
}
