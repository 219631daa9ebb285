internal import Synchronization

/// What the client's callers leave for the curl thread.
final class CurlMailbox: Sendable {
    /// In the order in which it was said: a recall reaches what was submitted before it only.
    enum Mail: Sendable {
        case requests([CurlRequest])
        case recall(@Sendable (CurlRequest) -> Bool)
        case lanes([CurlLane])
        /// Bounded in milliseconds.
        case stop(within: Int64)
    }

    private struct State {
        var mail: [Mail] = []
        var outstanding = 0
        var isWakePending = false
        var isStopping = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let multi: CurlMulti
    private let outstandingMax: Int

    init(multi: CurlMulti, outstandingMax: Int) {
        self.multi = multi
        self.outstandingMax = outstandingMax
    }

    // MARK: - For any thread

    func submit(_ requests: [CurlRequest]) -> CurlSubmission {
        state.withLock { state in
            guard !state.isStopping else { return .closed }
            guard state.outstanding + requests.count <= outstandingMax else { return .full }
            state.outstanding += requests.count
            post(.requests(requests), to: &state)
            return .taken
        }
    }

    /// What `submit` would say to so many.
    func wouldTake(_ count: Int) -> CurlSubmission {
        state.withLock { state in
            guard !state.isStopping else { return .closed }
            return state.outstanding + count <= outstandingMax ? .taken : .full
        }
    }

    /// Without effect once the client is stopping.
    func order(_ mail: Mail) {
        state.withLock { state in
            guard !state.isStopping else { return }
            if case .stop = mail { state.isStopping = true }
            post(mail, to: &state)
        }
    }

    var outstanding: Int {
        state.withLock { $0.outstanding }
    }

    private func post(_ mail: Mail, to state: inout sending State) {
        state.mail.append(mail)
        if !state.isWakePending && !state.isClosed {
            state.isWakePending = true
            multi.wake()
        }
    }

    // MARK: - For the curl thread

    /// Takes all mail, and counts off what was completed since the last call.
    func take(completed: Int) -> [Mail] {
        state.withLock { state in
            state.outstanding -= completed
            assert(state.outstanding >= 0)
            state.isWakePending = false
            guard !state.mail.isEmpty else { return [] }
            let mail = state.mail
            state.mail = []
            return mail
        }
    }

    /// Frees the multi handle; nobody wakes it any more.
    func close(completed: Int) {
        state.withLock { state in
            state.outstanding -= completed
            state.isStopping = true
            state.isClosed = true
            multi.close()
        }
    }
}
