/// A number, mail address or device as one customer's decision sees it: never the address itself.
///
/// Health and refusals belong to the address and are shared by everybody who shares it.
package struct ContactPoint: Hashable, Sendable {
    package var id: PointID
    package var kind: AddressKind
    package var health: Health
    /// What was refused by a reply from this address, or by an import.
    package var refused: ClassChannelSet
    /// True when another customer has the same address: its contacts count for both.
    package var isShared: Bool

    package init(
        id: PointID,
        kind: AddressKind,
        health: Health = .good,
        refused: ClassChannelSet = [],
        isShared: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.health = health
        self.refused = refused
        self.isShared = isShared
    }

    /// More sharers of one address than this are not a family: their contacts are not all read.
    package static let sharersReadMax = 64

    /// What is known of the address itself.
    package enum Health: UInt8, CaseIterable, Sendable {
        case good
        /// Somebody else answers there: a reply said so.
        case wrongPerson
        /// The gateway says that there is no such address.
        case invalid
        /// The gateway or carrier refuses it for good.
        case blocked

        package var name: String {
            switch self {
            case .good: "good"
            case .wrongPerson: "wrong-person"
            case .invalid: "invalid"
            case .blocked: "blocked"
            }
        }
    }
}

/// A recorded agreement or refusal of one class of message on one channel, by the customer.
package struct Consent: Hashable, Sendable {
    package var messageClass: MessageClass
    package var channel: Channel
    package var isGranted: Bool
    package var asOf: Instant

    package init(messageClass: MessageClass, channel: Channel, isGranted: Bool, asOf: Instant) {
        self.messageClass = messageClass
        self.channel = channel
        self.isGranted = isGranted
        self.asOf = asOf
    }
}

/// A pause: nothing is sent to the customer, or about one debt, while it lasts.
package struct Hold: Hashable, Sendable {
    package var reason: HoldReason
    /// The one debt that it covers; `nil`: the whole customer.
    package var debt: DebtID?
    package var from: Instant
    /// Exclusive; `nil`: until lifted.
    package var until: Instant?
    /// The source's own number of the hold, so that it can be lifted or repeated harmlessly.
    package var reference: String
    /// Who answers for it: a person or a team; empty when nobody said.
    package var owner: String

    package init(
        reason: HoldReason,
        debt: DebtID?,
        from: Instant,
        until: Instant?,
        reference: String,
        owner: String = ""
    ) {
        self.reason = reason
        self.debt = debt
        self.from = from
        self.until = until
        self.reference = reference
        self.owner = owner
    }

    package func isActive(at now: Instant) -> Bool {
        now >= from && until.map { now < $0 } ?? true
    }
}

/// Why a hold was placed: a closed list.
package enum HoldReason: UInt8, CaseIterable, Sendable {
    case dispute
    case complaint
    case hardshipPlan
    case promiseToPay
    case deceased
    case bankrupt
    case legal
    case doNotContact
    case protected
    /// He wrote that he has paid: until the next file of payments says whether he did.
    case saysPaid

    package var name: String {
        switch self {
        case .dispute: "dispute"
        case .complaint: "complaint"
        case .hardshipPlan: "hardship-plan"
        case .promiseToPay: "promise-to-pay"
        case .deceased: "deceased"
        case .bankrupt: "bankrupt"
        case .legal: "legal"
        case .doNotContact: "do-not-contact"
        case .protected: "protected"
        case .saysPaid: "says-paid"
        }
    }

    package init?(name: String) {
        guard let match = HoldReason.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}
