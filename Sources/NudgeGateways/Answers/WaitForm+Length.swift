internal import NudgeCore

extension WaitForm {
    /// The length that an answer asks for; `nil` when it does not say.
    ///
    /// Never negative, and bounded by `lengthMax`.
    func length(
        header: (String) -> String?,
        text: (WirePath) -> String?,
        now: Instant
    ) -> Milliseconds? {
        let found: Milliseconds? =
            switch self {
            case .length(let length): length
            case .header(let name, let unit): header(name).flatMap { unit.length($0, now: now) }
            case .field(let path, let unit): text(path).flatMap { unit.length($0, now: now) }
            case .until(let time, let zone): WaitForm.next(time, zone, after: now) - now
            case .nextMonth(let zone): WaitForm.nextMonth(zone, after: now) - now
            case .prose(let prose): text(prose.path).flatMap { prose.length($0, now: now) }
            }
        return found.map { min(max($0, .zero), WaitForm.lengthMax) }
    }

    fileprivate static func next(
        _ time: TimeOfDay,
        _ zone: ZoneRules,
        after now: Instant
    ) -> Instant {
        let today = zone.localDate(now)
        let minute = Int(time.minutes)
        let instant = zone.instant(of: today, minute: minute)
        guard instant <= now else { return instant }
        let tomorrow = CivilDate(daysSinceEpoch: today.daysSinceEpoch + 1)
        return zone.instant(of: tomorrow, minute: minute)
    }

    private static func nextMonth(_ zone: ZoneRules, after now: Instant) -> Instant {
        let (year, month, _) = zone.localDate(now).components
        let first =
            month == 12
            ? CivilDate(year: year + 1, month: 1, day: 1)
            : CivilDate(year: year, month: month + 1, day: 1)
        return first.map(zone.startOfDay) ?? now
    }
}

extension WaitForm.Unit {
    fileprivate func length(_ text: String, now: Instant) -> Milliseconds? {
        let plain = String(text.drop { $0 == " " })
        switch self {
        case .seconds:
            // A header that should hold seconds may hold a date: RFC 9110, section 10.2.3.
            return RetryAfter.wait(plain, now: now) ?? number(plain).map { $0 * 1000 }
        case .milliseconds: return number(plain)
        case .epoch:
            return number(plain).map { $0 * 1000 }.map {
                Instant(milliseconds: $0.count) - now
            }
        case .date:
            return Instant(parsing: plain).map { $0 - now } ?? RetryAfter.wait(plain, now: now)
        }
    }

    /// Digits with an optional fraction, which is dropped; at most twelve of them.
    private func number(_ text: String) -> Milliseconds? {
        let whole = text.prefix { $0 != "." }
        guard (1...12).contains(whole.utf8.count), whole.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(whole).map(Milliseconds.init)
    }
}

extension WaitProse {
    fileprivate func length(_ text: String, now: Instant) -> Milliseconds? {
        func says(_ words: [String]) -> Bool {
            words.contains { text.firstRange(of: $0) != nil }
        }
        if says(days) {
            return WaitForm.next(TimeOfDay(minutes: 0), zone, after: now) - now
        }
        if says(hours) { return .hours(1) }
        return says(minutes) ? .minutes(1) : nil
    }
}
