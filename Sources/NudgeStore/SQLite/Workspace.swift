import NudgeCore

/// The aggregates that one transaction changes: each is read once, merged in memory, written once.
final class Workspace {
    let session: Session
    let timers: Timers
    let now: Int64
    /// Customers in the order in which they were first met: what is written, and in which order,
    /// depends on the facts alone.
    private var entries: [Entry] = []
    private var places: [Int64: Int] = [:]
    private var byReference: [String: Int64] = [:]

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
        places[id].map { entries[$0] }
    }

    /// Everybody who was told anew and is not sealed yet.
    var untold: [Entry] { entries.filter { $0.content != nil } }

    /// Changes what is kept beside the facts of a customer who is loaded.
    func update(_ id: Int64, _ body: (inout Entry) -> Void) {
        if let place = places[id] { body(&entries[place]) }
    }

    /// Takes up a customer who is not here yet.
    func add(_ entry: Entry) {
        let id = entry.facts.id.value
        places[id] = entries.count
        byReference[entry.facts.reference] = id
        entries.append(entry)
    }

    /// The customer with the bank's number, loaded, or `nil`.
    func find(reference: String) throws -> Int64? {
        if let id = byReference[reference] { return id }
        let query = try session[.customerByReference].text(reference)
        return try query.first { query in
            let id = query.int(at: 0)
            if places[id] == nil { add(try Workspace.entry(query)) }
            return id
        }
    }

    /// Loads a customer by number; false when there is none.
    func load(_ id: Int64) throws -> Bool {
        if places[id] != nil { return true }
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
        guard try load(id), let place = places[id] else { return .unchanged }
        // In place, so that the merge does not copy the arrays.
        let merge = body(&entries[place].facts)
        switch merge {
        case .changed(let wakes):
            entries[place].isDirty = true
            entries[place].isChanged = true
            if wakes && mayWake { entries[place].wakes = true }
        case .refreshed:
            entries[place].isDirty = true
            if refreshes { entries[place].isChanged = true }
            if refreshes && mayWake { entries[place].wakes = true }
        case .unchanged, .older:
            break
        }
        return merge
    }

    /// Writes everything that has changed, and wakes whom it wakes.
    func flush() throws {
        for place in entries.indices where entries[place].isDirty { try write(&entries[place]) }
    }

    private func write(_ entry: inout Entry) throws {
        let id = entry.facts.id.value
        session.claimed.forget(id)
        if entry.isChanged { entry.facts.revision += 1 }
        try Workspace.refresh(&entry.facts, now: now, session)
        let bytes = CustomerFactsCodec.encode(entry.facts)
        if entry.isNew {
            let lane = try session.laneID(decideLane)
            try session[.insertCustomer]
                .int(id).text(entry.facts.reference).int(entry.facts.revision)
                .int(lane).int(Timers.wakeRank).int(now).blob(bytes).run()
            try timers.insert(
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
        Entry(facts: try facts(query), person: person(query), print: query.blob(at: 5))
    }

    /// Reads the facts of a row of `customerBy…`.
    static func facts(_ query: Query) throws -> CustomerFacts {
        try query.facts(at: 2, id: CustomerID(query.int(at: 0)), revision: query.int(at: 1))
    }

    /// Reads who it is from a row of `customerBy…`.
    static func person(_ query: Query) -> SealedPerson? {
        // An erased person's key is empty: he is nobody until a source tells who he is.
        let wrapped = query.blob(at: 3)
        guard !wrapped.isEmpty else { return nil }
        return SealedPerson(wrappedKey: wrapped, sealed: query.blob(at: 4))
    }

    /// Brings the history up to date from the contacts' own rows.
    static func refresh(_ facts: inout CustomerFacts, now: Int64, _ session: Session) throws {
        guard !facts.history.isEmpty else { return }
        try facts.refreshHistory(now: Instant(milliseconds: now)) { id in
            if let known = session.states[id] { return known }
            let state = try session[.contactState].int(id.value).first {
                ContactState(stored: $0.int(at: 0))
            }
            if let state = state ?? nil { session.states.set(id, state) }
            return state ?? nil
        }
    }
}

extension ContactState {
    init?(stored value: Int64) {
        guard let raw = UInt8(exactly: value) else { return nil }
        self.init(rawValue: raw)
    }
}
