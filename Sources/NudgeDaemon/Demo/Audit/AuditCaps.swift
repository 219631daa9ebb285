import Foundation
import NudgeCore

/// The audit's own count of what each customer, debt and address has had.
struct AuditCaps {
    private var ledger: [String: [Entry]] = [:]

    private struct Entry {
        var at: Instant
        var channel: Channel
        var messageClass: MessageClass
        var text: String
    }

    /// Whose places one message takes.
    struct Subjects {
        var customer: String
        var debts: [String]
        var address: String
        var zone: String
    }

    /// A place is taken when the intent is committed, a moment before the message arrives: so a
    /// rolling window may look shorter from outside, by this much.
    static let leeway = Milliseconds.seconds(1)

    mutating func record(_ message: AuditedMessage, _ subjects: Subjects) {
        let entry = Entry(
            at: message.arrivedAt,
            channel: message.channel,
            messageClass: message.messageClass,
            text: message.text
        )
        for subject in CapRule.Subject.allCases {
            for key in keys(subject, message, subjects) { ledger[key, default: []].append(entry) }
        }
    }

    /// The caps that this message goes beyond, in words; asked before it is recorded.
    func exceeded(
        by message: AuditedMessage,
        _ subjects: Subjects,
        _ rulebook: Rulebook,
        _ clock: AuditClock
    ) -> [String] {
        rulebook.caps.compactMap { cap in
            guard binds(cap, message, rulebook) else { return nil }
            let since = beginning(of: cap.period, message.arrivedAt, subjects.zone, clock)
            let most =
                keys(cap.counts, message, subjects)
                .map { count(of: $0, cap, message, since: since) }.max() ?? 0
            guard most + 1 > cap.most else { return nil }
            return "number \(most + 1) for this \(cap.counts.name) where \(cap.name) allows"
                + " \(cap.most)"
        }
    }

    /// The demo's customers refuse nothing but messages, and the audit sees no tiers.
    private func binds(_ cap: CapRule, _ message: AuditedMessage, _ rulebook: Rulebook) -> Bool {
        cap.scope.covers(message.channel, message.messageClass) && cap.scope.tiers.isEmpty
            && cap.agreement.whenRefused == nil
            && !rulebook.caps.contains { other in
                other.replaces.contains(cap.name)
                    && other.scope.covers(message.channel, message.messageClass)
            }
    }

    private func count(
        of key: String,
        _ cap: CapRule,
        _ message: AuditedMessage,
        since: Instant
    ) -> Int {
        (ledger[key] ?? []).reversed().prefix { $0.at >= since }
            .count {
                cap.scope.covers($0.channel, $0.messageClass)
                    && (!cap.isSameContent || $0.text == message.text)
            }
    }

    private func keys(
        _ subject: CapRule.Subject,
        _ message: AuditedMessage,
        _ subjects: Subjects
    ) -> [String] {
        switch subject {
        case .customer: ["customer \(subjects.customer)"]
        case .debt: subjects.debts.map { "debt \($0)" }
        case .contactPoint: ["\(message.channel.addressKind.name) \(subjects.address)"]
        }
    }

    private func beginning(
        of period: CapRule.Period,
        _ now: Instant,
        _ zone: String,
        _ clock: AuditClock
    ) -> Instant {
        switch period {
        case .rolling(let length): now - length + AuditCaps.leeway
        case .calendarDay: clock.beginning(of: .day, now, zone: zone)
        case .calendarWeek: clock.beginning(of: .weekOfYear, now, zone: zone)
        case .calendarMonth: clock.beginning(of: .month, now, zone: zone)
        }
    }
}
