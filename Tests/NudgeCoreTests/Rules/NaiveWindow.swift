import NudgeCore

/// Windows by their definition, a minute at a time: shares nothing with the compiled ones.
struct NaiveWindow {
    var windows: [WindowRule]
    var calendar: BusinessCalendar
    var zone: ZoneRules
    var channel: Channel
    var messageClass: MessageClass

    func isOpen(_ instant: Instant) -> Bool {
        let (date, clock) = zone.local(instant)
        let minute = Int(clock / 60_000)
        for window in windows {
            let scope = window.scope
            guard scope.channels.isEmpty || scope.channels.contains(channel),
                scope.classes.isEmpty || scope.classes.contains(messageClass)
            else { continue }
            guard window.spans.contains(where: { opens($0, date, minute) }) else { return false }
        }
        return true
    }

    private func opens(_ span: WindowRule.Span, _ date: CivilDate, _ minute: Int) -> Bool {
        let from = Int(span.from.minutes)
        let to = Int(span.to.minutes)
        if from < to { return from <= minute && minute < to && isDay(span, date) }
        if minute >= from && isDay(span, date) { return true }
        return minute < to && isDay(span, date + -1)
    }

    private func isDay(_ span: WindowRule.Span, _ date: CivilDate) -> Bool {
        guard span.weekdays.contains(date.weekday) else { return false }
        switch span.days {
        case .any: return true
        case .working: return calendar.kind(of: date) == .working
        case .nonWorking: return calendar.kind(of: date) == .nonWorking
        }
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
