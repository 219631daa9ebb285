internal import Foundation

/// Waits for facts that other threads and processes bring about.
///
/// Whoever changes something calls `changed`; a fact of which nobody tells, such as a row that
/// another process writes, is looked at again every few milliseconds.
package final class FactWatch: Sendable {
    private let condition = NSCondition()
    /// How soon a fact of which nobody tells is found.
    private static let lookInterval = 0.01

    package init() {}

    package func changed() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Blocks until `fact` holds; never call it on a thread of the concurrency pool.
    ///
    /// Throws `FactMissing` when it does not hold in time, and what `fact` throws.
    package func wait(
        for what: String,
        atMost seconds: Double = 30,
        _ fact: () throws -> Bool
    ) throws {
        let end = Date(timeIntervalSinceNow: seconds)
        while true {
            if try fact() { return }
            guard Date() < end else { throw FactMissing(what: what, seconds: seconds) }
            condition.lock()
            _ = condition.wait(until: Date(timeIntervalSinceNow: FactWatch.lookInterval))
            condition.unlock()
        }
    }
}

/// A fact that a test waited for in vain.
package struct FactMissing: Error, CustomStringConvertible {
    package var what: String
    package var seconds: Double

    package var description: String { "waited \(seconds) s in vain for: \(what)" }
}
