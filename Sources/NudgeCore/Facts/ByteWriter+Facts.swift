extension ByteWriter {
    mutating func instant(_ value: Instant) {
        signed(value.milliseconds)
    }

    mutating func instant(_ value: Instant?) {
        flag(value != nil)
        if let value { instant(value) }
    }

    mutating func date(_ value: CivilDate?) {
        flag(value != nil)
        if let value { signed(Int64(value.daysSinceEpoch)) }
    }

    mutating func point(_ value: ContactPoint) {
        signed(value.id.value)
        byte(value.kind.rawValue)
        byte(value.health.rawValue)
        unsigned(UInt64(value.refused.rawValue))
        flag(value.isShared)
    }

    mutating func consent(_ value: Consent) {
        byte(value.messageClass.rawValue)
        byte(value.channel.rawValue)
        flag(value.isGranted)
        instant(value.asOf)
    }

    mutating func agreement(_ value: Agreement) {
        text(value.name)
        flag(value.isGiven)
        instant(value.asOf)
    }

    mutating func hold(_ value: Hold) {
        pause(value.reason, value.debt, from: value.from, until: value.until)
        text(value.reference)
        text(value.owner)
    }

    mutating func liftedHold(_ value: LiftedHold) {
        pause(value.reason, value.debt, from: value.from, until: value.until)
    }

    mutating func lastReply(_ value: LastReply?) {
        flag(value != nil)
        guard let value else { return }
        byte(value.meaning.rawValue)
        byte(value.channel.rawValue)
        signed(value.point.value)
        instant(value.at)
    }

    private mutating func pause(
        _ reason: HoldReason,
        _ debt: DebtID?,
        from: Instant,
        until: Instant?
    ) {
        byte(reason.rawValue)
        flag(debt != nil)
        if let debt { signed(debt.value) }
        instant(from)
        instant(until)
    }

    mutating func debt(_ value: Debt) {
        signed(value.id.value)
        byte(value.role.rawValue)
        text(value.product)
        byte(value.currency.rawValue)
        text(value.accountTail)
        date(value.statementDate)
        signed(value.statementBalance)
        signed(value.minimumDue)
        signed(Int64(value.dueDate.daysSinceEpoch))
        date(value.graceEnd)
        signed(value.tolerance)
        byte(value.autopay.rawValue)
        signed(value.overdueAmount)
        text(value.riskGrade)
        text(value.overdueReason)
        byte(value.status.rawValue)
        text(value.source)
        instant(value.asOf)
        signed(value.paidSince)
        count(value.recentPayments.count)
        for payment in value.recentPayments {
            instant(payment.at)
            signed(payment.amount)
        }
        instant(value.autopayAt)
        signed(Int64(value.spell))
        flag(value.isSpellOpen)
        signed(value.creditLimit)
        signed(Int64(value.timesLate))
        course(value.course)
    }

    private mutating func course(_ value: DebtCourse) {
        count(value.grades.count)
        for change in value.grades {
            text(change.grade)
            instant(change.since)
        }
        count(value.utilisations.count)
        for use in value.utilisations {
            signed(Int64(use.permille))
            instant(use.since)
        }
        known(value.autopaySince)
        known(value.owedSince)
    }

    /// The distant past takes one byte: nobody told.
    private mutating func known(_ value: Instant) {
        instant(value == .distantPast ? nil : value)
    }

    mutating func handOff(_ value: PastHandOff) {
        byte(value.kind.rawValue)
        occasion(value.occasion)
        instant(value.at)
    }

    /// Each contact tells its difference to the one before: ids and instants grow slowly.
    mutating func history(_ contacts: [PastContact]) {
        count(contacts.count)
        var id: Int64 = 0
        var at: Int64 = 0
        for contact in contacts {
            signed(contact.id.value &- id)
            signed(contact.at.milliseconds &- at)
            id = contact.id.value
            at = contact.at.milliseconds
            byte(contact.channel.rawValue | contact.messageClass.rawValue << 4)
            signed(contact.point.value)
            byte(contact.state.rawValue)
            occasion(contact.occasion)
            count(contact.moreOccasions.count)
            for more in contact.moreOccasions { occasion(more) }
            unsigned(UInt64(contact.content))
        }
    }

    private mutating func occasion(_ value: Occasion) {
        signed(value.debt.value)
        signed(Int64(value.spell))
        signed(Int64(value.dueDate.daysSinceEpoch))
        signed(Int64(value.stepDay))
        byte(value.purpose.rawValue)
    }
}
