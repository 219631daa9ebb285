import NudgeCore

/// What claims have read, kept for the commits that follow: the second reading of a customer costs
/// as much as the first.
///
/// It is the row's content as long as nobody writes it: writers of this connection forget the
/// customer, and a change by any other connection forgets all.
struct ClaimedFacts {
    private var facts: [Int64: CustomerFacts] = [:]
    private var version: Int64 = -1

    /// Some 2 KB each: 16 MB, for eight lanes with a thousand under way.
    private static let countMax = 8192

    /// `version` is SQLite's `data_version`: it changes when another connection has written.
    mutating func check(_ version: Int64) {
        guard version != self.version else { return }
        self.version = version
        forgetAll()
    }

    mutating func keep(_ facts: CustomerFacts) {
        // What is forgotten is read again: slower, and the same.
        if self.facts.count >= ClaimedFacts.countMax { forgetAll() }
        self.facts[facts.id.value] = facts
    }

    mutating func take(_ customer: Int64) -> CustomerFacts? {
        facts.removeValue(forKey: customer)
    }

    mutating func forget(_ customer: Int64) {
        facts[customer] = nil
    }

    mutating func forgetAll() {
        facts.removeAll(keepingCapacity: true)
    }
}
