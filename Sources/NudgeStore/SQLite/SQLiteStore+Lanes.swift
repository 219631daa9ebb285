package import NudgeCore

extension SQLiteStore: LaneStore {
    package func laneMemories() throws(StoreError) -> [LaneMemory] {
        try read { session in
            try session[.laneMemories].all { query in
                LaneMemory(
                    gateway: query.text(at: 0),
                    at: Instant(milliseconds: query.int(at: 1)),
                    isClean: query.int(at: 2) != 0,
                    level: query.int(at: 3),
                    phase: LaneState.Phase(stored: query.int(at: 4), query.int(at: 5)),
                    failures: Int(query.int(at: 6)),
                    share: Int(query.int(at: 7))
                )
            }
        }
    }

    package func save(_ lanes: [LaneMemory]) throws(StoreError) {
        guard let now = lanes.first?.at else { return }
        try write { session in
            let writer = LaneWriter(session, now: now)
            for lane in lanes { try writer.save(lane) }
        }
    }

    package func segments(of gateway: String, since: Instant) throws(StoreError) -> Int {
        try read { session in
            guard let first = try session.firstContact(from: since) else { return 0 }
            let sum = try session[.segmentsLeft]
                .int(first).int(since.milliseconds).text(gateway).first { $0.int(at: 0) }
            return Int(sum ?? 0)
        }
    }

    package func doubts(
        of gateway: String,
        since: Instant,
        limit: Int
    ) throws(StoreError) -> [ContactRecord] {
        try read { session in
            try session[.doubtsToSettle]
                .int(since.milliseconds).text(gateway).int(Int64(limit))
                .all(ContactRecord.init).compactMap { $0 }
        }
    }

    package func doubts(before: Instant, limit: Int) throws(StoreError) -> [OldDoubt] {
        try read { session in
            try session[.doubtsOlder].int(before.milliseconds).int(Int64(limit)).all {
                OldDoubt(
                    contact: ContactID($0.int(at: 0)),
                    at: Instant(milliseconds: $0.int(at: 1)),
                    gateway: $0.text(at: 2)
                )
            }
        }
    }

    package func customer(
        _ id: CustomerID,
        at now: Instant
    ) throws(StoreError) -> ClaimedCustomer? {
        try read { session in
            let entry = try session[.customerByID].int(id.value).first(Workspace.entry)
            return try entry.map(ClaimReader(session, now: now).unclaimed)
        }
    }

    package func resolve(
        _ contact: ContactID,
        as settlement: ContactEvent.Settlement,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) -> Resolution {
        try write { session in
            let writer = DoubtWriter(session, now: now)
            return try writer.settle(contact, as: settlement, by: actor, why: why)
        }
    }
}
