internal import Glibc
internal import Synchronization

/// Sends HTTP requests with libcurl, many at a time, each at most once.
///
/// One thread of its own drives libcurl's multi interface; connections are kept and handles reused.
/// Requests come in batches, from any thread and without waiting; completions go back in batches,
/// by one closure that is called on the curl thread. It must be quick: while it runs, nothing
/// is sent or received. It may submit.
///
/// Redirects are not followed, proxies of the environment not used, certificates always verified,
/// and nothing is ever sent a second time: see `CurlTransfer`.
package final class CurlClient: Sendable {
    private let mailbox: CurlMailbox
    /// `nil` once somebody joins it.
    private let thread: Mutex<pthread_t?>

    /// - Parameters:
    ///   - settings: Lanes with different ids, each with room for at least one.
    ///   - clock: Milliseconds since 1970, compared with `CurlRequest.notAfter`; called on the curl
    ///     thread.
    ///   - completed: Takes each completion once; called on the curl thread.
    /// - Throws: `CurlError` when libcurl is too old, or there is no memory or thread left.
    package init(
        settings: CurlSettings,
        clock: @escaping @Sendable () -> Int64,
        completed: @escaping @Sendable ([CurlCompletion]) -> Void
    ) throws(CurlError) {
        CurlClient.checkLanes(settings.lanes)
        try CurlLibrary.initialise()
        let multi = try CurlMulti()
        mailbox = CurlMailbox(multi: multi, outstandingMax: settings.outstandingMax)
        let worker = CurlWorker(
            settings: settings,
            multi: multi,
            mailbox: mailbox,
            clock: clock,
            completed: completed
        )
        thread = Mutex(try CurlClient.startThread(worker))
    }

    /// Whoever forgets to shut down loses what is under way, but no memory is left behind.
    deinit {
        mailbox.order(.stop(within: 0))
        guard let thread = thread.withLock({ $0 }) else { return }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    // MARK: - For any thread

    /// Hands over a batch: all of it is taken, or nothing.
    package func submit(_ requests: [CurlRequest]) -> CurlSubmission {
        mailbox.submit(requests)
    }

    /// Recalls a lane's requests of which no byte was written yet.
    ///
    /// Each is completed as `.notSent(.cancelled)`; those under way are completed as they end.
    package func cancelUnsent(lane: Int32) {
        cancelUnsent { $0.lane == lane }
    }

    /// Recalls the requests that match and of which no byte was written yet.
    ///
    /// The closure is called on the curl thread, soon.
    package func cancelUnsent(where matches: @escaping @Sendable (CurlRequest) -> Bool) {
        mailbox.order(.recall(matches))
    }

    /// Changes the lanes and their room.
    ///
    /// What waits in a lane that is left out is completed as `.notSent(.unknownLane)`.
    package func setLanes(_ lanes: [CurlLane]) {
        CurlClient.checkLanes(lanes)
        mailbox.order(.lanes(lanes))
    }

    /// How many requests were taken and are not completed.
    package var outstanding: Int { mailbox.outstanding }

    /// Takes nothing more, completes what waits as not sent, gives what is under way so much time,
    /// breaks off the rest, and joins the thread.
    ///
    /// All completions have been delivered when it returns. It blocks: not for an actor. A second
    /// call returns at once.
    package func shutdown(withinMilliseconds limit: Int64) {
        mailbox.order(.stop(within: limit))
        let joinable = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let joinable else { return }
        precondition(pthread_equal(joinable, pthread_self()) == 0, "the curl thread joins itself")
        pthread_join(joinable, nil)
    }

    // MARK: - Beginning

    private static func checkLanes(_ lanes: [CurlLane]) {
        for (index, lane) in lanes.enumerated() {
            precondition(lane.inFlightMax >= 1, "a lane without room")
            precondition(!lanes[..<index].contains { $0.id == lane.id }, "a lane twice")
        }
    }

    private static func startThread(_ worker: CurlWorker) throws(CurlError) -> pthread_t {
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(worker)
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let worker = unsafe Unmanaged<CurlWorker>.fromOpaque(argument).takeRetainedValue()
                worker.run()
                return nil
            },
            retained.toOpaque()
        )
        guard code == 0 else {
            unsafe retained.release()
            throw CurlError(code: CurlCode(rawValue: 2), message: "no thread: error \(code)")
        }
        return thread
    }
}
