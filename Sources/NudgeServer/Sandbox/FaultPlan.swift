package import NudgeCore

/// Plays a script of faults against the messages of one gateway.
///
/// The same messages in the same order meet the same faults: what is chance follows from the
/// script's seed and the message's id.
package struct FaultPlan: Sendable {
    private var faults: [Running]
    private let seed: UInt64
    private let beginning: Instant
    private var messages = 0

    private struct Running: Sendable {
        let fault: ScriptedFault
        /// Its place in the script, by which shares of two faults are other messages.
        let place: UInt64
        var began: Instant?
        var met = 0
    }

    /// The faults of a script that one gateway's messages meet.
    ///
    /// `gateway`: Whose messages these are.
    /// `beginning`: The instant from which `at` is counted.
    package init(_ script: FaultScript, gateway: String, beginning: Instant) {
        seed = script.seed
        self.beginning = beginning
        faults = script.faults.enumerated()
            .filter { $0.element.gateway == nil || $0.element.gateway == gateway }
            .map { Running(fault: $0.element, place: UInt64($0.offset)) }
    }

    /// What the next message meets; `nil`: its ordinary fate.
    package mutating func fault(id: String, attempt: Int, now: Instant) -> FaultKind? {
        defer { messages += 1 }
        for index in faults.indices where isOn(&faults[index], now: now) {
            let running = faults[index]
            guard chance(running, id: id, attempt: attempt) < running.fault.sharePercent else {
                continue
            }
            faults[index].met += 1
            return running.fault.kind
        }
        return nil
    }

    private func isOn(_ running: inout Running, now: Instant) -> Bool {
        if running.began == nil {
            switch running.fault.beginning {
            case .at(let length):
                if now >= beginning + length { running.began = beginning + length }
            case .after(let count): if messages >= count { running.began = now }
            }
        }
        guard let began = running.began else { return false }
        return switch running.fault.end {
        case nil: true
        case .length(let length): now < began + length
        case .messages(let count): running.met < count
        }
    }

    private func chance(_ running: Running, id: String, attempt: Int) -> Int {
        let key = seed &* 0x9E37_79B9_7F4A_7C15 &+ running.place
        var generator = SandboxGenerator(id: "\(key)/\(id)", attempt: attempt)
        return Int.random(in: 0..<100, using: &generator)
    }
}

extension SandboxReaction {
    /// The same, as a fault of a script makes it.
    func meeting(_ fault: FaultKind, _ lateAnswer: Milliseconds) -> SandboxReaction {
        var reaction = self
        switch fault {
        case .rateLimited(let seconds):
            return SandboxReaction(answer: .throttled(retryAfterSeconds: seconds))
        case .retry: return SandboxReaction(answer: .refused(.unavailable))
        case .badRecipient: return SandboxReaction(answer: .refused(.badRecipient))
        case .optedOut: return SandboxReaction(answer: .refused(.optedOut))
        case .misconfigured: return SandboxReaction(answer: .refused(.misconfigured))
        case .authentication: return SandboxReaction(answer: .refused(.authentication))
        case .balance: return SandboxReaction(answer: .refused(.balance))
        case .unknown: return SandboxReaction(answer: .failed)
        case .hang: return SandboxReaction(answer: .never)
        // What the address itself refuses is not taken whatever the line does.
        case _ where !isTaken: break
        case .close: reaction.answer = .closed
        case .unreadable: reaction.answer = .unreadable
        case .late: reaction.answerAfter = lateAnswer
        case .undelivered: reaction.events = events.map { $0.with(receipt: .undelivered) }
        case .dropReceipts: reaction.events.removeAll(where: \.isReceipt)
        case .repeatReceipts: reaction.events += events.filter(\.isReceipt)
        case .reply(let text):
            let last = events.map(\.after).max() ?? .zero
            let planned = Planned(after: last + .seconds(5), kind: .reply(text))
            reaction.events.append(planned)
        }
        return reaction
    }
}

extension SandboxReaction.Planned {
    fileprivate var isReceipt: Bool {
        if case .reply = kind { false } else { true }
    }

    fileprivate func with(receipt: ContactEvent.Receipt) -> SandboxReaction.Planned {
        var planned = self
        switch kind {
        case .receipt: planned.kind = .receipt(receipt)
        case .receiptByVendorID: planned.kind = .receiptByVendorID(receipt)
        case .reply: break
        }
        return planned
    }
}
