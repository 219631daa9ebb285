extension Decider {
    /// When the candidate may leave: its place in the day, then caps and windows until all agree.
    ///
    /// `nil` when no instant within the horizon will do; the verdict then says why.
    mutating func timing(of candidate: Candidate) -> Timing? {
        let window = WindowQuestion(
            rules: rules,
            zone: zone,
            channel: candidate.channel,
            messageClass: candidate.messageClass,
            tier: candidate.tier,
            agreements: agreements,
            closingMargin: rules.gateways[candidate.gateway].closingMargin
        )
        let caps = capQuestion(candidate, own: history)
        let gateway = gatewayQuestion(candidate)
        let base = max(candidate.after, zone.startOfDay(max(candidate.date, today)))
        guard let planned = earliest(candidate, from: base, window, caps, gateway)
        else { return nil }
        guard planned.notBefore <= now else { return planned }
        // Its place has passed: everything is asked again for this very instant.
        if let opening = window.opening(from: now), opening.from == now,
            caps.full(at: now) == nil, gateway?.hold(at: now) == nil
        {
            return Timing(
                notBefore: planned.notBefore,
                notAfter: notAfter(candidate, opening, gateway, at: now),
                isReady: true,
                heldBy: planned.heldBy
            )
        }
        return earliest(candidate, from: now, window, caps, gateway)
    }

    /// What the candidate's gateway asks beside the rules; `nil`: nothing.
    private func gatewayQuestion(_ candidate: Candidate) -> GatewayQuestion? {
        let gateway = rules.gateways[candidate.gateway]
        guard gateway.hours != nil || !gateway.recipientLimits.isEmpty else { return nil }
        return GatewayQuestion(rules: rules, candidate, own: history, shared: sharedHistory)
    }

    private func notAfter(
        _ candidate: Candidate,
        _ opening: WindowQuestion.Opening,
        _ gateway: GatewayQuestion?,
        at instant: Instant
    ) -> Instant {
        let until = min(opening.until, candidate.deadline)
        return gateway?.closing(after: instant).map { min($0, until) } ?? until
    }

    func capQuestion(_ candidate: Candidate, own: [PastContact]) -> CapQuestion {
        CapQuestion(
            rules: rules,
            zone: zone,
            channel: candidate.channel,
            messageClass: candidate.messageClass,
            tier: candidate.tier,
            agreements: agreements,
            content: rules.contentPrint(of: candidate),
            point: candidate.point,
            debts: [candidate.occasion.debt],
            own: own,
            shared: sharedHistory
        )
    }

    /// Each round moves forward to the next instant at which one of them would agree.
    private mutating func earliest(
        _ candidate: Candidate,
        from base: Instant,
        _ window: WindowQuestion,
        _ caps: CapQuestion,
        _ gateway: GatewayQuestion?
    ) -> Timing? {
        var instant = base
        var heldBy =
            candidate.after > zone.startOfDay(candidate.date) ? Reason.waitingForReceipt : .passed
        var spreadDay: CivilDate?
        for _ in 0..<Decider.roundsMax {
            let day = zone.localDate(instant)
            if spreadDay != day {
                spreadDay = day
                guard let place = spread(candidate, on: day, window, gateway) else {
                    guard let next = noteClosed(candidate, day, window) else { break }
                    heldBy = next.reason
                    // Where clocks go back over midnight, the next day has begun once already.
                    let begins = zone.startOfDay(next.date)
                    instant = begins > instant ? begins : zone.startOfDay(next.date + 1)
                    continue
                }
                if place > instant { instant = place }
            }
            guard let opening = window.opening(from: instant) else {
                _ = noteClosed(candidate, day, window)
                break
            }
            if opening.from > instant {
                heldBy = noteWindow(candidate, at: instant, until: opening.from, window)
                instant = opening.from
                if zone.localDate(instant) != day {
                    instant = zone.startOfDay(zone.localDate(instant))
                }
                continue
            }
            if let hold = gateway?.hold(at: instant) {
                heldBy = noteGateway(candidate, hold)
                instant = hold.until
                continue
            }
            guard let full = caps.full(at: instant) else {
                return Timing(
                    notBefore: instant,
                    notAfter: notAfter(candidate, opening, gateway, at: instant),
                    isReady: false,
                    heldBy: heldBy
                )
            }
            guard let freeAt = noteCap(candidate, full) else { return nil }
            heldBy = .capReached
            instant = freeAt
        }
        wake(at: zone.startOfDay(today + 1))
        return nil
    }

    /// Each round is a closed stretch or a full cap: more than any customer meets before the
    /// step's end.
    private static let roundsMax = 200

    private mutating func noteCap(_ candidate: Candidate, _ full: CapQuestion.Full) -> Instant? {
        note(
            .caps,
            full.freeAt == nil ? .drop : .hold,
            full.freeAt == nil ? .forbiddenByCap : .capReached,
            debt: candidate.debt,
            subject: Int(full.rule),
            rulebook: Int(full.rulebook),
            until: full.freeAt,
            value: Int64(full.most)
        )
        return full.freeAt
    }

    private mutating func noteGateway(
        _ candidate: Candidate,
        _ hold: GatewayQuestion.Hold
    ) -> Reason {
        note(
            hold.reason == .gatewayHours ? .window : .caps,
            .hold,
            hold.reason,
            debt: candidate.debt,
            subject: candidate.gateway,
            until: hold.until,
            value: Int64(hold.most)
        )
        return hold.reason
    }

    private mutating func noteWindow(
        _ candidate: Candidate,
        at instant: Instant,
        until: Instant?,
        _ window: WindowQuestion
    ) -> Reason {
        let closed = window.closedBy(at: instant)
        let reason: Reason = closed?.isUncovered == true ? .calendarUncovered : .outsideWindow
        note(
            .window,
            .hold,
            reason,
            debt: candidate.debt,
            subject: Int(closed?.rule ?? -1),
            rulebook: Int(closed?.rulebook ?? -1),
            until: until
        )
        return reason
    }

    /// A whole day without an opening in the preferred hours: the next day that has one, if any.
    private mutating func noteClosed(
        _ candidate: Candidate,
        _ day: CivilDate,
        _ window: WindowQuestion
    ) -> (reason: Reason, date: CivilDate)? {
        let preferred = rules.preferredMinutes[candidate.tier][candidate.step]
        let minute = Int(step(candidate).preferredFrom.minutes)
        let next = window.firstDate(meeting: preferred, after: day)
        let reason = noteWindow(
            candidate,
            at: zone.instant(of: day, minute: minute),
            until: next.map { zone.startOfDay($0) },
            window
        )
        return next.map { (reason, $0) }
    }

    /// The candidate's own place on a day: within the preferred hours that the rules leave open,
    /// drawn from the occasion, so that a million reminders do not leave at the stroke of eight.
    private func spread(
        _ candidate: Candidate,
        on day: CivilDate,
        _ window: WindowQuestion,
        _ gateway: GatewayQuestion?
    ) -> Instant? {
        var minutes = window.minutes(on: day)
        minutes.formIntersection(rules.preferredMinutes[candidate.tier][candidate.step])
        // Where the two have nothing in common, its hours move the place afterwards.
        if let open = gateway?.minutes(in: zone), open.meets(minutes) {
            minutes.formIntersection(open)
        }
        if step(candidate).prefersLearnt, let hour = facts.habit.hour(among: minutes) {
            minutes.formIntersection(MinuteSet(from: hour * 60, to: hour * 60 + 60))
        }
        let count = minutes.count
        guard count > 0 else { return nil }
        // An answer is expected: it has no place in the day but the first open minute.
        if candidate.occasion.purpose == .courtesy { return zone.startOfDay(day) }
        // A share of the open time, so that hours that change a little move everybody a little.
        // Of the lower half: the upper one draws the gateway.
        let drawn = candidate.occasion.hash64(with: facts.id) << 32
        let places = UInt64(count * Decider.placesPerMinute)
        let place = Int(drawn.multipliedFullWidth(by: places).high)
        let (rank, rest) = place.quotientAndRemainder(dividingBy: Decider.placesPerMinute)
        return zone.instant(of: day, minute: minutes.minute(ofRank: rank))
            + Milliseconds(Int64(rest * Decider.placeLength))
    }

    /// Tenths of a second, in milliseconds: the last of a thousand a second does not wait for nine hundred
    /// others, and those of an hour with few are still taken by more than one at a time.
    private static let placeLength = 100
    private static let placesPerMinute = 60_000 / placeLength
}

extension Occasion {
    /// A number that depends on the occasion and the customer alone: the same in every run.
    ///
    /// Source: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    package func hash64(with customer: CustomerID) -> UInt64 {
        var value = UInt64(bitPattern: debt.value) &* 0x9E37_79B9_7F4A_7C15
        value ^= UInt64(bitPattern: customer.value) &+ (value << 6)
        value = value &+ UInt64(UInt32(bitPattern: spell)) << 40
        value ^= UInt64(UInt32(bitPattern: dueDate.daysSinceEpoch)) << 16
        value = value &+ UInt64(UInt16(bitPattern: stepDay)) << 4 &+ UInt64(purpose.rawValue)
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
