import NudgeCore

/// What claims have read, kept for the commits that follow: the second reading of a customer costs
/// as much as the first.
///
/// It is the rows' content as long as nobody writes them: writers of this connection forget the
/// customer, and a change by any other connection forgets all.
struct ClaimedFacts {
    private var claims: [Int64: Claim] = [:]

    /// A customer's facts and his lease.
    struct Claim {
        var facts: CustomerFacts
        var lease: Int64
        var claims: Int64
    }

    /// Some 2 KB each: 16 MB, for eight lanes with a thousand under way.
    private static let countMax = 8192

    mutating func keep(_ claim: Claim) {
        // What is forgotten is read again: slower, and the same.
        if claims.count >= ClaimedFacts.countMax { forgetAll() }
        claims[claim.facts.id.value] = claim
    }

    mutating func take(_ customer: Int64) -> Claim? {
        claims.removeValue(forKey: customer)
    }

    mutating func forget(_ customer: Int64) {
        claims[customer] = nil
    }

    mutating func forgetAll() {
        claims.removeAll(keepingCapacity: true)
    }
}
