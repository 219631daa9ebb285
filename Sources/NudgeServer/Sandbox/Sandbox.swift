package import NudgeCore
import Synchronization

/// A gateway for trials: takes messages, keeps account of every one, and plays what gateways do.
///
/// It does no network I/O and owns no timer. `SandboxServer` puts it behind a port; its receipts and
/// replies are events at instants, which a runner posts: `SandboxRunner` in real time, or a virtual
/// clock by `nextEventAt`, `dueEvents`, `complete` and `retry`.
///
///     message ──▶ receive ──▶ answer
///                    └──▶ scheduled ──dueEvents──▶ being posted ──complete──▶ done
///                             ▲                         └──retry──┐ (given up after five)
///                             └───────────────────────────────────┘
///
/// A message is in the ledger before it is answered; sent twice with one id, it is taken twice and
/// counted: like most gateways it does not de-duplicate.
package final class Sandbox: Sendable {
    private struct State {
        var ledger = SandboxLedger()
        var schedule = SandboxSchedule()
        /// Events scheduled or being posted; only asked for membership.
        var open: Set<SandboxEvent.Key> = []
        /// Answers that wait for an event, by the event.
        var waiting: [SandboxEvent.Key: CheckedContinuation<Void, Never>] = [:]
        var plan: FaultPlan?
        var onChange: (@Sendable () -> Void)?
    }

    private let behaviour: SandboxBehaviour
    private let file: SandboxLedgerFile?
    private let arrivals: SandboxArrivals
    private let state = Mutex(State())

    /// Events that may wait at once: half an hour at 500 messages a second.
    package static let pendingMax = 1_000_000
    /// Waits before an event is posted again, then it is given up; real gateways retry for minutes.
    private static let retryWaits: [Milliseconds] = [
        .seconds(1), .seconds(5), .seconds(30), .minutes(5), .minutes(10),
    ]

    /// - Parameters:
    ///   - behaviour: the settings of chance and time.
    ///   - ledgerPath: a file to which every message is appended before it is answered; an existing one
    ///     is continued: its ids count as seen, and events that were not posted are scheduled again.
    ///   - arrivals: shared by the sandboxes whose messages are to be put in one order.
    /// - Throws: `SandboxError` when the file cannot be read or written.
    package init(
        behaviour: SandboxBehaviour = SandboxBehaviour(),
        ledgerPath: String? = nil,
        arrivals: SandboxArrivals = SandboxArrivals()
    ) throws(SandboxError) {
        self.behaviour = behaviour
        self.arrivals = arrivals
        guard let ledgerPath else {
            file = nil
            return
        }
        let lines = try SandboxLedgerFile.read(path: ledgerPath)
        file = try SandboxLedgerFile(path: ledgerPath)
        try replay(lines, path: ledgerPath)
    }

    // MARK: Messages

    /// Takes account of a message and decides about it.
    ///
    /// - Parameters:
    ///   - message: as received.
    ///   - now: the instant of its arrival.
    /// - Returns: what to answer, with the record of it.
    /// - Throws: `SandboxError.full` or `.ledgerUnwritable`; then the message was not taken.
    package func receive(
        _ message: SandboxMessage,
        now: Instant
    ) throws(SandboxError) -> (record: SandboxRecord, reaction: SandboxReaction) {
        let results = try receive([message], now: now, tongue: .own)
        return results[0]
    }

    /// The same of the messages of one request: all are accounted for, or none.
    ///
    /// `tongue`: What can be said about them.
    package func receive(
        _ messages: [SandboxMessage],
        now: Instant,
        tongue: SandboxTongue
    ) throws(SandboxError) -> [(record: SandboxRecord, reaction: SandboxReaction)] {
        precondition(!messages.isEmpty, "a request of no message")
        let results = try state.withLock { state throws(SandboxError) in
            let attempts = SandboxLedger.attempts(of: messages.map(\.id), after: state.ledger)
            let reactions = SandboxReaction.together(
                zip(messages, attempts).map { message, attempt in
                    let plain = behaviour.reaction(
                        to: message,
                        attempt: attempt,
                        wasThrottled: state.ledger.wasThrottled(message)
                    )
                    let fault = state.plan?.fault(id: message.id, attempt: attempt, now: now)
                    let late = behaviour.lateAnswer
                    return tongue.adapted(fault.map { plain.meeting($0, late) } ?? plain)
                },
                isTold: tongue.isTold
            )
            let events = reactions.reduce(0) { $0 + $1.events.count }
            guard state.ledger.hasRoom(for: messages.map(\.id)),
                state.open.count + events <= Sandbox.pendingMax
            else { throw .full }
            var results: [(record: SandboxRecord, reaction: SandboxReaction)] = []
            for (index, message) in messages.enumerated() {
                let record = record(
                    of: message,
                    attempt: attempts[index],
                    reactions[index],
                    requestID: results.first?.record.sandboxID,
                    now: now,
                    ledger: state.ledger
                )
                try file?.append(SandboxLedgerFile.Line(record))
                state.ledger.add(record)
                schedule(reactions[index], of: record, in: &state) { _ in true }
                results.append((record: record, reaction: reactions[index]))
            }
            return results
        }
        notify()
        return results
    }

    /// From now on messages meet what a script has for them.
    package func play(_ plan: FaultPlan) {
        state.withLock { $0.plan = plan }
    }

    /// Counts a request that was refused before it became a message.
    package func count(_ change: @Sendable (inout SandboxTotals) -> Void) {
        state.withLock { $0.ledger.count(change) }
    }

    /// The sums of everything received.
    package var totals: SandboxTotals { state.withLock { $0.ledger.totals } }

    /// The messages after `sequence`, in order of arrival, at most `limit`.
    package func records(after sequence: Int = 0, limit: Int = .max) -> [SandboxRecord] {
        state.withLock { Array($0.ledger.records(after: sequence, limit: limit)) }
    }

    /// The newest messages of which this is so, in order of arrival, at most `limit`.
    package func newest(
        _ limit: Int,
        where isWanted: (SandboxRecord) -> Bool
    ) -> [SandboxRecord] {
        state.withLock { $0.ledger.newest(limit, where: isWanted) }
    }

    /// `wasThrottled`: As an earlier run found, whose answer is known.
    private func judge(
        _ message: SandboxMessage,
        wasThrottled: Bool,
        now: Instant,
        ledger: SandboxLedger
    ) -> (SandboxRecord, SandboxReaction) {
        let attempt = ledger.attemptNext(of: message.id)
        let reaction = behaviour.reaction(
            to: message,
            attempt: attempt,
            wasThrottled: wasThrottled
        )
        let record = record(of: message, attempt: attempt, reaction, now: now, ledger: ledger)
        return (record, reaction)
    }

    private func record(
        of message: SandboxMessage,
        attempt: Int,
        _ reaction: SandboxReaction,
        requestID: String? = nil,
        now: Instant,
        ledger: SandboxLedger
    ) -> SandboxRecord {
        let sandboxID = SandboxRecord.sandboxID(of: message.id, attempt: attempt)
        return SandboxRecord(
            sequence: ledger.totals.received + 1,
            arrival: arrivals.next(),
            at: now,
            message: message,
            attempt: attempt,
            sandboxID: sandboxID,
            requestID: requestID ?? sandboxID,
            answer: reaction.answerName,
            isTaken: reaction.isTaken,
            receipts: reaction.events.compactMap { planned in
                switch planned.kind {
                case .receipt(let receipt), .receiptByVendorID(let receipt):
                    SandboxRecord.Receipt(at: now + planned.after, receipt: receipt)
                case .reply: nil
                }
            }
        )
    }

    private func schedule(
        _ reaction: SandboxReaction,
        of record: SandboxRecord,
        in state: inout State,
        where isWanted: (SandboxEvent.Key) -> Bool
    ) {
        for (number, planned) in reaction.events.enumerated() {
            let event = SandboxEvent(
                key: SandboxEvent.Key(sandboxID: record.sandboxID, number: number),
                kind: planned.kind,
                contact: record.message.id,
                requestID: record.requestID,
                reference: record.message.reference,
                channel: record.message.channel,
                address: record.message.to,
                at: record.at + planned.after
            )
            guard isWanted(event.key) else { continue }
            state.open.insert(event.key)
            state.schedule.add(event, due: event.at)
        }
    }

    // MARK: Events

    /// When the next event is due; `nil` when none is scheduled.
    ///
    /// Events that are being posted are not scheduled any more: see `pendingCount`.
    package var nextEventAt: Instant? { state.withLock { $0.schedule.nextAt } }

    /// Events that are scheduled or being posted.
    package var pendingCount: Int { state.withLock { $0.open.count } }

    /// Hands out the events that are due, in order; each must be given back by `complete` or `retry`.
    package func dueEvents(_ now: Instant, limit: Int = .max) -> [SandboxEvent] {
        state.withLock { state in
            var events: [SandboxEvent] = []
            while events.count < limit, let event = state.schedule.popDue(at: now) {
                events.append(event)
            }
            return events
        }
    }

    /// The event was posted, and the callback answered 2xx.
    ///
    /// Throws `SandboxError.ledgerUnwritable`; the event is done all the same.
    package func complete(_ event: SandboxEvent, now: Instant) throws(SandboxError) {
        try finish(event, posted: true, now: now)
    }

    /// The event could not be posted: it is scheduled again, or given up after the fifth retry.
    ///
    /// Throws `SandboxError.ledgerUnwritable`, and only when it is given up.
    package func retry(_ event: SandboxEvent, now: Instant) throws(SandboxError) {
        guard event.failures < Sandbox.retryWaits.count else {
            try finish(event, posted: false, now: now)
            return
        }
        var again = event
        again.failures += 1
        state.withLock { state in
            precondition(state.open.contains(event.key), "an event is given back once")
            state.schedule.add(again, due: now + Sandbox.retryWaits[event.failures])
        }
        notify()
    }

    private func finish(
        _ event: SandboxEvent,
        posted: Bool,
        now: Instant
    ) throws(SandboxError) {
        let waiting = state.withLock { state in
            precondition(state.open.remove(event.key) != nil, "an event is given back once")
            state.ledger.count {
                if posted { $0.eventsPosted += 1 } else { $0.eventsGivenUp += 1 }
            }
            return state.waiting.removeValue(forKey: event.key)
        }
        waiting?.resume()
        notify()
        try file?.append(SandboxLedgerFile.Line(event, posted: posted, at: now))
    }

    /// Returns when the event is posted or given up; at once when the task is cancelled.
    func settled(_ key: SandboxEvent.Key) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled, state.open.contains(key) else { return true }
                    precondition(state.waiting[key] == nil, "one answer waits for an event")
                    state.waiting[key] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: key) }?.resume()
        }
    }

    /// Called after every change of the schedule, on any thread; for whoever sleeps until
    /// `nextEventAt`.
    ///
    /// It must not call back into the sandbox.
    package func setOnChange(_ onChange: (@Sendable () -> Void)?) {
        state.withLock { $0.onChange = onChange }
    }

    private func notify() {
        state.withLock { $0.onChange }?()
    }

    // MARK: An earlier run

    /// Builds the state from the lines of a ledger; what an id meets follows from the id, so events
    /// that were not done are found by asking again.
    private func replay(
        _ lines: [SandboxLedgerFile.Line],
        path: String
    ) throws(SandboxError) {
        var done: Set<SandboxEvent.Key> = []
        for line in lines where line.type == .event {
            done.insert(SandboxEvent.Key(sandboxID: line.sandbox, number: line.number ?? 0))
        }
        try state.withLock { state throws(SandboxError) in
            for (index, line) in lines.enumerated() {
                guard line.type == .message else {
                    state.ledger.count {
                        if line.posted == true {
                            $0.eventsPosted += 1
                        } else {
                            $0.eventsGivenUp += 1
                        }
                    }
                    continue
                }
                guard let (message, at) = line.message, state.ledger.hasRoom(for: message.id) else {
                    throw .ledgerUnreadable(path: path, line: index + 1)
                }
                let (record, reaction) = judge(
                    message,
                    wasThrottled: line.answer != SandboxReaction.throttledName,
                    now: at,
                    ledger: state.ledger
                )
                state.ledger.add(record)
                schedule(reaction, of: record, in: &state) { !done.contains($0) }
            }
        }
    }
}

extension SandboxLedgerFile.Line {
    init(_ record: SandboxRecord) {
        self.init(
            type: .message,
            at: record.at.description,
            sandbox: record.sandboxID,
            seq: record.sequence,
            id: record.message.id,
            channel: record.message.channel.name,
            to: record.message.to,
            attempt: record.attempt,
            answer: record.answer,
            textBytes: record.message.text.utf8.count
        )
    }

    init(_ event: SandboxEvent, posted: Bool, at: Instant) {
        self.init(
            type: .event,
            at: at.description,
            sandbox: event.key.sandboxID,
            number: event.key.number,
            posted: posted
        )
    }

    /// The message and its arrival, without the text, which is not kept.
    var message: (SandboxMessage, Instant)? {
        guard let id, let to, let channel = channel.flatMap({ Channel(name: $0) }),
            let at = Instant(parsing: at)
        else { return nil }
        return (SandboxMessage(id: id, channel: channel, to: to, text: ""), at)
    }
}
