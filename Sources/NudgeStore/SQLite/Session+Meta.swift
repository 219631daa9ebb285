import NudgeCore

/// Single values kept with the store.
enum MetaName: String {
    case identity
    case keyCheck = "key-check"
    /// The last lease token given out.
    case leaseToken = "lease-token"
    /// The first contact id that no block holds.
    case nextContact = "next-contact"
    case rulesGeneration = "rules-generation"
    case rulesDigest = "rules-digest"
    /// The id of the next contact taken over from the system before.
    case nextImported = "next-imported"
    /// No contact with a lower id is leaving.
    case leavingFrom = "leaving-from"
    /// While a sweep lasts: the customer before the slice under way.
    case sweepAfter = "sweep-after"
    /// `StoreMode`, once the store was served.
    case mode
    /// Gateways whose receipts have dried up: `name TAB milliseconds`, a line each.
    case silentGateways = "silent-gateways"
    /// Gateways that get no token, a line each.
    case tokenTroubles = "token-troubles"
}

extension Session {
    func meta<Value>(_ name: MetaName, _ read: (Query) -> Value) throws -> Value? {
        try self[.getMeta].text(name.rawValue).first(read)
    }

    func meta(_ name: MetaName) throws -> Int64? {
        try meta(name) { $0.int(at: 0) }
    }

    func setMeta(_ name: MetaName, _ bind: (Query) -> Query) throws {
        try bind(self[.setMeta].text(name.rawValue)).run()
    }

    func setMeta(_ name: MetaName, _ value: Int64) throws {
        try setMeta(name) { $0.int(value) }
    }

    func journal(at: Instant, actor: String, kind: String, _ detail: String) throws {
        try self[.insertJournal]
            .int(at.milliseconds).text(actor).text(kind).text(detail).run()
    }
}
