/// Recipients of whom a gateway said that they have had enough for now: each waits, nobody else.
///
/// Kept in memory and bounded: what is forgotten, the gateway says again.
package struct AddressWaits: Sendable {
    private var until: [PointID: Instant] = [:]
    private let most: Int

    /// Some megabytes; a gateway that says it of more people at once means itself.
    package static let standardMost = 50_000

    package init(most: Int = standardMost) {
        precondition(most >= 1)
        self.most = most
    }

    package mutating func add(_ point: PointID, until instant: Instant, now: Instant) {
        if self.until.count >= most { self.until = self.until.filter { $0.value > now } }
        guard self.until.count < most || self.until[point] != nil else { return }
        self.until[point] = max(instant, self.until[point] ?? instant)
    }

    /// Until when the address waits; `nil`: it need not.
    package func wait(_ point: PointID, now: Instant) -> Instant? {
        guard !until.isEmpty, let instant = until[point], instant > now else { return nil }
        return instant
    }

    package var count: Int { until.count }
}
