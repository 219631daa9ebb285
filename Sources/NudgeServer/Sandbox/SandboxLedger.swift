import NudgeCore

/// What the sandbox received: exact sums over everything, and the last messages in full.
struct SandboxLedger {
    private(set) var totals = SandboxTotals()
    private var records: [SandboxRecord] = []
    private var ids: [String: Counts] = [:]
    /// Addresses of `throttleOnce` that were told to wait, and got nothing since.
    private var throttled: Set<String> = []

    /// How often one id was seen, and taken.
    private struct Counts {
        var seen = 0
        var taken = 0
    }

    /// Messages kept in full, with their texts: about 50 MB.
    static let recordsMax = 100_000
    /// Ids that are counted exactly: about 150 MB.
    ///
    /// Beyond, the sandbox refuses rather than miscounts.
    static let idsMax = 1_000_000

    /// 1 for an id that was never seen.
    func attemptNext(of id: String) -> Int {
        (ids[id]?.seen ?? 0) + 1
    }

    /// The attempts that these ids, in their order, will be; an id may come more than once.
    static func attempts(of ids: [String], after ledger: SandboxLedger) -> [Int] {
        var more: [String: Int] = [:]
        return ids.map { id in
            defer { more[id, default: 0] += 1 }
            return ledger.attemptNext(of: id) + more[id, default: 0]
        }
    }

    /// Whether all of these can be accounted for.
    func hasRoom(for new: [String]) -> Bool {
        ids.count + Set(new).count { ids[$0] == nil } <= SandboxLedger.idsMax
    }

    /// Whether one more message can be accounted for.
    func hasRoom(for id: String) -> Bool {
        ids.count < SandboxLedger.idsMax || ids[id] != nil
    }

    /// Whether a message's address was told to wait, and nothing was taken for it since.
    func wasThrottled(_ message: SandboxMessage) -> Bool {
        throttled.contains(message.to)
    }

    mutating func add(_ record: SandboxRecord) {
        precondition(record.sequence == totals.received + 1, "a gap in the ledger's sequence")
        precondition(record.attempt == attemptNext(of: record.message.id), "attempts have a gap")
        totals.received += 1
        var counts = ids[record.message.id] ?? Counts()
        counts.seen += 1
        if counts.seen == 1 { totals.distinct += 1 }
        if record.isTaken {
            totals.taken += 1
            counts.taken += 1
            if counts.taken == 2 { totals.takenTwice += 1 }
        }
        ids[record.message.id] = counts
        if record.isTaken {
            throttled.remove(record.message.to)
        } else if record.isThrottledOnce {
            throttled.insert(record.message.to)
        }
        records.append(record)
        forgetOldest()
    }

    /// Drops a quarter at once, so that each message is moved a few times at most.
    private mutating func forgetOldest() {
        guard records.count > SandboxLedger.recordsMax else { return }
        let count = SandboxLedger.recordsMax / 4
        records.removeFirst(count)
        totals.forgotten += count
    }

    mutating func count(_ change: (inout SandboxTotals) -> Void) {
        change(&totals)
    }

    /// The newest that are not forgotten and of which this is so, in order, at most `limit`.
    func newest(_ limit: Int, where isWanted: (SandboxRecord) -> Bool) -> [SandboxRecord] {
        records.reversed().lazy.filter(isWanted).prefix(limit).reversed()
    }

    /// The messages after `sequence` that are not forgotten, in order, at most `limit`.
    func records(after sequence: Int, limit: Int) -> ArraySlice<SandboxRecord> {
        let first = max(0, sequence - totals.forgotten)
        guard first < records.count, limit > 0 else { return [] }
        return records[first...].prefix(limit)
    }
}

extension SandboxRecord {
    fileprivate var isThrottledOnce: Bool {
        answer == SandboxReaction.throttledName
            && SandboxScript(address: message.to, kind: message.channel.addressKind)
                == .throttleOnce
    }
}
