import Synchronization

/// Counts what arrives at one sandbox, or at several: the order of all that came, which instants
/// alone do not give while a virtual clock stands.
package final class SandboxArrivals: Sendable {
    private let count = Mutex(0)

    package init() {}

    /// 1 for the first.
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
