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
        if let window = rulebook.windows.first(where: { window in
            isAudited(window.scope, window.agreement) && window.scope.covers(channel, messageClass)
                && window.spans.contains { isWithin($0, local, window.sense) }
                    == (window.sense == .quiet)
        }) {
            return window.name
        }
        return rulebook.blackouts.first {
            isAudited($0.scope, $0.agreement) && $0.scope.covers(channel, messageClass)
                && applies($0.on, local.date, local.weekday, otherwise: true)
        }?.name
    }

    /// The demo's customers refuse nothing but messages, and the audit sees no tiers.
    private func isAudited(_ scope: RuleScope, _ agreement: AgreementClause) -> Bool {
        scope.tiers.isEmpty && agreement.whenRefused == nil
    }

    private func isWithin(
        _ span: WindowRule.Span,
        _ local: AuditClock.Local,
        _ sense: WindowRule.Sense
    ) -> Bool {
        let from = Int(span.from.minutes)
        let to = Int(span.to.minutes)
        let strict = sense == .quiet
        if from < to {
            return local.minutes >= from && local.minutes < to
                && applies(span.on, local.date, local.weekday, otherwise: strict)
        }
        guard from > to else { return false }
        if local.minutes >= from {
            return applies(span.on, local.date, local.weekday, otherwise: strict)
        }
        // The early hours belong to the evening before.
        let eve = (local.weekday + 6) % 7
        return local.minutes < to
            && applies(span.on, local.date + -1, eve, otherwise: strict)
    }

    /// `otherwise`: the answer where the day is on no calendar.
    private func applies(
        _ condition: DateCondition,
        _ date: CivilDate,
        _ weekday: Int,
        otherwise: Bool
    ) -> Bool {
        guard condition.weekdays.contains(where: { Int($0.rawValue) == weekday }),
            condition.dates.isEmpty || condition.dates.contains(where: { $0 ~= date }),
            isInSeason(condition.season, date)
        else { return false }
        // The audit knows worked days alone: of holidays it takes the strict reading.
        if condition.holiday != nil || condition.days == .holiday { return otherwise }
        guard condition.days != .any else { return true }
        guard let isWorked = workingDays[date] else { return otherwise }
        return isWorked == (condition.days == .working)
    }

    private func isInSeason(_ season: Season?, _ date: CivilDate) -> Bool {
        guard let season else { return true }
        let (_, month, day) = date.components
        let place = month * 100 + day
        let from = Int(season.from.month) * 100 + Int(season.from.day)
        let to = Int(season.to.month) * 100 + Int(season.to.day)
        return from <= to ? (from...to).contains(place) : place >= from || place <= to
    }
}
