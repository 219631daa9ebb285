import Dispatch

/// Where these tests run: one thread that may block, so that no test waits on the pool's threads.
///
/// A test that is isolated to it keeps its task, so its expectations are counted as its own.
@globalActor
actor AcceptanceThread {
    static let shared = AcceptanceThread()

    private let executor = QueueExecutor()

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }
}

private final class QueueExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "acceptance")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
