/// One thing that a source tells, as an import or an event brings it; not yet in any store.
///
/// Facts hold names and addresses in the clear: they live only between a reader and the store,
/// which seals them.
package enum Fact: Hashable, Sendable {
    case customer(CustomerFact)
    case debt(DebtFact)
    case payment(PaymentFact)
    case hold(HoldFact)
    /// Lifts the hold with this reference.
    case holdLifted(customer: String, reference: String)
    /// A promise to pay: a hold until the end of the promised day, in the customer's zone.
    case promise(PromiseFact)
    case consent(ConsentFact)
    case agreement(AgreementFact)
    case autopay(AutopayFact)
    /// A contact that the system before made.
    case contact(ContactFact)

    /// The bank's number of the customer whom it concerns, where the fact names one.
    package var customerReference: String? {
        switch self {
        case .customer(let fact): fact.reference
        case .debt(let fact): fact.customer
        case .payment: nil
        case .hold(let fact): fact.customer
        case .holdLifted(let customer, _): customer
        case .promise(let fact): fact.customer
        case .consent(let fact): fact.customer
        case .agreement(let fact): fact.customer
        case .autopay: nil
        case .contact(let fact): fact.customer
        }
    }
}

/// A person's particulars.
///
/// `nil` leaves what is known as it is.
package struct CustomerFact: Hashable, Sendable {
    package var reference: String
    package var name: String?
    package var language: String?
    package var zone: String?
    package var tags: [String]?
    /// In the source's order; normalised: E.164 phones, lower-case mail domains.
    package var addresses: [Address]?

    package init(
        reference: String,
        name: String? = nil,
        language: String? = nil,
        zone: String? = nil,
        tags: [String]? = nil,
        addresses: [Address]? = nil
    ) {
        self.reference = reference
        self.name = name
        self.language = language
        self.zone = zone
        self.tags = tags
        self.addresses = addresses
    }
}

/// An address in its one normal form, so that people who share it are seen to share it.
package struct Address: Hashable, Sendable {
    package var kind: AddressKind
    /// Phones: E.164 with the plus.
    ///
    /// Mail: local part as given, domain in lower case.
    package var value: String

    package init(kind: AddressKind, value: String) {
        self.kind = kind
        self.value = value
    }
}

/// A debt as a file states it at the import's as-of.
package struct DebtFact: Hashable, Sendable {
    /// The bank's own number of the debt, unique within its source.
    package var reference: String
    package var customer: String
    package var role: Role
    package var product: String
    package var currency: Currency
    package var accountTail: String
    package var statementDate: CivilDate?
    package var statementBalance: Int64
    package var minimumDue: Int64
    package var dueDate: CivilDate
    package var graceEnd: CivilDate?
    package var tolerance: Int64
    package var autopay: Debt.Autopay
    package var overdueAmount: Int64
    package var riskGrade: String
    package var overdueReason: String
    package var creditLimit: Int64
    package var timesLate: Int32
    /// The file says that it is paid off or closed.
    package var isSettled: Bool

    package init(
        reference: String,
        customer: String,
        role: Role = .debtor,
        product: String = "",
        currency: Currency = .cny,
        accountTail: String = "",
        statementDate: CivilDate? = nil,
        statementBalance: Int64 = 0,
        minimumDue: Int64,
        dueDate: CivilDate,
        graceEnd: CivilDate? = nil,
        tolerance: Int64 = 0,
        autopay: Debt.Autopay = .none,
        overdueAmount: Int64 = 0,
        riskGrade: String = "",
        overdueReason: String = "",
        creditLimit: Int64 = 0,
        timesLate: Int32 = 0,
        isSettled: Bool = false
    ) {
        self.reference = reference
        self.customer = customer
        self.role = role
        self.product = product
        self.currency = currency
        self.accountTail = accountTail
        self.statementDate = statementDate
        self.statementBalance = statementBalance
        self.minimumDue = minimumDue
        self.dueDate = dueDate
        self.graceEnd = graceEnd
        self.tolerance = tolerance
        self.autopay = autopay
        self.overdueAmount = overdueAmount
        self.riskGrade = riskGrade
        self.overdueReason = overdueReason
        self.creditLimit = creditLimit
        self.timesLate = timesLate
        self.isSettled = isSettled
    }
}

/// Money that came in for a debt, or the reversal of such a payment (a negative amount).
package struct PaymentFact: Hashable, Sendable {
    /// The source's own number of the payment or reversal: the same one twice changes nothing.
    package var reference: String
    package var debt: String
    /// Minor units; negative for a reversal.
    package var amount: Int64
    package var at: Instant

    package init(reference: String, debt: String, amount: Int64, at: Instant) {
        self.reference = reference
        self.debt = debt
        self.amount = amount
        self.at = at
    }
}

/// A hold on a customer, or on one of his debts.
package struct HoldFact: Hashable, Sendable {
    package var reference: String
    package var customer: String
    /// The bank's number of the one debt that it covers; `nil`: all.
    package var debt: String?
    package var reason: HoldReason
    package var from: Instant
    package var until: Instant?
    /// Who answers for it; empty when the source does not say.
    package var owner: String

    package init(
        reference: String,
        customer: String,
        debt: String? = nil,
        reason: HoldReason,
        from: Instant,
        until: Instant? = nil,
        owner: String = ""
    ) {
        self.reference = reference
        self.customer = customer
        self.debt = debt
        self.reason = reason
        self.from = from
        self.until = until
        self.owner = owner
    }
}

/// A customer's promise to pay by a day.
package struct PromiseFact: Hashable, Sendable {
    package var reference: String
    package var customer: String
    package var debt: String?
    package var madeAt: Instant
    package var until: CivilDate

    package init(
        reference: String,
        customer: String,
        debt: String?,
        madeAt: Instant,
        until: CivilDate
    ) {
        self.reference = reference
        self.customer = customer
        self.debt = debt
        self.madeAt = madeAt
        self.until = until
    }
}

/// A consent given or taken back.
package struct ConsentFact: Hashable, Sendable {
    package var customer: String
    package var messageClass: MessageClass
    package var channel: Channel
    package var isGranted: Bool
    package var at: Instant
    /// The one address that is refused, for everybody who has it; `nil`: the customer alone.
    package var address: Address?

    package init(
        customer: String,
        messageClass: MessageClass,
        channel: Channel,
        isGranted: Bool,
        at: Instant,
        address: Address? = nil
    ) {
        self.customer = customer
        self.messageClass = messageClass
        self.channel = channel
        self.isGranted = isGranted
        self.at = at
        self.address = address
    }
}

/// An agreement or a refusal, as a customer gave it.
package struct AgreementFact: Hashable, Sendable {
    package var customer: String
    /// As a rulebook names it, such as `night-contact`.
    package var agreement: String
    /// False: refused.
    package var isGiven: Bool
    package var at: Instant

    package init(customer: String, agreement: String, isGiven: Bool, at: Instant) {
        self.customer = customer
        self.agreement = agreement
        self.isGiven = isGiven
        self.at = at
    }
}

/// What became of a standing order.
package struct AutopayFact: Hashable, Sendable {
    package var debt: String
    package var state: Debt.Autopay
    package var at: Instant

    package init(debt: String, state: Debt.Autopay, at: Instant) {
        self.debt = debt
        self.state = state
        self.at = at
    }
}

/// A contact that the system before made: it takes its places under caps, and says its step.
package struct ContactFact: Hashable, Sendable {
    package var customer: String
    /// The bank's number of the debt that it was about; `nil`: not told.
    package var debt: String?
    /// `nil`: the debt's present one.
    package var dueDate: CivilDate?
    package var channel: Channel
    /// `nil`: collection after the due date or about no debt, else notice.
    package var messageClass: MessageClass?
    package var at: Instant
    /// `nil`: the customer's first address for the channel.
    package var address: Address?
    /// The other system's name for its words.
    package var template: String

    package init(
        customer: String,
        debt: String? = nil,
        dueDate: CivilDate? = nil,
        channel: Channel,
        messageClass: MessageClass? = nil,
        at: Instant,
        address: Address? = nil,
        template: String = ""
    ) {
        self.customer = customer
        self.debt = debt
        self.dueDate = dueDate
        self.channel = channel
        self.messageClass = messageClass
        self.at = at
        self.address = address
        self.template = template
    }
}
