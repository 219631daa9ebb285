extension ByteReader {
    mutating func instant() -> Instant {
        Instant(milliseconds: signed())
    }

    mutating func optionalInstant() -> Instant? {
        flag() ? instant() : nil
    }

    mutating func date() -> CivilDate {
        CivilDate(daysSinceEpoch: narrow(Int32.self))
    }

    mutating func optionalDate() -> CivilDate? {
        flag() ? date() : nil
    }

    mutating func point() -> ContactPoint {
        ContactPoint(
            id: PointID(signed()),
            kind: choice(.phone),
            health: choice(.good),
            refused: ClassChannelSet(rawValue: UInt16(truncatingIfNeeded: unsigned())),
            isShared: flag()
        )
    }

    mutating func consent() -> Consent {
        Consent(
            messageClass: choice(.notice),
            channel: choice(.sms),
            isGranted: flag(),
            asOf: instant()
        )
    }

    mutating func agreement() -> Agreement {
        Agreement(name: text(), isGiven: flag(), asOf: instant())
    }

    mutating func hold(version: UInt8) -> Hold {
        Hold(
            reason: choice(.dispute),
            debt: flag() ? DebtID(signed()) : nil,
            from: instant(),
            until: optionalInstant(),
            reference: text(),
            owner: version >= 2 ? text() : ""
        )
    }

    mutating func liftedHold() -> LiftedHold {
        LiftedHold(
            reason: choice(.dispute),
            debt: flag() ? DebtID(signed()) : nil,
            from: instant(),
            until: optionalInstant() ?? .distantPast
        )
    }

    mutating func lastReply() -> LastReply? {
        guard flag() else { return nil }
        return LastReply(
            meaning: choice(.other),
            channel: choice(.sms),
            point: PointID(signed()),
            at: instant()
        )
    }

    mutating func debt(version: UInt8) -> Debt {
        var debt = Debt(
            id: DebtID(signed()),
            role: choice(.debtor),
            product: text(),
            currency: choice(.cny),
            accountTail: text(),
            statementDate: optionalDate(),
            statementBalance: signed(),
            minimumDue: signed(),
            dueDate: date(),
            graceEnd: optionalDate(),
            tolerance: signed(),
            autopay: choice(.none),
            overdueAmount: signed(),
            riskGrade: text(),
            overdueReason: text(),
            status: choice(.open),
            source: text(),
            asOf: instant(),
            paidSince: signed(),
            recentPayments: list { reader in
                Debt.RecentPayment(at: reader.instant(), amount: reader.signed())
            },
            autopayAt: instant(),
            spell: narrow(Int32.self),
            isSpellOpen: flag()
        )
        if version >= 2 {
            debt.creditLimit = signed()
            debt.timesLate = narrow(Int32.self)
            debt.course = course()
        }
        return debt
    }

    private mutating func course() -> DebtCourse {
        DebtCourse(
            grades: list { .init(grade: $0.text(), since: $0.instant()) },
            utilisations: list { .init(permille: $0.narrow(Int32.self), since: $0.instant()) },
            autopaySince: optionalInstant() ?? .distantPast,
            owedSince: optionalInstant() ?? .distantPast
        )
    }

    mutating func handOff() -> PastHandOff {
        PastHandOff(kind: choice(.handOff), occasion: occasion(), at: instant())
    }

    mutating func habit() -> Habit {
        guard let habit = Habit(hours: blob()) else {
            fail()
            return Habit()
        }
        return habit
    }

    mutating func history(version: UInt8) -> [PastContact] {
        let size = count()
        guard size > 0 else { return [] }
        var contacts: [PastContact] = []
        contacts.reserveCapacity(size)
        var id: Int64 = 0
        var at: Int64 = 0
        for _ in 0..<size where !isFailed {
            id &+= signed()
            at &+= signed()
            let kind = byte()
            let channel = Channel(rawValue: kind & 0xf)
            let messageClass = MessageClass(rawValue: kind >> 4)
            if channel == nil || messageClass == nil { fail() }
            contacts.append(
                PastContact(
                    id: ContactID(id),
                    at: Instant(milliseconds: at),
                    channel: channel ?? .sms,
                    messageClass: messageClass ?? .notice,
                    point: PointID(signed()),
                    state: choice(.leaving),
                    occasion: occasion(),
                    moreOccasions: occasions(),
                    content: version >= 2 ? UInt32(truncatingIfNeeded: unsigned()) : 0
                )
            )
        }
        return contacts
    }

    /// Nearly always none.
    private mutating func occasions() -> [Occasion] {
        list { $0.occasion() }
    }

    @inline(__always)
    private mutating func occasion() -> Occasion {
        Occasion(
            debt: DebtID(signed()),
            spell: narrow(Int32.self),
            dueDate: date(),
            stepDay: narrow(Int16.self),
            purpose: choice(.comingDue)
        )
    }
}
