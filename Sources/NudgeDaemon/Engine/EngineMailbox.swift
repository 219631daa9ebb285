package import Curl
internal import Dispatch
package import NudgeCore
internal import Synchronization

/// What other threads tell the engine; it looks between two turns.
package final class EngineMailbox: Sendable {
    private let letters = Mutex(Letters())
    private let signal = DispatchSemaphore(value: 0)

    package init() {}

    /// Everything that came in since the engine last looked.
    struct Letters: Sendable {
        var completions: [CurlCompletion] = []
        var rules: RulesInForce?
        var wasPoked = false
        var drains = false

        var isEmpty: Bool {
            completions.isEmpty && rules == nil && !wasPoked && !drains
        }
    }

    package func post(_ completions: [CurlCompletion]) {
        deliver { $0.completions += completions }
    }

    /// New rules, already checked; in force from the next turn on.
    package func post(_ rules: RulesInForce) {
        deliver { $0.rules = rules }
    }

    /// Facts or stops changed: look again now.
    package func poke() {
        deliver { $0.wasPoked = true }
    }

    /// Take nothing more, recall what has not left, and finish what has.
    package func drain() {
        deliver { $0.drains = true }
    }

    func take() -> Letters {
        letters.withLock { letters in
            defer { letters = Letters() }
            return letters
        }
    }

    /// Waits until something is there, at most so long.
    package func wait(atMost length: Milliseconds) {
        if letters.withLock({ !$0.isEmpty }) { return }
        _ = signal.wait(timeout: .now() + .milliseconds(Int(max(length.count, 0))))
    }

    private func deliver(_ change: (inout Letters) -> Void) {
        let wasEmpty = letters.withLock { letters in
            defer { change(&letters) }
            return letters.isEmpty
        }
        // One signal for a full box: the engine empties it whole.
        if wasEmpty { signal.signal() }
    }
}
