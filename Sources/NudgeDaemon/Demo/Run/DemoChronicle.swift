internal import NudgeCore
internal import NudgeServer
internal import NudgeStore

/// Keeps account of what the demo's month brought.
struct DemoChronicle {
    private let world: DemoWorld
    private let portfolio: DemoPortfolio
    private let farEnds: [DemoFarEnd]
    private let zone: ZoneRules
    /// When the portfolio is looked through again: at noon, when everybody may be reminded.
    private(set) var nextLook: Instant
    private var census = DemoCensus()
    private var replies: [AuditedReply] = []
    private var payments = 0
    private var paid: Int64 = 0
    private var paymentsByDay: [CivilDate: (count: Int, amount: Int64)] = [:]
    /// When a customer's debt was first paid, by the debt's number.
    private var firstPayment: [String: Instant] = [:]

    private static let noon = 12 * 60

    init(world: DemoWorld, portfolio: DemoPortfolio, farEnds: [DemoFarEnd]) {
        self.world = world
        self.portfolio = portfolio
        self.farEnds = farEnds
        zone = world.rules.ruleset.defaultZone
        nextLook = zone.instant(of: portfolio.start, minute: DemoChronicle.noon)
    }

    mutating func count(_ event: TimedFact) {
        guard case .payment(let payment) = event.fact else { return }
        let day = zone.localDate(event.at)
        payments += 1
        paid += payment.amount
        paymentsByDay[day, default: (0, 0)].count += 1
        paymentsByDay[day, default: (0, 0)].amount += payment.amount
        if firstPayment[payment.debt] == nil { firstPayment[payment.debt] = event.at }
    }

    mutating func count(_ event: SandboxEvent, at now: Instant) {
        guard case .reply(let text) = event.kind else { return }
        replies.append(
            AuditedReply(address: event.address, channel: event.channel, text: text, at: now)
        )
    }

    /// Looks through the portfolio when it is time.
    mutating func look(at now: Instant) throws(StoreError) {
        guard now >= nextLook else { return }
        nextLook = zone.instant(of: zone.localDate(now) + 1, minute: DemoChronicle.noon)
        try census.take(world, at: now)
    }

    /// The last millisecond of the day before, for a line about that day.
    func yesterday(at now: Instant) -> Instant {
        zone.startOfDay(zone.localDate(now)) - Milliseconds(1)
    }

    func day(at now: Instant) -> Int {
        min(zone.localDate(now) - portfolio.start + 1, portfolio.days)
    }

    func snapshot(at now: Instant, since began: Instant, wall: Instant) throws -> DemoSnapshot {
        let counts = try counts(until: now)
        let (date, clock) = zone.local(now)
        let today = counts.filter { $0.day == date }
        let sent = Channel.allCases.map { channel in
            DemoCount(
                channel.name,
                today: sum(today) { $0.channel == channel && $0.hasLeft },
                total: sum(counts) { $0.channel == channel && $0.hasLeft }
            )
        }
        let seconds = max(Double((wall - began).count), 1) / 1000
        return DemoSnapshot(
            day: day(at: now),
            dayCount: portfolio.days,
            date: date,
            time: TimeOfDay(minutes: Int(clock / 60_000)),
            tiers: census.tiers(world),
            sent: sent.filter { $0.total > 0 },
            held: census.heldNow,
            delivered: sum(counts) { $0.state == .delivered },
            undelivered: sum(counts) { $0.state == .undelivered },
            unknown: sum(counts) { $0.state == .unknown },
            replies: replyCounts,
            paymentsToday: paymentsByDay[date]?.count ?? 0,
            payments: payments,
            paidToday: money(paymentsByDay[date]?.amount ?? 0),
            paid: money(paid),
            contactsPerSecond: Double(sum(counts) { $0.hasLeft }) / seconds
        )
    }

    func report(wallTime: Milliseconds) throws -> DemoReport {
        let counts = try counts(until: portfolio.endsAt)
        let audit = try audit()
        let reminded = try remindedDebts()
        let sent = world.rules.ruleset.strategy.tiers.map { tier in
            DemoReport.SentByTier(
                tier: tier.name,
                channels: channels(counts).map { channel in
                    DemoCount(
                        channel.name,
                        total: sum(counts) {
                            $0.tier == tier.name && $0.channel == channel && $0.hasLeft
                        }
                    )
                }
            )
        }
        return DemoReport(
            days: portfolio.days,
            customers: portfolio.customers.count,
            sent: sent,
            held: census.heldEver,
            delivered: sum(counts) { $0.state == .delivered },
            undelivered: sum(counts) { $0.state == .undelivered },
            refused: sum(counts) { $0.state == .refused },
            unknown: sum(counts) { $0.state == .unknown },
            replies: replyCounts,
            optOutsHonoured: replies.filter { reply in
                let meaning = ReplyWords.meaning(of: reply.text)
                return meaning == .optOut || meaning == .wrongPerson
            }.count,
            payments: payments,
            paid: money(paid),
            reminded: reminded.count,
            remindedWhoPaid: reminded.filter { debt, first in
                firstPayment[debt].map { $0 > first } ?? false
            }.count,
            wallTime: wallTime,
            audit: audit
        )
    }

    /// The three of the demo, and whatever else was sent by.
    private func channels(_ counts: [ContactCount]) -> [Channel] {
        Channel.allCases.filter { channel in
            [Channel.sms, .email, .push].contains(channel)
                || counts.contains { $0.channel == channel && $0.hasLeft }
        }
    }

    /// The first contact about each debt that had one.
    private func remindedDebts() throws -> [String: Instant] {
        var first: [String: Instant] = [:]
        var after: CustomerID?
        while true {
            let page = try world.store.customers(after: after, limit: 1000)
            guard let last = page.last else { return first }
            for customer in page {
                guard let contact = customer.facts.history.first else { continue }
                let names = try world.store.debtReferences([contact.occasion.debt])
                if let name = names.first { first[name] = contact.at }
            }
            after = last.facts.id
        }
    }

    /// What the auditor, who shares nothing with the decision, says of all that arrived.
    private func audit() throws -> AuditReport {
        let records = farEnds.records
        let named = try debtsOfTemplated(records)
        let messages = records.map { record in
            AuditedMessage(
                wireID: record.message.id,
                channel: record.message.channel,
                address: record.message.to,
                text: record.message.text,
                messageClass: record.message.messageClass ?? .collection,
                arrivedAt: record.at,
                isTaken: record.isTaken,
                debts: named[record.message.id] ?? []
            )
        }
        var report = AuditReport(messages: messages.count, violations: [])
        for rulebook in world.rules.ruleset.rulebooks {
            let auditor = try DemoAuditor(rulebook: rulebook, truth: AuditTruth(portfolio))
            report.violations += auditor.audit(messages: messages, replies: replies).violations
        }
        return report
    }

    /// What messages are about whose words the vendor has: those do not arrive, and with them the
    /// account's number by which the auditor finds the debt.
    private func debtsOfTemplated(_ records: [SandboxRecord]) throws -> [String: [String]] {
        let templated = Set(records.filter(\.message.isTemplated).map(\.message.id))
        guard !templated.isEmpty else { return [:] }
        let wire = WireID(store: world.store.identity)
        var debts: [String: [String]] = [:]
        var after: CustomerID?
        while true {
            let page = try world.store.customers(after: after, limit: 1000)
            guard let last = page.last else { return debts }
            for contact in page.flatMap(\.facts.history) {
                let id = wire.text(of: contact.id)
                guard templated.contains(id) else { continue }
                let occasions = [contact.occasion] + contact.moreOccasions
                debts[id] = try world.store.debtReferences(occasions.map(\.debt))
            }
            after = last.facts.id
        }
    }

    private func counts(until now: Instant) throws -> [ContactCount] {
        try world.store.contactCounts(
            from: portfolio.beginsAt,
            to: now + Milliseconds(1),
            dayOffset: Milliseconds(zone.segment(at: now).offset)
        )
    }

    private func sum(_ counts: [ContactCount], where holds: (ContactCount) -> Bool) -> Int {
        counts.filter(holds).reduce(0) { $0 + $1.contacts }
    }

    private var replyCounts: [DemoCount] {
        ReplyMeaning.allCases.compactMap { meaning in
            let count = replies.filter { ReplyWords.meaning(of: $0.text) == meaning }.count
            return count == 0 ? nil : DemoCount(meaning.name, total: count)
        }
    }

    private func money(_ amount: Int64) -> Money {
        Money(minorUnits: amount, currency: .twd)
    }
}

extension ContactCount {
    /// Bytes left for it, or may have.
    fileprivate var hasLeft: Bool { state != .putBack && state != .withdrawn }
}
