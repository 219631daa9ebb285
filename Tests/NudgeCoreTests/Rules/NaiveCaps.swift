import NudgeCore

/// Caps by their definition, contact by contact: shares nothing with `CapQuestion`.
struct NaiveCaps {
    var caps: [CapRule]
    var zone: ZoneRules
    var channel: Channel
    var messageClass: MessageClass
    var point: PointID
    var debts: Set<DebtID>
    /// This customer's contacts, then those of others at shared points.
    var own: [PastContact]
    var shared: [PastContact] = []
    var content: UInt32 = 0
    var tier = ""
    var agreed: Set<String> = []
    var refused: Set<String> = []

    /// Whether every cap has a place at the instant.
    func hasPlace(at instant: Instant) -> Bool {
        caps.allSatisfy { cap in
            !binds(cap) || cap.most > taken(cap, at: instant)
        }
    }

    /// Whether it binds this contact: no other that binds replaces it.
    private func binds(_ cap: CapRule) -> Bool {
        isAsked(cap)
            && !caps.contains { other in
                other.replaces.contains(cap.name) && isAsked(other)
            }
    }

    private func isAsked(_ cap: CapRule) -> Bool {
        let tiers = cap.scope.tiers
        return covers(cap) && (tiers.isEmpty || tiers.contains(tier)) && isAsked(cap.agreement)
    }

    private func isAsked(_ clause: AgreementClause) -> Bool {
        if let name = clause.unlessAgreed, agreed.contains(name) { return false }
        if let name = clause.whenRefused { return refused.contains(name) }
        return true
    }

    private func covers(_ cap: CapRule) -> Bool {
        covers(cap.scope, channel, messageClass)
    }

    private func covers(_ scope: RuleScope, _ channel: Channel, _ kind: MessageClass) -> Bool {
        (scope.channels.isEmpty || scope.channels.contains(channel))
            && (scope.classes.isEmpty || scope.classes.contains(kind))
    }

    /// How many places are taken in the period that holds the instant.
    func taken(_ cap: CapRule, at instant: Instant) -> Int {
        let candidates = cap.counts == .contactPoint ? own + shared : own
        return candidates.filter { contact in
            let states: Set<ContactState> = [
                .leaving, .accepted, .delivered, .undelivered, .unknown,
            ]
            return states.contains(contact.state)
                && covers(cap.scope, contact.channel, contact.messageClass)
                && isSubject(contact, cap)
                && (!cap.isSameContent || [content, 0].contains(contact.content))
                && isWithin(contact.at, cap.period, at: instant)
        }.count
    }

    private func isSubject(_ contact: PastContact, _ cap: CapRule) -> Bool {
        switch cap.counts {
        case .customer: true
        case .contactPoint: contact.point == point
        case .debt:
            ([contact.occasion] + contact.moreOccasions).contains { debts.contains($0.debt) }
        }
    }

    /// What lies after `instant` is within, too: a clock that was set back must not free places.
    private func isWithin(_ at: Instant, _ period: CapRule.Period, at instant: Instant) -> Bool {
        if at > instant { return true }
        let day = zone.localDate(instant)
        let contactDay = zone.localDate(at)
        switch period {
        case .rolling(let length): return instant - at < length
        case .calendarDay: return contactDay == day
        case .calendarWeek: return monday(contactDay) == monday(day)
        case .calendarMonth:
            let (left, right) = (contactDay.components, day.components)
            return left.year == right.year && left.month == right.month
        }
    }

    private func monday(_ date: CivilDate) -> CivilDate {
        var date = date
        while date.weekday != .monday { date = date + -1 }
        return date
    }
}
