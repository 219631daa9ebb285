import NudgeCore

/// Windows by their definition, a minute at a time: shares nothing with the compiled ones.
struct NaiveWindow {
    var windows: [WindowRule]
    var calendar: BusinessCalendar
    var zone: ZoneRules
    var channel: Channel
    var messageClass: MessageClass
    var tier = ""
    var agreed: Set<String> = []
    var refused: Set<String> = []

    /// A blackout is a day that is quiet from end to end.
    static func window(_ blackout: Blackout) -> WindowRule {
        WindowRule(
            name: blackout.name,
            scope: blackout.scope,
            sense: .quiet,
            spans: [
                WindowRule.Span(
                    from: TimeOfDay(minutes: 0),
                    to: TimeOfDay(minutes: 1440),
                    on: blackout.on
                )
            ],
            agreement: blackout.agreement,
            basis: blackout.basis
        )
    }

    func isOpen(_ instant: Instant) -> Bool {
        let (date, clock) = zone.local(instant)
        let minute = Int(clock / 60_000)
        for window in windows {
            let scope = window.scope
            guard scope.channels.isEmpty || scope.channels.contains(channel),
                scope.classes.isEmpty || scope.classes.contains(messageClass),
                scope.tiers.isEmpty || scope.tiers.contains(tier)
            else { continue }
            guard isBound(window.agreement) else { continue }
            let strict = window.sense == .quiet
            let isWithin = window.spans.contains { self.isWithin($0, date, minute, strict) }
            guard isWithin != strict else { return false }
        }
        return true
    }

    private func isBound(_ clause: AgreementClause) -> Bool {
        if let name = clause.unlessAgreed, agreed.contains(name) { return false }
        if let name = clause.whenRefused { return refused.contains(name) }
        return true
    }

    private func isWithin(
        _ span: WindowRule.Span,
        _ date: CivilDate,
        _ minute: Int,
        _ strict: Bool
    ) -> Bool {
        let from = Int(span.from.minutes)
        let to = Int(span.to.minutes)
        func isDay(_ date: CivilDate) -> Bool { applies(span.on, date, otherwise: strict) }
        if from < to { return from <= minute && minute < to && isDay(date) }
        if minute >= from && isDay(date) { return true }
        return minute < to && isDay(date + -1)
    }

    /// `otherwise`: what counts where the calendar does not know.
    private func applies(
        _ condition: DateCondition,
        _ date: CivilDate,
        otherwise: Bool
    ) -> Bool {
        guard condition.weekdays.contains(date.weekday) else { return false }
        let (_, month, day) = date.components
        let place = month * 100 + day
        if let season = condition.season {
            let from = Int(season.from.month) * 100 + Int(season.from.day)
            let to = Int(season.to.month) * 100 + Int(season.to.day)
            let isIn = from <= to ? from <= place && place <= to : place >= from || place <= to
            guard isIn else { return false }
        }
        if !condition.dates.isEmpty {
            let isListed = condition.dates.contains {
                $0.lowerBound <= date && date <= $0.upperBound
            }
            guard isListed else { return false }
        }
        var isSure = true
        switch condition.days {
        case .any: break
        case .working, .nonWorking, .holiday:
            let kind = calendar.kind(of: date)
            if kind == .uncovered {
                isSure = false
            } else if condition.days == .working {
                guard kind == .working else { return false }
            } else if condition.days == .nonWorking {
                guard kind == .nonWorking else { return false }
            } else {
                guard calendar.isHoliday(date) else { return false }
            }
        }
        if let holiday = condition.holiday {
            let near = (-holiday.daysAfter...holiday.daysBefore).map { date + $0 }
            if !near.contains(where: { calendar.isHoliday($0, named: holiday.name) }) {
                guard near.contains(where: { calendar.kind(of: $0) == .uncovered }) else {
                    return false
                }
                isSure = false
            }
        }
        return isSure || otherwise
    }

    /// The first whole minute, or `start` itself, that is open (or closed) at or after `start`.
    func first(isOpen wanted: Bool, from start: Instant, days: Int) -> Instant? {
        if isOpen(start) == wanted { return start }
        var minute = start.milliseconds / 60_000 + 1
        let last = minute + Int64(days) * 1440
        while minute < last {
            let instant = Instant(milliseconds: minute * 60_000)
            if isOpen(instant) == wanted { return instant }
            minute += 1
        }
        return nil
    }
}
