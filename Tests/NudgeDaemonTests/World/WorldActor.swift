import Dispatch

/// The thread on which worlds are driven: an engine belongs to one thread, and its waits must not
/// hold up the threads that all other tests share.
@globalActor
actor WorldActor {
    static let shared = WorldActor()
    private let executor = WorldExecutor()

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }
}

/// Runs jobs one after the other on a queue of its own.
private final class WorldExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "world")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
