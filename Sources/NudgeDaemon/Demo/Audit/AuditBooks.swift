import NudgeCore

/// The audit's own books of all customers, kept from the facts as they were told.
struct AuditBooks {
    private(set) var people: [String: Person] = [:]
    private(set) var debts: [String: AuditDebt] = [:]
    /// Customers by address, in the order in which they were told.
    private var owners: [Address: [String]] = [:]

    /// What is known of one customer.
    struct Person {
        var reference: String
        var name = ""
        var zone: String?
        var debts: [String] = []
        var holds: [Pause] = []
        var consents: [(known: Instant, fact: ConsentFact)] = []
    }

    /// A time in which nothing may be said.
    struct Pause {
        var reference: String
        var reason: String
        /// `nil`: about all.
        var debt: String?
        var known: Instant
        var from: Instant
        var until: Instant?
        /// A promise ends with this day in the customer's zone.
        var lastDay: CivilDate?
        var liftedKnown: Instant?

        mutating func lift(known: Instant) {
            if liftedKnown == nil { liftedKnown = known }
        }
    }

    init(_ truth: AuditTruth) {
        for fact in truth.initialFacts { tell(fact, known: truth.start) }
        for event in truth.events.sorted(by: { $0.at < $1.at }) {
            tell(event.fact, known: event.at)
        }
    }

    var zones: Set<String> { Set(people.values.compactMap(\.zone)) }

    func people(at address: String, _ channel: Channel) -> [Person] {
        (owners[Address(kind: channel.addressKind, value: address)] ?? [])
            .compactMap { people[$0] }
    }

    private mutating func tell(_ fact: Fact, known: Instant) {
        switch fact {
        case .customer(let fact): tell(fact)
        case .debt(let fact):
            debts[fact.reference, default: AuditDebt(reference: fact.reference)]
                .tell(fact, known: known)
            update(fact.customer) {
                if !$0.debts.contains(fact.reference) { $0.debts.append(fact.reference) }
            }
        case .payment(let fact): debts[fact.debt]?.tell(fact, known: known)
        case .autopay(let fact): debts[fact.debt]?.tell(fact, known: known)
        case .hold(let fact): place(Pause(fact, known: known), on: fact.customer)
        case .promise(let fact): place(Pause(fact, known: known), on: fact.customer)
        // The demo takes nothing over.
        case .contact: break
        case .holdLifted(let customer, let reference):
            update(customer) {
                for index in $0.holds.indices where $0.holds[index].reference == reference {
                    $0.holds[index].lift(known: known)
                }
            }
        case .consent(let fact): update(fact.customer) { $0.consents.append((known, fact)) }
        // No rule of the demo asks for one.
        case .agreement: break
        }
    }

    private mutating func tell(_ fact: CustomerFact) {
        update(fact.reference) {
            if let name = fact.name { $0.name = name }
            if let zone = fact.zone { $0.zone = zone }
        }
        for address in fact.addresses ?? [] {
            let known = owners[address] ?? []
            if !known.contains(fact.reference) { owners[address] = known + [fact.reference] }
        }
    }

    private mutating func place(_ pause: Pause, on customer: String) {
        update(customer) {
            // Told again under the same number, a hold stands as it was told last.
            for index in $0.holds.indices where $0.holds[index].reference == pause.reference {
                $0.holds[index].lift(known: pause.known)
            }
            $0.holds.append(pause)
        }
    }

    private mutating func update(_ reference: String, _ change: (inout Person) -> Void) {
        change(&people[reference, default: Person(reference: reference)])
    }
}

extension AuditBooks.Pause {
    fileprivate init(_ fact: HoldFact, known: Instant) {
        self.init(
            reference: fact.reference,
            reason: fact.reason.name,
            debt: fact.debt,
            known: known,
            from: fact.from,
            until: fact.until
        )
    }

    fileprivate init(_ fact: PromiseFact, known: Instant) {
        self.init(
            reference: fact.reference,
            reason: "promise-to-pay",
            debt: fact.debt,
            known: known,
            from: fact.madeAt,
            lastDay: fact.until
        )
    }
}
