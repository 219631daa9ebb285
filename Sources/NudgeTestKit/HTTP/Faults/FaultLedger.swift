internal import Glibc
internal import Synchronization

/// One request as the server saw it, whole or in part.
package struct FaultSight: Hashable, Sendable {
    /// Counted from 0 in the order of acceptance.
    package var connection: Int
    /// How many requests began on the same connection before it.
    package var earlierOnConnection: Int
    /// Of HTTP/2; 0 in HTTP/1.1.
    package var stream: UInt32 = 0
    /// Empty while the head has not come whole.
    package var method = ""
    package var target = ""
    /// The `webhook-id` header; empty without one.
    package var id = ""
    package var body: [UInt8] = []
    /// Whether it came to its last byte.
    package var isWhole = false
    /// The status of the answer that was begun; `nil`: none was.
    package var answered: Int?
}

/// What a fault server saw and did: exact accounts, shared by its threads and the test.
final class FaultLedger: Sendable {
    private struct State {
        var sights: [FaultSight] = []
        var connections = 0
        var ended = 0
        /// The other ends of those that ended.
        var clients: [ClientEnd?] = []
        var bytesRead = 0
        /// Open descriptors, in no order that matters.
        var open: [Int32] = []
        var isStopped = false
        var isTold = false
        var waiters: [Waiter] = []
    }

    struct Counts: Sendable {
        var whole: Int
        var connections: Int
        var ended: Int
    }

    private struct Waiter {
        var isSatisfied: @Sendable (Counts) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())

    var sights: [FaultSight] { state.withLock { $0.sights } }
    var clients: [ClientEnd] { state.withLock { $0.clients.compactMap(\.self) } }
    var connections: Int { state.withLock { $0.connections } }
    var bytesRead: Int { state.withLock { $0.bytesRead } }

    // MARK: - For the threads

    /// The connection's number; `nil` when the server was stopped, and the descriptor is closed.
    func opened(_ descriptor: Int32) -> Int? {
        change { state in
            guard !state.isStopped else {
                close(descriptor)
                return nil
            }
            state.connections += 1
            state.open.append(descriptor)
            return state.connections - 1
        }
    }

    /// Closes under the lock, so that `stop` never touches a number that was given away again.
    func closing(_ descriptor: Int32) {
        let client = ClientEnd(of: descriptor)
        change { state in
            state.open.removeAll { $0 == descriptor }
            state.ended += 1
            state.clients.append(client)
            close(descriptor)
        }
    }

    /// Bytes of a request, deciphered.
    func read(_ count: Int) {
        state.withLock { $0.bytesRead += count }
    }

    /// A request that began; gives its place.
    func begin(_ sight: FaultSight) -> Int {
        change { state in
            state.sights.append(sight)
            return state.sights.count - 1
        }
    }

    func update(_ place: Int, _ body: @Sendable (inout FaultSight) -> Void) {
        change { body(&$0.sights[place]) }
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

    /// Blocks until the test has told, or the server is stopped.
    func waitUntilTold() {
        while !state.withLock({ $0.isTold || $0.isStopped }) { poll(nil, 0, 1) }
    }

    // MARK: - For the test

    func tell() {
        state.withLock { $0.isTold = true }
    }

    func wait(for isSatisfied: @escaping @Sendable (Counts) -> Bool) async {
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
            guard !state.waiters.isEmpty else { return (result, []) }
            let counts = Counts(
                whole: state.sights.count { $0.isWhole },
                connections: state.connections,
                ended: state.ended
            )
            let ready = state.waiters.filter { $0.isSatisfied(counts) }
            if !ready.isEmpty { state.waiters.removeAll { $0.isSatisfied(counts) } }
            return (result, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        return result
    }
}
