internal import NudgeCore

/// Callbacks that were taken, by what marks each: the same one does nothing when it comes again.
///
/// Bounded in number and age. What is forgotten, or was taken by the run before, is harmless: receipts
/// and replies are known again by what they say.
struct ReplayMemory {
    private var known: Set<String> = []
    /// Oldest first.
    private var order: [(mark: String, at: Instant)] = []
    private var first = 0

    static let countMax = 100_000
    /// Vendors try again for up to three days.
    static let age = Milliseconds.hours(72)

    func contains(_ mark: String) -> Bool { known.contains(mark) }

    mutating func insert(_ mark: String, at now: Instant) {
        guard known.insert(mark).inserted else { return }
        order.append((mark, now))
        while first < order.count,
            order.count - first > ReplayMemory.countMax
                || order[first].at < now - ReplayMemory.age
        {
            known.remove(order[first].mark)
            first += 1
        }
        if first > ReplayMemory.countMax {
            order.removeFirst(first)
            first = 0
        }
    }
}
