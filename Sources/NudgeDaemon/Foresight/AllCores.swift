internal import Dispatch
internal import Foundation
internal import NudgeStore
internal import Synchronization

/// Work that is done on all cores at once: numbered jobs, each with a result.
enum AllCores {
    /// More threads than this would wait for the store's few readers.
    private static let workersMax = 16

    /// The results of the jobs `0..<count`, in order.
    ///
    /// Each core takes the next job when it has finished one, so no more are under way than there are
    /// cores. After a failure no job begins; the failure of the lowest number is thrown.
    static func map<Value: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) throws(StoreError) -> Value
    ) throws(StoreError) -> [Value] {
        let board = Board<Value>(count)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workers = min(count, max(1, min(cores, workersMax)))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while let job = board.take() {
                board.put(job, Result { () throws(StoreError) in try body(job) })
            }
        }
        return try board.results()
    }

    /// Which jobs are taken, and what came of them.
    private final class Board<Value: Sendable>: Sendable {
        private let state: Mutex<State>

        private struct State: Sendable {
            var next = 0
            var results: [Value?]
            var failure: (job: Int, error: StoreError)?
        }

        init(_ count: Int) {
            state = Mutex(State(results: Array(repeating: nil, count: count)))
        }

        func take() -> Int? {
            state.withLock { state in
                guard state.failure == nil, state.next < state.results.count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func put(_ job: Int, _ result: Result<Value, StoreError>) {
            state.withLock { state in
                switch result {
                case .success(let value): state.results[job] = value
                case .failure(let error):
                    if let known = state.failure, known.job < job { return }
                    state.failure = (job, error)
                }
            }
        }

        func results() throws(StoreError) -> [Value] {
            let (results, failure) = state.withLock { state in
                let taken = (state.results, state.failure)
                state.results = []
                return taken
            }
            if let failure { throw failure.error }
            return results.compactMap(\.self)
        }
    }
}
