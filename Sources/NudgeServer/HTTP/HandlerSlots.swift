import Synchronization

/// Lets so many through at a time; the others wait in line.
///
/// The line is as long as there are connections, which `HTTPListener.Options` bounds.
final class HandlerSlots: Sendable {
    private struct State {
        var free: Int
        /// In the order of their coming.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        precondition(count > 0, "without a slot nothing is handled")
        state = Mutex(State(free: count))
    }

    func run<Value: Sendable>(_ work: () async -> Value) async -> Value {
        await take()
        defer { give() }
        return await work()
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    /// A slot goes from hand to hand while somebody waits.
    private func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
