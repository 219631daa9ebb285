package import NudgeCore

extension SQLiteStore {
    /// Customers cleared in one transaction: others wait milliseconds for it.
    fileprivate static let clearSlice: Int64 = 1000

    package func mode() throws(StoreError) -> StoreMode? {
        try read { try $0.mode() }
    }

    package func enter(_ mode: StoreMode) throws(StoreError) -> StoreMode? {
        try write { session in
            let known = try session.mode()
            if let known, known != mode, try session.lastMade() > 0 { return known }
            try session.setMeta(.mode) { $0.text(mode.rawValue) }
            return nil
        }
    }

    package func clearShadow(by actor: String, at now: Instant) throws(StoreError) -> Int {
        guard try mode() == .shadow else { return 0 }
        var cleared: Int64? = 0
        while let after = cleared {
            cleared = try write { try $0.clearHistories(after: after, at: now) }
        }
        return try write { session in
            session.states.forgetAll()
            let count = try session[.deleteContactsMade].run()
            try session[.clearContactCounts].run()
            try session[.clearComplaints].run()
            try session[.deleteMeta].text(MetaName.mode.rawValue).run()
            try session.journal(
                at: now,
                actor: actor,
                kind: "shadow-clear",
                "\(count) shadow contacts removed"
            )
            return count
        }
    }

    package func contactsMade(
        from: Instant,
        to: Instant,
        after: ContactID?,
        limit: Int
    ) throws(StoreError) -> [ContactMade] {
        try read { session in
            guard let first = try session.firstContact(from: from) else { return [] }
            let start = max(first, (after?.value ?? 0) + 1)
            return try session[.contactsMade]
                .int(start).int(from.milliseconds).int(to.milliseconds).int(Int64(limit))
                .all(ContactMade.init).compactMap { $0 }
        }
    }
}

extension Session {
    fileprivate func storedMode() throws -> StoreMode? {
        try meta(.mode) { $0.text(at: 0) }.flatMap(StoreMode.init(rawValue:))
    }

    /// A store from before there were modes is a live one.
    func mode() throws -> StoreMode? {
        if let stored = try storedMode() { return stored }
        return try lastMade() > 0 ? .live : nil
    }

    /// The highest id of a contact of ours; those taken over from a system before lie below 0.
    fileprivate func lastMade() throws -> Int64 {
        try self[.lastContactID].first { $0.int(at: 0) } ?? 0
    }

    /// Takes a slice's contacts out of their histories; `nil` when there is nobody more.
    fileprivate func clearHistories(after: Int64, at now: Instant) throws -> Int64? {
        let ids = try self[.customerIDsAfter].int(after).int(SQLiteStore.clearSlice).all {
            $0.int(at: 0)
        }
        let workspace = Workspace(self, now: now)
        for id in ids {
            try workspace.change(id) { facts in
                let kept = facts.history.filter(\.isImported)
                guard kept.count != facts.history.count else { return .unchanged }
                facts.history = kept
                return .changed(wakes: false)
            }
        }
        try workspace.flush()
        // Also who only shares a number with somebody: a place under its caps is free again.
        for id in ids {
            try workspace.timers.wake(
                id,
                due: now.milliseconds,
                now: now.milliseconds,
                rank: Timers.sweepRank
            )
        }
        return ids.last
    }
}

extension ContactMade {
    init?(_ query: Query) {
        guard let state = ContactState(stored: query.int(at: 2)),
            let channel = Channel(stored: query.int(at: 4))
        else { return nil }
        id = ContactID(query.int(at: 0))
        customer = query.text(at: 1)
        self.state = state
        at = Instant(milliseconds: query.int(at: 3))
        self.channel = channel
        tier = query.text(at: 5)
        template = query.text(at: 6)
    }
}
