internal import Curl
internal import Logging
internal import NudgeCore
package import NudgeGateways
package import NudgeStore

/// How the staff are told of cases; `nil` in `EngineParts`: they look themselves.
package struct StaffParts: Sendable {
    package var store: any CaseStore
    package var webhook: StaffWebhook
    /// Its own at libcurl: a slow staff system delays no contact.
    package var lane: Int32

    package init(store: any CaseStore, webhook: StaffWebhook, lane: Int32) {
        self.store = store
        self.webhook = webhook
        self.lane = lane
    }
}

/// Tells the staff of open cases, each at least once: the store is the outbox.
///
/// The engine's thread calls it between two turns. What is in flight when the daemon ends is told
/// again, under the same webhook id. A failure is tried again, ever more slowly, for as long as the
/// case is open.
final class StaffDesk {
    let lane: Int32
    private let parts: StaffParts
    private let sender: CurlClient
    private let wire: WireID
    private let log: Logger
    /// Under way, with the attempts that failed before.
    private var inFlight: [Int64: Int] = [:]
    private var outcomes: [CaseTelling] = []
    private var looksAgain = true
    /// When the next case is due to be told; `nil` while nothing is, or an answer is awaited.
    private(set) var nextDue: Instant?

    /// Told at once: enough for a morning's hand-offs, few enough for a small system.
    static let inFlightMax = 4
    private static let firstWait = Milliseconds.seconds(10)
    private static let longestWait = Milliseconds.hours(1)

    init(_ parts: StaffParts, sender: CurlClient, log: Logger) {
        self.parts = parts
        self.sender = sender
        self.log = log
        lane = parts.lane
        wire = WireID(store: parts.store.identity)
    }

    /// How many are under way or wait for their answer to be committed.
    var outstanding: Int { inFlight.count + outcomes.count }

    /// There may be new cases.
    func poke() {
        looksAgain = true
    }

    /// Commits what was answered, and tells of what is due.
    func work(at now: Instant, isDraining: Bool) throws(StoreError) {
        if !outcomes.isEmpty {
            try parts.store.told(outcomes, at: now)
            outcomes.removeAll(keepingCapacity: true)
            looksAgain = true
        }
        let isDue = looksAgain || nextDue.map { $0 <= now } ?? false
        guard isDue, !isDraining, inFlight.count < StaffDesk.inFlightMax else { return }
        let due = try parts.store.casesToTell(at: now, limit: StaffDesk.inFlightMax)
        let fresh = due.filter { inFlight[$0.id] == nil }
        let taken = submit(fresh.prefix(StaffDesk.inFlightMax - inFlight.count), at: now)
        looksAgain = false
        // What is in flight is still due in the store: its answer brings the next look.
        nextDue = taken && !inFlight.isEmpty ? nil : try parts.store.nextCaseToTell()
        if !taken { nextDue = now + .seconds(1) }
    }

    /// False when libcurl has no room for them.
    private func submit(_ cases: some Collection<CaseRecord>, at now: Instant) -> Bool {
        let requests = cases.map { record in
            parts.webhook.request(
                for: record.notice(wire),
                id: UInt64(record.id),
                lane: lane,
                now: now
            )
        }
        guard !requests.isEmpty else { return true }
        guard sender.submit(requests) == .taken else { return false }
        for record in cases { inFlight[record.id] = record.attempts }
        return true
    }

    /// Understands how one attempt ended.
    func take(_ completion: CurlCompletion, at now: Instant) {
        let id = Int64(completion.id)
        guard let attempts = inFlight.removeValue(forKey: id) else { return }
        let fault: String
        switch completion.outcome {
        case .answered(let answer) where (200..<300).contains(answer.status):
            outcomes.append(CaseTelling(id: id, retryAt: nil))
            return
        case .answered(let answer): fault = "answered \(answer.status)"
        case .failed(let error, _): fault = error.message
        case .notSent(let why): fault = "\(why)"
        }
        let retryAt = now + StaffDesk.wait(afterAttempts: attempts)
        log.warning(
            "the staff's webhook did not take a case",
            metadata: [
                "case": "\(wire.text(ofCase: id))", "reason": "\(fault)", "again": "\(retryAt)",
            ]
        )
        outcomes.append(CaseTelling(id: id, retryAt: retryAt))
    }

    /// 10 s, 20 s, 40 s … an hour.
    static func wait(afterAttempts attempts: Int) -> Milliseconds {
        min(firstWait * (1 << min(attempts, 10)), longestWait)
    }
}

extension CaseRecord {
    fileprivate func notice(_ wire: WireID) -> CaseNotice {
        CaseNotice(
            wireID: wire.text(ofCase: id),
            kind: kind,
            team: team,
            customer: reference,
            tier: tier,
            step: step,
            reason: reason,
            openedAt: openedAt
        )
    }
}
