internal import Foundation

/// A door that holds the threads of a loopback server until the test opens it.
///
/// `@unchecked Sendable`: `isOpen` is only touched under the condition's lock.
package final class LoopbackGate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = false

    package init() {}

    /// Blocks the calling thread; never call it from a task.
    package func wait() {
        condition.lock()
        while !isOpen { condition.wait() }
        condition.unlock()
    }

    package func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }
}
