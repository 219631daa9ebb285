import NudgeCore

/// The aggregates that one transaction changes: each is read once, merged in memory, written once.
final class Workspace {
    let session: Session
    let timers: Timers
    let now: Int64
    private var entries: [Int64: Entry] = [:]
    private var byReference: [String: Int64] = [:]
    /// Customers in the order in which they were first met: what is written, and in which order,
    /// depends on the facts alone.
    private var order: [Int64] = []

    struct Entry {
        var facts: CustomerFacts
        /// `nil` while nobody has told who it is.
        var person: SealedPerson?
        var print: [UInt8]
        var isNew = false
        /// Must be written.
        var isDirty = false
        /// A decision may come out differently.
        var isChanged = false
        var wakes = false
        /// Who it is, told anew and not yet sealed.
        var content: PersonContent?
    }

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now.milliseconds
        timers = Timers(session: session)
    }

    subscript(id: Int64) -> Entry? {
        get { entries[id] }
        set { entries[id] = newValue }
    }

    var ids: [Int64] { order }

    func add(_ entry: Entry) {
        let id = entry.facts.id.value
        if entries[id] == nil { order.append(id) }
        byReference[entry.facts.reference] = id
        entries[id] = entry
    }

    /// The customer with the bank's number, loaded, or `nil`.
    func find(reference: String) throws -> Int64? {
        if let id = byReference[reference] { return id }
        let query = try session[.customerByReference].text(reference)
        return try query.first { query in
            let id = query.int(at: 0)
            if entries[id] == nil { add(try Workspace.entry(query)) }
            return id
        }
    }

    /// Loads a customer by number; false when there is none.
    func load(_ id: Int64) throws -> Bool {
        if entries[id] != nil { return true }
        return try session[.customerByID].int(id).first { add(try Workspace.entry($0)) } != nil
    }

    /// Merges into one customer and remembers what has to follow from it.
    ///
    /// `mayWake` is false where the change can only prevent a contact, `refreshes` true where a
    /// newer as-of alone may allow one.
    @discardableResult
    func change(
        _ id: Int64,
        mayWake: Bool = true,
        refreshes: Bool = false,
        _ body: (inout CustomerFacts) -> Merge
    ) throws -> Merge {
        guard try load(id), var entry = entries[id] else { return .unchanged }
        // Moved out, so that the merge does not copy the arrays.
        entries[id] = nil
        let merge = body(&entry.facts)
        switch merge {
        case .changed(let wakes):
            entry.isDirty = true
            entry.isChanged = true
            entry.wakes = entry.wakes || (wakes && mayWake)
        case .refreshed:
            entry.isDirty = true
            entry.isChanged = entry.isChanged || refreshes
            entry.wakes = entry.wakes || (refreshes && mayWake)
        case .unchanged, .older:
            break
        }
        entries[id] = entry
        return merge
    }

    /// Writes everything that has changed, and wakes whom it wakes.
    func flush() throws {
        for id in order {
            guard var entry = entries[id], entry.isDirty else { continue }
            try write(&entry)
            entries[id] = entry
        }
    }

    private func write(_ entry: inout Entry) throws {
        let id = entry.facts.id.value
        if entry.isChanged { entry.facts.revision += 1 }
        try Workspace.refresh(&entry.facts, now: now, session)
        let bytes = CustomerFactsCodec.encode(entry.facts)
        if entry.isNew {
            try session[.insertCustomer]
                .int(id).text(entry.facts.reference).int(entry.facts.revision).blob(bytes).run()
            let lane = try session.laneID(decideLane)
            try timers.set(
                .init(lane: lane, rank: Timers.wakeRank, due: now, customer: id, claims: 0)
            )
        } else {
            try session[.saveCustomer].int(entry.facts.revision).blob(bytes).int(id).run()
            if entry.wakes { try timers.wake(id, due: now, now: now) }
        }
        entry.isNew = false
        entry.isDirty = false
        entry.isChanged = false
        entry.wakes = false
    }

    /// Reads a row of `customerBy…`.
    static func entry(_ query: Query) throws -> Entry {
        let facts = try CustomerFactsCodec.decode(
            query.blob(at: 2),
            id: CustomerID(query.int(at: 0)),
            revision: query.int(at: 1)
        )
        // An erased person's key is empty: he is nobody until a source tells who he is.
        let wrapped = query.blob(at: 3)
        let person =
            wrapped.isEmpty ? nil : SealedPerson(wrappedKey: wrapped, sealed: query.blob(at: 4))
        return Entry(facts: facts, person: person, print: query.blob(at: 5))
    }

    /// Brings the history up to date from the contacts' own rows.
    static func refresh(_ facts: inout CustomerFacts, now: Int64, _ session: Session) throws {
        guard !facts.history.isEmpty else { return }
        let query = try session[.contactState]
        try facts.refreshHistory(now: Instant(milliseconds: now)) { id in
            try query.int(id.value).first { ContactState(stored: $0.int(at: 0)) } ?? nil
        }
    }
}

extension ContactState {
    init?(stored value: Int64) {
        guard let raw = UInt8(exactly: value) else { return nil }
        self.init(rawValue: raw)
    }
}
