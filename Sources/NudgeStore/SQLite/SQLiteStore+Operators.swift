package import NudgeCore

extension SQLiteStore: OperatorStore {
    package func recover(at now: Instant) throws(StoreError) -> Recovery {
        try write { session in
            session.states.forgetAll()
            let leases = try Timers(session: session).expireLeases(until: .max)
            let first = try LeavingMark(session: session).value()
            if try session.mode() == .shadow {
                // Nothing ever left: nothing is in doubt.
                try session[.leavingToAccepted].text("shadow").int(now.milliseconds)
                    .int(first).run()
                return Recovery(unknown: 0, leases: leases)
            }
            let unknown = try session[.leavingToUnknown]
                .text("restart").int(now.milliseconds).int(first).run()
            if unknown > 0 {
                try session.journal(
                    at: now,
                    actor: "engine",
                    kind: "recover",
                    "\(unknown) contacts were leaving when the last run ended: in doubt"
                )
            }
            return Recovery(unknown: unknown, leases: leases)
        }
    }

    package func reserveContactIDs(_ count: Int) throws(StoreError) -> ContactID {
        try write { session in
            let first = try session.meta(.nextContact) ?? 1
            try session.setMeta(.nextContact, first + Int64(max(count, 1)))
            return ContactID(first)
        }
    }

    package func addStop(
        _ stop: Stop,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) {
        try write { session in
            try session.place(StopRecord(stop: stop, at: now, actor: actor, why: why))
        }
    }

    package func removeStop(
        _ stop: Stop,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) -> Bool {
        try write { session in
            let (scope, value) = stop.scope.stored
            guard try session[.deleteStop].text(scope).text(value).run() > 0 else { return false }
            try ComplaintCounts(session: session).beginAnew(stop.scope, at: now)
            try session.journal(
                at: now,
                actor: actor,
                kind: "resume",
                "\(scope) \(value): \(why)"
            )
            return true
        }
    }

    package func stops() throws(StoreError) -> [StopRecord] {
        try read { try $0.stops() }
    }

    package func complaintCounts(
        within length: Milliseconds,
        at now: Instant
    ) throws(StoreError) -> [ComplaintCount] {
        try read { try ComplaintCounts(session: $0).all(from: now - length) }
    }

    package func liftQuarantine(
        _ customer: CustomerID,
        by actor: String,
        at now: Instant
    ) throws(StoreError) -> Bool {
        try write { session in
            let workspace = Workspace(session, now: now)
            let merge = try workspace.change(customer.value) { facts in
                guard !facts.quarantine.isEmpty else { return .unchanged }
                facts.quarantine = ""
                return .changed(wakes: true)
            }
            try workspace.flush()
            guard merge != .unchanged else { return false }
            try session.journal(
                at: now,
                actor: actor,
                kind: "quarantine-lifted",
                "customer \(workspace[customer.value]?.facts.reference ?? "")"
            )
            return true
        }
    }

    package func append(_ entry: JournalEntry) throws(StoreError) {
        try write { session in
            try session.journal(
                at: entry.at,
                actor: entry.actor,
                kind: entry.kind,
                entry.detail
            )
        }
    }

    package func journal(before id: Int64?, limit: Int) throws(StoreError) -> [JournalEntry] {
        try read { session in
            try session[.journal].int(id ?? .max).int(Int64(limit)).all {
                JournalEntry(
                    id: $0.int(at: 0),
                    at: Instant(milliseconds: $0.int(at: 1)),
                    actor: $0.text(at: 2),
                    kind: $0.text(at: 3),
                    detail: $0.text(at: 4)
                )
            }
        }
    }

    package func rulesGeneration() throws(StoreError) -> (generation: Int64, digest: String) {
        try read { session in
            let digest = try session.meta(.rulesDigest) { $0.text(at: 0) }
            return (try session.meta(.rulesGeneration) ?? 0, digest ?? "")
        }
    }

    package func setRulesGeneration(
        _ generation: Int64,
        digest: String
    ) throws(StoreError) {
        try write { session in
            try session.setMeta(.rulesGeneration, generation)
            try session.setMeta(.rulesDigest) { $0.text(digest) }
            try session.setMeta(.sweepAfter, 0)
        }
    }
}

extension Session {
    /// Places a stop and notes it in the journal; false when it is there already.
    @discardableResult
    func place(_ record: StopRecord) throws -> Bool {
        let (scope, value) = record.stop.scope.stored
        let rows = try self[.insertStop]
            .text(scope).text(value).int(record.at.milliseconds).text(record.actor)
            .text(record.why).run()
        try journal(
            at: record.at,
            actor: record.actor,
            kind: "stop",
            "\(scope) \(value): \(record.why)"
        )
        return rows > 0
    }

    func stops() throws -> [StopRecord] {
        try self[.stops].all { query -> StopRecord? in
            Stop.Scope(stored: query.text(at: 0), query.text(at: 1)).map { scope in
                StopRecord(
                    stop: Stop(scope: scope),
                    at: Instant(milliseconds: query.int(at: 2)),
                    actor: query.text(at: 3),
                    why: query.text(at: 4)
                )
            }
        }
        .compactMap { $0 }
    }
}

extension Stop.Scope {
    /// Kind and value, as stored.
    var stored: (kind: String, value: String) {
        switch self {
        case .everything: ("everything", "")
        case .tier(let name): ("tier", name)
        case .template(let name): ("template", name)
        case .channel(let channel): ("channel", channel.name)
        case .gateway(let name): ("gateway", name)
        case .draining(let name): ("draining", name)
        }
    }

    init?(stored kind: String, _ value: String) {
        switch kind {
        case "everything": self = .everything
        case "tier": self = .tier(value)
        case "template": self = .template(value)
        case "channel":
            // A channel that this program does not know: better stop everything than nothing.
            self = Channel(name: value).map { .channel($0) } ?? .everything
        case "gateway": self = .gateway(value)
        case "draining": self = .draining(value)
        default: self = .everything
        }
    }
}
