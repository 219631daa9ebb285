import NudgeCore

extension CustomerFacts {
    /// One debt, two points, ten contacts.
    static let typical: CustomerFacts = {
        let due = CivilDate(daysSinceEpoch: 20_770)
        var facts = CustomerFacts(id: CustomerID(1), reference: "6222021001234567")
        facts.source = "core-bank"
        facts.asOf = Instant(milliseconds: 1_793_505_600_000)
        facts.points = [
            ContactPoint(id: PointID(1_000_001), kind: .phone),
            ContactPoint(id: PointID(1_000_002), kind: .email),
        ]
        facts.debts = [
            Debt(
                id: DebtID(1_000_001),
                product: "card",
                accountTail: "1234",
                statementBalance: 123_456,
                minimumDue: 12_345,
                dueDate: due,
                riskGrade: "B",
                source: "core-bank",
                asOf: facts.asOf
            )
        ]
        facts.history = (0..<10).map { index in
            PastContact(
                id: ContactID(5_000_000 + Int64(index) * 40_000),
                at: facts.asOf + .days(index - 10),
                channel: .sms,
                messageClass: .notice,
                point: PointID(1_000_001),
                state: .delivered,
                occasion: Occasion(
                    debt: DebtID(1_000_001),
                    spell: 1,
                    dueDate: due,
                    stepDay: -3,
                    purpose: .comingDue
                )
            )
        }
        return facts
    }()

    static func random(using chance: inout some RandomNumberGenerator) -> CustomerFacts {
        let sampler = FactSampler(chance)
        defer { chance = sampler.chance }
        return sampler.facts()
    }
}

/// Draws facts of every shape, absurd ones included.
private final class FactSampler<Chance: RandomNumberGenerator> {
    var chance: Chance

    init(_ chance: Chance) {
        self.chance = chance
    }

    func facts() -> CustomerFacts {
        var facts = CustomerFacts(
            id: CustomerID(number()),
            reference: text(),
            revision: number()
        )
        facts.language = text()
        facts.zone = text()
        facts.source = text()
        facts.quarantine = text()
        facts.asOf = instant()
        facts.tags = some(text)
        facts.points = some(point)
        facts.consents = some(consent)
        facts.agreements = some {
            Agreement(name: text(), isGiven: Bool.random(using: &chance), asOf: instant())
        }
        facts.holds = some(hold)
        facts.debts = some(debt)
        facts.history = some(contact)
        facts.handOffs = some {
            PastHandOff(
                kind: pick(CaseKind.self, or: .handOff),
                occasion: occasion(),
                at: instant()
            )
        }
        facts.liftedHolds = some {
            LiftedHold(
                reason: pick(HoldReason.self, or: .dispute),
                debt: maybe { DebtID(number()) },
                from: instant(),
                until: instant()
            )
        }
        for _ in 0..<Int.random(in: 0...9, using: &chance) {
            facts.habit.observe(hour: Int.random(in: 0..<24, using: &chance))
        }
        return facts
    }

    private func point() -> ContactPoint {
        ContactPoint(
            id: PointID(number()),
            kind: pick(AddressKind.self, or: .phone),
            health: pick(ContactPoint.Health.self, or: .good),
            refused: ClassChannelSet(rawValue: UInt16(truncatingIfNeeded: number())),
            isShared: Bool.random(using: &chance)
        )
    }

    private func consent() -> Consent {
        Consent(
            messageClass: pick(MessageClass.self, or: .notice),
            channel: pick(Channel.self, or: .sms),
            isGranted: Bool.random(using: &chance),
            asOf: instant()
        )
    }

    private func hold() -> Hold {
        Hold(
            reason: pick(HoldReason.self, or: .dispute),
            debt: maybe { DebtID(number()) },
            from: instant(),
            until: maybe(instant),
            reference: text()
        )
    }

    private func debt() -> Debt {
        Debt(
            id: DebtID(number()),
            role: pick(Role.self, or: .debtor),
            product: text(),
            currency: pick(Currency.self, or: .cny),
            accountTail: text(),
            statementDate: maybe(day),
            statementBalance: number(),
            minimumDue: number(),
            dueDate: day(),
            graceEnd: maybe(day),
            tolerance: number(),
            autopay: pick(Debt.Autopay.self, or: .none),
            overdueAmount: number(),
            riskGrade: text(),
            overdueReason: text(),
            status: pick(Debt.Status.self, or: .open),
            source: text(),
            asOf: instant(),
            paidSince: number(),
            recentPayments: some { .init(at: instant(), amount: number()) },
            autopayAt: instant(),
            spell: Int32(truncatingIfNeeded: number()),
            isSpellOpen: Bool.random(using: &chance),
            creditLimit: number(),
            timesLate: Int32(truncatingIfNeeded: number()),
            course: DebtCourse(
                grades: some { .init(grade: text(), since: instant()) },
                utilisations: some {
                    .init(permille: Int32(truncatingIfNeeded: number()), since: instant())
                },
                autopaySince: instant(),
                owedSince: instant()
            )
        )
    }

    private func contact() -> PastContact {
        PastContact(
            id: ContactID(number()),
            at: instant(),
            channel: pick(Channel.self, or: .sms),
            messageClass: pick(MessageClass.self, or: .notice),
            point: PointID(number()),
            state: pick(ContactState.self, or: .leaving),
            occasion: occasion(),
            moreOccasions: some(occasion),
            content: UInt32(truncatingIfNeeded: number())
        )
    }

    private func number() -> Int64 {
        Int64.random(in: .min ... .max, using: &chance)
            >> Int64.random(in: 0...63, using: &chance)
    }
    private func text() -> String {
        ["", "a", "zh-Hans", "逾期三天", "longer than fifteen bytes"].randomElement(using: &chance)
            ?? ""
    }
    private func instant() -> Instant { Instant(milliseconds: number()) }
    private func day() -> CivilDate {
        CivilDate(daysSinceEpoch: Int32(truncatingIfNeeded: number()))
    }
    private func some<Element>(_ make: () -> Element) -> [Element] {
        (0..<Int.random(in: 0...4, using: &chance)).map { _ in make() }
    }
    private func maybe<Value>(_ make: () -> Value) -> Value? {
        Bool.random(using: &chance) ? make() : nil
    }
    private func pick<Value: CaseIterable>(_ type: Value.Type, or fallback: Value) -> Value {
        type.allCases.randomElement(using: &chance) ?? fallback
    }
    private func occasion() -> Occasion {
        Occasion(
            debt: DebtID(number()),
            spell: Int32(truncatingIfNeeded: number()),
            dueDate: day(),
            stepDay: Int16(truncatingIfNeeded: number()),
            purpose: pick(Purpose.self, or: .overdue)
        )
    }
}
