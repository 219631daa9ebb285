internal import Glibc
internal import Synchronization

/// What a loopback server saw, shared by its threads and the test.
final class LoopbackLog: Sendable {
    private struct State {
        var requests: [LoopbackRequest] = []
        var connectionCount = 0
        /// Open descriptors, in no order that matters.
        var open: [Int32] = []
        var isStopped = false
        var waiters: [Waiter] = []
    }

    private struct Waiter {
        var isSatisfied: @Sendable (_ requests: Int, _ connections: Int) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())

    var requests: [LoopbackRequest] { state.withLock { $0.requests } }
    var connectionCount: Int { state.withLock { $0.connectionCount } }

    // MARK: - For the threads

    /// False when the server was stopped meanwhile; the descriptor is closed then.
    func opened(_ descriptor: Int32) -> Bool {
        change { state in
            guard !state.isStopped else {
                close(descriptor)
                return false
            }
            state.connectionCount += 1
            state.open.append(descriptor)
            return true
        }
    }

    /// Closes under the lock, so that `stop` never touches a number that was given away again.
    func closing(_ descriptor: Int32) {
        state.withLock { state in
            state.open.removeAll { $0 == descriptor }
            close(descriptor)
        }
    }

    func add(_ request: LoopbackRequest) {
        change { $0.requests.append(request) }
    }

    /// Ends the open connections; their threads close them.
    ///
    /// False when stopped before.
    func stop() -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            state.isStopped = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
            return true
        }
    }

    // MARK: - For the test

    func requests(atLeast count: Int) async -> [LoopbackRequest] {
        await wait { requests, _ in requests >= count }
        return requests
    }

    func connections(atLeast count: Int) async {
        await wait { _, connections in connections >= count }
    }

    private func wait(for isSatisfied: @escaping @Sendable (Int, Int) -> Bool) async {
        await withCheckedContinuation { continuation in
            let waiter = Waiter(isSatisfied: isSatisfied, continuation: continuation)
            change { $0.waiters.append(waiter) }
        }
    }

    private func change<Result: Sendable>(
        _ body: (inout sending State) -> sending Result
    ) -> Result {
        let (result, ready) = state.withLock { state -> (Result, [Waiter]) in
            let result = body(&state)
            let counts = (state.requests.count, state.connectionCount)
            let ready = state.waiters.filter { $0.isSatisfied(counts.0, counts.1) }
            if !ready.isEmpty {
                state.waiters.removeAll { $0.isSatisfied(counts.0, counts.1) }
            }
            return (result, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        return result
    }
}
