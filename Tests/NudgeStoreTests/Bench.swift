import NudgeCore
import NudgeStore
import Testing

/// A store in a folder of its own, with the few things that most tests do to it.
struct Bench {
    let folder: Folder
    let engine: Engine
    var store: any OperatorStore

    init(_ engine: Engine) throws {
        folder = try Folder()
        self.engine = engine
        store = try engine.open(folder)
    }

    /// Ends the run and begins the next, as after a crash.
    mutating func restart(at now: Instant) throws -> Recovery {
        store = try engine.open(folder)
        return try store.recover(at: now)
    }

    @discardableResult
    func apply(
        _ facts: [Fact],
        source: String = "bank",
        asOf: Instant = noon,
        now: Instant? = nil,
        run: Int64 = 0
    ) throws -> [FactOutcome] {
        let batch = FactBatch(source: source, asOf: asOf, now: now ?? asOf, run: run, facts: facts)
        return try store.apply(batch)
    }

    func claim(
        _ lane: String = decideLane,
        limit: Int = 100,
        at now: Instant = noon,
        lease: Milliseconds = .minutes(5)
    ) throws -> [ClaimedCustomer] {
        let turn = Turn(
            now: now,
            claims: [ClaimRequest(lane: lane, limit: limit)],
            leaseUntil: now + lease
        )
        return try store.turn(turn).claimed
    }

    func commit(_ commits: [DecisionCommit], at now: Instant = noon) throws -> [Bool] {
        try store.turn(Turn(now: now, commits: commits, leaseUntil: now)).committed
    }

    func answer(_ answers: [AttemptAnswer], at now: Instant = noon) throws {
        _ = try store.turn(Turn(now: now, answers: answers, leaseUntil: now))
    }

    func facts(_ reference: String) throws -> CustomerFacts {
        try #require(try store.customer(reference: reference)).facts
    }
}

/// A customer with a phone of his own.
func customer(_ number: Int, phones: [String]? = nil) -> Fact {
    .customer(
        CustomerFact(
            reference: "C\(number)",
            name: "王\(number)",
            addresses: (phones ?? ["+8613900\(100_000 + number)"])
                .map { Address(kind: .phone, value: $0) }
        )
    )
}

/// A debt of that customer, due on a day of November 2026.
func debt(
    _ number: Int,
    of customer: Int,
    due day: Int = 5,
    minimum: Int64 = 100_00,
    overdue: Int64 = 0,
    role: Role = .debtor
) -> Fact {
    .debt(
        DebtFact(
            reference: "D\(number)",
            customer: "C\(customer)",
            role: role,
            minimumDue: minimum,
            dueDate: .november(day),
            overdueAmount: overdue
        )
    )
}

func payment(_ reference: String, on debt: Int, _ amount: Int64, at: Instant) -> Fact {
    .payment(PaymentFact(reference: reference, debt: "D\(debt)", amount: amount, at: at))
}

extension ClaimedCustomer {
    /// A contact about the first debt of this customer.
    func intent(
        _ id: Int64,
        at: Instant = noon,
        stepDay: Int16 = -3,
        channel: Channel = .sms
    ) throws -> Intent {
        let debt = try #require(facts.debts.first)
        let occasion = Occasion(
            debt: debt.id,
            spell: debt.spell,
            dueDate: debt.dueDate,
            stepDay: stepDay,
            purpose: .comingDue
        )
        let contact = PastContact(
            id: ContactID(id),
            at: at,
            channel: channel,
            messageClass: .notice,
            point: try #require(facts.points.first).id,
            state: .leaving,
            occasion: occasion
        )
        return Intent(
            contact: contact,
            gateway: "sandbox",
            tier: "coming-due",
            step: "before",
            template: "sms/coming-due",
            segments: 2,
            notBefore: at,
            rulesGeneration: 1,
            sealedText: [1, 2, 3],
            trace: [4, 5]
        )
    }

    func commit(
        timer: CustomerTimer? = nil,
        intent: Intent? = nil,
        quarantine: String? = nil
    ) -> DecisionCommit {
        DecisionCommit(
            customer: facts.id,
            lease: lease,
            revision: facts.revision,
            timer: timer,
            intent: intent,
            quarantine: quarantine
        )
    }
}

func accepted(_ id: Int64, vendorID: String? = nil, at: Instant = noon) -> AttemptAnswer {
    AttemptAnswer(
        contact: ContactID(id),
        answer: .accepted,
        reason: "accepted",
        vendorID: vendorID,
        at: at
    )
}
