import NudgeCore

/// Whether a rulebook's windows were open, by the wall clock of the recipient.
struct AuditWindows {
    let rulebook: Rulebook
    let workingDays: [CivilDate: Bool]

    /// The name of the first window that was closed; `nil`: all that apply were open.
    func closed(
        at local: AuditClock.Local,
        _ channel: Channel,
        _ messageClass: MessageClass
    ) -> String? {
        rulebook.windows.first { window in
            window.scope.covers(channel, messageClass)
                && !window.spans.contains { isOpen($0, at: local) }
        }?.name
    }

    private func isOpen(_ span: WindowRule.Span, at local: AuditClock.Local) -> Bool {
        let from = Int(span.from.minutes)
        let to = Int(span.to.minutes)
        if from < to {
            return local.minutes >= from && local.minutes < to
                && applies(span, local.date, local.weekday)
        }
        guard from > to else { return false }
        if local.minutes >= from { return applies(span, local.date, local.weekday) }
        // The early hours belong to the evening before.
        return local.minutes < to && applies(span, local.date + -1, (local.weekday + 6) % 7)
    }

    private func applies(_ span: WindowRule.Span, _ date: CivilDate, _ weekday: Int) -> Bool {
        guard span.weekdays.contains(where: { Int($0.rawValue) == weekday }) else { return false }
        switch span.days {
        case .any: return true
        case .working: return workingDays[date] == true
        case .nonWorking: return workingDays[date] == false
        }
    }
}
