import NudgeCore

@testable import NudgeDaemon

/// A small portfolio, a rulebook, and messages about it: what the auditor's tests vary.
struct AuditWorld {
    var rulebook = AuditWorld.rulebook
    var facts: [Fact] = AuditWorld.facts
    var events: [TimedFact] = []
    var messages: [AuditedMessage] = []
    var replies: [AuditedReply] = []

    func report() throws -> AuditReport {
        let truth = AuditTruth(
            start: DemoData.instant("2026-03-02 00:00"),
            initialFacts: facts,
            events: events,
            // A make-up working Saturday, and an ordinary Sunday.
            workingDays: [
                DemoData.date("2026-03-14"): true, DemoData.date("2026-03-15"): false,
            ]
        )
        return try DemoAuditor(rulebook: rulebook, truth: truth)
            .audit(messages: messages, replies: replies)
    }

    mutating func tell(_ fact: Fact, at time: String) {
        events.append(TimedFact(at: DemoData.instant(time), fact: fact))
    }

    /// A message to 王伟 about his card, unless told otherwise.
    mutating func send(
        _ time: String,
        id: String? = nil,
        to address: String = AuditWorld.phone,
        _ channel: Channel = .sms,
        _ messageClass: MessageClass = .notice,
        text: String = "【示例】尊敬的王伟，您尾号1111的信用卡应还1,000.00新台币元。",
        isTaken: Bool = true
    ) {
        messages.append(
            AuditedMessage(
                wireID: id ?? "demo-\(messages.count)",
                channel: channel,
                address: address,
                text: text,
                messageClass: messageClass,
                arrivedAt: DemoData.instant(time),
                isTaken: isTaken
            )
        )
    }

    static let phone = "+8619910000001"
    static let sharedPhone = "+8619910000002"

    static let basis = Basis(kind: .house, source: "test")

    static let rulebook = Rulebook(
        name: "test",
        defaultZone: "Asia/Shanghai",
        windows: [
            window("night", [.collection], from: 480, to: 1320),
            window("notice-hours", [.notice], from: 540, to: 1200),
        ],
        caps: [
            cap("gap", .contactPoint, .rolling(.seconds(30)), 1),
            cap("customer-day", .customer, .calendarDay, 3),
            cap("customer-week", .customer, .rolling(.days(7)), 5),
        ],
        recipients: [.debtor, .coBorrower],
        forbiddenWords: [
            ForbiddenWord(phrase: "黑名单", category: "L08", basis: basis),
            ForbiddenWord(phrase: "通知…单位", category: "L06", basis: basis),
        ]
    )

    static func window(
        _ name: String,
        _ classes: Set<MessageClass>,
        from: Int,
        to: Int,
        days: DayCondition = .any
    ) -> WindowRule {
        let span = WindowRule.Span(
            from: TimeOfDay(minutes: from),
            to: TimeOfDay(minutes: to),
            on: DateCondition(days: days)
        )
        return WindowRule(
            name: name,
            scope: RuleScope(classes: classes),
            spans: [span],
            basis: basis
        )
    }

    static func cap(
        _ name: String,
        _ counts: CapRule.Subject,
        _ period: CapRule.Period,
        _ most: Int
    ) -> CapRule {
        CapRule(
            name: name,
            scope: RuleScope(),
            counts: counts,
            period: period,
            most: most,
            basis: basis
        )
    }

    /// 王伟, with a card due on 20 March; 李芳 and 张磊 share a phone; 陈静 lives in London.
    static let facts: [Fact] =
        person("c1", "王伟", [Address(kind: .phone, value: phone), mail("c1")], tail: "1111")
        + person("c2", "李芳", [Address(kind: .phone, value: sharedPhone)], tail: "2222")
        + person("c3", "张磊", [Address(kind: .phone, value: sharedPhone)], tail: "3333")
        + person("c4", "陈静", [mail("c4")], tail: "4444", zone: "Europe/London")

    static func mail(_ reference: String) -> Address {
        Address(kind: .email, value: "\(reference)@demo.invalid")
    }

    static func person(
        _ reference: String,
        _ name: String,
        _ addresses: [Address],
        tail: String,
        zone: String? = nil
    ) -> [Fact] {
        [
            .customer(
                CustomerFact(reference: reference, name: name, zone: zone, addresses: addresses)
            ),
            .debt(debt(reference, tail: tail)),
        ]
    }

    static func debt(
        _ customer: String,
        tail: String,
        due: String = "2026-03-20",
        overdue: Int64 = 0,
        role: Role = .debtor,
        autopay: Debt.Autopay = .none,
        isSettled: Bool = false
    ) -> DebtFact {
        DebtFact(
            reference: "card-\(customer)",
            customer: customer,
            role: role,
            product: "信用卡",
            currency: .twd,
            accountTail: tail,
            minimumDue: 100_000,
            dueDate: DemoData.date(due),
            autopay: autopay,
            overdueAmount: overdue,
            isSettled: isSettled
        )
    }

    static func payment(_ amount: Int64, _ time: String, reference: String = "p1") -> Fact {
        .payment(
            PaymentFact(
                reference: reference,
                debt: "card-c1",
                amount: amount,
                at: DemoData.instant(time)
            )
        )
    }
}
