package import NudgeCore

extension WindowRule {
    /// A daily window `08:00`–`22:00`; crosses midnight when it ends before it begins.
    package static func fixture(
        _ from: String,
        _ to: String,
        weekdays: Set<Weekday> = Set(Weekday.allCases),
        days: DayCondition = .any,
        scope: RuleScope = RuleScope()
    ) -> WindowRule {
        WindowRule(
            name: "\(from)-\(to)",
            scope: scope,
            spans: [
                Span(from: .fixture(from), to: .fixture(to), weekdays: weekdays, days: days)
            ],
            basis: .house
        )
    }
}

extension CapRule {
    /// At most so many per period; counts the customer's contacts of all kinds unless told.
    package static func fixture(
        most: Int,
        per period: Period,
        counts: Subject = .customer,
        scope: RuleScope = RuleScope()
    ) -> CapRule {
        CapRule(
            name: "\(most) per \(counts.name)",
            scope: scope,
            counts: counts,
            period: period,
            most: most,
            basis: .house
        )
    }
}

extension Basis {
    /// Our own policy, in a test.
    package static let house = Basis(kind: .house, source: "test")
}

extension Strategy {
    /// A strategy of these tiers and nothing else.
    package static func fixture(_ tiers: [Tier]) -> Strategy {
        Strategy(name: "test", tiers: tiers)
    }

    /// The five tiers of a lender: coming due, due today, early, late, high risk (first of all).
    package static let fiveTiers = Strategy(
        name: "five-tiers",
        tiers: [
            Tier(
                name: "high-risk",
                match: TierMatch(daysFrom: 1, riskGrades: ["D", "E"]),
                steps: [
                    .fixture(days: [1, 3, 5, 8, 12, 17, 23, 30, 45, 60], channels: [.sms, .push])
                ]
            ),
            Tier(
                name: "late",
                match: TierMatch(daysFrom: 31),
                steps: [.fixture(days: [31, 38, 45, 60, 75, 90], channels: [.sms, .email])]
            ),
            Tier(
                name: "early",
                match: TierMatch(daysFrom: 1, daysTo: 30),
                steps: [
                    .fixture(days: [1, 4, 7, 14, 21], channels: [.sms, .push, .email]),
                    .fixture(days: [28], channels: [.email, .sms], purpose: .assistance),
                ]
            ),
            Tier(
                name: "due-today",
                match: TierMatch(daysFrom: 0, daysTo: 0),
                steps: [.fixture(days: [0], channels: [.push, .sms], purpose: .dueToday)]
            ),
            Tier(
                name: "coming-due",
                match: TierMatch(daysFrom: -7, daysTo: -1),
                steps: [.fixture(days: [-5, -2], channels: [.push, .sms], purpose: .comingDue)]
            ),
        ]
    )
}

extension Tier {
    /// An early warning of these steps.
    package static func warning(
        _ signal: Signal,
        _ steps: Step...,
        name: String = "warning"
    ) -> Tier {
        Tier(
            name: name,
            match: TierMatch(daysFrom: 0),
            steps: steps.map { step in
                var step = step
                step.purpose = signal.purpose
                return step
            },
            signal: signal
        )
    }

    /// A tier that takes every debt on every day.
    package static func fixture(_ steps: Step..., name: String = "all") -> Tier {
        Tier(name: name, match: TierMatch(daysFrom: -400), steps: steps)
    }
}

extension Step {
    /// A step in preferred hours 09:00–18:00.
    package static func fixture(
        days: [Int16],
        channels: [Channel] = [.sms],
        purpose: Purpose = .overdue,
        preferred: (String, String) = ("09:00", "18:00"),
        fallbackAfter: Milliseconds? = nil,
        lateness: Lateness = .send,
        priority: UInt8 = 5,
        mergesDebts: Bool = true,
        recipients: Set<Role> = [.debtor, .coBorrower],
        prefersLearnt: Bool = false
    ) -> Step {
        Step(
            name: purpose.name,
            purpose: purpose,
            days: days,
            preferredFrom: .fixture(preferred.0),
            preferredTo: .fixture(preferred.1),
            channels: channels.map { StepChannel(channel: $0, template: "test/\($0.name)") },
            fallbackAfter: fallbackAfter,
            lateness: lateness,
            priority: priority,
            mergesDebts: mergesDebts,
            recipients: recipients,
            prefersLearnt: prefersLearnt
        )
    }

    /// A step that asks the team `people`.
    package static func handOff(
        days: [Int16],
        from: String = "00:00",
        lateness: Lateness = .send
    ) -> Step {
        Step(
            name: "hand-off",
            purpose: .overdue,
            days: days,
            preferredFrom: .fixture(from),
            preferredTo: .fixture("24:00"),
            channels: [],
            lateness: lateness,
            recipients: [.debtor],
            handOff: "people"
        )
    }
}

extension GatewayProfile {
    /// One gateway that carries every channel and reports delivery.
    package static let everything = GatewayProfile(
        name: "everything",
        channels: Set(Channel.allCases),
        hasReceipts: true
    )
}

extension Ruleset {
    /// Rules of one rulebook in Shanghai's zone; no windows and no caps unless given.
    package static func fixture(
        windows: [WindowRule] = [],
        blackouts: [Blackout] = [],
        caps: [CapRule] = [],
        tiers: [Tier] = [.fixture(.fixture(days: [-3, 0, 3]))],
        zones: [ZoneRules] = [.shanghai, .berlin, .utc],
        calendar: BusinessCalendar = .none,
        gateways: [GatewayProfile] = [.everything],
        recipients: Set<Role> = [.debtor, .coBorrower, .guarantor],
        staleAfter: [String: Milliseconds] = [:],
        contactRepair: String? = nil,
        ramp: Ramp = .everybody,
        optOutConfirmation: Milliseconds? = nil
    ) -> Ruleset {
        var rulebook = Rulebook(
            name: "test",
            defaultZone: "Asia/Shanghai",
            windows: windows,
            blackouts: blackouts,
            caps: caps,
            recipients: recipients
        )
        rulebook.optOutConfirmation = optOutConfirmation.map {
            OptOutConfirmation(within: $0, basis: Basis(kind: .regulation, source: "test"))
        }
        return Ruleset(
            generation: 1,
            rulebooks: [rulebook],
            strategy: Strategy(
                name: "test",
                tiers: tiers,
                staleAfter: staleAfter,
                contactRepair: contactRepair
            ),
            zones: Dictionary(uniqueKeysWithValues: zones.map { ($0.name, $0) }),
            calendar: calendar,
            gateways: gateways,
            ramp: ramp,
            // A test asks of few years: to sort all of them by kind costs more than the test.
            years: .fixture("2023-01-01") ... .fixture("2029-12-31")
        )
    }

    /// The print of what a proposal says.
    package func content(of proposal: Proposal) -> UInt32 {
        let step = strategy.tiers[proposal.tier].steps[proposal.step]
        return ContentPrint.of(template: step.channels[proposal.stepChannel].template)
    }

    /// What a mainland lender runs: two windows, six caps, five tiers.
    ///
    /// Source of the values: the presets of the fact base for mainland China.
    package static let mainland = Ruleset(
        generation: 1,
        rulebooks: [
            Rulebook(
                name: "cn",
                defaultZone: "Asia/Shanghai",
                windows: [
                    .fixture("08:00", "22:00", scope: RuleScope(classes: [.collection])),
                    .fixture("09:00", "20:00", scope: RuleScope(classes: [.notice])),
                ],
                caps: [
                    .fixture(most: 2, per: .calendarDay),
                    .fixture(most: 5, per: .rolling(.days(7))),
                    .fixture(most: 1, per: .calendarDay, counts: .debt, scope: .sms),
                    .fixture(most: 10, per: .calendarDay, counts: .contactPoint, scope: .sms),
                    .fixture(most: 20, per: .calendarMonth),
                    .fixture(most: 1, per: .rolling(.hours(2)), counts: .contactPoint),
                ]
            )
        ],
        strategy: .fiveTiers,
        zones: ["Asia/Shanghai": .shanghai],
        calendar: .none,
        gateways: [.everything]
    )
}

extension RuleScope {
    /// Text messages of every class.
    package static let sms = RuleScope(channels: [.sms])
}
