/// Recipients whose batch was refused as a whole: the next request to each carries nobody else.
///
/// Kept in memory and bounded: what is forgotten is refused once more, and split again.
package struct SplitMemory: Sendable {
    private var until: [PointID: Instant] = [:]
    private let most: Int

    /// Many batches with a bad address each; beyond it, nothing is joined for a while.
    package static let standardMost = 10_000
    /// Whoever was not sent to in this time has been paid, held or written to otherwise.
    package static let length = Milliseconds.hours(1)

    package init(most: Int = standardMost) {
        precondition(most >= 1)
        self.most = most
    }

    /// Its batch was refused.
    package mutating func add(_ point: PointID, now: Instant) {
        prune(now)
        until[point] = now + SplitMemory.length
    }

    /// Whether its message must be alone in its request.
    package mutating func isAlone(_ point: PointID, now: Instant) -> Bool {
        guard !until.isEmpty else { return false }
        prune(now)
        return until.count >= most || until[point].map { $0 > now } ?? false
    }

    /// Its own request was answered.
    package mutating func left(_ point: PointID) {
        if !until.isEmpty { until[point] = nil }
    }

    private mutating func prune(_ now: Instant) {
        if until.count >= most { until = until.filter { $0.value > now } }
    }

    package var count: Int { until.count }
}
