internal import CCurl
internal import Glibc

/// What runs on the curl thread: takes requests, keeps libcurl busy, hands back what is done.
///
///     mail ──▶ lanes (waiting) ──room──▶ running (libcurl) ──▶ done ──▶ `completed`
///
/// Only what may run is given to libcurl: its own queue of pending handles costs half as much more.
final class CurlWorker {
    private let settings: CurlSettings
    private let multi: CurlMulti
    private let mailbox: CurlMailbox
    private let clock: @Sendable () -> Int64
    private let completed: @Sendable ([CurlCompletion]) -> Void
    private var lanes: [CurlLaneQueue] = []
    private let sockets = CurlSockets()
    private var running: [CurlTransfer] = []
    private var idle: [CurlTransfer] = []
    /// Handles of mails, which carry nothing else.
    private var idleMails: [CurlTransfer] = []
    private var done: [CurlCompletion] = []
    /// Delivered but not yet counted off in the mailbox.
    private var uncounted = 0
    /// On the monotonic clock; set when stopping.
    private var deadline: Int64?

    /// How long the thread sleeps with nothing to do; mail wakes it at once.
    private static let sleepMilliseconds: Int32 = 10_000

    /// With so many under way, the first answer is soon followed by others: they are awaited for a
    /// moment, so that a look at all connections finds more than one of them.
    private static let gatheringMin = 8
    private static let gatheringNanoseconds = 100_000

    init(
        settings: CurlSettings,
        multi: CurlMulti,
        mailbox: CurlMailbox,
        clock: @escaping @Sendable () -> Int64,
        completed: @escaping @Sendable ([CurlCompletion]) -> Void
    ) {
        self.settings = settings
        self.multi = multi
        self.mailbox = mailbox
        self.clock = clock
        self.completed = completed
        setLanes(settings.lanes)
    }

    /// The thread's life: returns when a stop was ordered and everything is completed.
    func run() {
        while true {
            for mail in mailbox.take(completed: uncounted) { handle(mail) }
            uncounted = 0
            startWaiting()
            multi.perform()
            collectFinished()
            let hasStarted = startWaiting()
            deliver()
            if let deadline {
                let left = deadline - CurlWorker.monotonicMilliseconds()
                if running.isEmpty || left <= 0 { break }
                multi.poll(milliseconds: Int32(clamping: left))
            } else if !hasStarted {
                multi.poll(milliseconds: CurlWorker.sleepMilliseconds)
                if running.count >= CurlWorker.gatheringMin { CurlWorker.gather() }
            }
        }
        abort(.shuttingDown) { _ in true }
        deliver()
        idle = []
        idleMails = []
        mailbox.close(completed: uncounted)
    }

    // MARK: - Mail

    private func handle(_ mail: CurlMailbox.Mail) {
        switch mail {
        case .requests(let requests): enqueue(requests)
        case .recall(let matches): recall(.cancelled, where: matches)
        case .lanes(let lanes): setLanes(lanes)
        case .stop(let milliseconds):
            deadline = CurlWorker.monotonicMilliseconds() + milliseconds
            recall(.shuttingDown) { _ in true }
        }
    }

    private func enqueue(_ requests: [CurlRequest]) {
        var index: Int?
        for request in requests {
            // A batch is mostly one lane's.
            if index.map({ lanes[$0].id != request.lane }) ?? true {
                index = lanes.firstIndex { $0.id == request.lane && $0.inFlightMax > 0 }
            }
            if let index {
                lanes[index].append(request)
            } else {
                finish(request, .notSent(.unknownLane))
            }
        }
    }

    /// Takes back what waits, and what is still looking for its connection.
    private func recall(_ reason: CurlUnsent, where matches: (CurlRequest) -> Bool) {
        for index in lanes.indices {
            for request in lanes[index].remove(where: matches) {
                finish(request, .notSent(reason))
            }
        }
        abort(reason) { !$0.isWritten && matches($0.request) }
    }

    private func abort(_ reason: CurlUnsent, where matches: (CurlTransfer) -> Bool) {
        for transfer in running.filter(matches) {
            let outcome = transfer.aborted(reason)
            release(transfer)
            finish(transfer.request, outcome)
        }
    }

    /// A lane that is left out takes nothing more; what waits in it is completed as not sent.
    private func setLanes(_ wanted: [CurlLane]) {
        for lane in wanted {
            if let index = lanes.firstIndex(where: { $0.id == lane.id }) {
                lanes[index].inFlightMax = lane.inFlightMax
            } else {
                lanes.append(CurlLaneQueue(lane))
            }
        }
        for index in lanes.indices where !wanted.contains(where: { $0.id == lanes[index].id }) {
            lanes[index].inFlightMax = 0
            for request in lanes[index].remove(where: { _ in true }) {
                finish(request, .notSent(.unknownLane))
            }
        }
        lanes.removeAll { $0.inFlightMax == 0 && $0.inFlight == 0 }
        multi.keepConnections(max(1, lanes.reduce(0) { $0 + $1.inFlightMax }))
    }

    // MARK: - Transfers

    /// Whether anything was started.
    @discardableResult
    private func startWaiting() -> Bool {
        var hasStarted = false
        for index in lanes.indices {
            while lanes[index].hasRoom, let request = lanes[index].popFirst() {
                if start(request) {
                    lanes[index].inFlight += 1
                    hasStarted = true
                }
            }
        }
        return hasStarted
    }

    private func start(_ request: CurlRequest) -> Bool {
        if request.notAfter != .max && clock() >= request.notAfter {
            finish(request, .notSent(.expired))
            return false
        }
        do throws(CurlError) {
            let transfer = try takeTransfer(for: request)
            do throws(CurlError) {
                try transfer.prepare(request)
            } catch {
                keep(transfer)
                throw error
            }
            guard multi.add(transfer) else {
                throw CurlError(code: CurlCode(rawValue: 2), message: "libcurl took no more")
            }
            transfer.position = running.count
            running.append(transfer)
            return true
        } catch {
            finish(request, .notSent(.invalid(error.description)))
            return false
        }
    }

    private func takeTransfer(for request: CurlRequest) throws(CurlError) -> CurlTransfer {
        let kept = request.mail == nil ? idle.popLast() : idleMails.popLast()
        if let kept { return kept }
        return try CurlTransfer(
            settings: settings,
            request: request,
            sockets: sockets,
            clock: clock
        )
    }

    private func collectFinished() {
        while let (transfer, result) = multi.nextFinished() {
            if transfer.hasEndedConnection && startsAgain(transfer) { continue }
            let outcome = transfer.outcome(result, keeping: settings.keptHeaders)
            release(transfer)
            finish(transfer.request, outcome)
        }
    }

    /// Whether a request that met an ended connection, and has not left, is tried on a new one.
    private func startsAgain(_ transfer: CurlTransfer) -> Bool {
        multi.remove(transfer)
        do throws(CurlError) {
            try transfer.prepareAgain()
        } catch {
            return false
        }
        return multi.add(transfer)
    }

    /// Takes the handle out of libcurl and keeps it for the next request.
    private func release(_ transfer: CurlTransfer) {
        multi.remove(transfer)
        let last = running.removeLast()
        if last !== transfer {
            running[transfer.position] = last
            last.position = transfer.position
        }
        if let index = lanes.firstIndex(where: { $0.id == transfer.request.lane }) {
            lanes[index].inFlight -= 1
        }
        keep(transfer)
    }

    private func keep(_ transfer: CurlTransfer) {
        if transfer.isMail { idleMails.append(transfer) } else { idle.append(transfer) }
    }

    private func finish(_ request: CurlRequest, _ outcome: CurlOutcome) {
        done.append(CurlCompletion(id: request.id, lane: request.lane, outcome: outcome))
    }

    private func deliver() {
        guard !done.isEmpty else { return }
        let batch = done
        done = []
        uncounted += batch.count
        completed(batch)
    }

    private static func gather() {
        var length = timespec(tv_sec: 0, tv_nsec: gatheringNanoseconds)
        unsafe nanosleep(&length, nil)
    }

    private static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
