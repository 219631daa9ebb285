internal import Synchronization

/// Sends HTTP requests with libcurl, many at a time, each at most once.
///
/// A thread of its own drives libcurl's multi interface; connections are kept and handles reused.
/// A lane of mails has one more thread, since libcurl waits there for the server's last word and
/// would hold up everybody. Requests come in batches, from any thread and without waiting;
/// completions go back in batches, by one closure that is called on the curl threads. It must be
/// quick: while it runs, nothing is sent or received. It may submit.
///
/// Redirects are not followed, proxies of the environment not used, certificates always verified,
/// and nothing is ever sent a second time: see `CurlTransfer`.
package final class CurlClient: Sendable {
    /// The one that lanes share, then one for each lane of mails.
    private let crews: [CurlCrew]
    /// The crew of each lane of mails, by the lane's id.
    private let mailCrews: [Int32: Int]
    /// Held while something is said to several crews, so that a batch is taken whole or not at all.
    private let gate = Mutex(())

    /// - Parameters:
    ///   - settings: Lanes with different ids, each with room for at least one.
    ///   - clock: Milliseconds since 1970, compared with `CurlRequest.notAfter`; called on the curl
    ///     threads.
    ///   - completed: Takes each completion once; called on the curl threads, perhaps by several at
    ///     a time.
    /// - Throws: `CurlError` when libcurl is too old, or there is no memory or thread left.
    package init(
        settings: CurlSettings,
        clock: @escaping @Sendable () -> Int64,
        completed: @escaping @Sendable ([CurlCompletion]) -> Void
    ) throws(CurlError) {
        CurlClient.checkLanes(settings.lanes)
        try CurlLibrary.initialise()
        let mails = settings.lanes.filter(\.isMail)
        let shared = settings.lanes.filter { !$0.isMail }
        var crews: [CurlCrew] = []
        for lanes in [shared] + mails.map({ [$0] }) {
            var part = settings
            part.lanes = lanes
            crews.append(try CurlCrew(settings: part, clock: clock, completed: completed))
        }
        self.crews = crews
        mailCrews = Dictionary(uniqueKeysWithValues: mails.enumerated().map { ($1.id, $0 + 1) })
    }

    // MARK: - For any thread

    /// Hands over a batch: all of it is taken, or nothing.
    package func submit(_ requests: [CurlRequest]) -> CurlSubmission {
        guard crews.count > 1 else { return crews[0].mailbox.submit(requests) }
        let parts = Dictionary(grouping: requests) { mailCrews[$0.lane] ?? 0 }
            .sorted { $0.key < $1.key }
        return gate.withLock { _ in
            for (crew, part) in parts {
                let answer = crews[crew].mailbox.wouldTake(part.count)
                guard answer == .taken else { return answer }
            }
            // Between the look and this only room was made, and nobody stops without the gate.
            for (crew, part) in parts { _ = crews[crew].mailbox.submit(part) }
            return .taken
        }
    }

    /// Recalls a lane's requests of which no byte was written yet.
    ///
    /// Each is completed as `.notSent(.cancelled)`; those under way are completed as they end.
    package func cancelUnsent(lane: Int32) {
        cancelUnsent { $0.lane == lane }
    }

    /// Recalls the requests that match and of which no byte was written yet.
    ///
    /// The closure is called on the curl threads, soon.
    package func cancelUnsent(where matches: @escaping @Sendable (CurlRequest) -> Bool) {
        for crew in crews { crew.mailbox.order(.recall(matches)) }
    }

    /// Changes the lanes and their room.
    ///
    /// What waits in a lane that is left out is completed as `.notSent(.unknownLane)`. A lane of
    /// mails that was not there from the beginning has no thread of its own.
    package func setLanes(_ lanes: [CurlLane]) {
        CurlClient.checkLanes(lanes)
        for (index, crew) in crews.enumerated() {
            crew.mailbox.order(.lanes(lanes.filter { mailCrews[$0.id] ?? 0 == index }))
        }
    }

    /// How many requests were taken and are not completed.
    package var outstanding: Int { crews.reduce(0) { $0 + $1.mailbox.outstanding } }

    /// Takes nothing more, completes what waits as not sent, gives what is under way so much time,
    /// breaks off the rest, and joins the threads.
    ///
    /// All completions have been delivered when it returns. It blocks: not for an actor. A second
    /// call returns at once.
    package func shutdown(withinMilliseconds limit: Int64) {
        gate.withLock { _ in
            for crew in crews { crew.mailbox.order(.stop(within: limit)) }
        }
        for crew in crews { crew.join() }
    }

    private static func checkLanes(_ lanes: [CurlLane]) {
        for (index, lane) in lanes.enumerated() {
            precondition(lane.inFlightMax >= 1, "a lane without room")
            precondition(!lanes[..<index].contains { $0.id == lane.id }, "a lane twice")
        }
    }
}
