package import NudgeCore

/// What operators and reports ask of a store, beside the engine.
package protocol OperatorStore: Store, CaseStore {
    /// What must happen once before the first turn: leases come back, contacts that were leaving
    /// when the last run ended are in doubt.
    func recover(at now: Instant) throws(StoreError) -> Recovery

    /// Reserves ids for contacts, so that no two runs or nodes use one; gives the first.
    func reserveContactIDs(_ count: Int) throws(StoreError) -> ContactID

    /// Customers in the order of their numbers, as a decision would read them.
    func customers(after: CustomerID?, limit: Int) throws(StoreError) -> [ClaimedCustomer]
    /// A customer's contacts, newest first, at most `limit`.
    func contacts(of customer: CustomerID, limit: Int) throws(StoreError) -> [ContactRecord]
    func contact(_ id: ContactID) throws(StoreError) -> ContactRecord?
    /// Contacts in doubt, oldest first.
    func unknownContacts(limit: Int) throws(StoreError) -> [ContactRecord]
    /// The rendered text, opened with the store's key; `nil` when the person was erased.
    func openText(_ contact: ContactRecord) throws(StoreError) -> [UInt8]?
    /// Settles a contact in doubt as a person found it; says what it was in doubt about.
    func resolve(
        _ contact: ContactID,
        as settlement: ContactEvent.Settlement,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) -> Resolution
    /// How many contacts began in `from..<to`, by state, channel, tier, reason and day.
    func contactCounts(
        from: Instant,
        to: Instant,
        dayOffset: Milliseconds
    ) throws(StoreError) -> [ContactCount]
    func status() throws(StoreError) -> StoreStatus
    func replies(after id: Int64, limit: Int) throws(StoreError) -> [ReplyRecord]
    /// The class of the contact last made to an address on a channel, by anybody who has it.
    func lastClass(address: Address, channel: Channel) throws(StoreError) -> MessageClass?
    /// The bank's numbers of debts, in step; empty text where there is none.
    func debtReferences(_ debts: [DebtID]) throws(StoreError) -> [String]

    func addStop(_ stop: Stop, by actor: String, why: String, at now: Instant) throws(StoreError)
    /// False when there was no such stop.
    func removeStop(
        _ stop: Stop,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) -> Bool
    func stops() throws(StoreError) -> [StopRecord]
    /// What contacts of the length up to `now` were complained about, by template and by tier, each
    /// with the contacts that it is measured by; since its stop was last lifted, if that is shorter.
    func complaintCounts(
        within length: Milliseconds,
        at now: Instant
    ) throws(StoreError) -> [ComplaintCount]
    /// Those set aside now, in the order in which they were.
    func setAside() throws(StoreError) -> [SetAside]
    /// Lets the engine have a quarantined customer again; false when he was not quarantined.
    func liftQuarantine(
        _ customer: CustomerID,
        by actor: String,
        at now: Instant
    ) throws(StoreError) -> Bool

    func append(_ entry: JournalEntry) throws(StoreError)
    /// Newest first; `before` is the id of the last one seen.
    func journal(before id: Int64?, limit: Int) throws(StoreError) -> [JournalEntry]

    /// Begins a run; its number marks what a snapshot sees.
    func beginImport(_ run: ImportRun) throws(StoreError) -> Int64
    func finishImport(
        _ id: Int64,
        outcome: String,
        statistics: String,
        at now: Instant
    ) throws(StoreError)
    /// The last run of a source and kind that ended with outcome `done`.
    func lastImport(source: String, kind: String) throws(StoreError) -> ImportRun?
    /// Newest first.
    func imports(limit: Int) throws(StoreError) -> [ImportRun]
    /// What the source told before and did not in `run` has left the portfolio; gives how many.
    func finishSnapshot(
        source: String,
        run: Int64,
        asOf: Instant,
        now: Instant
    ) throws(StoreError) -> Int

    /// What the store's contacts are; `nil` while it has none and was never served.
    func mode() throws(StoreError) -> StoreMode?
    /// Takes the store for a mode; gives the other one, and changes nothing, when it has contacts
    /// of that.
    func enter(_ mode: StoreMode) throws(StoreError) -> StoreMode?
    /// Removes the contacts of a shadow store and their places in histories, and has everybody
    /// decided afresh; gives how many. Nothing is done to a live store.
    ///
    /// In slices: one that was broken off goes on where it is called again.
    func clearShadow(by actor: String, at now: Instant) throws(StoreError) -> Int
    /// Contacts that were begun in `from..<to`, in the order of their ids.
    func contactsMade(
        from: Instant,
        to: Instant,
        after: ContactID?,
        limit: Int
    ) throws(StoreError) -> [ContactMade]

    /// The generation of the rules last put in force, and their digest; 0 and empty at first.
    func rulesGeneration() throws(StoreError) -> (generation: Int64, digest: String)
    /// Everybody is to be decided afresh: a sweep begins, and lasts over restarts until it has ended.
    func setRulesGeneration(_ generation: Int64, digest: String) throws(StoreError)
}

/// A customer whom the engine set aside, and why: nothing is decided of him until a person looks.
package struct SetAside: Hashable, Sendable {
    package var reference: String
    package var why: String

    package init(reference: String, why: String) {
        self.reference = reference
        self.why = why
    }
}

/// What `recover` found.
package struct Recovery: Hashable, Sendable {
    /// Contacts that were leaving, and are in doubt now.
    package var unknown: Int
    /// Customers that had been claimed and not committed.
    package var leases: Int

    package init(unknown: Int, leases: Int) {
        self.unknown = unknown
        self.leases = leases
    }
}

/// A contact as it was made, and how it went.
package struct ContactRecord: Hashable, Sendable {
    package var id: ContactID
    package var customer: CustomerID
    package var state: ContactState
    package var at: Instant
    package var channel: Channel
    package var messageClass: MessageClass
    package var point: PointID
    package var gateway: String
    package var tier: String
    package var step: String
    package var template: String
    package var segments: Int
    package var notBefore: Instant
    package var rulesGeneration: Int64
    package var vendorID: String?
    /// The class of the answer; `restart` when a run ended while it was leaving.
    package var reason: String?
    package var answeredAt: Instant?
    package var receiptAt: Instant?
    /// What the receipt said, in the gateway's words.
    package var detail: String?
    package var sealedText: [UInt8]
    /// Encoded by `TraceCodec`.
    package var trace: [UInt8]
}

/// One line of a count of contacts.
package struct ContactCount: Hashable, Sendable {
    package var state: ContactState
    package var channel: Channel
    package var tier: String
    package var reason: String
    package var day: CivilDate
    package var contacts: Int
    package var segments: Int

    package init(
        state: ContactState,
        channel: Channel,
        tier: String,
        reason: String,
        day: CivilDate,
        contacts: Int,
        segments: Int
    ) {
        self.state = state
        self.channel = channel
        self.tier = tier
        self.reason = reason
        self.day = day
        self.contacts = contacts
        self.segments = segments
    }
}

/// How full the store is.
package struct StoreStatus: Hashable, Sendable {
    package var customers: Int
    /// Debts that have not left the portfolio.
    package var debts: Int
    package var leased: Int
    package var unknownContacts: Int
    /// By lane, in the order in which the lanes were first used.
    package var lanes: [Lane]

    package struct Lane: Hashable, Sendable {
        package var name: String
        package var timers: Int
        package var nextDue: Instant

        package init(name: String, timers: Int, nextDue: Instant) {
            self.name = name
            self.timers = timers
            self.nextDue = nextDue
        }
    }
}

/// Words that came back, opened.
package struct ReplyRecord: Hashable, Sendable {
    package var id: Int64
    package var at: Instant
    package var gateway: String
    package var channel: Channel
    /// The first owner of the address; `nil` when no customer had it.
    package var customer: CustomerID?
    /// `ReplyEffect.name`.
    package var meaning: String
    package var text: String
}

/// A stop in force, with who ordered it.
package struct StopRecord: Hashable, Sendable {
    package var stop: Stop
    package var at: Instant
    package var actor: String
    package var why: String

    package init(stop: Stop, at: Instant, actor: String, why: String) {
        self.stop = stop
        self.at = at
        self.actor = actor
        self.why = why
    }
}

/// How many contacts of a template or a tier were complained about.
package struct ComplaintCount: Hashable, Sendable {
    /// A tier's or a template's.
    package var stop: Stop
    package var complaints: Int
    /// Those leaving, accepted or in doubt, as caps count them.
    package var contacts: Int
}

/// Something that was done to the store or the rules, and by whom.
package struct JournalEntry: Hashable, Sendable {
    /// 0 until it is stored.
    package var id: Int64
    package var at: Instant
    package var actor: String
    /// Such as `import`, `reload`, `stop`, `resume`, `quarantine` or `conflict`.
    package var kind: String
    package var detail: String

    package init(id: Int64 = 0, at: Instant, actor: String, kind: String, detail: String) {
        self.id = id
        self.at = at
        self.actor = actor
        self.kind = kind
        self.detail = detail
    }
}

/// One reading of a file or stream.
package struct ImportRun: Hashable, Sendable {
    /// 0 until it is stored.
    package var id: Int64
    package var source: String
    /// What kind of file it was, such as `portfolio` or `payments`.
    package var kind: String
    package var asOf: Instant
    package var isSnapshot: Bool
    /// Of the file's bytes, so that the same file is known again.
    package var digest: String
    package var startedAt: Instant
    package var finishedAt: Instant?
    /// One of `running`, `done`, `held` and `failed`.
    package var outcome: String
    /// Counts and sums, as JSON.
    package var statistics: String

    package init(
        id: Int64 = 0,
        source: String,
        kind: String,
        asOf: Instant,
        isSnapshot: Bool,
        digest: String,
        startedAt: Instant,
        finishedAt: Instant? = nil,
        outcome: String = "running",
        statistics: String = ""
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.asOf = asOf
        self.isSnapshot = isSnapshot
        self.digest = digest
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.statistics = statistics
    }
}
