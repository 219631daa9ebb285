internal import NudgeCore
internal import NudgeTestKit

/// What must be true of every course, whatever went wrong; shares no code with `decide`.
package struct Invariants {
    private let record: SimulationRecord
    private let byID: [String: ObservedContact]

    /// The caps of `SimulatedCourse.rules`.
    static let customerDayMost = 2
    static let customerWeekMost = 5
    static let numberDayMost = 2

    package init(_ record: SimulationRecord) {
        self.record = record
        byID = Dictionary(
            record.contacts.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What is wrong, one line each; empty when all is well.
    package var violations: [String] {
        repeated + strangers + misremembered + untimely + overCaps + notSilent + forgotten
    }

    private func line(_ text: String) -> String { "seed \(record.seed): \(text)" }

    /// Nothing is said twice on one channel, and no message arrives twice.
    private var repeated: [String] {
        var lines: [String] = []
        var said: Set<Said> = []
        for contact in record.contacts where contact.state != .putBack {
            for occasion in contact.occasions {
                let key = Said(
                    customer: contact.customer,
                    occasion: occasion,
                    channel: contact.channel
                )
                if !said.insert(key).inserted { lines.append(line("\(contact.id) says it again")) }
            }
        }
        var arrived: Set<String> = []
        for message in record.messages where !arrived.insert(message.id).inserted {
            lines.append(line("\(message.id) arrived twice"))
        }
        return lines
    }

    private struct Said: Hashable {
        var customer: String
        var occasion: Occasion
        var channel: Channel
    }

    /// Every message has its contact, committed before it left.
    private var strangers: [String] {
        record.messages.filter { byID[$0.id] == nil }.map { line("\($0.id) is not in the store") }
    }

    /// The store never thinks that a received message was not sent, nor the other way round.
    private var misremembered: [String] {
        var lines: [String] = []
        var taken: Set<String> = []
        for message in record.messages where message.isTaken {
            taken.insert(message.id)
            let state = byID[message.id]?.state
            switch state {
            case .accepted, .delivered, .undelivered, .unknown, nil: break
            default: lines.append(line("\(message.id) was received, and is \(state?.name ?? "")"))
            }
        }
        for contact in record.contacts {
            switch contact.state {
            case .leaving: lines.append(line("\(contact.id) is still leaving"))
            case .accepted, .delivered, .undelivered:
                if !taken.contains(contact.id) {
                    lines.append(line("\(contact.id) is \(contact.state.name) but never arrived"))
                }
            default: break
            }
        }
        return lines
    }

    /// Eight to ten at night for what is overdue, nine to eight for the rest, in Shanghai.
    private var untimely: [String] {
        record.messages.filter { message in
            let minute = Invariants.localMinute(message.at)
            let isNight = minute < 480 || minute >= 1320
            let isOffHours = message.messageClass == .notice && (minute < 540 || minute >= 1200)
            return isNight || isOffHours
        }.map { line("\($0.id) (\($0.messageClass.name)) arrived at \($0.at)") }
    }

    private var overCaps: [String] {
        let counted = record.contacts.filter { contact in
            switch contact.state {
            case .leaving, .accepted, .delivered, .undelivered, .unknown: true
            case .refused, .putBack, .withdrawn: false
            }
        }
        var lines: [String] = []
        for contact in counted {
            let day = Invariants.localDay(contact.at)
            let own = counted.filter { $0.customer == contact.customer }
            let inDay = own.count { Invariants.localDay($0.at) == day }
            if inDay > Invariants.customerDayMost {
                lines.append(line("\(contact.customer) has \(inDay) on day \(day)"))
            }
            let inWeek = own.count {
                $0.at <= contact.at && contact.at - $0.at < .days(7)
            }
            if inWeek > Invariants.customerWeekMost {
                lines.append(line("\(contact.customer) has \(inWeek) in seven days"))
            }
            let atNumber = counted.count {
                $0.channel == .sms && contact.channel == .sms && $0.point == contact.point
                    && Invariants.localDay($0.at) == day
            }
            if atNumber > Invariants.numberDayMost {
                lines.append(line("point \(contact.point.value) has \(atNumber) on day \(day)"))
            }
        }
        return lines
    }

    /// Nothing arrives about what was paid, held or refused before.
    private var notSilent: [String] {
        var lines: [String] = []
        for silence in record.silences {
            for message in record.messages.dropFirst(silence.messagesBefore) {
                guard let contact = byID[message.id] else { continue }
                let isSilenced =
                    switch silence.kind {
                    case .paid(let debt): contact.debts.contains(debt)
                    case .held(let customer): contact.customer == customer
                    case .optedOut(let address, let messageClass):
                        message.channel == .sms && message.to == address
                            && message.messageClass == messageClass
                    }
                if isSilenced { lines.append(line("\(message.id) came after \(silence.kind)")) }
            }
        }
        return lines
    }

    /// Whoever can be reached was reached, or may have been.
    private var forgotten: [String] {
        record.reachable.filter { reference in
            !record.contacts.contains {
                $0.customer == reference
                    && [.accepted, .delivered, .undelivered, .unknown].contains($0.state)
            }
        }.map { line("\($0) was never reached") }
    }

    // Shanghai is eight hours east all year.
    private static let offset: Int64 = 8 * 3_600_000

    private static func localMinute(_ instant: Instant) -> Int64 {
        (instant.milliseconds + offset) / 60_000 % 1440
    }

    private static func localDay(_ instant: Instant) -> Int64 {
        (instant.milliseconds + offset) / 86_400_000
    }
}
