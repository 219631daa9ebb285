internal import Glibc
internal import Synchronization

/// A thread that drives libcurl for some lanes, and the mailbox before it.
final class CurlCrew: Sendable {
    let mailbox: CurlMailbox
    /// `nil` once somebody joins it.
    private let thread: Mutex<pthread_t?>

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - settings: Its lanes among them, and none else.
    ///   - clock: As `CurlClient` is given it.
    ///   - completed: As `CurlClient` is given it.
    /// - Throws: `CurlError` when there is no memory or thread left.
    init(
        settings: CurlSettings,
        clock: @escaping @Sendable () -> Int64,
        completed: @escaping @Sendable ([CurlCompletion]) -> Void
    ) throws(CurlError) {
        let room = settings.lanes.reduce(0) { $0 + $1.inFlightMax }
        let multi = try CurlMulti(byEvents: room >= settings.eventsMin)
        mailbox = CurlMailbox(multi: multi, outstandingMax: settings.outstandingMax)
        let worker = CurlWorker(
            settings: settings,
            multi: multi,
            mailbox: mailbox,
            clock: clock,
            completed: completed
        )
        thread = Mutex(try CurlCrew.startThread(worker))
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

    /// Waits for the thread's end, which must have been ordered; a second call returns at once.
    func join() {
        let joinable = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let joinable else { return }
        precondition(pthread_equal(joinable, pthread_self()) == 0, "the curl thread joins itself")
        pthread_join(joinable, nil)
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
