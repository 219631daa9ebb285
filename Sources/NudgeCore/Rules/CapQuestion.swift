/// Which contact asks for a place under the caps.
package struct CapQuestion {
    private let caps: [CompiledCap]
    private let zone: ZoneRules
    private let kind: UInt16
    private let point: PointID
    private let content: UInt32
    private let debts: [DebtID]
    private let own: [PastContact]
    private let shared: [PastContact]

    /// Contacts are given oldest first; `shared` are those of others to points shared with them.
    ///
    /// `tier` is the tier's index in the strategy, `nil`: of none in particular; `content` the print
    /// of the template, 0: not known.
    package init(
        rules: Ruleset,
        zone: ZoneRules,
        channel: Channel,
        messageClass: MessageClass,
        tier: Int? = nil,
        agreements: AgreementState = .none,
        content: UInt32 = 0,
        point: PointID,
        debts: [DebtID],
        own: [PastContact],
        shared: [PastContact]
    ) {
        caps = rules.compiledCaps.bound(slot: rules.slot(ofTier: tier), agreements)
        self.zone = zone
        kind = ClassChannelSet(messageClass, channel).rawValue
        self.content = content
        self.point = point
        self.debts = debts
        self.own = own
        self.shared = shared
    }

    /// A cap that is full at an instant, and when it has a place again.
    package struct Full: Hashable, Sendable {
        package var rulebook: Int16
        package var rule: Int16
        /// How many places it has.
        package var most: Int
        /// `nil`: never, the cap forbids.
        package var freeAt: Instant?
    }

    /// The cap that is full for longest at the instant; `nil` when all have a place.
    package func full(at instant: Instant) -> Full? {
        var worst: Full?
        for cap in caps where cap.binds & kind != 0 {
            guard let full = full(cap, at: instant) else { continue }
            guard let freeAt = full.freeAt else { return full }
            if let known = worst?.freeAt, known >= freeAt { continue }
            worst = full
        }
        return worst
    }

    private func full(_ cap: CompiledCap, at instant: Instant) -> Full? {
        let answer = Full(rulebook: cap.rulebook, rule: cap.rule, most: cap.most, freeAt: nil)
        guard cap.most > 0 else { return answer }
        guard let oldest = place(cap, after: instant - cap.period.lengthMax) else { return nil }
        if case .rolling(let length) = cap.period {
            return answer.free(at: oldest + length)
        }
        let (start, next) = calendarPeriod(cap.period, at: instant)
        guard place(cap, after: start - Milliseconds(1)) != nil else { return nil }
        return answer.free(at: next)
    }

    /// The instant of the `most`-th newest contact that counts and is later than `bound`.
    ///
    /// Contacts in the future count too: the clock may have been set back.
    private func place(_ cap: CompiledCap, after bound: Instant) -> Instant? {
        var left = cap.most
        var ownIndex = own.count - 1
        var sharedIndex = cap.counts == .contactPoint ? shared.count - 1 : -1
        while ownIndex >= 0 || sharedIndex >= 0 {
            let takeOwn =
                sharedIndex < 0 || (ownIndex >= 0 && own[ownIndex].at >= shared[sharedIndex].at)
            let at = takeOwn ? own[ownIndex].at : shared[sharedIndex].at
            if at <= bound { return nil }
            let counts =
                takeOwn ? counts(own, ownIndex, cap) : counts(shared, sharedIndex, cap)
            if takeOwn { ownIndex -= 1 } else { sharedIndex -= 1 }
            guard counts else { continue }
            left -= 1
            if left == 0 { return at }
        }
        return nil
    }

    private func counts(_ contacts: [PastContact], _ index: Int, _ cap: CompiledCap) -> Bool {
        // By index: a copy of each contact would cost more than the question.
        guard contacts[index].state.countsAgainstCaps,
            cap.counted & contacts[index].kindBit != 0,
            !cap.isSameContent || isSameContent(contacts[index].content)
        else { return false }
        switch cap.counts {
        case .customer: return true
        case .contactPoint: return contacts[index].point == point
        case .debt:
            return debts.contains(contacts[index].occasion.debt)
                || contacts[index].moreOccasions.contains { debts.contains($0.debt) }
        }
    }

    /// What is not known is taken to be the same: a rule is not broken for want of knowledge.
    private func isSameContent(_ other: UInt32) -> Bool {
        other == content || other == 0 || content == 0
    }

    private func calendarPeriod(
        _ period: CapRule.Period,
        at instant: Instant
    ) -> (start: Instant, next: Instant) {
        let today = zone.localDate(instant)
        let first: CivilDate
        let next: CivilDate
        switch period {
        case .rolling, .calendarDay:
            first = today
            next = today + 1
        case .calendarWeek:
            first = today + -Int(today.weekday.rawValue)
            next = first + 7
        case .calendarMonth:
            let (year, month, day) = today.components
            first = today + (1 - day)
            next = first + CivilDate.days(inMonth: month, of: year)
        }
        return (zone.startOfDay(first), zone.startOfDay(next))
    }
}

extension CapQuestion.Full {
    fileprivate func free(at instant: Instant) -> CapQuestion.Full {
        CapQuestion.Full(rulebook: rulebook, rule: rule, most: most, freeAt: instant)
    }
}

extension CapRule.Period {
    /// No period is longer than this, daylight-saving hours included.
    fileprivate var lengthMax: Milliseconds {
        switch self {
        case .rolling(let length): length
        case .calendarDay: .hours(27)
        case .calendarWeek: .hours(24 * 7 + 3)
        case .calendarMonth: .hours(24 * 31 + 3)
        }
    }
}

extension PastContact {
    /// Its class and channel, as a bit of `ClassChannelSet`.
    @inline(__always)
    fileprivate var kindBit: UInt16 { ClassChannelSet(messageClass, channel).rawValue }
}
